/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kicks, NMIs, INIT and SIPI: what one CPU wants from another.
 *
 * A kick is a flag plus an NMI. An NMI that finds no flag is the guest's own.
 * NMIs that guests send to each other are events, so that none is lost when it
 * coincides with a kick. For those of hardware the source is asked: injected
 * once too often, if the source's NMI is still on its way, does no harm, as
 * kernels expect that of their counters; one too few would stop them for good.
 */
#include <types.h>
#include <apic.h>
#include <core_entry.h>
#include <cpu.h>
#include <nmi.h>
#include <report.h>
#include <vcpu.h>
#include <x86.h>
#include <arch/cpu.h>

#define ICR_NMI		(4 << 8 | BIT(14))

/*
 * One NMI at a time: what is requested while it is under way is seen when it
 * arrives, and no second one is left over to be taken for the guest's. If it
 * does not arrive within a second, it is sent again all the same: a lost kick
 * must not stop root for ever. The target is told to expect two, then.
 */
void arch_cpu_kick(unsigned int cpu)
{
	struct arch_public_per_cpu *target = &public_per_cpu(cpu)->arch;
	u64 now = arch_timestamp();

	if (__atomic_exchange_n(&target->kicked, 1, __ATOMIC_SEQ_CST)) {
		if (now - target->kick_time < arch_timestamp_khz() * 1000)
			return;
		__atomic_store_n(&target->kicked_again, 1, __ATOMIC_SEQ_CST);
	}
	target->kick_time = now;
	apic_send_ipi(target->apic_id, ICR_NMI);
}

/*
 * Open the gate for the pending NMI: it arrives at the hypervisor's handler,
 * which counts it, before CLGI takes effect.
 */
static void take_nmi(void)
{
	asm volatile("stgi; nop; clgi" : : : "memory");
}

/* What came was a kick, or the guest's own, or both in one. */
static void sort_nmi(void)
{
	struct private_per_cpu *private = this_private();
	struct public_per_cpu *cpu = this_cpu();
	bool kicked;

	private->nmis = 0;
	kicked = __atomic_exchange_n(&cpu->arch.kicked, 0, __ATOMIC_SEQ_CST) ||
		__atomic_exchange_n(&cpu->arch.kicked_again, 0,
				    __ATOMIC_SEQ_CST);
	if (!private->parked && (!kicked || nmi_source_pending()))
		vcpu_inject_nmi();
}

void exit_nmi(void)
{
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT);
	take_nmi();
	/* An INIT was taken as #SX, and dropped (APM volume 2, 15.28). */
	if (this_private()->nmis)
		sort_nmi();
	cpu_handle_events();
}

void nmi_drained(void)
{
	struct arch_public_per_cpu *arch = &this_cpu()->arch;

	if (__atomic_exchange_n(&arch->kicked, 0, __ATOMIC_SEQ_CST))
		__atomic_store_n(&arch->kicked_again, 1, __ATOMIC_SEQ_CST);
}

void arch_cpu_flush_tlb(void)
{
	vcpu_flush();
}

void arch_cpu_park(void)
{
	vcpu_park();
}

void arch_cpu_reset(void)
{
	struct public_per_cpu *cpu = this_cpu();

	apic_reset();
	x86_fpu_reset();
	cpu->arch.wait_for_sipi = false;
	vcpu_reset(cpu->cell->config->cpu_reset_address);
}

/* INIT stops the CPU until SIPI (APM volume 2, 14.1.3 and 15.27). */
static void handle_init(struct public_per_cpu *cpu)
{
	apic_reset();
	vcpu_park();
	cpu->arch.wait_for_sipi = true;
}

static void handle_sipi(struct public_per_cpu *cpu)
{
	if (!cpu->arch.wait_for_sipi)
		return;
	cpu->arch.wait_for_sipi = false;
	x86_fpu_reset();
	vcpu_reset_sipi(cpu->arch.sipi_vector);
}

void arch_cpu_events(u32 events)
{
	struct public_per_cpu *cpu = this_cpu();

	if (events & X86_EVENT_INIT)
		handle_init(cpu);
	if (events & X86_EVENT_SIPI)
		handle_sipi(cpu);
	if ((events & X86_EVENT_NMI) && !this_private()->parked)
		vcpu_inject_nmi();
}
