# SPDX-License-Identifier: BSD-2-Clause
# The host is another architecture: some headers are replaced.
ARM64_CFLAGS := -I$(TOP)/tests/unit/arm64 \
	-I$(TOP)/hypervisor/arch/arm64/include

TESTS += arm64_gicd
arm64_gicd_SRCS := hypervisor/arch/arm64/gicd.c \
	hypervisor/arch/arm64/gicv2_dist.c \
	hypervisor/arch/arm64/gicv3_dist.c \
	hypervisor/arch/arm64/gic_private.c \
	tests/unit/arm64/machine.c

TESTS += arm64_abort
arm64_abort_SRCS :=

TESTS += arm64_paging
arm64_paging_SRCS := hypervisor/arch/arm64/paging_format.c

TESTS += arm64_psci
arm64_psci_SRCS := hypervisor/arch/arm64/psci.c tests/unit/arm64/machine.c \
	hypervisor/arch/arm64/gicd.c

TESTS += arm64_redist
arm64_redist_SRCS := hypervisor/arch/arm64/gicv3_redist.c \
	hypervisor/arch/arm64/gic_probe.c \
	hypervisor/arch/arm64/gic_private.c hypervisor/arch/arm64/gicd.c \
	tests/unit/arm64/machine.c

TESTS += arm64_fast
arm64_fast_SRCS := hypervisor/arch/arm64/fast.c hypervisor/arch/arm64/gicd.c \
	hypervisor/arch/arm64/gicv2_dist.c hypervisor/arch/arm64/gicv3_dist.c \
	hypervisor/arch/arm64/gic_private.c tests/unit/arm64/sysregs.c \
	tests/unit/arm64/machine.c

TESTS += arm64_list_registers
arm64_list_registers_SRCS := hypervisor/arch/arm64/gicd.c \
	hypervisor/arch/arm64/gic_lpi.c \
	tests/unit/arm64/machine.c

TESTS += arm64_stage2
arm64_stage2_SRCS := hypervisor/arch/arm64/stage2.c tests/unit/arm64/sysregs.c

TESTS += arm64_exceptions
arm64_exceptions_SRCS := hypervisor/arch/arm64/exit_sysreg.c \
	hypervisor/arch/arm64/inject.c tests/unit/arm64/sysregs.c

TESTS += arm64_exits
arm64_exits_SRCS := hypervisor/arch/arm64/exits.c \
	hypervisor/arch/arm64/inject.c hypervisor/arch/arm64/gicd.c \
	tests/unit/arm64/guest.c tests/unit/arm64/machine.c \
	tests/unit/arm64/sysregs.c

TESTS += arm64_exit_memory
arm64_exit_memory_SRCS := hypervisor/arch/arm64/exit_memory.c \
	hypervisor/arch/arm64/inject.c hypervisor/arch/arm64/gicd.c \
	tests/unit/arm64/guest.c tests/unit/arm64/machine.c \
	tests/unit/arm64/sysregs.c

TESTS += arm64_spis
arm64_spis_SRCS := hypervisor/arch/arm64/gic.c hypervisor/arch/arm64/gicd.c \
	hypervisor/arch/arm64/gic_private.c \
	hypervisor/arch/arm64/gicv2_dist.c \
	hypervisor/arch/arm64/gicv3_dist.c \
	tests/unit/arm64/machine.c tests/unit/arm64/sysregs.c

TESTS += arm64_traps
arm64_traps_SRCS := hypervisor/arch/arm64/traps.c hypervisor/arch/arm64/vcpu.c \
	hypervisor/arch/arm64/gicd.c tests/unit/arm64/cpu_model.c \
	tests/unit/arm64/sysregs.c tests/unit/arm64/machine.c

TESTS += arm64_vcpu
arm64_vcpu_SRCS := hypervisor/arch/arm64/vcpu.c hypervisor/arch/arm64/traps.c \
	hypervisor/arch/arm64/cell.c hypervisor/arch/arm64/gicd.c \
	tests/unit/arm64/cpu_model.c tests/unit/arm64/sysregs.c \
	tests/unit/arm64/machine.c

TESTS += arm64_cell
arm64_cell_SRCS := hypervisor/arch/arm64/cell.c hypervisor/arch/arm64/gicd.c \
	tests/unit/arm64/machine.c

TESTS += arm64_clean
arm64_clean_SRCS := hypervisor/arch/arm64/clean.c \
	hypervisor/arch/arm64/gicd.c tests/unit/arm64/sysregs.c \
	tests/unit/arm64/machine.c

$(foreach test,$(filter arm64_%,$(TESTS)),\
	$(eval $(test)_CFLAGS := $(ARM64_CFLAGS)))
