/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions of the freestanding images, with the meaning
 * that ISO C gives them. Hosted builds get the C library's header.
 */
#ifndef STRING_H
#define STRING_H

#if __STDC_HOSTED__
#include_next <string.h>
#else

#include <stddef.h>

/** Copy @n bytes between ranges that don't overlap. Return: @dest. */
void *memcpy(void *dest, const void *src, size_t n);

/** Copy @n bytes, the ranges may overlap. Return: @dest. */
void *memmove(void *dest, const void *src, size_t n);

/** Fill @n bytes with the low byte of @c. Return: @dest. */
void *memset(void *dest, int c, size_t n);

/** Compare @n bytes as unsigned char. Return: <0, 0, >0. */
int memcmp(const void *a, const void *b, size_t n);

/** Length of a NUL-terminated string, the NUL not counted. */
size_t strlen(const char *s);

/** Compare NUL-terminated strings as unsigned char. Return: <0, 0, >0. */
int strcmp(const char *a, const char *b);

/** As strcmp(), of at most @n characters. */
int strncmp(const char *a, const char *b, size_t n);

#endif

#endif
