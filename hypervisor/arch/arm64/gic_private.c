/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SGIs and PPIs of a CPU: in its redistributor with GICv3, banked in the
 * distributor with GICv2, by the same registers. PPIs are the hardware's but
 * for those of the hypervisor; SGIs of guests live in software, all that the
 * hardware ever sees is the kick.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <asm/io.h>

static volatile u8 *own(u64 offset)
{
	return this_private()->gic.own + offset;
}

static unsigned int maintenance(void)
{
	return system_config->platform_info.arm.maintenance_irq;
}

bool gic_is_hypervisors(u32 intid)
{
	return intid == maintenance() || intid == PPI_TIMER_HYP ||
		intid == PPI_TIMER_HYP_VIRT;
}

/** Bits of the word that the guest owns: no SGIs, those are in software. */
static u32 own_ppis(void)
{
	return ~(u32)(0xffff | BIT(maintenance()) | BIT(PPI_TIMER_HYP) |
		      BIT(PPI_TIMER_HYP_VIRT));
}

static void access_sgi_enable(struct mmio_access *mmio, bool set)
{
	struct gic_cpu *gic = &this_private()->gic;

	if (!mmio->is_write) {
		mmio->value |= gic->sgi_enabled;
		return;
	}
	if (set)
		gic->sgi_enabled |= mmio->value;
	else
		gic->sgi_enabled &= ~mmio->value;
	gic_deliver_sgis();
}

static void access_sgi_pending(struct mmio_access *mmio, bool set)
{
	u32 *sgis = &this_cpu()->arch.sgis;
	u32 value = mmio->value & 0xffff;

	if (!mmio->is_write) {
		mmio->value |= __atomic_load_n(sgis, __ATOMIC_RELAXED);
		return;
	}
	if (set)
		__atomic_fetch_or(sgis, value, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(sgis, ~value, __ATOMIC_SEQ_CST);
	gic_deliver_sgis();
}

/** A register with a bit for each of the 32 private interrupts. */
static void access_bits(struct mmio_access *mmio, u64 offset)
{
	volatile u8 *reg = own(offset);

	if (mmio->size != 4)
		return;
	if (mmio->is_write)
		mmio_write32(reg, mmio->value & own_ppis());
	else
		mmio->value = mmio_read32(reg) & own_ppis();
	if (offset == GICD_ISENABLER || offset == GICD_ICENABLER)
		access_sgi_enable(mmio, offset == GICD_ISENABLER);
	else if (offset == GICD_ISPENDR || offset == GICD_ICPENDR)
		access_sgi_pending(mmio, offset == GICD_ISPENDR);
}

void gic_clamp_priority(volatile u8 *reg)
{
	if (mmio_read8(reg) < GIC_PRIORITY_GUEST_MIN)
		mmio_write8(reg, GIC_PRIORITY_GUEST_MIN);
}

static void access_priority(struct mmio_access *mmio, unsigned int intid)
{
	u8 *sgi_priority = this_private()->gic.sgi_priority;
	unsigned int n;
	u64 value = 0;
	u8 byte;

	for (n = 0; n < mmio->size; n++, intid++) {
		volatile u8 *reg = own(GICD_IPRIORITYR + intid);
		bool sgi = intid < GIC_NUM_SGIS;

		if (!sgi && !(own_ppis() >> intid & 1))
			continue;
		if (!mmio->is_write) {
			byte = sgi ? sgi_priority[intid] : mmio_read8(reg);
			value |= (u64)byte << 8 * n;
			continue;
		}
		byte = mmio->value >> 8 * n;
		if (byte < GIC_PRIORITY_GUEST_MIN)
			byte = GIC_PRIORITY_GUEST_MIN;
		if (sgi)
			sgi_priority[intid] = byte;
		else
			mmio_write8(reg, byte);
	}
	if (!mmio->is_write)
		mmio->value = value;
}

/** The guest's fields of the second word, of two bits each. */
static u32 own_configs(void)
{
	u32 ppis = own_ppis(), mask = 0;
	unsigned int n;

	for (n = GIC_FIRST_PPI; n < GIC_FIRST_SPI; n++)
		if (ppis >> n & 1)
			mask |= 3U << 2 * (n - GIC_FIRST_PPI);
	return mask;
}

static void write_configs(u32 value)
{
	volatile u8 *reg = own(GICD_ICFGR + 4);
	u32 mask = own_configs();

	mmio_write32(reg, (mmio_read32(reg) & ~mask) | (value & mask));
}

/** Two bits per interrupt; SGIs are edge-triggered, that can't be changed. */
static void access_config(struct mmio_access *mmio, u64 offset)
{
	if (mmio->size != 4)
		return;
	if (!mmio->is_write)
		mmio->value = mmio_read32(own(offset));
	else if (offset == GICD_ICFGR + 4)
		write_configs(mmio->value);
}

void gic_private_access(struct mmio_access *mmio, u64 offset)
{
	switch (offset) {
	case GICD_IGROUPR:
		mmio->value = ~0U;
		return;
	case GICD_ISENABLER:
	case GICD_ICENABLER:
	case GICD_ISPENDR:
	case GICD_ICPENDR:
	case GICD_ISACTIVER:
	case GICD_ICACTIVER:
		access_bits(mmio, offset);
		return;
	case GICD_ICFGR:
	case GICD_ICFGR + 4:
		access_config(mmio, offset);
		return;
	}
	if (offset - GICD_IPRIORITYR < GIC_FIRST_SPI)
		access_priority(mmio, offset - GICD_IPRIORITYR);
}

static bool is_gicv2(void)
{
	return system_config->platform_info.arm.gic_version == 2;
}

void gic_private_reset(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	u32 ppis = own_ppis();
	unsigned int n;

	mmio_write32(own(GICD_ICENABLER), ppis);
	if (!is_gicv2())
		gicv3_redist_wait();
	write_configs(gic->linux_triggers);
	mmio_write32(own(GICD_ICPENDR), ppis);
	mmio_write32(own(GICD_ICACTIVER), ppis);
	for (n = 0; n < GIC_FIRST_SPI; n++)
		if (ppis >> n & 1)
			mmio_write8(own(GICD_IPRIORITYR + n),
				    GIC_PRIORITY_GUEST_MIN);
	gic->sgi_enabled = 0xffff;
	for (n = 0; n < GIC_NUM_SGIS; n++) {
		gic->sgi_priority[n] = GIC_PRIORITY_GUEST_MIN;
		__atomic_store_n(&this_cpu()->arch.sgi_sources[n], 0,
				 __ATOMIC_RELAXED);
	}
	__atomic_store_n(&this_cpu()->arch.sgis, 0, __ATOMIC_RELAXED);
}

/** Who sent an SGI that is pending in hardware; the kick is not Linux'. */
static u8 pending_senders(unsigned int sgi)
{
	if (sgi == GIC_KICK_SGI)
		return 0;
	if (is_gicv2())
		return mmio_read8(own(GICD_SPENDSGIR + sgi));
	return mmio_read32(own(GICD_ISPENDR)) >> sgi & 1;
}

/*
 * SGIs that Linux sent and did not take yet become the guest's; it will not
 * send them again. One that it is just handling is none any more for the
 * hardware: the guest ends it at its virtual interface.
 */
static void take_sgis(void)
{
	struct arch_public_per_cpu *arch = &this_cpu()->arch;
	unsigned int n;
	u8 senders;

	for (n = 0; n < GIC_NUM_SGIS; n++) {
		senders = pending_senders(n);
		if (!senders)
			continue;
		if (is_gicv2())
			mmio_write8(own(GICD_CPENDSGIR + n), senders);
		else
			mmio_write32(own(GICD_ICPENDR), BIT(n));
		__atomic_fetch_or(&arch->sgi_sources[n], senders,
				  __ATOMIC_SEQ_CST);
		__atomic_fetch_or(&arch->sgis, BIT(n), __ATOMIC_SEQ_CST);
	}
	mmio_write32(own(GICD_ICACTIVER), 0xffff);
}

/** Extended PPIs are nobody's. */
static void take_eppis(struct gic_cpu *gic)
{
	unsigned int n, words = GICR_TYPER_EPPI_WORDS(
		this_cpu()->arch.gicr_typer);

	for (n = 0; n < words && n < ARRAY_SIZE(gic->linux_eppis); n++) {
		gic->linux_eppis[n] = mmio_read32(own(GICD_ISENABLER + 4 +
						      4 * n));
		mmio_write32(own(GICD_ICENABLER + 4 + 4 * n), ~0U);
	}
}

static void return_eppis(const struct gic_cpu *gic)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(gic->linux_eppis); n++)
		if (gic->linux_eppis[n])
			mmio_write32(own(GICD_ISENABLER + 4 + 4 * n),
				     gic->linux_eppis[n]);
}

