# SPDX-License-Identifier: BSD-2-Clause
# Tests of hypervisor/core on the machine in memory.
CORE_TESTS := page_alloc paging mmio sub_page scrub cell cell_errors cell_memory stop comm \
	hypercall console report setup
TESTS += $(CORE_TESTS)
THREAD_TESTS += stop console setup

CORE_SRCS := \
	hypervisor/core/cell.c \
	hypervisor/core/cell_config.c \
	hypervisor/core/cell_control.c \
	hypervisor/core/cell_memory.c \
	hypervisor/core/comm.c \
	hypervisor/core/config_check.c \
	hypervisor/core/config_check_conflict.c \
	hypervisor/core/config_check_memory.c \
	hypervisor/core/config_check_names.c \
	hypervisor/core/config_check_units.c \
	hypervisor/core/console.c \
	hypervisor/core/cpu.c \
	hypervisor/core/hypercall.c \
	hypervisor/core/mmio.c \
	hypervisor/core/page_alloc.c \
	hypervisor/core/paging.c \
	hypervisor/core/report.c \
	hypervisor/core/scrub.c \
	hypervisor/core/setup.c \
	hypervisor/core/sub_page.c \
	hypervisor/core/unit.c \
	hypervisor/lib/bitmap.c \
	hypervisor/lib/printf.c \
	hypervisor/arch/fake/cpu.c \
	hypervisor/arch/fake/memory.c \
	hypervisor/arch/fake/setup.c \
	hypervisor/arch/fake/threads.c \
	hypervisor/arch/fake/unit.c \
	tests/unit/config_builder.c \
	tests/unit/fresh.c \
	tests/unit/machine.c

$(foreach test,$(CORE_TESTS),$(eval $(test)_SRCS := $(CORE_SRCS)))
