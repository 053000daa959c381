/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors for humans and as JSON.
 */
#include <stdarg.h>

#include <config_check.h>
#include "tool.h"

struct tool tool = { .command = "" };

void json_string(FILE *out, const char *text)
{
	const unsigned char *c;

	fputc('"', out);
	for (c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < 0x20)
			fprintf(out, "\\u%04x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}

void json_problem(FILE *out, const char *where,
		  const struct jailhouse_config_error *rule,
		  const char *message)
{
	fputc('{', out);
	if (where) {
		fputs("\"where\": ", out);
		json_string(out, where);
		fputs(", ", out);
	}
	if (rule)
		fprintf(out, "\"rule\": \"%s\", \"array\": \"%s\", "
			"\"index\": %u, \"other\": %u, ",
			config_rule_name(rule->rule),
			config_array_name(rule->array), rule->index,
			rule->other);
	fputs("\"message\": ", out);
	json_string(out, message);
	fputc('}', out);
}

/* "jailhouse: cell create: file: text" or one JSON object. */
static void print_error(const char *where,
			const struct jailhouse_config_error *rule,
			const char *text)
{
	/* What was printed before comes first also in a common log. */
	fflush(stdout);
	if (tool.json) {
		fputs("{\"command\": ", stderr);
		json_string(stderr, tool.command);
		fputs(", \"error\": ", stderr);
		json_problem(stderr, where, rule, text);
		fputs("}\n", stderr);
		return;
	}
	fputs("jailhouse: ", stderr);
	if (tool.command[0])
		fprintf(stderr, "%s: ", tool.command);
	if (where)
		fprintf(stderr, "%s: ", where);
	fprintf(stderr, "%s\n", text);
}

int tool_fail(const char *where, const struct jailhouse_config_error *rule,
	      const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_error(where, rule, text);
	return TOOL_FAILED;
}

int tool_usage(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_error(NULL, NULL, text);
	if (!tool.json)
		fprintf(stderr, "Try \"jailhouse %s%s--help\".\n", tool.command,
			tool.command[0] ? " " : "");
	return TOOL_USAGE;
}
