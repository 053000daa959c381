/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts sent to others. Whoever started the test sees whether root felt
 * them; here it counts that none comes back, and that the own CPU goes on.
 */
#include <inmate/apic.h>
#include <inmate/ioapic.h>
#include "../violate.h"

#define VECTOR			0x40
#define SETTLE_US		1000

static volatile unsigned int received;

static void count(void)
{
	received++;
}

static const char *send(u32 command)
{
	/* Root's boot CPU, unless told otherwise. */
	u32 target = (u32)cmdline_number("target", 0);

	irq_set_handler(VECTOR, count);
	irq_enable();
	apic_send_ipi(target, command | APIC_ICR_ASSERT | VECTOR);
	delay_us(SETTLE_US);
	irq_disable();
	return received ? "the interrupt came back" : NULL;
}

static const char *ipi_fixed(void)
{
	return send(APIC_ICR_FIXED);
}

static const char *ipi_lowest(void)
{
	return send(APIC_ICR_LOWEST);
}

static const char *ipi_nmi(void)
{
	return send(APIC_ICR_NMI);
}

static const char *ipi_init(void)
{
	return send(APIC_ICR_INIT);
}

static const char *ipi_startup(void)
{
	return send(APIC_ICR_STARTUP);
}

static const char *ipi_smi(void)
{
	return send(APIC_ICR_SMI);
}

static const char *ipi_others(void)
{
	return send(APIC_ICR_OTHERS);
}

static const char *ipi_nmi_others(void)
{
	return send(APIC_ICR_OTHERS | APIC_ICR_NMI);
}

static const char *ipi_init_others(void)
{
	return send(APIC_ICR_OTHERS | APIC_ICR_INIT);
}

/* Reaches the own CPU, and only that one. */
static const char *ipi_all(void)
{
	send(APIC_ICR_ALL);
	return received == 1 ? NULL : "not exactly one interrupt arrived";
}

/* Every logical id there is. */
static const char *ipi_logical(void)
{
	irq_set_handler(VECTOR, count);
	irq_enable();
	apic_send_ipi(apic_is_x2apic() ? 0xffffffff : 0xff,
		      APIC_ICR_LOGICAL | APIC_ICR_ASSERT | VECTOR);
	delay_us(SETTLE_US);
	irq_disable();
	return received == 1 ? NULL : "not exactly one interrupt arrived";
}

/*
 * An entry of the IOAPIC that is delivered at once to whatever CPU. The cell
 * has the pin in one test; without an irqchip the page itself is foreign.
 */
static const char *route_pin(u32 low, u32 destination)
{
	ioapic_write_entry((unsigned int)cmdline_number("pin", 5),
			   destination << 24, low);
	return NULL;
}

static const char *ioapic_smi(void)
{
	return route_pin(APIC_ICR_SMI, apic_id());
}

static const char *ioapic_foreign(void)
{
	return route_pin(VECTOR, (u32)cmdline_number("target", 0));
}

static const char *lvt_smi(void)
{
	apic_write(APIC_REG_LVT_PMC, APIC_ICR_SMI);
	return NULL;
}

static const char *lvt_init(void)
{
	apic_write(APIC_REG_LVT_LINT0, APIC_ICR_INIT);
	return NULL;
}

static const char *lvt_extint(void)
{
	apic_write(APIC_REG_LVT_LINT0, 0x700);
	return NULL;
}

static const char *write_ldr(void)
{
	u32 own = apic_read(APIC_REG_LDR);

	apic_write(APIC_REG_LDR, own ^ 0xff000000);
	return apic_read(APIC_REG_LDR) == own ? NULL : "the id is another one";
}

const struct violation_case interrupt_cases[] = {
	{ "ipi-fixed", ipi_fixed, HARMLESS },
	{ "ipi-lowest", ipi_lowest, HARMLESS },
	{ "ipi-nmi", ipi_nmi, HARMLESS },
	{ "ipi-init", ipi_init, HARMLESS },
	{ "ipi-startup", ipi_startup, HARMLESS },
	{ "ipi-smi", ipi_smi, STOPPED },
	{ "ipi-others", ipi_others, HARMLESS },
	{ "ipi-nmi-others", ipi_nmi_others, HARMLESS },
	{ "ipi-init-others", ipi_init_others, HARMLESS },
	{ "ipi-all", ipi_all, HARMLESS },
	{ "ipi-logical", ipi_logical, HARMLESS },
	{ "ioapic-smi", ioapic_smi, STOPPED },
	{ "ioapic-foreign", ioapic_foreign, STOPPED },
	{ "lvt-smi", lvt_smi, STOPPED },
	{ "lvt-init", lvt_init, STOPPED },
	{ "lvt-extint", lvt_extint, STOPPED },
	{ "ldr", write_ldr, HARMLESS },
	{ NULL, NULL, STOPPED },
};
