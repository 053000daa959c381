/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output without a C library: %c %s %d %i %u %x %X %p %%, flags 0
 * and -, width, precision (for %s only), length
 * modifiers l, ll and z. An unknown conversion is copied as it stands.
 */
#ifndef PRINTF_H
#define PRINTF_H

#include <stdarg.h>
#include <stddef.h>

/**
 * Format into a function.
 * @put:	called for each character, never with a NUL that ends the text.
 * @ctx:	handed to @put.
 *
 * Uses no memory but the stack and no locks.
 */
void format_to(void (*put)(void *ctx, char c), void *ctx, const char *fmt,
	       va_list ap) __attribute__((format(printf, 3, 0)));

/**
 * Format into a buffer, as vsnprintf() of ISO C.
 *
 * Return: length of the whole text without the NUL; the text was cut if that
 * is not less than @size. The buffer is NUL-terminated unless @size is 0.
 */
size_t format_buffer_va(char *buffer, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

/** As format_buffer_va(), with the arguments themselves. */
size_t format_buffer(char *buffer, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