void gic_private_take(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	unsigned int n;

	gic->linux_enabled = mmio_read32(own(GICD_ISENABLER));
	gic->sgi_enabled = gic->linux_enabled;
	gic->linux_triggers = mmio_read32(own(GICD_ICFGR + 4));
	take_eppis(gic);
	for (n = 0; n < GIC_NUM_SGIS; n++)
		gic->sgi_priority[n] = mmio_read8(own(GICD_IPRIORITYR + n));
	gic->linux_maintenance_priority =
		mmio_read8(own(GICD_IPRIORITYR + maintenance()));
	for (n = GIC_FIRST_PPI; n < GIC_FIRST_SPI; n++)
		gic_clamp_priority(own(GICD_IPRIORITYR + n));
	take_sgis();
	mmio_write8(own(GICD_IPRIORITYR + GIC_KICK_SGI), GIC_PRIORITY_HYP);
	mmio_write8(own(GICD_IPRIORITYR + maintenance()), GIC_PRIORITY_HYP);
	mmio_write32(own(GICD_ISENABLER),
		     BIT(GIC_KICK_SGI) | BIT(maintenance()));
}

/** What was not delivered yet is pending in hardware again. */
static void return_sgis(void)
{
	u32 sgis = __atomic_exchange_n(&this_cpu()->arch.sgis, 0,
				       __ATOMIC_SEQ_CST);
	unsigned int n;

	if (!is_gicv2()) {
		mmio_write32(own(GICD_ISPENDR), sgis);
		return;
	}
	for (n = 0; n < GIC_NUM_SGIS; n++)
		if (sgis >> n & 1)
			mmio_write8(own(GICD_SPENDSGIR + n),
				    this_cpu()->arch.sgi_sources[n]);
}

void gic_private_return(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	unsigned int n;

	mmio_write8(own(GICD_IPRIORITYR + maintenance()),
		    gic->linux_maintenance_priority);
	for (n = 0; n < GIC_NUM_SGIS; n++)
		mmio_write8(own(GICD_IPRIORITYR + n), gic->sgi_priority[n]);
	mmio_write32(own(GICD_ICENABLER),
		     ~gic->linux_enabled & BIT(maintenance()));
	mmio_write32(own(GICD_ICENABLER), (u16)~gic->sgi_enabled);
	mmio_write32(own(GICD_ISENABLER), gic->sgi_enabled);
	return_eppis(gic);
	return_sgis();
}
