# SPDX-License-Identifier: BSD-2-Clause
# Handlers of other exits are not called; nothing else of theirs resolves.
TESTS += x86_nmi
x86_nmi_SRCS := hypervisor/arch/x86/nmi.c hypervisor/arch/x86/svm_exit.c \
	hypervisor/arch/x86/svm_vcpu.c
x86_nmi_CFLAGS := -I$(TOP)/tests/unit/x86_hw \
	-I$(TOP)/hypervisor/arch/x86/include
x86_nmi_LDFLAGS := -no-pie -Wl,--unresolved-symbols=ignore-all
