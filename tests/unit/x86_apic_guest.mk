# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_apic_guest
x86_apic_guest_SRCS := hypervisor/arch/x86/apic_guest.c \
	hypervisor/arch/x86/ipi.c tests/unit/x86/fake_msrs.c \
	tests/unit/x86/machine.c
x86_apic_guest_CFLAGS := -I$(TOP)/tests/unit/x86 \
	-I$(TOP)/hypervisor/arch/x86/include
