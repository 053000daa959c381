/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of GICv2 with virtualization extensions (IHI 0048). */
#ifndef HV_ARM64_GICV2_H
#define HV_ARM64_GICV2_H

#include <types.h>
#include <mmio.h>

struct cell;
struct guest_regs;

#define GICV2_GICD_SIZE		0x1000
#define GICV2_FRAME_SIZE	0x2000
#define GICV2_MAX_CPUS		8

#define GICC_CTLR		0x0000
#define GICC_PMR		0x0004
#define GICC_BPR		0x0008
#define GICC_IAR		0x000c
#define GICC_EOIR		0x0010
#define GICC_RPR		0x0014
#define GICC_IIDR		0x00fc
#define GICC_DIR		0x1000
#define GICC_IIDR_ARCH_SHIFT	16
#define GICC_CTLR_ENABLE	BIT(0)
#define GICC_CTLR_EOIMODE	BIT(9)
#define GICC_INTID_MASK		0x3ff

#define GICH_HCR		0x0000
#define GICH_VTR		0x0004
#define GICH_VMCR		0x0008
#define GICH_ELRSR0		0x0030
#define GICH_APR		0x00f0
#define GICH_LR			0x0100
#define GICH_HCR_EN		BIT(0)
#define GICH_HCR_UIE		BIT(1)
#define GICH_VTR_LISTREGS(vtr)	(((vtr) & 0x3f) + 1)
/** Bits of priorities less one, always 4; bit 32 would be 0. */
#define GICH_VTR_PRIBITS_SHIFT	29
#define GICH_VMCR_GROUP0	BIT(0)
#define GICH_VMCR_EOIMODE	BIT(9)
#define GICH_VMCR_BPR_SHIFT	21
#define GICH_VMCR_PMR_SHIFT	27

#define GICH_LR_PHYS_SHIFT	10
#define GICH_LR_SOURCE_SHIFT	10
#define GICH_LR_SOURCE_MASK	(7U << 10)
#define GICH_LR_PRIORITY_SHIFT	23
#define GICH_LR_PENDING		BIT(28)
#define GICH_LR_ACTIVE		BIT(29)
#define GICH_LR_HW		BIT(31)

/* GICD_SGIR */
#define SGIR_FILTER(value)	((value) >> 24 & 3)
#define SGIR_TARGETS(value)	((value) >> 16 & 0xff)
#define SGIR_OTHERS		1
#define SGIR_SELF		2
#define SGIR_LIST		0

/** Map the registers. 0, -ENOMEM, or recorded by refuse(). */
int gicv2_init(void);
int gicv2_cpu_init(void);
void gicv2_cpu_exit(void);
void gicv2_cpu_reset(void);
void gicv2_cpu_park(void);
void gicv2_purge(void);
void gicv2_send_kick(unsigned int cpu);
void gicv2_deliver_sgis(void);
void gicv2_drain(void);
bool gicv2_has_pending(void);
/**
 * A guest writes to GICD_SGIR.
 * Return: whether that was an SGI to the calling CPU alone and could be
 * delivered at once; if not, or with GICv3, nothing was done.
 */
bool gicv2_sgi_to_self(u32 value);
unsigned long gicv2_irq_fast(struct guest_regs *regs);

/** Accesses of cells to the distributor. @arg: the cell. */
enum mmio_result gicv2_dist_access(void *arg, struct mmio_access *mmio);

#endif
