// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the last management call was refused for.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/spinlock.h>

#include "driver.h"

static DEFINE_RAW_SPINLOCK(lock);
static struct jailhouse_config_error last;

struct jailhouse_config_error report_last(void)
{
	struct jailhouse_config_error error;

	raw_spin_lock(&lock);
	error = last;
	raw_spin_unlock(&lock);
	return error;
}

static void set_last(const struct jailhouse_config_error *error)
{
	raw_spin_lock(&lock);
	last = *error;
	raw_spin_unlock(&lock);
}

void report_clear(void)
{
	const struct jailhouse_config_error none = { };

	set_last(&none);
}

int report(u32 rule, u32 array, u32 index, u32 other)
{
	const struct jailhouse_config_error error = {
		.rule = rule,
		.array = array,
		.index = index,
		.other = other,
	};

	set_last(&error);
	return config_rule_errno(rule);
}

int report_error(const struct jailhouse_config_error *error)
{
	const char *array = config_array_name(error->array);

	pr_err("refused: rule %s, %s[%u], other %u; 'jailhouse config check' explains\n",
	       config_rule_name(error->rule), *array ? array : "call",
	       error->index, error->other);
	set_last(error);
	return config_rule_errno(error->rule);
}
