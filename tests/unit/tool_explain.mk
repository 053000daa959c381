# SPDX-License-Identifier: BSD-2-Clause
TESTS += tool_explain
tool_explain_SRCS := tools/explain.c hypervisor/core/config_check.c \
	hypervisor/core/config_check_memory.c \
	hypervisor/core/config_check_units.c \
	hypervisor/core/config_check_names.c
tool_explain_CFLAGS := -I$(TOP)/tools
