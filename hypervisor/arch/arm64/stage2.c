/* SPDX-License-Identifier: BSD-2-Clause */
/* The second stage: its control register, and keeping TLBs right. */
#include <types.h>
#include <pte.h>
#include <stage2.h>
#include <stage2_write.h>
#include <sysreg.h>
#include <arch/cell.h>

/* VTCR_EL2: RES1, walks inner shareable write-back, 4 KiB. */
#define VTCR_BASE		0x80003500UL
#define VTCR_SL0_LEVEL1		(1UL << 6)
#define VTCR_SL0_LEVEL0		(2UL << 6)
#define VTCR_PS_SHIFT		16
#define LEVEL1_BITS		39
#define MAX_PHYS_BITS		48
#define MAX_PARANGE		5
/* Walks can start at level 0 with this many bits only (D8.2.2). */
#define LEVEL0_PHYS_BITS	44

/** What the CPU with the least lacks to MAX_PARANGE: they share the tables. */
static u32 lacking;

void stage2_note_cpu(void)
{
	u32 own = read_sysreg(id_aa64mmfr0_el1) & 0xf;
	u32 most = __atomic_load_n(&lacking, __ATOMIC_RELAXED);

	while (own < MAX_PARANGE - most &&
	       !__atomic_compare_exchange_n(&lacking, &most, MAX_PARANGE - own,
					    false, __ATOMIC_SEQ_CST,
					    __ATOMIC_SEQ_CST))
		;
}

static u64 parange(void)
{
	return MAX_PARANGE - lacking;
}

unsigned int arm64_phys_bits(void)
{
	static const u8 bits[MAX_PARANGE + 1] = { 32, 36, 40, 42, 44, 48 };

	return bits[parange()];
}

unsigned int arch_stage2_levels(void)
{
	return arm64_phys_bits() >= LEVEL0_PHYS_BITS ? 4 : 3;
}

/* Level 1 tables that continue each other (D8.2.2). */
unsigned int arch_stage2_root_pages(void)
{
	unsigned int bits = arm64_phys_bits();

	if (bits >= LEVEL0_PHYS_BITS || bits <= LEVEL1_BITS)
		return 1;
	return 1U << (bits - LEVEL1_BITS);
}

u64 stage2_vtcr(void)
{
	u64 vtcr = VTCR_BASE | parange() << VTCR_PS_SHIFT;
	unsigned int bits = arm64_phys_bits();

	if (arch_stage2_levels() == 4)
		return vtcr | VTCR_SL0_LEVEL0 | (64 - bits);
	return vtcr | VTCR_SL0_LEVEL1 | (64 - bits);
}

/* Odd while an entry is invalid that will be valid again. */
static u32 changes;

void stage2_write(u64 *entry, u64 value)
{
	volatile u64 *target = entry;
	u64 old = *target;
	bool replaces = (old & PTE_VALID) && (value & PTE_VALID) &&
		old != value;

	if (replaces) {
		__atomic_fetch_add(&changes, 1, __ATOMIC_SEQ_CST);
		*target = 0;
		dsb(ishst);
		tlbi(vmalls12e1is);
		dsb(ish);
	}
	*target = value;
	dsb(ishst);
	if (replaces)
		__atomic_fetch_add(&changes, 1, __ATOMIC_SEQ_CST);
}

bool stage2_allows(const struct paging_space *space, u64 address,
		   unsigned int needed)
{
	unsigned int attrs = 0;
	bool mapped;
	u32 before;

	do {
		before = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
		mapped = paging_translate(space, address, &attrs) !=
			PAGING_NOT_MAPPED && (attrs & needed) == needed;
	} while (before != __atomic_load_n(&changes, __ATOMIC_SEQ_CST));
	return mapped || before % 2;
}

void stage2_flush(void)
{
	dsb(ishst);
	tlbi(vmalls12e1);
	dsb(nsh);
	isb();
}
