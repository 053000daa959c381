# SPDX-License-Identifier: BSD-2-Clause
# Only the checks of these files are called; nothing else of theirs resolves.
TESTS += x86_requirements
x86_requirements_SRCS := hypervisor/arch/x86/svm.c hypervisor/arch/x86/apic.c
x86_requirements_CFLAGS := -I$(TOP)/tests/unit/x86_hw \
	-I$(TOP)/hypervisor/arch/x86/include
x86_requirements_LDFLAGS := -no-pie -Wl,--unresolved-symbols=ignore-all
