/* SPDX-License-Identifier: BSD-2-Clause */
/* Bring-up of arm64 CPUs and its undo (arch/setup.h). */
#include <types.h>
#include <cell.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <gic.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <uart.h>
#include <vcpu.h>
#include <arch/cpu.h>
#include <arch/setup.h>

_Static_assert(offsetof(struct private_per_cpu, linux_el2.sctlr) ==
	       PRIVATE_LINUX_SCTLR, "asm/private.h");
_Static_assert(offsetof(struct private_per_cpu, linux_el2.mair) ==
	       PRIVATE_LINUX_MAIR, "asm/private.h");
_Static_assert(offsetof(struct private_per_cpu, linux_el2.vbar) ==
	       PRIVATE_LINUX_VBAR, "asm/private.h");
_Static_assert(offsetof(struct private_per_cpu, linux_el2.sp) ==
	       PRIVATE_LINUX_SP, "asm/private.h");
_Static_assert(offsetof(struct private_per_cpu, try_sp) == PRIVATE_TRY_SP,
	       "asm/private.h");
_Static_assert(sizeof(struct guest_regs) == ARM64_FRAME_SIZE, "frame");
/* The stack needs the larger part of the block. */
_Static_assert(sizeof(struct private_per_cpu) <= 1024, "stack too small");
_Static_assert(sizeof(struct public_per_cpu) <= PAGE_SIZE, "public part");

const struct uart_ops *const arch_uarts[] = {
	&uart_pl011_ops,
	&uart_8250_ops,
	NULL
};

/* Called from entry.S. */
void arm64_cpu_enter(u64 cpu) __noreturn;

void arm64_cpu_enter(u64 cpu)
{
	struct private_per_cpu *private = this_private();
	struct public_per_cpu *public = public_per_cpu(cpu);

	private->public_part = public;
	public->cpu_id = cpu;
	public->arch.mpidr = read_sysreg(mpidr_el1) & MPIDR_AFFINITY;
	public->arch.power = ARM64_POWER_ON;
	vcpu_set_vectors(false);
	core_enter(cpu);
}

struct guest_regs *guest_regs(void)
{
	return (struct guest_regs *)((u8 *)this_private() +
				     ARM64_PRIVATE_SIZE) - 1;
}

/* A second stage and AArch64 at EL1 are the architecture's with EL2. */
int arch_cpu_check(unsigned int cpu)
{
	stage2_note_cpu();
	/* TGran4 of ID_AA64MMFR0_EL1: 0xf means no 4 KiB pages. */
	if ((read_sysreg(id_aa64mmfr0_el1) >> 28 & 0xf) == 0xf)
		return refuse(JAILHOUSE_RULE_CPU_NO_NESTED_PAGING,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	return 0;
}

int arch_init(void)
{
	return gic_init();
}

void arch_exit(void)
{
}

int arch_cpu_init(void)
{
	int err = gic_cpu_init();

	return err ? err : vcpu_init();
}

void arch_cpu_exit(void)
{
	vcpu_exit();
	gic_cpu_exit();
}

void arch_cpu_activate(void)
{
	guest_regs()->x[0] = 0;
	gic_deliver_sgis();
	vcpu_run();
}

void arch_cpu_leave(int result)
{
	void arm64_leave(s64 res, u64 phys) __noreturn;
	extern const char arm64_leave_phys[];

	arm64_leave(result, hv_virt_to_phys(arm64_leave_phys));
}

void arch_cpu_halt(void)
{
	while (1)
		wfi();
}

u64 arch_timestamp(void)
{
	/* Not before what the program did before (Arm ARM D12.1.2). */
	isb();
	return read_sysreg(cntpct_el0);
}

u64 arch_timestamp_khz(void)
{
	u64 khz = read_sysreg(cntfrq_el0) / 1000;

	return khz ? khz : 1;
}
