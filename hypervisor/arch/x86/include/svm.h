/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD-V: the virtual machine control block (APM volume 2, appendix B) and
 * exit codes (appendix C).
 */
#ifndef HV_X86_SVM_H
#define HV_X86_SVM_H

#include <types.h>

/* intercepts[2], offset 0x008: exceptions are bits of their vectors. */
/* intercepts[3], offset 0x00c */
#define SVM_INTERCEPT_NMI		BIT(1)
#define SVM_INTERCEPT_INIT		BIT(3)
#define SVM_INTERCEPT_RDPMC		BIT(15)
#define SVM_INTERCEPT_CPUID		BIT(18)
#define SVM_INTERCEPT_RSM		BIT(19)
#define SVM_INTERCEPT_IRET		BIT(20)
#define SVM_INTERCEPT_INVD		BIT(22)
#define SVM_INTERCEPT_INVLPGA		BIT(26)
#define SVM_INTERCEPT_IOIO		BIT(27)
#define SVM_INTERCEPT_MSR		BIT(28)
#define SVM_INTERCEPT_FERR_FREEZE	BIT(30)
#define SVM_INTERCEPT_SHUTDOWN		BIT(31)
/* intercepts[4], offset 0x010; of [5], offset 0x014, bit 0 is INVLPGB */
#define SVM_INTERCEPT_VMRUN		BIT(0)
#define SVM_INTERCEPT_VMMCALL		BIT(1)
#define SVM_INTERCEPT_VMLOAD		BIT(2)
#define SVM_INTERCEPT_VMSAVE		BIT(3)
#define SVM_INTERCEPT_STGI		BIT(4)
#define SVM_INTERCEPT_CLGI		BIT(5)
#define SVM_INTERCEPT_SKINIT		BIT(6)
#define SVM_INTERCEPT_WBINVD		BIT(9)
#define SVM_INTERCEPT_XSETBV		BIT(13)

#define SVM_TLB_FLUSH_ALL		1
#define SVM_TLB_FLUSH_GUEST		3
#define SVM_NESTED_PAGING		BIT(0)
#define SVM_INTERRUPT_SHADOW		BIT(0)

#define SVM_EVENT_TYPE_NMI		(2UL << 8)
#define SVM_EVENT_TYPE_EXCEPTION	(3UL << 8)
#define SVM_EVENT_TYPE_MASK		(7UL << 8)
#define SVM_EVENT_TYPE_SOFTWARE		(4UL << 8)
#define SVM_EVENT_ERROR_CODE		BIT(11)
#define SVM_EVENT_VALID			BIT(31)

#define SVM_EXIT_EXCEPTION		0x40
#define SVM_EXIT_NMI			0x61
#define SVM_EXIT_INIT			0x63
#define SVM_EXIT_RDPMC			0x6f
#define SVM_EXIT_CPUID			0x72
#define SVM_EXIT_RSM			0x73
#define SVM_EXIT_IRET			0x74
#define SVM_EXIT_INVD			0x76
#define SVM_EXIT_INVLPGA		0x7a
#define SVM_EXIT_IOIO			0x7b
#define SVM_EXIT_MSR			0x7c
#define SVM_EXIT_SHUTDOWN		0x7f
#define SVM_EXIT_VMRUN			0x80
#define SVM_EXIT_VMMCALL		0x81
#define SVM_EXIT_STGI			0x84
#define SVM_EXIT_SKINIT			0x86
#define SVM_EXIT_WBINVD			0x89
#define SVM_EXIT_XSETBV			0x8d
#define SVM_EXIT_NPF			0x400
/** Emulators leave the upper half of the code 0. */
#define SVM_EXIT_INVALID		0xffffffff

/* EXITINFO1 of IOIO (15.10.2) */
#define SVM_IOIO_IN			BIT(0)
#define SVM_IOIO_STRING			BIT(2)
#define SVM_IOIO_SIZE_32		BIT(6)
#define SVM_IOIO_SIZE(info)		((unsigned int)((info) >> 4) & 7)
#define SVM_IOIO_PORT(info)		((u16)((info) >> 16))

/* EXITINFO1 of nested page faults (15.25.6) */
#define SVM_NPF_WRITE			BIT(1)
#define SVM_NPF_FETCH			BIT(4)

