# SPDX-License-Identifier: BSD-2-Clause
TESTS += inmate_cmdline
inmate_cmdline_SRCS := inmates/lib/cmdline_parse.c
inmate_cmdline_CFLAGS := -I$(TOP)/inmates/lib/include
