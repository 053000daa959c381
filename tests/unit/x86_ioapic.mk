# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_ioapic
x86_ioapic_SRCS := hypervisor/arch/x86/ioapic.c \
	hypervisor/arch/x86/ioapic_hw.c \
	hypervisor/arch/x86/ipi.c \
	hypervisor/core/mmio.c \
	tests/unit/x86/fake_ioapic.c \
	tests/unit/x86/machine.c
x86_ioapic_CFLAGS := -I$(TOP)/tests/unit/x86 \
	-I$(TOP)/hypervisor/arch/x86/include
