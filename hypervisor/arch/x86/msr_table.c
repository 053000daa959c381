/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of MSRs that guests may access; all others are forbidden.
 *
 * Root runs a distribution's kernel that was booted before the hypervisor, so
 * it gets what this kernel touches when CPUs go offline and online, and what
 * its drivers use. It is trusted with clocks and power, but not with memory
 * types, routing of addresses, microcode, and nothing that reaches another
 * cell's CPU. What Linux writes back unchanged is ignored instead of forbidden.
 *
 * Cells get state that belongs to a CPU alone and is cleaned when it changes
 * hands (msr_handover). What kernels look at while they start is answered, with
 * 0 where the truth is no cell's business.
 *
 * Columns: first and last MSR, root reads, root writes, cells read, cells
 * write.
 */
#include <msr_table.h>

#define PASS	MSR_PASS
#define EMUL	MSR_EMULATE
#define FORB	MSR_FORBID
#define DROP	MSR_IGNORE
#define MASK	MSR_MASK

/* One register, a range, one register with writable bits for root. */
#define REG(msr, rr, rw, cr, cw)	{ msr, msr, rr, rw, cr, cw, 0 }
#define RANGE(first, last, rr, rw, cr, cw)				\
					{ first, last, rr, rw, cr, cw, 0 }
#define BITS(msr, rr, cr, cw, mask)	{ msr, msr, rr, MASK, cr, cw, mask }

/* HWCR: machine check status writable, core performance boost, retired
 * instruction counter, CPUID faulting. */
#define HWCR_BITS	(1ULL << 18 | 1ULL << 25 | 1ULL << 30 | 1ULL << 35)

