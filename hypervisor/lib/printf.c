/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <printf.h>

struct sink {
	void (*put)(void *ctx, char c);
	void *ctx;
};

struct spec {
	bool left;
	bool zero;
	/** Number of l modifiers; z counts as one. */
	unsigned int longs;
	unsigned int width;
	/** Most characters of a string to print. */
	unsigned int precision;
};

/** Characters of 2^64 - 1 in base 10, and a sign or prefix. */
#define MAX_DIGITS	22

static void repeat(const struct sink *sink, char c, unsigned int n)
{
	while (n--)
		sink->put(sink->ctx, c);
}

static void put_chars(const struct sink *sink, const char *text,
		      unsigned int length)
{
	while (length--)
		sink->put(sink->ctx, *text++);
}

/* @prefix stands before padding zeros and behind padding blanks. */
static void put_padded(const struct sink *sink, const struct spec *spec,
		       const char *prefix, const char *text,
		       unsigned int length)
{
	unsigned int used = length, prefix_length = 0, pad;

	while (prefix[prefix_length])
		prefix_length++;
	used += prefix_length;
	pad = spec->width > used ? spec->width - used : 0;

	if (!spec->left && !spec->zero)
		repeat(sink, ' ', pad);
	put_chars(sink, prefix, prefix_length);
	if (!spec->left && spec->zero)
		repeat(sink, '0', pad);
	put_chars(sink, text, length);
	if (spec->left)
		repeat(sink, ' ', pad);
}

static void put_string(const struct sink *sink, struct spec *spec,
		       const char *text)
{
	unsigned int length = 0;

	if (!text)
		text = "(null)";
	while (length < spec->precision && text[length])
		length++;
	spec->zero = false;
	put_padded(sink, spec, "", text, length);
}

static void put_number(const struct sink *sink, const struct spec *spec,
		       const char *prefix, unsigned long long value,
		       unsigned int base, char ten)
{
	char digits[MAX_DIGITS];
	char *p = digits + sizeof(digits);
	unsigned int digit;

	do {
		digit = value % base;
		*--p = digit < 10 ? '0' + digit : ten + digit - 10;
		value /= base;
	} while (value);
	put_padded(sink, spec, prefix, p, digits + sizeof(digits) - p);
}

static unsigned long long get_unsigned(const struct spec *spec, va_list *ap)
{
	if (spec->longs > 1)
		return va_arg(*ap, unsigned long long);
	if (spec->longs)
		return va_arg(*ap, unsigned long);
	return va_arg(*ap, unsigned int);
}

static void put_signed(const struct sink *sink, const struct spec *spec,
		       va_list *ap)
{
	long long value;

	if (spec->longs > 1)
		value = va_arg(*ap, long long);
	else if (spec->longs)
		value = va_arg(*ap, long);
	else
		value = va_arg(*ap, int);

	if (value < 0)
		put_number(sink, spec, "-", 0ULL - value, 10, 'a');
	else
		put_number(sink, spec, "", value, 10, 'a');
}

static const char *parse_number(const char *fmt, unsigned int *number)
{
	*number = 0;
	while (*fmt >= '0' && *fmt <= '9')
		*number = *number * 10 + (*fmt++ - '0');
	return fmt;
}

/* Return: the conversion character's place. */
static const char *parse_spec(const char *fmt, struct spec *spec)
{
	*spec = (struct spec) { .precision = -1U };
	for (; *fmt == '-' || *fmt == '0'; fmt++) {
		spec->left |= *fmt == '-';
		spec->zero |= *fmt == '0';
	}
	fmt = parse_number(fmt, &spec->width);
	if (*fmt == '.')
		fmt = parse_number(fmt + 1, &spec->precision);
	for (; *fmt == 'l' || *fmt == 'z'; fmt++)
		spec->longs++;
	return fmt;
}

/* Return: false if the conversion is unknown; then nothing was printed. */
static bool convert(const struct sink *sink, char conversion,
		    struct spec *spec, va_list *ap)
{
	if (conversion == 's') {
		put_string(sink, spec, va_arg(*ap, const char *));
	} else if (conversion == 'c') {
		const char c = va_arg(*ap, int);

		spec->zero = false;
		put_padded(sink, spec, "", &c, 1);
	} else if (conversion == 'd' || conversion == 'i') {
		put_signed(sink, spec, ap);
	} else if (conversion == 'u') {
		put_number(sink, spec, "", get_unsigned(spec, ap), 10, 'a');
	} else if (conversion == 'x') {
		put_number(sink, spec, "", get_unsigned(spec, ap), 16, 'a');
	} else if (conversion == 'X') {
		put_number(sink, spec, "", get_unsigned(spec, ap), 16, 'A');
	} else if (conversion == 'p') {
		put_number(sink, spec, "0x",
			   (unsigned long)va_arg(*ap, void *), 16, 'a');
	} else if (conversion == '%') {
		sink->put(sink->ctx, '%');
	} else {
		return false;
	}
	return true;
}

void format_to(void (*put)(void *ctx, char c), void *ctx, const char *fmt,
	       va_list ap)
{
	const struct sink sink = { .put = put, .ctx = ctx };
	const char *start;
	struct spec spec;
	va_list args;

	va_copy(args, ap);
	while (*fmt) {
		if (*fmt != '%') {
			put(ctx, *fmt++);
			continue;
		}
		start = fmt;
		fmt = parse_spec(fmt + 1, &spec);
		if (*fmt && convert(&sink, *fmt, &spec, &args))
			fmt++;
		else
			put_chars(&sink, start, fmt - start);
	}
	va_end(args);
}

struct buffer {
	char *start;
	size_t size;
	size_t length;
};

static void put_buffer(void *ctx, char c)
{
	struct buffer *buffer = ctx;

	if (buffer->length + 1 < buffer->size)
		buffer->start[buffer->length] = c;
	buffer->length++;
}

size_t format_buffer_va(char *buffer, size_t size, const char *fmt, va_list ap)
{
	struct buffer out = { .start = buffer, .size = size };

	format_to(put_buffer, &out, fmt, ap);
	if (size)
		buffer[out.length < size ? out.length : size - 1] = 0;
	return out.length;
}

size_t format_buffer(char *buffer, size_t size, const char *fmt, ...)
{
	size_t length;
	va_list ap;

	va_start(ap, fmt);
	length = format_buffer_va(buffer, size, fmt, ap);
	va_end(ap);
	return length;
}
