/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 (IHI 0069): the CPU interface and the list registers. */
#include <types.h>
#include <cell.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <exits.h>
#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <stage2.h>
#include <sysreg.h>
#include <asm/io.h>
#include <jailhouse/hypercall.h>

/* Not inlined: sixteen instructions of each kind. */
static __attribute__((noinline)) u64 read_lr(unsigned int n)
{
	switch (n) {
#define CASE(n)	case n: return read_sysreg(ich_lr##n##_el2)
		CASE(0);
		CASE(1);
		CASE(2);
		CASE(3);
		CASE(4);
		CASE(5);
		CASE(6);
		CASE(7);
		CASE(8);
		CASE(9);
		CASE(10);
		CASE(11);
		CASE(12);
		CASE(13);
		CASE(14);
#undef CASE
	}
	return read_sysreg(ich_lr15_el2);
}

static __attribute__((noinline)) void write_lr(unsigned int n, u64 value)
{
	switch (n) {
#define CASE(n)	case n: write_sysreg(value, ich_lr##n##_el2); return
		CASE(0);
		CASE(1);
		CASE(2);
		CASE(3);
		CASE(4);
		CASE(5);
		CASE(6);
		CASE(7);
		CASE(8);
		CASE(9);
		CASE(10);
		CASE(11);
		CASE(12);
		CASE(13);
		CASE(14);
#undef CASE
	}
	write_sysreg(value, ich_lr15_el2);
}

static inline void write_lr0(u64 value)
{
	write_sysreg(value, ich_lr0_el2);
}

/** What acknowledging returned names the interrupt and, with GICv2, who sent
 *  an SGI; it is what ends the interrupt. */
static inline u32 hw_acknowledge(void)
{
	return read_sysreg(icc_iar1_el1);
}

static inline u32 ack_intid(u32 ack)
{
	return ack;
}

static inline u64 hw_running_priority(void)
{
	return read_sysreg(icc_rpr_el1);
}

static inline void hw_drop_priority(u32 ack)
{
	write_sysreg(ack, icc_eoir1_el1);
}

static inline void hw_deactivate(u32 ack)
{
	write_sysreg(ack, icc_dir_el1);
}

static inline u32 hw_free_lrs(void)
{
	return read_sysreg(ich_elrsr_el2);
}

static inline void hw_set_mask(u32 priority)
{
	write_sysreg(priority, icc_pmr_el1);
}

static inline void hw_set_underflow(bool on)
{
	write_sysreg(ICH_HCR_EN | (on ? ICH_HCR_UIE : 0), ich_hcr_el2);
}

#define LR_PENDING	ICH_LR_PENDING
#define LR_ACTIVE	ICH_LR_ACTIVE
#define LR_HW		ICH_LR_HW

static inline u32 lr_intid(u64 lr)
{
	return ICH_LR_INTID(lr);
}

static inline u64 lr_priority(u64 lr)
{
	return lr >> ICH_LR_PRIORITY_SHIFT & 0xff;
}

/** Sender of an SGI, as a bit. */
static inline u8 lr_source(u64 lr)
{
	(void)lr;
	return 1;
}

/** Two values that are for the same virtual interrupt, SGIs' senders included. */
static inline bool lr_same(u64 a, u64 b)
{
	return ICH_LR_INTID(a) == ICH_LR_INTID(b);
}

static inline u64 lr_make(u32 intid, u64 priority, u32 source)
{
	(void)source;
	return ICH_LR_PENDING | ICH_LR_GROUP1 |
		priority << ICH_LR_PRIORITY_SHIFT | intid;
}

/** The interrupt's physical side ends with the virtual one. */
static inline u64 lr_make_hw(u32 intid, u64 priority)
{
	return lr_make(intid, priority, 0) | ICH_LR_HW |
		(u64)intid << ICH_LR_PHYS_SHIFT;
}

static __cold void hw_reset_interface(void)
{
	unsigned int bits = ICH_VTR_PRIBITS(read_sysreg(ich_vtr_el2));

	/* Some cores let a guest turn to the memory-mapped interface. */
	write_sysreg(ICC_SRE_BY_REGISTERS, ICC_SRE_EL1);
	write_sysreg(0, ich_ap0r0_el2);
	write_sysreg(0, ich_ap1r0_el2);
	if (bits >= 6) {
		write_sysreg(0, ich_ap0r1_el2);
		write_sysreg(0, ich_ap1r1_el2);
	}
	if (bits >= 7) {
		write_sysreg(0, ich_ap0r2_el2);
		write_sysreg(0, ich_ap1r2_el2);
		write_sysreg(0, ich_ap0r3_el2);
		write_sysreg(0, ich_ap1r3_el2);
	}
}

static inline void hw_set_vmcr(u64 vmcr)
{
	write_sysreg(vmcr, ich_vmcr_el2);
}

#define HAS_LPIS		true
#define GIC_FUNCTION(name)	gicv3_##name
#include <gic_interface.h>

