/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guests' accesses to their local APIC: what could reach beyond the cell goes
 * through the filters of ipi.h.
 */
#include <types.h>
#include <apic.h>
#include <cpu.h>
#include <ipi.h>
#include <nmi.h>
#include <report.h>
#include <unit.h>
#include <x86.h>

#define ICR_MODE_NMI(low)	(((low) & APIC_DM_MASK) == APIC_DM_NMI)

/* Tell all CPUs of a set, the sender included. */
static void post_to_targets(const struct ipi *ipi, u32 event)
{
	unsigned int cpu;

	for_each_cpu(cpu, &ipi->targets) {
		if (event == X86_EVENT_SIPI)
			public_per_cpu(cpu)->arch.sipi_vector = ipi->vector;
		cpu_post_events(cpu, event);
	}
}

static bool write_icr(u32 icr_low, u32 destination)
{
	struct ipi ipi;

	ipi_filter(this_cpu()->cell, this_cpu()->cpu_id, icr_low,
		   destination, &ipi);
	switch (ipi.action) {
	case IPI_DROP:
		break;
	case IPI_SEND:
		if (ICR_MODE_NMI(icr_low)) {
			post_to_targets(&ipi, X86_EVENT_NMI);
			break;
		}
		while (ipi_next(&ipi, &icr_low, &destination))
			apic_send_ipi(destination, icr_low);
		break;
	case IPI_INIT:
		post_to_targets(&ipi, X86_EVENT_INIT);
		break;
	case IPI_SIPI:
		post_to_targets(&ipi, X86_EVENT_SIPI);
		break;
	case IPI_VIOLATION:
		return false;
	}
	return true;
}

/* Reserved bits fault in x2APIC mode: not the hypervisor's fault, then. */
static bool write_register(unsigned int reg, u32 value)
{
	if (apic_is_x2apic())
		return wrmsr_safe(MSR_X2APIC_BASE + reg, value);
	apic_write(reg, value);
	return true;
}

static bool write_lvt(unsigned int reg, u32 value)
{
	u32 filtered;

	if (!lvt_filter(reg << 4, value, this_cpu()->cell == &root_cell,
			&filtered))
		return false;
	return write_register(reg, filtered);
}

static bool is_lvt(unsigned int reg)
{
	return (reg >= APIC_REG_LVT_TIMER && reg <= APIC_REG_LVT_ERROR) ||
		reg == APIC_REG_LVT_CMCI ||
		(reg >= APIC_LVT_EXT_FIRST >> 4 &&
		 reg <= APIC_LVT_EXT_LAST >> 4);
}

bool apic_guest_write(unsigned int reg, u32 value, u32 destination)
{
	switch (reg) {
	case APIC_REG_EOI:
		apic_write(reg, 0);
		return true;
	case APIC_REG_TPR:
	case APIC_REG_SVR:
	case APIC_REG_TIMER_INITIAL:
	case APIC_REG_TIMER_DIVIDE:
		return write_register(reg, value);
	case APIC_REG_ESR:
		apic_write(reg, 0);
		return true;
	case APIC_REG_ICR:
		return write_icr(value, destination);
	case APIC_REG_ICR_HI:
		return !apic_is_x2apic() && write_register(reg, value);
	case APIC_REG_SELF_IPI:
		return write_icr(APIC_SHORTHAND_SELF | (value & 0xff), 0);
	/*
	 * The logical id is the hypervisor's, so that logical destinations can
	 * be cut down to a cell: a guest with other ideas reads the true one.
	 */
	case APIC_REG_LDR:
	case APIC_REG_DFR:
		return !apic_is_x2apic();
	}
	return is_lvt(reg) && write_lvt(reg, value);
}

bool apic_guest_read(unsigned int reg, u64 *value)
{
	*value = 0;
	if (apic_is_x2apic())
		return rdmsr_safe(MSR_X2APIC_BASE + reg, value);
	if (reg < APIC_REG_ID || reg > APIC_REG_TIMER_DIVIDE ||
	    reg == APIC_REG_EOI || reg == APIC_REG_DFR ||
	    reg == APIC_REG_ICR_HI)
		return false;
	*value = apic_read(reg);
	/* As the x2APIC would answer. */
	if (reg == APIC_REG_ID)
		*value >>= 24;
	else if (reg == APIC_REG_ICR)
		*value |= (u64)(apic_read(APIC_REG_ICR_HI) >> 24) << 32;
	return true;
}

static enum mmio_result xapic_handler(void *arg, struct mmio_access *mmio)
{
	unsigned int offset = mmio->address;

	(void)arg;
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC);
	/* Reads go to the hardware, unless they are not aligned. */
	if (apic_is_x2apic() || offset >= PAGE_SIZE || !mmio->is_write ||
	    mmio->size != 4 || (offset & 0xf))
		return MMIO_ERROR;
	/* The destination is what the guest left in the upper half. */
	return apic_guest_write(offset >> 4, mmio->value,
				offset >> 4 == APIC_REG_ICR ?
				apic_read(APIC_REG_ICR_HI) >> 24 : 0) ?
		MMIO_HANDLED : MMIO_ERROR;
}

enum mmio_result xapic_access(struct mmio_access *mmio)
{
	return xapic_handler(NULL, mmio);
}

/*
 * Keeps the page, and with it all addresses whose writes become interrupt
 * messages, out of the cell's memory map (APM volume 2, 16.3.1).
 */
static int apic_prepare(struct cell *cell)
{
	return mmio_register(&cell->mmio, XAPIC_BASE, XAPIC_MESSAGE_SIZE,
			     xapic_handler, NULL);
}

/* Every CPU finds its own APIC there; reading it needs no exit. */
static int apic_map(struct cell *cell)
{
	if (apic_is_x2apic())
		return 0;
	return paging_map(&cell->space, XAPIC_BASE, XAPIC_BASE, PAGE_SIZE,
			  PAGING_READ | PAGING_NO_HUGE);
}

static void apic_rollback(struct cell *cell)
{
	mmio_unregister(&cell->mmio, XAPIC_BASE);
}

const struct unit x86_apic_unit = {
	.name = "local APIC",
	.prepare = apic_prepare,
	.map = apic_map,
	.rollback = apic_rollback,
};
