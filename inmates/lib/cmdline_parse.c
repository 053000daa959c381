/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <inmate/cmdline.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

bool cmdline_find(const char *line, size_t size, const char *name,
		  const char **value, size_t *length)
{
	const char *end = line + size, *word;
	size_t name_length = strlen(name), word_length;

	while (line < end && *line) {
		while (line < end && is_blank(*line))
			line++;
		word = line;
		while (line < end && *line && !is_blank(*line))
			line++;
		word_length = line - word;
		if (word_length < name_length ||
		    memcmp(word, name, name_length))
			continue;
		word += name_length;
		word_length -= name_length;
		if (word_length && *word != '=')
			continue;
		*value = word_length ? word + 1 : word;
		*length = word_length ? word_length - 1 : 0;
		return true;
	}
	return false;
}

bool cmdline_to_number(const char *text, long *number)
{
	bool negative = *text == '-';
	unsigned long value = 0;
	unsigned int base = 10, digit;

	text += negative;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			digit = *text - '0';
		else if (*text >= 'a' && *text <= 'f')
			digit = *text - 'a' + 10;
		else if (*text >= 'A' && *text <= 'F')
			digit = *text - 'A' + 10;
		else
			return false;
		if (digit >= base || value > (~0UL - digit) / base)
			return false;
		value = value * base + digit;
	}
	*number = negative ? (long)(0 - value) : (long)value;
	return true;
}
