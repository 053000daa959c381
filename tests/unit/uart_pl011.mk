# SPDX-License-Identifier: BSD-2-Clause
TESTS += uart_pl011
uart_pl011_SRCS := hypervisor/drivers/uart/pl011.c
uart_pl011_CFLAGS := -I$(TOP)/tests/unit/fake_io
