# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_nmi_source
x86_nmi_source_SRCS := hypervisor/arch/x86/nmi_source.c \
	hypervisor/arch/x86/ipi.c tests/unit/x86/fake_msrs.c \
	tests/unit/x86/machine.c
x86_nmi_source_CFLAGS := -I$(TOP)/tests/unit/x86 \
	-I$(TOP)/hypervisor/arch/x86/include
