/* SPDX-License-Identifier: BSD-2-Clause */
#include <ipi.h>
#include <cpu.h>

#define XAPIC_BROADCAST		0xffU
#define X2APIC_BROADCAST	0xffffffffU
/** CPUs that the flat model can address. */
#define FLAT_CPUS		8U
/** Below, vectors belong to exceptions: the APIC refuses them. */
#define FIRST_VECTOR		16U

struct apic_mode apic_mode;

/* Logical id in x2APIC mode (SDM volume 3, 11.12.10.2). */
static bool x2apic_logical_match(u32 apic_id, u32 dest)
{
	return apic_id >> 4 == dest >> 16 && (dest & 1U << (apic_id & 0xf));
}

/* Would the hardware deliver to this CPU? */
static bool destination_match(unsigned int cpu, u32 dest, bool logical)
{
	u32 apic_id = public_per_cpu(cpu)->arch.apic_id;

	if (dest == (apic_mode.x2apic ? X2APIC_BROADCAST : XAPIC_BROADCAST))
		return true;
	if (!logical)
		return apic_id == dest;
	if (apic_mode.x2apic)
		return x2apic_logical_match(apic_id, dest);
	return apic_mode.flat && cpu < FLAT_CPUS && (dest & 1U << cpu);
}

/* CPUs of the cell that a command reaches. Return: how many. */
static unsigned int find_targets(const cpu_set_t *cpus, unsigned int sender,
				 u32 icr_low, u32 dest, cpu_set_t *targets)
{
	u32 shorthand = icr_low & APIC_SHORTHAND_MASK;
	unsigned int cpu, count = 0;
	bool match;

	*targets = (cpu_set_t) { .bits = { 0 } };
	for_each_cpu(cpu, cpus) {
		if (!public_per_cpu(cpu)->entered)
			continue;
		if (shorthand == APIC_SHORTHAND_SELF)
			match = cpu == sender;
		else if (shorthand == APIC_SHORTHAND_ALL)
			match = true;
		else if (shorthand == APIC_SHORTHAND_OTHERS)
			match = cpu != sender;
		else
			match = destination_match(cpu, dest,
						  icr_low & APIC_LOGICAL);
		if (match) {
			bitmap_set(targets->bits, cpu);
			count++;
		}
	}
	return count;
}

/* Modes that the hardware accepts with a shorthand (APM table 16-4). */
static bool shorthand_valid(u32 icr_low)
{
	u32 shorthand = icr_low & APIC_SHORTHAND_MASK;

	return shorthand == 0 || shorthand == APIC_SHORTHAND_OTHERS ||
		(icr_low & APIC_DM_MASK) == APIC_DM_FIXED;
}

static enum ipi_action classify(u32 icr_low)
{
	switch (icr_low & APIC_DM_MASK) {
	case APIC_DM_FIXED:
	case APIC_DM_LOWEST:
		return (icr_low & APIC_VECTOR_MASK) < FIRST_VECTOR ?
			IPI_DROP : IPI_SEND;
	case APIC_DM_NMI:
		return IPI_SEND;
	case APIC_DM_INIT:
		/* Level de-assert only synchronises arbitration ids. */
		return (icr_low & (APIC_LEVEL | APIC_ASSERT)) == APIC_LEVEL ?
			IPI_DROP : IPI_INIT;
	case APIC_DM_SIPI:
		return IPI_SIPI;
	default:
		return IPI_VIOLATION;
	}
}

/* Keep the first CPU of a set. */
static void keep_first(cpu_set_t *set)
{
	unsigned int cpu = next_cpu(0, set);

	*set = (cpu_set_t) { .bits = { 0 } };
	bitmap_set(set->bits, cpu);
}

/* All of them within reach of one logical destination? */
static bool within_flat(const cpu_set_t *set)
{
	return !apic_mode.x2apic && apic_mode.flat &&
		next_cpu(FLAT_CPUS, set) > MAX_CPUS;
}

void ipi_filter(const struct cell *cell, unsigned int sender, u32 icr_low,
		u32 dest, struct ipi *ipi)
{
	u32 mode = icr_low & APIC_DM_MASK;
	unsigned int count;

	ipi->action = classify(icr_low);
	if (ipi->action == IPI_DROP || ipi->action == IPI_VIOLATION)
		return;

	count = find_targets(&cell->cpus, sender, icr_low, dest, &ipi->targets);
	if (count == 0 || !shorthand_valid(icr_low)) {
		ipi->action = IPI_DROP;
		return;
	}
	ipi->vector = icr_low & APIC_VECTOR_MASK;
	if (ipi->action != IPI_SEND)
		return;

	if (mode == APIC_DM_LOWEST && count > 1) {
		keep_first(&ipi->targets);
		count = 1;
	}
	ipi->icr_low = APIC_ASSERT | (mode == APIC_DM_NMI ?
				      APIC_DM_NMI : ipi->vector);
	ipi->flat = count > 1 && within_flat(&ipi->targets);
}

