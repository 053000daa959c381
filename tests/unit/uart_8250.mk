# SPDX-License-Identifier: BSD-2-Clause
TESTS += uart_8250
uart_8250_SRCS :=
uart_8250_CFLAGS := -I$(TOP)/tests/unit/fake_io