const struct msr_rule msr_rules[] = {
	/* TSC: a write becomes an offset, the counter itself is shared with
	 * the hypervisor's time keeping. */
	REG(0x010,		PASS, EMUL, PASS, EMUL),
	/* Platform id, processor hard power-on. */
	REG(0x017,		PASS, FORB, PASS, FORB),
	/* APIC_BASE: mode and address are fixed, writing the same is fine. */
	REG(0x01b,		PASS, EMUL, PASS, EMUL),
	/* TEST_CTRL: root may change split lock detection. */
	BITS(0x033,		PASS, PASS, DROP, 1ULL << 29),
	/* SMI count: tells where latency comes from. */
	REG(0x034,		PASS, FORB, PASS, FORB),
	/* FEATURE_CONTROL: virtualization is taken. */
	REG(0x03a,		PASS, DROP, DROP, DROP),
	/* TSC_ADJUST: moves the TSC; Linux writes it while CPUs come up. */
	REG(0x03b,		PASS, DROP, PASS, DROP),
	/* SPEC_CTRL, PRED_CMD: protect the writer's own code. */
	RANGE(0x048, 0x049,	PASS, PASS, PASS, PASS),
	/* Microcode update trigger: changes all threads of a core. */
	REG(0x079,		FORB, DROP, FORB, DROP),
	/* Microcode level; Linux writes 0 before it reads. */
	REG(0x08b,		PASS, DROP, PASS, DROP),
	/* Performance counters. */
	RANGE(0x0c1, 0x0c8,	PASS, PASS, PASS, PASS),
	/* Where other models have more counters: KVM looks. */
	RANGE(0x0c9, 0x0cd,	PASS, FORB, DROP, FORB),
	/* Platform information, core capabilities: fixed data. */
	RANGE(0x0ce, 0x0cf,	PASS, FORB, PASS, FORB),
	RANGE(0x0d0, 0x0d2,	PASS, FORB, DROP, FORB),
	/* UMWAIT limit. */
	REG(0x0e1,		PASS, PASS, PASS, PASS),
	/* C-state configuration of the package. */
	REG(0x0e2,		PASS, DROP, PASS, DROP),
	/* MPERF, APERF: cycles of the own CPU. */
	RANGE(0x0e7, 0x0e8,	PASS, PASS, PASS, DROP),
	/* MTRR capabilities. */
	REG(0x0fe,		PASS, FORB, PASS, FORB),
	/* ARCH_CAPABILITIES: what needs which mitigation; cache flush. */
	REG(0x10a,		PASS, FORB, PASS, FORB),
	REG(0x10b,		PASS, PASS, PASS, PASS),
	/* TSX_CTRL, MCU_OPT_CTRL: mitigations, as root chose them. */
	RANGE(0x122, 0x123,	PASS, PASS, PASS, DROP),
	/* CPUID faulting. */
	REG(0x140,		PASS, PASS, PASS, PASS),
	/* SYSENTER. */
	RANGE(0x174, 0x176,	PASS, PASS, PASS, PASS),
	/* Machine check globals: root handles errors, cells have no banks. */
	RANGE(0x179, 0x17b,	PASS, PASS, DROP, DROP),
	/* Event selectors. */
	RANGE(0x186, 0x18d,	PASS, PASS, PASS, PASS),
	RANGE(0x18e, 0x197,	PASS, FORB, DROP, FORB),
	/* Frequency and temperature: power is root's. */
	RANGE(0x198, 0x199,	PASS, PASS, DROP, FORB),
	RANGE(0x19a, 0x19c,	PASS, PASS, DROP, DROP),
	/* MISC_ENABLE: features of the core as firmware left them. */
	REG(0x1a0,		PASS, DROP, PASS, DROP),
	/* Temperature target, turbo ratios: fixed data. */
	REG(0x1a2,		PASS, FORB, DROP, FORB),
	RANGE(0x1ad, 0x1ae,	PASS, FORB, DROP, FORB),
	/* Energy and performance bias, package temperature. */
	RANGE(0x1b0, 0x1b2,	PASS, PASS, DROP, DROP),
	/* XFD: traps of the own CPU. */
	RANGE(0x1c4, 0x1c5,	PASS, PASS, PASS, PASS),
	/* Last branch records of Intel, DEBUGCTL, those of AMD. */
	RANGE(0x1c8, 0x1c9,	PASS, PASS, PASS, PASS),
	REG(0x1d9,		PASS, PASS, PASS, PASS),
	RANGE(0x1db, 0x1de,	PASS, PASS, PASS, PASS),
	/* Power control. */
	REG(0x1fc,		PASS, DROP, DROP, FORB),
	/*
	 * MTRRs: a root that made the hypervisor's own memory write-combining
	 * on its CPU would break the hypervisor's locks. Linux rewrites them
	 * with the same values on every CPU that comes up: ignored.
	 */
	RANGE(0x200, 0x26f,	PASS, DROP, EMUL, FORB),
	/* PAT: legal memory types only. */
	REG(0x277,		EMUL, EMUL, EMUL, EMUL),
	/* Corrected machine check interrupts. */
	RANGE(0x280, 0x29f,	PASS, PASS, DROP, DROP),
	/* MTRR default type: cells turn caching on with bit 11. */
	REG(0x2ff,		PASS, DROP, EMUL, EMUL),
	/* Fixed counters, their capabilities and control. */
	RANGE(0x309, 0x30c,	PASS, PASS, PASS, PASS),
	REG(0x345,		PASS, FORB, PASS, FORB),
	RANGE(0x38d, 0x38e,	PASS, PASS, PASS, PASS),
	REG(0x38f,		PASS, PASS, PASS, DROP),
	REG(0x390,		PASS, PASS, PASS, PASS),
	/*
	 * Precise event sampling and processor trace write to memory by linear
	 * and by physical addresses, past the second stage.
	 */
	RANGE(0x3f1, 0x3f2,	PASS, FORB, DROP, FORB),
	/* C-state residency counters. */
	RANGE(0x3f8, 0x3fd,	PASS, FORB, DROP, FORB),
	/* Machine check banks: control, status, address (a result only), and
	 * MISC0, a threshold register on AMD's CPUs. */
	RANGE(MSR_MCA_FIRST, MSR_MCA_LAST, PASS, MASK, DROP, DROP),
	/* VMX capabilities: fixed data, hidden from cells. */
	RANGE(0x480, 0x491,	PASS, FORB, FORB, FORB),
	/* Full-width aliases of the counters. */
	RANGE(0x4c1, 0x4c8,	PASS, PASS, PASS, PASS),
	RANGE(0x560, 0x561,	PASS, FORB, DROP, FORB),
	RANGE(0x570, 0x572,	PASS, FORB, DROP, FORB),
	RANGE(0x580, 0x587,	PASS, FORB, DROP, FORB),
	REG(0x600,		PASS, FORB, DROP, FORB),
	/* Energy of the package: units, limits, counters. */
	RANGE(0x606, 0x64f,	PASS, PASS, DROP, FORB),
	/* CET: shadow stacks of the own CPU, linear addresses. */
	REG(0x6a0,		PASS, PASS, PASS, PASS),
	REG(0x6a2,		PASS, PASS, PASS, PASS),
	RANGE(0x6a4, 0x6a8,	PASS, PASS, PASS, PASS),
	/* TSC deadline: the own timer only, in the guest's TSC. */
	REG(0x6e0,		PASS, PASS, PASS, PASS),
	/* Hardware-controlled performance states: power is root's. */
	RANGE(0x770, 0x774,	PASS, PASS, DROP, FORB),
	/* x2APIC: vectors, destinations and modes are checked. */
	RANGE(0x802, 0x853,	EMUL, EMUL, EMUL, EMUL),
	/*
	 * Cache allocation: ways belong to the system's configuration. Class
	 * and monitoring id of the own CPU (0xc8d to 0xc8f) are root's.
	 */
	REG(0xc81,		PASS, DROP, DROP, DROP),
	RANGE(0xc8d, 0xc8f,	PASS, PASS, DROP, DROP),
	RANGE(0xc90, 0xd8f,	PASS, DROP, DROP, DROP),
	/* MPX bounds, supervisor XSAVE components. */
	REG(0xd90,		PASS, PASS, PASS, PASS),
	REG(0xda0,		PASS, PASS, PASS, PASS),

	/* EFER: SVME stays set behind the guest's back. */
	REG(0xc0000080,		EMUL, EMUL, EMUL, EMUL),
	/* System calls, segment bases, TSC_AUX: switched with the guest. */
	RANGE(0xc0000081, 0xc0000084, PASS, PASS, PASS, PASS),
	RANGE(0xc00000e7, 0xc00000e9, PASS, FORB, PASS, FORB),
	RANGE(0xc0000100, 0xc0000103, PASS, PASS, PASS, PASS),
	/* TSC ratio of guests, 1.0 in force. */
	REG(0xc0000104,		PASS, DROP, DROP, FORB),
	/* Last branch record filter, debug extensions. */
	RANGE(0xc000010e, 0xc000010f, PASS, PASS, PASS, PASS),
	/* Memory bandwidth: shared by all CPUs. */
	RANGE(0xc0000200, 0xc000020f, PASS, DROP, DROP, DROP),
	RANGE(0xc0000280, 0xc000028f, PASS, DROP, DROP, DROP),
	/* Counters' global status and control. */
	RANGE(0xc0000300, 0xc0000303, PASS, PASS, PASS, PASS),
	/* Machine check thresholds: all but where the interrupt goes. */
	BITS(0xc0000408,	PASS, DROP, DROP, MSR_THRESHOLD_BITS),
	BITS(0xc0000409,	PASS, DROP, DROP, MSR_THRESHOLD_BITS),
	BITS(0xc000040a,	PASS, DROP, DROP, MSR_THRESHOLD_BITS),
	/* Machine check interrupts: LVT offsets and kinds (SMI is one). */
	REG(0xc0000410,		PASS, DROP, DROP, DROP),
	/* Scalable machine check banks; the mask is msr_write_mask()'s. */
	RANGE(MSR_SMCA_FIRST, MSR_SMCA_LAST, PASS, MASK, DROP, DROP),

	/* First four counters under their old numbers. */
	RANGE(0xc0010000, 0xc0010007, PASS, PASS, PASS, PASS),
	/* SYSCFG, IORRs, TOP_MEM: say what is RAM; memory encryption. */
	REG(0xc0010010,		PASS, DROP, DROP, DROP),
	BITS(0xc0010015,	PASS, PASS, DROP, HWCR_BITS),
	RANGE(0xc0010016, 0xc0010019, PASS, FORB, DROP, FORB),
	REG(0xc001001a,		PASS, FORB, DROP, FORB),
	REG(0xc001001d,		PASS, FORB, DROP, FORB),
	/* Northbridge configuration. */
	REG(0xc001001f,		PASS, DROP, DROP, DROP),
	/* Microcode loader: takes an address, changes the core. */
	REG(0xc0010020,		FORB, DROP, FORB, DROP),
	/* Name of the processor. */
	RANGE(0xc0010030, 0xc0010035, PASS, FORB, PASS, FORB),
	/* Machine check masks of firmware. */
	RANGE(0xc0010044, 0xc001004a, PASS, DROP, DROP, DROP),
	/* C1E message to the chipset, ECAM's address: firmware's. */
	REG(0xc0010055,		PASS, FORB, DROP, DROP),
	REG(0xc0010058,		PASS, FORB, DROP, FORB),
	/* P-states: root chooses among those that firmware defined. */
	REG(0xc0010061,		PASS, FORB, DROP, FORB),
	REG(0xc0010062,		PASS, PASS, DROP, FORB),
	RANGE(0xc0010063, 0xc001006b, PASS, FORB, DROP, FORB),
	/* Ports that enter C-states. */
	REG(0xc0010073,		PASS, FORB, DROP, FORB),
	/* SMM's memory: Linux keeps its direct map away from it. */
	RANGE(0xc0010112, 0xc0010113, PASS, FORB, DROP, FORB),
	/* VM_CR, VM_HSAVE_PA: the hypervisor's; Linux clears the latter. */
	REG(0xc0010114,		EMUL, EMUL, FORB, FORB),
	REG(0xc0010117,		EMUL, EMUL, FORB, FORB),
	/* Speculation control of guests. */
	REG(0xc001011f,		PASS, PASS, PASS, PASS),
	/* Encrypted guest's status. */
	REG(0xc0010131,		PASS, FORB, DROP, FORB),
	/* Which errata firmware works around. */
	RANGE(0xc0010140, 0xc0010141, PASS, DROP, PASS, DROP),
	/* Core counters. */
	RANGE(0xc0010200, 0xc001020b, PASS, PASS, PASS, PASS),
	/* L3 and memory controller counters: count all cells, root's. */
	RANGE(0xc0010230, 0xc001023b, PASS, PASS, DROP, DROP),
	RANGE(0xc0010240, 0xc0010247, PASS, PASS, DROP, DROP),
	/* C-state policy; energy units and counters. */
	RANGE(0xc0010290, 0xc0010298, PASS, FORB, DROP, FORB),
	RANGE(0xc0010299, 0xc001029b, PASS, FORB, DROP, FORB),
	/* Collaborative performance control: power is root's. */
	RANGE(0xc00102b0, 0xc00102b4, PASS, PASS, DROP, FORB),
	/* Serial number. */
	RANGE(0xc00102f0, 0xc00102f1, PASS, DROP, DROP, DROP),
	/* Last branch stack. */
	RANGE(0xc0010300, 0xc001031f, PASS, PASS, PASS, PASS),
	/*
	 * Configuration of the core's parts, where workarounds for errata are
	 * switched on. Linux did that while it booted, and it lasts: on a CPU
	 * that comes up again it looks, and writes only what is missing.
	 */
	RANGE(0xc0011000, 0xc0011018, PASS, DROP, PASS, DROP),
	/* Address masks of breakpoints. */
	RANGE(0xc0011019, 0xc001101b, PASS, PASS, PASS, PASS),
	RANGE(0xc001101c, 0xc001101f, PASS, DROP, PASS, DROP),
	/* LS_CFG: store bypass disable, whose bit depends on the family. */
	BITS(0xc0011020,	PASS, PASS, DROP,
	     1ULL << 10 | 1ULL << 33 | 1ULL << 54),
	RANGE(0xc0011021, 0xc0011026, PASS, DROP, PASS, DROP),
	REG(0xc0011027,		PASS, PASS, PASS, PASS),
	/* FP_CFG: stale data after divisions (family 17h). */
	BITS(0xc0011028,	PASS, PASS, DROP, 1ULL << 9),
	/* DE_CFG: serialising LFENCE; register file leak workaround. */
	BITS(0xc0011029,	PASS, PASS, DROP, 1ULL << 1 | 1ULL << 9),
	RANGE(0xc001102a, 0xc001102d, PASS, DROP, PASS, DROP),
	/* BP_CFG: branch prediction workarounds. */
	BITS(0xc001102e,	PASS, PASS, DROP, 1ULL << 4 | 1ULL << 5),
	REG(0xc001102f,		PASS, DROP, PASS, DROP),
	/* Instruction based sampling: tells physical addresses. */
	RANGE(0xc0011030, 0xc001103d, PASS, PASS, DROP, DROP),
	RANGE(0xc001103e, 0xc00110e2, PASS, DROP, PASS, DROP),
	/* Branch prediction workaround of family 17h. */
	BITS(0xc00110e3,	PASS, PASS, DROP, 1ULL << 1),
	RANGE(0xc00110e4, 0xc00110ff, PASS, DROP, PASS, DROP),
};