bool ipi_next(struct ipi *ipi, u32 *icr_low, u32 *dest)
{
	unsigned int cpu = next_cpu(0, &ipi->targets);

	if (cpu > MAX_CPUS)
		return false;
	*icr_low = ipi->icr_low;
	if (ipi->flat) {
		*icr_low |= APIC_LOGICAL;
		*dest = ipi->targets.bits[0] & XAPIC_BROADCAST;
		ipi->targets.bits[0] = 0;
		return true;
	}
	*dest = public_per_cpu(cpu)->arch.apic_id;
	bitmap_clear(ipi->targets.bits, cpu);
	return true;
}

/* Bits that exist in an entry; reserved and read-only ones are cut. */
static u32 lvt_bits(unsigned int offset)
{
	switch (offset) {
	case APIC_LVT_TIMER:
		return APIC_VECTOR_MASK | APIC_MASKED | APIC_TIMER_MODE_MASK;
	case APIC_LVT_ERROR:
		return APIC_VECTOR_MASK | APIC_MASKED;
	case APIC_LVT_LINT0:
	case APIC_LVT_LINT1:
		return APIC_VECTOR_MASK | APIC_DM_MASK | APIC_POLARITY |
			APIC_LEVEL | APIC_MASKED;
	default:
		return APIC_VECTOR_MASK | APIC_DM_MASK | APIC_MASKED;
	}
}

bool lvt_filter(unsigned int offset, u32 value, bool root, u32 *filtered)
{
	u32 mode;

	value &= lvt_bits(offset);
	mode = value & APIC_DM_MASK;
	if (mode != APIC_DM_FIXED && mode != APIC_DM_NMI &&
	    !(mode == APIC_DM_EXTINT && root && offset == APIC_LVT_LINT0)) {
		if (!(value & APIC_MASKED))
			return false;
		value &= ~APIC_DM_MASK;
	}
	*filtered = value;
	return true;
}

/* Bits of an IOAPIC entry that can be written. */
#define IOAPIC_LOW_BITS \
	(APIC_VECTOR_MASK | APIC_DM_MASK | APIC_LOGICAL | APIC_POLARITY | \
	 APIC_LEVEL | APIC_MASKED)
#define IOAPIC_DEST_SHIFT	56

/* Cut a logical destination down. Return: 0 if nothing is left. */
static u32 own_logical(const cpu_set_t *cpus, u32 dest)
{
	u32 own = 0, bit;
	unsigned int cpu;

	for_each_cpu(cpu, cpus) {
		/* In x2APIC mode 8 bits name members of cluster 0. */
		bit = apic_mode.x2apic ? public_per_cpu(cpu)->arch.apic_id :
			cpu;
		if (bit < FLAT_CPUS && (apic_mode.x2apic || apic_mode.flat))
			own |= 1U << bit;
	}
	return dest & own;
}

static bool is_own_apic_id(const cpu_set_t *cpus, u32 apic_id)
{
	unsigned int cpu;

	for_each_cpu(cpu, cpus)
		if (public_per_cpu(cpu)->arch.apic_id == apic_id)
			return true;
	return false;
}

bool ioapic_entry_filter(const cpu_set_t *cpus, u64 entry, u64 *filtered)
{
	u32 low = entry & IOAPIC_LOW_BITS;
	u32 mode = low & APIC_DM_MASK;
	u32 dest = entry >> IOAPIC_DEST_SHIFT;
	bool allowed = mode == APIC_DM_FIXED || mode == APIC_DM_LOWEST ||
		mode == APIC_DM_NMI;

	if (low & APIC_MASKED) {
		if (!allowed)
			low &= ~APIC_DM_MASK;
	} else if (!allowed) {
		return false;
	} else if (low & APIC_LOGICAL) {
		dest = own_logical(cpus, dest);
		if (dest == 0)
			return false;
	} else if (!is_own_apic_id(cpus, dest)) {
		return false;
	}
	*filtered = (u64)dest << IOAPIC_DEST_SHIFT | low;
	return true;
}
