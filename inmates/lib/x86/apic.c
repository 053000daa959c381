/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/apic.h>

#define XAPIC_PAGE		0xfee00000UL
#define XAPIC_ID_SHIFT		24

#define CPUID_1_ECX_HYPERVISOR	(1U << 31)
#define CPUID_HYPERVISOR	0x40000000
#define CPUID_JAILHOUSE_EBX	0x6c69614a	/* "Jail" */
#define CPUID_JAILHOUSE_ECX	0x73756f68	/* "hous" */
#define CPUID_JAILHOUSE_EDX	0x00000065	/* "e" */

struct apic_start_state apic_start_state;

static bool x2apic;
static bool below_hypervisor;
static bool by_msrs;

static volatile void *xapic_register(unsigned int reg)
{
	return (volatile void *)(XAPIC_PAGE + reg * 16);
}

u32 apic_read(unsigned int reg)
{
	if (x2apic)
		return (u32)read_msr(MSR_X2APIC_BASE + reg);
	return mmio_read32(xapic_register(reg));
}

void apic_write(unsigned int reg, u32 value)
{
	if (by_msrs)
		write_msr(MSR_X2APIC_BASE + reg, value);
	else
		mmio_write32(xapic_register(reg), value);
}

void apic_send_ipi(u32 destination, u32 command)
{
	if (by_msrs) {
		write_msr(MSR_X2APIC_BASE + APIC_REG_ICR,
			  (u64)destination << 32 | command);
		return;
	}
	while (apic_read(APIC_REG_ICR) & APIC_ICR_PENDING)
		cpu_relax();
	apic_write(APIC_REG_ICR_HIGH, destination << XAPIC_ID_SHIFT);
	apic_write(APIC_REG_ICR, command);
}

u32 apic_id(void)
{
	u32 id = apic_read(APIC_REG_ID);

	return x2apic ? id : id >> XAPIC_ID_SHIFT;
}

bool apic_is_x2apic(void)
{
	return x2apic;
}

bool apic_below_hypervisor(void)
{
	return below_hypervisor;
}

static bool detect_hypervisor(void)
{
	struct cpuid_regs r;

	if (!(cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR))
		return false;
	r = cpuid(CPUID_HYPERVISOR, 0);
	return r.ebx == CPUID_JAILHOUSE_EBX && r.ecx == CPUID_JAILHOUSE_ECX &&
	       r.edx == CPUID_JAILHOUSE_EDX;
}

void apic_enable(void)
{
	apic_write(APIC_REG_SPIV, APIC_SPIV_ENABLE | IRQ_SPURIOUS_VECTOR);
}

/* The parameter apic=page asks for what other systems do in xAPIC mode. */
static bool page_wanted(void)
{
	char way[8];

	return cmdline_string("apic", way, sizeof(way)) && !strcmp(way, "page");
}

static void record_start_state(void)
{
	struct apic_start_state *s = &apic_start_state;
	unsigned int n;

	s->spiv = apic_read(APIC_REG_SPIV);
	s->tpr = apic_read(APIC_REG_TPR);
	s->timer_initial = apic_read(APIC_REG_TIMER_INITIAL);
	for (n = 0; n < ARRAY_SIZE(s->lvt); n++)
		s->lvt[n] = apic_read(APIC_REG_LVT_TIMER + n);
	for (n = 0; n < 8; n++) {
		s->in_service |= apic_read(APIC_REG_ISR + n);
		s->requested |= apic_read(APIC_REG_IRR + n);
	}
}

void apic_init(void)
{
	below_hypervisor = detect_hypervisor();
	x2apic = !!(read_msr(MSR_APIC_BASE) & MSR_APIC_BASE_X2APIC);
	by_msrs = x2apic || (below_hypervisor && !page_wanted());
	record_start_state();
	apic_enable();
}
