# SPDX-License-Identifier: BSD-2-Clause
TESTS += string
string_SRCS :=
