/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tool's sentences about broken rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <config_check.h>
#include "tool.h"

static const char *cell_name(__u32 id)
{
	return id == 7 ? "motor" : "";
}

static const char *explain(int rule, int array, unsigned int index,
			   unsigned int other)
{
	static char buffer[512];
	const struct jailhouse_config_error error = {
		.rule = (__u32)rule,
		.array = (__u32)array,
		.index = index,
		.other = other,
	};

	explain_rule(buffer, sizeof(buffer), &error, cell_name);
	return buffer;
}

/* Each says what, and what to do: two sentences without leftovers. */
static void test_every_rule_has_a_sentence(void **state)
{
	const char *text;
	int rule;

	(void)state;
	for (rule = 1; rule < JAILHOUSE_NUM_RULES; rule++) {
		text = explain(rule, JAILHOUSE_ARRAY_MEMORY, 3, 4);
		if (strstr(text, "unknown to this tool") || strchr(text, '%') ||
		    !strstr(text, ". ") || text[strlen(text) - 1] != '.')
			fail_msg("%s: \"%s\"", config_rule_name((__u32)rule),
				 text);
	}
	assert_non_null(strstr(explain(JAILHOUSE_NUM_RULES, 0, 0, 5),
			       "unknown to this tool, 5"));
}

static void test_placeholders(void **state)
{
	(void)state;
	assert_string_equal(
		explain(JAILHOUSE_RULE_MEM_OTHER_CELL, JAILHOUSE_ARRAY_MEMORY,
			2, 7),
		"mem_regions[2] overlaps memory of cell \"motor\" (id 7). Choose another phys_start, make both regions ROOTSHARED, or destroy that cell first.");
	assert_non_null(strstr(explain(JAILHOUSE_RULE_CELL_REFUSED,
				       JAILHOUSE_ARRAY_NONE, 0, 6),
			       "cell 6 refused"));
	assert_non_null(strstr(explain(JAILHOUSE_RULE_CELL_NAME_TAKEN,
				       JAILHOUSE_ARRAY_CELL, 0, 0),
			       "by the root cell."));
	assert_non_null(strstr(explain(JAILHOUSE_RULE_CPU_NOT_ROOT,
				       JAILHOUSE_ARRAY_CPUS, 9, 0xffffffff),
			       "CPU 9 is not root's to give, it belongs to no cell"));
	assert_non_null(strstr(explain(JAILHOUSE_RULE_ARCHITECTURE,
				       JAILHOUSE_ARRAY_SYSTEM, 0,
				       JAILHOUSE_ARM64),
			       "header: made for arm64,"));
	assert_non_null(strstr(explain(JAILHOUSE_RULE_PIO_RESERVED,
				       JAILHOUSE_ARRAY_PIO, 1, 0xcf8),
			       "pio_regions[1]: port 0xcf8 "));
	assert_non_null(strstr(explain(JAILHOUSE_RULE_MEM_NOT_PLACED,
				       JAILHOUSE_ARRAY_SYSTEM, 0, 0),
			       "header.hypervisor_memory still"));
}

static void test_short_buffer(void **state)
{
	const struct jailhouse_config_error error = {
		.rule = JAILHOUSE_RULE_MEM_PLACE,
		.array = JAILHOUSE_ARRAY_MEMORY,
	};
	char buffer[8];

	(void)state;
	explain_rule(buffer, sizeof(buffer), &error, NULL);
	assert_string_equal(buffer, "mem_reg");
}

static void test_last_error(void **state)
{
	struct jailhouse_config_error error;

	(void)state;
	assert_true(parse_last_error("mem_other_cell mem_regions 2 1\n",
				     &error));
	assert_int_equal(error.rule, JAILHOUSE_RULE_MEM_OTHER_CELL);
	assert_int_equal(error.array, JAILHOUSE_ARRAY_MEMORY);
	assert_int_equal(error.index, 2);
	assert_int_equal(error.other, 1);
	assert_true(parse_last_error("cells_exist - 0 4294967295", &error));
	assert_int_equal(error.rule, JAILHOUSE_RULE_CELLS_EXIST);
	assert_int_equal(error.array, JAILHOUSE_ARRAY_NONE);
	assert_int_equal(error.other, 0xffffffff);
	assert_false(parse_last_error("none\n", &error));
	assert_false(parse_last_error("", &error));
	assert_false(parse_last_error("none - 0 0", &error));
	assert_false(parse_last_error("some_new_rule cpus 0 0", &error));
	assert_false(parse_last_error("mem_wrap mem_regions", &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_rule_has_a_sentence),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_short_buffer),
		cmocka_unit_test(test_last_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