const unsigned int msr_rule_count = ARRAY_SIZE(msr_rules);

/* Controls come before what they control. */
const struct msr_reset msr_handover[] = {
	{ 0x048, 0x048, 0 },
	{ 0x0e1, 0x0e1, 0 },
	{ 0x140, 0x140, 0 },
	{ 0x17a, 0x17a, 0 },
	{ 0x186, 0x18d, 0 },
	{ 0x38d, 0x38d, 0 },
	{ 0x0c1, 0x0c8, 0 },
	{ 0x309, 0x30c, 0 },
	{ 0x1c4, 0x1c5, 0 },
	{ 0x1d9, 0x1d9, 0 },
	{ 0x1c8, 0x1c9, 0 },
	{ 0x1db, 0x1de, 0 },
	{ 0x6a0, 0x6a0, 0 },
	{ 0x6a2, 0x6a2, 0 },
	{ 0x6a4, 0x6a8, 0 },
	{ 0x6e0, 0x6e0, 0 },
	{ 0xc8f, 0xc8f, 0 },
	{ 0xd90, 0xd90, 0 },
	{ 0xda0, 0xda0, 0 },
	{ 0xc0000103, 0xc0000103, 0 },
	{ 0xc000010e, 0xc000010f, 0 },
	{ 0xc0010300, 0xc001031f, 0 },
	{ 0xc0000301, 0xc0000301, 0 },
	{ 0xc0010000, 0xc0010007, 0 },
	{ 0xc0010200, 0xc001020b, 0 },
	{ 0xc001011f, 0xc001011f, 0 },
	{ 0xc0011019, 0xc001101b, 0 },
	{ 0xc0011027, 0xc0011027, 0 },
	{ 0xc0011030, 0xc001103d, 0 },
};

const unsigned int msr_handover_count = ARRAY_SIZE(msr_handover);
