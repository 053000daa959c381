/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/gic.h>

#define GICD_CTLR		0x0000
#define GICD_IGROUPR		0x0080
#define GICD_ISENABLER		0x0100
#define GICD_ICENABLER		0x0180
#define GICD_ISPENDR		0x0200
#define GICD_IPRIORITYR		0x0400
#define GICD_SGIR		0x0f00
#define GICD_CTLR_ARE_G1	0x12

#define GICR_TYPER		0x0008
#define GICR_SGI_FRAME		0x10000
#define GICR_TYPER_VLPIS	0x02
#define GICR_TYPER_LAST		0x10
#define GICR_STRIDE		0x20000

#define GICC_CTLR		0x00
#define GICC_PMR		0x04
#define GICC_IAR		0x0c
#define GICC_EOIR		0x10
#define GICC_RPR		0x14

#define PRIORITY		0xa0
#define PRIORITY_MASK		0xf0
#define FIRST_SPI		32
#define INTID_MASK		0x3ff

/* What GICC_IAR said, with the sender of an SGI in it. */
static u32 last_acknowledged;

static bool is_v3(void)
{
	return comm_region->gic_version == 3;
}

static u8 *distributor(unsigned int offset)
{
	return (u8 *)comm_region->gicd_base + offset;
}

static u8 *interface(unsigned int offset)
{
	return (u8 *)comm_region->gicc_base + offset;
}

/* The calling CPU's redistributor. */
static u8 *redistributor(void)
{
	u64 id = cpu_hw_id(), affinity, typer;
	u8 *frame = (u8 *)comm_region->gicr_base;

	affinity = (id >> 32 & 0xff) << 24 | (id & 0xffffff);
	do {
		typer = mmio_read64(frame + GICR_TYPER);
		if (typer >> 32 == affinity)
			return frame;
		frame += GICR_STRIDE * (typer & GICR_TYPER_VLPIS ? 2 : 1);
	} while (!(typer & GICR_TYPER_LAST));
	return NULL;
}

/* SGIs and PPIs are in the redistributor with GICv3. */
static u8 *bank(unsigned int intid)
{
	if (is_v3() && intid < FIRST_SPI)
		return redistributor() + GICR_SGI_FRAME;
	return distributor(0);
}

u8 *gic_private_bank(void)
{
	return bank(0);
}

void gic_cpu_init(void)
{
	if (is_v3()) {
		mmio_write32(distributor(GICD_CTLR), GICD_CTLR_ARE_G1);
		write_register(icc_pmr_el1, PRIORITY_MASK);
		write_register(icc_igrpen1_el1, 1);
		cpu_sync();
		return;
	}
	mmio_write32(distributor(GICD_CTLR), 1);
	mmio_write32(interface(GICC_PMR), PRIORITY_MASK);
	mmio_write32(interface(GICC_CTLR), 1);
}

void gic_set_priority(unsigned int intid, u8 priority)
{
	mmio_write8(bank(intid) + GICD_IPRIORITYR + intid, priority);
}

u8 gic_running_priority(void)
{
	return is_v3() ? read_register(icc_rpr_el1) :
			 mmio_read32(interface(GICC_RPR));
}

void gic_enable(unsigned int intid)
{
	gic_set_priority(intid, PRIORITY);
	mmio_write32(bank(intid) + GICD_ISENABLER + intid / 32 * 4,
		     1U << intid % 32);
}

void gic_pend(unsigned int intid)
{
	mmio_write32(bank(intid) + GICD_ISPENDR + intid / 32 * 4,
		     1U << intid % 32);
}

void gic_disable(unsigned int intid)
{
	mmio_write32(bank(intid) + GICD_ICENABLER + intid / 32 * 4,
		     1U << intid % 32);
}

u64 gic_sgi1r(u64 hw_id, unsigned int sgi)
{
	return (hw_id >> 32 & 0xff) << 48 | (hw_id >> 4 & 0xf) << 44 |
		(hw_id >> 16 & 0xff) << 32 | (u64)sgi << 24 |
		(hw_id >> 8 & 0xff) << 16 | 1UL << (hw_id & 0xf);
}

void gic_send_sgi(u64 hw_id, unsigned int sgi)
{
	asm volatile("dsb ishst" : : : "memory");
	if (is_v3()) {
		write_register(icc_sgi1r_el1, gic_sgi1r(hw_id, sgi));
		cpu_sync();
		return;
	}
	mmio_write32(distributor(GICD_SGIR), 1U << (16 + (hw_id & 7)) | sgi);
}

unsigned int gic_acknowledge(void)
{
	if (is_v3())
		return read_register(icc_iar1_el1);
	last_acknowledged = mmio_read32(interface(GICC_IAR));
	return last_acknowledged & INTID_MASK;
}

void gic_end(unsigned int intid)
{
	if (is_v3())
		write_register(icc_eoir1_el1, intid);
	else
		mmio_write32(interface(GICC_EOIR), last_acknowledged);
}