/* CPUID 0x8000000a EDX */
#define SVM_FEATURE_NP			BIT(0)
#define SVM_FEATURE_NRIP_SAVE		BIT(3)
#define SVM_FEATURE_FLUSH_BY_ASID	BIT(6)
#define SVM_FEATURE_DECODE_ASSISTS	BIT(7)

/* Segment attributes: bits 55..52 and 47..40 of a descriptor. */
#define SVM_SEG_CODE64			0x029b
#define SVM_SEG_CODE16			0x009b
#define SVM_SEG_DATA			0x0c93
#define SVM_SEG_DATA16			0x0093
#define SVM_SEG_LDT			0x0082
#define SVM_SEG_TSS			0x008b
#define SVM_SEG_LONG			0x0200
#define SVM_SEG_DEFAULT_BIG		0x0400

struct svm_segment {
	u16 selector;
	u16 attributes;
	u32 limit;
	u64 base;
} __packed;

struct vmcb {
	u32 intercepts[6];
	u8 reserved1[0x040 - 0x018];
	u64 iopm_base_pa;
	u64 msrpm_base_pa;
	u64 tsc_offset;
	u32 guest_asid;
	u8 tlb_control;
	u8 reserved2[3];
	u64 virtual_interrupt;
	u64 interrupt_shadow;
	u64 exit_code;
	u64 exit_info1;
	u64 exit_info2;
	u64 exit_int_info;
	u64 nested_control;
	u8 reserved3[0x0a8 - 0x098];
	u64 event_injection;
	u64 nested_cr3;
	u64 lbr_virtualization;
	u64 clean;
	u64 next_rip;
	u8 fetched_count;
	u8 fetched[15];
	u8 reserved4[0x400 - 0x0e0];

	struct svm_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved5[0x4cb - 0x4a0];
	u8 cpl;
	u8 reserved6[4];
	u64 efer;
	u8 reserved7[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved8[0x5d8 - 0x580];
	u64 rsp, s_cet, ssp, isst_addr, rax;
	u64 star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 cr2;
	u8 reserved9[0x668 - 0x648];
	u64 g_pat;
	/* Of LBR virtualization, which is off: guests own the registers. */
	u64 dbgctl, br_from, br_to, last_excp_from, last_excp_to;
	u64 reserved10[9], spec_ctrl;
	u8 reserved11[0x1000 - 0x6e8];
} __packed;

_Static_assert(offsetof(struct vmcb, exit_code) == 0x070, "APM B-1");
_Static_assert(offsetof(struct vmcb, event_injection) == 0x0a8, "APM B-1");
_Static_assert(offsetof(struct vmcb, next_rip) == 0x0c8, "APM B-1");
_Static_assert(offsetof(struct vmcb, es) == 0x400, "APM B-2");
_Static_assert(offsetof(struct vmcb, cpl) == 0x4cb, "APM B-2");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "APM B-2");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "APM B-2");
_Static_assert(offsetof(struct vmcb, spec_ctrl) == 0x6e0, "APM B-2");
_Static_assert(sizeof(struct vmcb) == 0x1000, "APM B-2");

/** The calling CPU's control block. */
struct vmcb *svm_vmcb(void);
/** SVM_FEATURE_* of this machine. */
u32 svm_features(void);
/** Bits of EFER that this machine has; others would make VMRUN fail. */
u64 svm_efer_bits(void);

/** The same without a call, for the shortest exits. */
extern u32 svm_feature_bits;
/** Complement of svm_efer_bits(). */
extern u64 svm_efer_forbidden;

struct guest_regs;

/**
 * Called by the run loop after each exit, with all of @regs valid but what C
 * functions preserve; of these RBX is.
 *
 * Return: true if nothing was done and svm_handle_exit() has to.
 */
bool svm_fast_exit(struct guest_regs *regs);

/** Called by the run loop then, with all of @regs valid. */
void svm_handle_exit(struct guest_regs *regs);

/**
 * The general registers that the run loop loads; all but RAX and RSP, which
 * are in the control block.
 */
struct guest_regs *svm_guest_regs(void);

/**
 * Move FS, GS, TR, LDTR, KernelGSBase and the system call MSRs between the
 * control block and the registers, where guests keep them (15.5.2).
 */
void svm_vmload(void);
void svm_vmsave(void);

#endif
