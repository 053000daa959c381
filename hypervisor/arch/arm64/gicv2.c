/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2 (IHI 0048): the CPU interface and the list registers. */
#include <types.h>
#include <cell.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <exits.h>
#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <stage2.h>
#include <sysreg.h>
#include <tables.h>
#include <asm/io.h>
#include <jailhouse/hypercall.h>

static volatile u8 *gicc, *gich;

static u64 read_lr(unsigned int n)
{
	return mmio_read32(gich + GICH_LR + 4 * n);
}

static void write_lr(unsigned int n, u64 value)
{
	mmio_write32(gich + GICH_LR + 4 * n, value);
}

static inline void write_lr0(u64 value)
{
	mmio_write32(gich + GICH_LR, value);
}

/** What acknowledging returned names the interrupt and who sent an SGI; it is
 *  what ends the interrupt. */
static inline u32 hw_acknowledge(void)
{
	return mmio_read32(gicc + GICC_IAR);
}

static inline u32 ack_intid(u32 ack)
{
	return ack & GICC_INTID_MASK;
}

static inline u64 hw_running_priority(void)
{
	return mmio_read32(gicc + GICC_RPR);
}

static inline void hw_drop_priority(u32 ack)
{
	mmio_write32(gicc + GICC_EOIR, ack);
}

static inline void hw_deactivate(u32 ack)
{
	mmio_write32(gicc + GICC_DIR, ack);
}

static inline u32 hw_free_lrs(void)
{
	return mmio_read32(gich + GICH_ELRSR0);
}

static inline void hw_set_mask(u32 priority)
{
	mmio_write32(gicc + GICC_PMR, priority);
}

static inline void hw_set_underflow(bool on)
{
	mmio_write32(gich + GICH_HCR, GICH_HCR_EN | (on ? GICH_HCR_UIE : 0));
}

#define LR_PENDING	GICH_LR_PENDING
#define LR_ACTIVE	GICH_LR_ACTIVE
#define LR_HW		GICH_LR_HW

static inline u32 lr_intid(u64 lr)
{
	return lr & GICC_INTID_MASK;
}

static inline u64 lr_priority(u64 lr)
{
	return (lr >> GICH_LR_PRIORITY_SHIFT & 0x1f) << 3;
}

/** Sender of an SGI, as a bit. */
static inline u8 lr_source(u64 lr)
{
	return 1 << ((lr & GICH_LR_SOURCE_MASK) >> GICH_LR_SOURCE_SHIFT);
}

/** Two values that are for the same virtual interrupt, SGIs' senders included. */
static inline bool lr_same(u64 a, u64 b)
{
	return !((a ^ b) & (GICH_LR_SOURCE_MASK | GICC_INTID_MASK));
}

/* Five bits of priority; group 0, which the guest's interface knows as IRQ. */
static inline u64 lr_make(u32 intid, u64 priority, u32 source)
{
	return GICH_LR_PENDING | priority >> 3 << GICH_LR_PRIORITY_SHIFT |
		source << GICH_LR_SOURCE_SHIFT | intid;
}

/** The interrupt's physical side ends with the virtual one. */
static inline u64 lr_make_hw(u32 intid, u64 priority)
{
	return lr_make(intid, priority, 0) | GICH_LR_HW |
		intid << GICH_LR_PHYS_SHIFT;
}

static inline void hw_reset_interface(void)
{
	mmio_write32(gich + GICH_APR, 0);
}

static inline void hw_set_vmcr(u64 vmcr)
{
	mmio_write32(gich + GICH_VMCR, vmcr);
}

#define HAS_LPIS		false
#define GIC_FUNCTION(name)	gicv2_##name
#include <gic_interface.h>

