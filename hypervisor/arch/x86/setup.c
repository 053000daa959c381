/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bring-up of x86 CPUs and its undo (arch/setup.h).
 */
#include <types.h>
#include <apic.h>
#include <core_entry.h>
#include <cpu.h>
#include <report.h>
#include <uart.h>
#include <vcpu.h>
#include <x86.h>
#include <arch/cpu.h>
#include <arch/setup.h>
#include <asm/private-offsets.h>

_Static_assert(offsetof(struct private_per_cpu, fault_resume) ==
	       PRIVATE_FAULT_RESUME, "private-offsets.h");
_Static_assert(offsetof(struct private_per_cpu, nmis) == PRIVATE_NMIS,
	       "private-offsets.h");
/* The stack needs the larger part of the block. */
_Static_assert(sizeof(struct private_per_cpu) <= 1024, "stack too small");
_Static_assert(sizeof(struct public_per_cpu) <= PAGE_SIZE, "public part");

const struct uart_ops *const arch_uarts[] = { &uart_8250_ops, NULL };

/* Called from entry.S. */
void x86_cpu_enter(struct jailhouse_x86_context *context) __noreturn;

static void save_linux_registers(struct x86_linux_registers *regs)
{
	regs->cr0 = read_cr0();
	regs->cr4 = read_cr4();
	regs->efer = rdmsr(MSR_EFER);
	regs->pat = rdmsr(MSR_PAT);
}

static bool cpu_has_xsave(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(1, 0, &eax, &ebx, &ecx, &edx);
	return ecx & BIT(26);
}

/*
 * Control registers of the hypervisor: paging as Linux has it, no traps, no
 * process context identifiers, no global pages. XSAVE even if Linux does
 * without: a cell may use it, and its state has to be cleaned.
 */
static void load_control_registers(const struct x86_linux_registers *regs)
{
	write_cr0(X86_CR0_PE | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP |
		  X86_CR0_PG);
	write_cr4((regs->cr4 & (X86_CR4_LA57 | X86_CR4_MCE)) |
		  X86_CR4_PAE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT |
		  (cpu_has_xsave() ? X86_CR4_OSXSAVE : 0));
}

void x86_cpu_enter(struct jailhouse_x86_context *context)
{
	struct private_per_cpu *private = this_private();
	struct public_per_cpu *public = public_per_cpu(context->cpu);

	private->public_part = public;
	private->context = context;
	private->saved_context = *context;
	public->cpu_id = context->cpu;
	save_linux_registers(&private->linux_registers);
	load_control_registers(&private->linux_registers);
	x86_exceptions_init();
	private->nmis = context->nmis;
	core_enter(context->cpu);
}

unsigned int x86_phys_bits(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(0x80000008, 0, &eax, &ebx, &ecx, &edx);
	return eax & 0xff;
}

unsigned int x86_paging_levels(void)
{
	return read_cr4() & X86_CR4_LA57 ? 5 : 4;
}

int arch_cpu_check(unsigned int cpu)
{
	int err = vcpu_check(cpu);

	return err ? err : apic_cpu_check(cpu);
}

int arch_init(void)
{
	int err = apic_init();

	return err ? err : vcpu_global_init();
}

void arch_exit(void)
{
	vcpu_global_exit();
}

int arch_cpu_init(void)
{
	int err = apic_cpu_init();

	return err ? err : vcpu_init();
}

void arch_cpu_exit(void)
{
	vcpu_exit();
}

void arch_cpu_activate(void)
{
	vcpu_run();
}

void arch_cpu_leave(int result)
{
	void x86_leave(struct jailhouse_x86_context *ctx, s64 res, u64 cr0,
		       u64 cr4, u64 leave) __noreturn;
	struct private_per_cpu *private = this_private();
	struct jailhouse_x86_context *context = private->context;
	const struct x86_linux_registers *regs = &private->linux_registers;

	write_cr3(private->saved_context.boot_cr3);
	wrmsr(MSR_EFER, regs->efer);
	wrmsr(MSR_PAT, regs->pat);
	private->saved_context.nmis = private->nmis;
	*context = private->saved_context;
	x86_leave(context, result, regs->cr0, regs->cr4, context->leave);
}

void arch_cpu_halt(void)
{
	while (1)
		asm volatile("cli; hlt" : : : "memory");
}

u64 arch_timestamp(void)
{
	return rdtsc();
}

u64 arch_timestamp_khz(void)
{
	u32 khz = system_config->platform_info.x86.tsc_khz;

	/* The driver fills it in; a value is needed for time-outs anyway. */
	return khz ? khz : 1000000;
}
