/* SPDX-License-Identifier: BSD-2-Clause */
/* cmocka with what it wants included before it. */
#ifndef TEST_X86_TEST_H
#define TEST_X86_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#endif
