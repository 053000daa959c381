/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The local APIC: access in both modes, and its reset for a new owner.
 */
#include <types.h>
#include <errno.h>
#include <apic.h>
#include <cpu.h>
#include <ipi.h>
#include <report.h>
#include <arch/cell.h>
#include <asm/io.h>
#include <tables.h>
#include <x86.h>
#include <arch/cpu.h>

#define ICR_DELIVERY_PENDING	BIT(12)
#define NUM_LVTS		7

static u8 *xapic;

static u64 apic_base(void)
{
	return rdmsr(MSR_APIC_BASE);
}

/* Same as in the id register: Linux does not change it (APM 16.6.1). */
static u32 initial_apic_id(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(1, 0, &eax, &ebx, &ecx, &edx);
	return ebx >> 24;
}

int apic_init(void)
{
	u32 wanted = system_config->platform_info.x86.apic_mode;

	apic_mode.x2apic = apic_base() & APIC_BASE_X2APIC;
	if (wanted != JAILHOUSE_APIC_MODE_AUTO &&
	    apic_mode.x2apic != (wanted == JAILHOUSE_APIC_MODE_X2APIC))
		return refuse(JAILHOUSE_RULE_APIC_MODE, JAILHOUSE_ARRAY_SYSTEM,
			      0, apic_mode.x2apic);
	if (apic_mode.x2apic)
		return 0;
	apic_mode.flat = true;
	xapic = map_device(XAPIC_BASE, PAGE_SIZE);
	return xapic ? 0 : -ENOMEM;
}

int apic_cpu_check(unsigned int cpu)
{
	u64 base = apic_base();

	if (!(base & APIC_BASE_ENABLE) ||
	    (base & APIC_BASE_ADDRESS) != XAPIC_BASE)
		return refuse(JAILHOUSE_RULE_CPU_APIC_BASE,
			      JAILHOUSE_ARRAY_CPUS, cpu, base >> 12);
	if (base & APIC_BASE_X2APIC)
		this_cpu()->arch.apic_id =
			rdmsr(MSR_X2APIC_BASE + APIC_REG_ID);
	else
		this_cpu()->arch.apic_id = initial_apic_id();
	if (this_cpu()->arch.apic_id > 254)
		return refuse(JAILHOUSE_RULE_CPU_APIC_ID, JAILHOUSE_ARRAY_CPUS,
			      cpu, this_cpu()->arch.apic_id);
	return 0;
}

bool apic_is_x2apic(void)
{
	return apic_mode.x2apic;
}

u32 apic_read(unsigned int reg)
{
	if (apic_mode.x2apic)
		return rdmsr(MSR_X2APIC_BASE + reg);
	return mmio_read32(xapic + (reg << 4));
}

void apic_write(unsigned int reg, u32 value)
{
	if (apic_mode.x2apic)
		wrmsr(MSR_X2APIC_BASE + reg, value);
	else
		mmio_write32(xapic + (reg << 4), value);
}

/*
 * In xAPIC mode a destination that the guest may just have written is put
 * back: it must find it unchanged when it writes the lower half.
 */
void apic_send_ipi(u32 destination, u32 icr_low)
{
	u32 saved;

	if (apic_mode.x2apic) {
		/* WRMSR to the x2APIC does not order earlier stores. */
		asm volatile("mfence" : : : "memory");
		wrmsr(MSR_X2APIC_BASE + APIC_REG_ICR,
		      (u64)destination << 32 | icr_low);
		return;
	}
	while (apic_read(APIC_REG_ICR) & ICR_DELIVERY_PENDING)
		cpu_relax();
	saved = apic_read(APIC_REG_ICR_HI);
	apic_write(APIC_REG_ICR_HI, destination << 24);
	apic_write(APIC_REG_ICR, icr_low);
	if (saved == destination << 24)
		return;
	while (apic_read(APIC_REG_ICR) & ICR_DELIVERY_PENDING)
		cpu_relax();
	apic_write(APIC_REG_ICR_HI, saved);
}

/* Flat mode, one bit per CPU: what the filters of ipi.h count on. */
static void set_logical_id(void)
{
	unsigned int cpu = this_cpu()->cpu_id;

	if (apic_mode.x2apic)
		return;
	apic_write(APIC_REG_DFR, ~0U);
	apic_write(APIC_REG_LDR, cpu < 8 ? BIT(24 + cpu) : 0);
}

int apic_cpu_init(void)
{
	if (!!(apic_base() & APIC_BASE_X2APIC) != apic_mode.x2apic)
		return refuse(JAILHOUSE_RULE_CPU_FEATURES_DIFFER,
			      JAILHOUSE_ARRAY_CPUS, this_cpu()->cpu_id, 0);
	set_logical_id();
	return 0;
}

static unsigned int max_lvt(void)
{
	return apic_read(APIC_REG_LVR) >> 16 & 0xff;
}

/* AMD's extended space (APM volume 2, 16.3.5). */
static void mask_extended_lvts(void)
{
	unsigned int count, n;

	if (!(apic_read(APIC_REG_LVR) & APIC_LVR_EXTENDED))
		return;
	count = apic_read(APIC_REG_EXT_FEATURE) >> 16 & 0xff;
	for (n = 0; n < MIN(count, 4U); n++)
		apic_write(APIC_REG_EXT_LVT0 + n, APIC_LVT_MASKED);
}

static void mask_lvts(void)
{
	unsigned int max = max_lvt(), n;

	for (n = 0; n <= MIN(max, NUM_LVTS - 2); n++)
		apic_write(APIC_REG_LVT_TIMER + n, APIC_LVT_MASKED);
	if (max >= NUM_LVTS - 1)
		apic_write(APIC_REG_LVT_CMCI, APIC_LVT_MASKED);
	mask_extended_lvts();
}

static void end_interrupts_in_service(void)
{
	unsigned int n, limit;

	for (n = 0; n < 8; n++)
		for (limit = 32; limit && apic_read(APIC_REG_ISR0 + n); limit--)
			apic_write(APIC_REG_EOI, 0);
}

void apic_reset(void)
{
	apic_write(APIC_REG_TIMER_INITIAL, 0);
	mask_lvts();
	end_interrupts_in_service();
	/* Enabled, so that what is pending can come in and be dropped. */
	apic_write(APIC_REG_SVR, APIC_SVR_ENABLE | 0xff);
	apic_write(APIC_REG_TPR, 0);
	x86_drain_interrupts();
	end_interrupts_in_service();

	set_logical_id();
	apic_write(APIC_REG_TIMER_DIVIDE, 0);
	apic_write(APIC_REG_ESR, 0);
	apic_write(APIC_REG_SVR, 0xff);
}