/** What sends an SGI 0 to one CPU only. */
static u64 sgi1r_to(u64 mpidr)
{
	u64 aff0 = mpidr & 0xff;

	return (mpidr >> 32 & 0xff) << 48 | (aff0 >> 4) << SGI1R_RS_SHIFT |
		(mpidr >> 16 & 0xff) << 32 | (mpidr >> 8 & 0xff) << 16 |
		BIT(aff0 & 0xf);
}

void gicv3_send_kick(unsigned int cpu)
{
	dsb(ishst);
	write_sysreg(sgi1r_to(public_per_cpu(cpu)->arch.mpidr) |
		     (u64)GIC_KICK_SGI << SGI1R_INTID_SHIFT, icc_sgi1r_el1);
	isb();
}

static bool sgi1r_targets(u64 value, u64 mpidr)
{
	u64 affinity = (value >> 48 & 0xff) << 32 | (value >> 32 & 0xff) << 16 |
		(value >> 16 & 0xff) << 8;
	u64 aff0 = mpidr & 0xff;

	return affinity == (mpidr & ~0xffUL) &&
		aff0 >> 4 == (value >> SGI1R_RS_SHIFT & 0xf) &&
		(value >> (aff0 & 0xf) & 1);
}

bool gicv3_sgi_to_self(u64 value)
{
	return (value & ~SGI1R_INTID_MASK) == this_private()->gic.sgi1r_self &&
		inject_sgi_at_once(value >> SGI1R_INTID_SHIFT & 0xf, 0);
}

void gicv3_guest_sgi1r(u64 value)
{
	unsigned int sgi = value >> SGI1R_INTID_SHIFT & 0xf, cpu;
	unsigned int self = this_cpu()->cpu_id;

	for_each_cpu(cpu, &this_cpu()->cell->cpus) {
		if (value & SGI1R_IRM ? cpu != self :
		    sgi1r_targets(value, public_per_cpu(cpu)->arch.mpidr))
			gic_send_sgi(cpu, sgi);
	}
}

/** What Linux configured goes on as the guest's virtual interface. */
static __cold void take_over_interface(struct gic_cpu *gic)
{
	u64 vmcr;

	gic->linux_sre = read_sysreg(ICC_SRE_EL2);
	write_sysreg(ICC_SRE_GUEST, ICC_SRE_EL2);
	isb();
	gic->linux_ctlr = read_sysreg(icc_ctlr_el1);
	gic->linux_pmr = read_sysreg(icc_pmr_el1);
	gic->linux_bpr = read_sysreg(icc_bpr1_el1);
	gic->linux_enable = read_sysreg(icc_igrpen1_el1);
	gic->linux_hcr = read_sysreg(ich_hcr_el2);

	vmcr = (u64)gic->linux_pmr << ICH_VMCR_VPMR_SHIFT |
		(u64)(gic->linux_bpr & 7) << ICH_VMCR_VBPR1_SHIFT |
		(gic->linux_ctlr & ICC_CTLR_EOIMODE ? ICH_VMCR_VEOIM : 0) |
		(gic->linux_ctlr & ICC_CTLR_CBPR ? ICH_VMCR_VCBPR : 0) |
		(gic->linux_enable & 1 ? ICH_VMCR_VENG1 : 0);
	write_sysreg(vmcr, ich_vmcr_el2);
	gic->num_lrs = ICH_VTR_LISTREGS(read_sysreg(ich_vtr_el2));
	gic->sgi1r_self = sgi1r_to(this_cpu()->arch.mpidr);
}

__cold int gicv3_cpu_init(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	volatile u8 *gicr;

	gicr = arm64_map_own_device(this_cpu()->arch.gicr_phys,
				    2 * GICR_SGI_FRAME);
	if (!gicr)
		return -ENOMEM;
	gic->gicr = gicr;
	gic->own = gicr + GICR_SGI_FRAME;
	gicv3_redist_start();
	take_over_interface(gic);
	gic_start();

	write_sysreg(gic->linux_ctlr | ICC_CTLR_EOIMODE, icc_ctlr_el1);
	write_sysreg(0, icc_bpr1_el1);
	write_sysreg(1, icc_igrpen1_el1);
	unblock();
	isb();
	return 0;
}

__cold void gicv3_cpu_exit(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	u64 vmcr = read_sysreg(ich_vmcr_el2);

	gic_stop();
	write_sysreg(gic->linux_hcr, ich_hcr_el2);
	write_sysreg(0, ich_vmcr_el2);
	write_sysreg(vmcr >> ICH_VMCR_VPMR_SHIFT & 0xff, icc_pmr_el1);
	write_sysreg(vmcr >> ICH_VMCR_VBPR1_SHIFT & 7, icc_bpr1_el1);
	write_sysreg(gic->linux_ctlr, icc_ctlr_el1);
	write_sysreg(vmcr & ICH_VMCR_VENG1 ? 1 : 0, icc_igrpen1_el1);
	write_sysreg(gic->linux_sre, ICC_SRE_EL2);
	isb();
}
