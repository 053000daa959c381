/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of GICv3 (IHI 0069). */
#ifndef HV_ARM64_GICV3_H
#define HV_ARM64_GICV3_H

#include <types.h>
#include <mmio.h>

#define GICR_CTLR		0x0000
#define GICR_IIDR		0x0004
#define GICR_TYPER		0x0008
#define GICR_WAKER		0x0014
#define GICR_SETLPIR		0x0040
#define GICR_CLRLPIR		0x0048
#define GICR_PROPBASER		0x0070
#define GICR_PENDBASER		0x0078
#define GICR_INVLPIR		0x00a0
#define GICR_INVALLR		0x00b0
#define GICR_SYNCR		0x00c0
#define GICR_PIDR2		0xffe8
#define GICR_BASER_IDBITS(baser) (((baser) & 0x1f) + 1)
#define GICR_PROPBASER_ADDRESS	0x000ffffffffff000UL
#define GICR_PENDBASER_ADDRESS	0x000fffffffff0000UL
#define GICR_SGI_FRAME		0x10000
#define GICR_STRIDE_V3		0x20000
#define GICR_CTLR_ENABLE_LPIS	BIT(0)
#define GICR_CTLR_CES		BIT(1)
#define GICR_CTLR_RWP		BIT(3)
#define GICR_STRIDE_V4		0x40000

#define GICR_TYPER_VLPIS	BIT(1)
#define GICR_TYPER_LAST		BIT(4)
#define GICR_TYPER_AFFINITY(t)	((t) >> 32)
#define GICR_TYPER_EPPI_WORDS(t) ((t) >> 27 & 0x1f)
#define PIDR2_ARCH(pidr2)	((pidr2) >> PIDR2_ARCH_SHIFT & 0xf)

#define ICC_CTLR_EOIMODE	BIT(1)
#define ICC_CTLR_CBPR		BIT(0)
/* SRE and no bypass; guests' SRE is not trapped. */
#define ICC_SRE_GUEST		0xf
#define ICC_SRE_BY_REGISTERS	0x7

#define ICH_HCR_EN		BIT(0)
#define ICH_HCR_UIE		BIT(1)
#define ICH_VTR_LISTREGS(vtr)	(((vtr) & 0x1f) + 1)
#define ICH_VTR_PRIBITS(vtr)	(((vtr) >> 29 & 7) + 1)
#define ICH_VMCR_VENG1		BIT(1)
#define ICH_VMCR_VCBPR		BIT(4)
#define ICH_VMCR_VEOIM		BIT(9)
#define ICH_VMCR_VBPR1_SHIFT	18
#define ICH_VMCR_VPMR_SHIFT	24

#define ICH_LR_PHYS_SHIFT	32
#define ICH_LR_PRIORITY_SHIFT	48
#define ICH_LR_GROUP1		BIT(60)
#define ICH_LR_HW		BIT(61)
#define ICH_LR_PENDING		BIT(62)
#define ICH_LR_ACTIVE		BIT(63)
#define ICH_LR_INTID(lr)	((u32)(lr))

#define SGI1R_IRM		BIT(40)
#define SGI1R_INTID_SHIFT	24
#define SGI1R_INTID_MASK	(0xfUL << SGI1R_INTID_SHIFT)
#define SGI1R_RS_SHIFT		44

/** Find the redistributors. 0, or recorded by refuse(). */
int gicv3_init(void);
/** Find the calling CPU's redistributor. 0, or recorded by refuse(). */
int gicv3_find_redistributor(unsigned int cpu);
int gicv3_cpu_init(void);
void gicv3_cpu_exit(void);
void gicv3_cpu_reset(void);
void gicv3_cpu_park(void);
void gicv3_purge(void);
void gicv3_send_kick(unsigned int cpu);
void gicv3_deliver_sgis(void);
void gicv3_drain(void);
bool gicv3_has_pending(void);

/**
 * A guest writes to ICC_SGI1R_EL1.
 * Return: whether that was an SGI to the calling CPU alone and could be
 * delivered at once; if not nothing was done.
 */
bool gicv3_sgi_to_self(u64 value);

struct guest_regs;
unsigned long gicv3_irq_fast(struct guest_regs *regs);

/** The calling CPU's redistributor is mapped: see what it uses. */
void gicv3_redist_start(void);
/**
 * Whether physical addresses are those of a redistributor, or of a table of
 * LPIs that one uses. Frames of all are meant, also of CPUs that are off.
 */
bool gicv3_redist_uses(u64 phys, u64 size);

/** The calling CPU's redistributor is for its present owner. */
void gicv3_redist_reset(void);
/**
 * Wait until what the calling CPU's redistributor was told has taken effect
 * (IHI 0069, GICR_CTLR.RWP). Return: GICR_CTLR.
 */
u32 gicv3_redist_wait(void);

/** Bytes from the first redistributor to the end of the last. */
u64 gicv3_redist_size(void);
/** Accesses of cells to the redistributors. @arg: the cell. */
enum mmio_result gicv3_redist_access(void *arg, struct mmio_access *mmio);
/** Accesses of cells to the distributor. @arg: the cell. */
enum mmio_result gicv3_dist_access(void *arg, struct mmio_access *mmio);

#endif
