# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_svm_fast x86_svm_fast_store
x86_svm_fast_SRCS := hypervisor/arch/x86/svm_fast.c \
	tests/unit/x86_svm/fast.c
x86_svm_fast_CFLAGS := -I$(TOP)/hypervisor/arch/x86/include
x86_svm_fast_store_SRCS := $(x86_svm_fast_SRCS) hypervisor/arch/x86/decode.c
x86_svm_fast_store_CFLAGS := $(x86_svm_fast_CFLAGS)
