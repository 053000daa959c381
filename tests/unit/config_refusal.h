/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the configuration checker share: a valid cell and a valid
 * system before each test, and assertions that a check refuses or accepts them.
 * Included once per test program, after cmocka.h.
 */
#ifndef CONFIG_REFUSAL_H
#define CONFIG_REFUSAL_H

#include <config_check.h>
#include "config_builder.h"

static struct cell_spec cell;
static struct system_spec sys;
static struct config_machine machine;
static struct blob blob;

static int setup(void **state)
{
	(void)state;
	spec_cell(&cell);
	spec_system(&sys);
	memset(&machine, 0, sizeof(machine));
	machine.phys_bits = 40;
	machine.architecture = JAILHOUSE_X86;
	return 0;
}

/* A copy of exactly the blob's size, so that ASan sees any access behind it. */
static int check(const struct blob *from, bool is_system,
		 struct jailhouse_config_error *error)
{
	void *copy = malloc(from->size ? from->size : 1);
	int err;

	assert_non_null(copy);
	memcpy(copy, from->bytes, from->size);
	memset(error, 0, sizeof(*error));
	if (is_system)
		err = config_check_system(copy, from->size, &machine, error);
	else
		err = config_check_cell(copy, from->size, &machine, error);
	free(copy);
	return err;
}

static void refused_blob(bool is_system, int rule, int array,
			 unsigned int index, unsigned int other)
{
	struct jailhouse_config_error error;
	int err = check(&blob, is_system, &error);

	assert_string_equal(config_rule_name(error.rule),
			    config_rule_name(rule));
	assert_int_equal(err, config_rule_errno(rule));
	assert_true(err < 0);
	assert_int_equal(error.array, array);
	assert_int_equal(error.index, index);
	assert_int_equal(error.other, other);
}

#define refused_cell(rule, array, index, other)				\
	do {								\
		build_cell(&cell, &blob);				\
		refused_blob(false, JAILHOUSE_RULE_##rule,		\
			     JAILHOUSE_ARRAY_##array, index, other);	\
	} while (0)

#define refused_system(rule, array, index, other)			\
	do {								\
		build_system(&sys, &blob);				\
		refused_blob(true, JAILHOUSE_RULE_##rule,		\
			     JAILHOUSE_ARRAY_##array, index, other);	\
	} while (0)

static void accepted(bool is_system)
{
	struct jailhouse_config_error error;
	int err;

	if (is_system)
		build_system(&sys, &blob);
	else
		build_cell(&cell, &blob);
	err = check(&blob, is_system, &error);
	assert_string_equal(config_rule_name(error.rule), "none");
	assert_int_equal(err, 0);
}

#endif