bool gicv2_sgi_to_self(u32 value)
{
	u8 own = this_cpu()->arch.gicc_mask;
	u32 filter = SGIR_FILTER(value);

	/* Without a GICv2 there is no interface. */
	if (!own || !(filter == SGIR_SELF ||
		      (filter == SGIR_LIST && SGIR_TARGETS(value) == own)))
		return false;
	return inject_sgi_at_once(value & 0xf, __builtin_ctz(own));
}

void gicv2_send_kick(unsigned int cpu)
{
	dsb(ishst);
	mmio_write32(gicd_base + GICD_SGIR,
		     (u32)public_per_cpu(cpu)->arch.gicc_mask << 16 |
		     GIC_KICK_SGI);
}

/** The GIC's parts besides the distributor; GICV has GICC's registers. */
static int check_frames(void)
{
	int err = gic_check_frame(1, system_config->platform_info.arm.gicc_base,
				  GICC_IIDR, GICC_IIDR_ARCH_SHIFT);

	if (!err)
		err = gic_check_frame(2,
				      system_config->platform_info.arm.gich_base,
				      GICH_VTR, GICH_VTR_PRIBITS_SHIFT);
	if (!err)
		err = gic_check_frame(3,
				      system_config->platform_info.arm.gicv_base,
				      GICC_IIDR, GICC_IIDR_ARCH_SHIFT);
	return err;
}

int gicv2_init(void)
{
	int err = check_frames();

	if (err)
		return err;
	gicc = map_device(system_config->platform_info.arm.gicc_base,
			  GICV2_FRAME_SIZE);
	gich = map_device(system_config->platform_info.arm.gich_base,
			  GICV2_FRAME_SIZE);
	return gicc && gich ? 0 : -ENOMEM;
}

/** What Linux configured goes on as the guest's virtual interface. */
static void take_over_interface(struct gic_cpu *gic)
{
	gic->linux_ctlr = mmio_read32(gicc + GICC_CTLR);
	gic->linux_pmr = mmio_read32(gicc + GICC_PMR);
	gic->linux_bpr = mmio_read32(gicc + GICC_BPR);
	gic->linux_hcr = mmio_read32(gich + GICH_HCR);
	gic->num_lrs = GICH_VTR_LISTREGS(mmio_read32(gich + GICH_VTR));
	if (gic->num_lrs > 32)
		gic->num_lrs = 32;
	hw_set_vmcr((u64)gic->linux_pmr >> 3 << GICH_VMCR_PMR_SHIFT |
		    (u64)(gic->linux_bpr & 7) << GICH_VMCR_BPR_SHIFT |
		    (gic->linux_ctlr & GICC_CTLR_EOIMODE) |
		    (gic->linux_ctlr & GICC_CTLR_ENABLE));
}

int gicv2_cpu_init(void)
{
	struct gic_cpu *gic = &this_private()->gic;

	/* The banked targets of SGIs and PPIs say which interface this is. */
	this_cpu()->arch.gicc_mask = mmio_read8(gicd_base + GICD_ITARGETSR);
	gic->own = gicd_base;
	take_over_interface(gic);
	gic_start();
	mmio_write32(gicc + GICC_CTLR, gic->linux_ctlr | GICC_CTLR_EOIMODE |
		     GICC_CTLR_ENABLE);
	mmio_write32(gicc + GICC_BPR, 0);
	unblock();
	return 0;
}

void gicv2_cpu_exit(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	u32 vmcr = mmio_read32(gich + GICH_VMCR);

	gic_stop();
	mmio_write32(gich + GICH_HCR, gic->linux_hcr);
	hw_set_vmcr(0);
	mmio_write32(gicc + GICC_PMR, vmcr >> GICH_VMCR_PMR_SHIFT << 3);
	mmio_write32(gicc + GICC_BPR, vmcr >> GICH_VMCR_BPR_SHIFT & 7);
	mmio_write32(gicc + GICC_CTLR,
		     (gic->linux_ctlr & ~(u32)GICC_CTLR_ENABLE) |
		     (vmcr & GICH_VMCR_GROUP0));
}
