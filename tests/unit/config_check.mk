# SPDX-License-Identifier: BSD-2-Clause
TESTS += config_check
config_check_SRCS := tests/unit/config_builder.c \
	hypervisor/core/config_check.c \
	hypervisor/core/config_check_memory.c \
	hypervisor/core/config_check_units.c \
	hypervisor/core/config_check_conflict.c \
	hypervisor/core/config_check_names.c
