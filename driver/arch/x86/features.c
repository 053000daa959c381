// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether this machine can run the hypervisor, and what the driver knows of
 * it. AMD APM vol. 2, 15.4 and 15.30.1.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cc_platform.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/e820/api.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tlbflush.h>
#include <asm/tsc.h>

#include "../../arch.h"
#include "../../driver.h"
#include "apic_access.h"
#include "apic_timer.h"

#define CPUID_SVM_FEATURES	0x8000000a
#define SVM_FEATURE_NP		BIT(0)
#define VM_CR_SVMDIS		BIT(4)

/* Hypercalls are VMMCALL: only AMD-V is driven. */
bool jailhouse_use_vmcall;

u32 arch_number(void)
{
	return JAILHOUSE_X86;
}

unsigned int arch_phys_bits(void)
{
	return boot_cpu_data.x86_phys_bits;
}

static bool is_amd(void)
{
	return boot_cpu_data.x86_vendor == X86_VENDOR_AMD ||
		boot_cpu_data.x86_vendor == X86_VENDOR_HYGON;
}

const char *arch_image_name(void)
{
	return "jailhouse-amd.bin";
}

bool arch_is_ram(u64 phys, u64 size)
{
	/* The firmware's own map: memmap= does not change it. */
	return e820__mapped_raw_any(phys, phys + size, E820_TYPE_RAM);
}

/* What is reserved is no RAM for Linux. */
bool arch_is_reserved(u64 phys, u64 size)
{
	return false;
}

/* Caches are coherent whatever their mode is. */
void arch_clean_cache(const void *virt, u64 size)
{
}

u32 arch_entry_blocked(void)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	return efer & EFER_SVME ? JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY : 0;
}

/* What a CPU lacks, as a rule; 0 if nothing. */
static u32 check_cpu(void)
{
	u64 vm_cr;

	if (!(cpuid_ecx(0x80000001) & BIT(2)))
		return JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION;
	rdmsrl(MSR_VM_CR, vm_cr);
	if (vm_cr & VM_CR_SVMDIS)
		return JAILHOUSE_RULE_CPU_VIRTUALIZATION_LOCKED;
	if (!(cpuid_edx(CPUID_SVM_FEATURES) & SVM_FEATURE_NP))
		return JAILHOUSE_RULE_CPU_NO_NESTED_PAGING;
	return 0;
}

struct cpu_finding {
	atomic_t rule;
	unsigned int cpu;
};

static void check_this_cpu(void *info)
{
	struct cpu_finding *finding = info;
	u32 rule = check_cpu();

	if (!rule)
		rule = arch_entry_blocked();
	if (rule && atomic_cmpxchg(&finding->rule, 0, rule) == 0)
		finding->cpu = smp_processor_id();
}

static int check_cpus(void)
{
	struct cpu_finding finding = { .rule = ATOMIC_INIT(0) };

	on_each_cpu(check_this_cpu, &finding, 1);

	switch (atomic_read(&finding.rule)) {
	case 0:
		return 0;
	case JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION:
		return refuse(CPU_NO_VIRTUALIZATION, CPUS, finding.cpu, 0,
			      "CPU %u has no AMD-V; use a CPU, or in a virtual machine a CPU model, that has it",
			      finding.cpu);
	case JAILHOUSE_RULE_CPU_VIRTUALIZATION_LOCKED:
		return refuse(CPU_VIRTUALIZATION_LOCKED, CPUS, finding.cpu, 0,
			      "virtualization of CPU %u is switched off by the firmware; switch it on in the firmware's set-up",
			      finding.cpu);
	case JAILHOUSE_RULE_CPU_NO_NESTED_PAGING:
		return refuse(CPU_NO_NESTED_PAGING, CPUS, finding.cpu, 0,
			      "CPU %u has no nested paging; use a CPU, or in a virtual machine a CPU model, that has it",
			      finding.cpu);
	default:
		return refuse(CPU_VIRTUALIZATION_BUSY, CPUS, finding.cpu, 0,
			      "virtualization of CPU %u is in use; "
			      ARCH_VIRTUALIZATION_HINT, finding.cpu);
	}
}

static int check_apic_mode(const struct jailhouse_system *config)
{
	unsigned int mode = apic_in_x2apic_mode() ? JAILHOUSE_APIC_MODE_X2APIC :
						    JAILHOUSE_APIC_MODE_XAPIC;

	if (config->platform_info.x86.apic_mode == JAILHOUSE_APIC_MODE_AUTO ||
	    config->platform_info.x86.apic_mode == mode)
		return 0;
	return refuse(APIC_MODE, SYSTEM, 0, mode,
		      "the configuration wants apic_mode %u, Linux uses %u; set it to 0 (any), or boot Linux in the other mode",
		      config->platform_info.x86.apic_mode, mode);
}

int arch_check_machine(const struct jailhouse_system *config)
{
	int ret;

	if (!is_amd())
		return refuse(CPU_VENDOR, CPUS, 0, 0,
			      "this version drives AMD-V, but not Intel VT-x; use a machine with a CPU of AMD or Hygon");
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT))
		return refuse(CPU_NO_VIRTUALIZATION, CPUS, 0, 0,
			      "memory encryption is active, which is not supported; boot with mem_encrypt=off");
	if (!boot_cpu_has(X86_FEATURE_NX) || !boot_cpu_has(X86_FEATURE_APIC))
		return refuse(CPU_NO_VIRTUALIZATION, CPUS, 0, 0,
			      "no-execute pages and the local APIC are needed; boot without noexec=off and nolapic");
	ret = check_cpus();
	if (ret)
		return ret;
	return check_apic_mode(config);
}

void arch_complete_config(struct jailhouse_system *config)
{
	u32 timer_mode = apic_get(APIC_LVTT) & APIC_LVT_TIMER_TSCDEADLINE;

	if (!config->platform_info.x86.tsc_khz)
		config->platform_info.x86.tsc_khz = tsc_khz;
	if (!config->platform_info.x86.apic_khz &&
	    timer_mode != APIC_LVT_TIMER_TSCDEADLINE) {
		config->platform_info.x86.apic_khz = apic_timer_khz();
		if (!config->platform_info.x86.apic_khz)
			pr_warn("the APIC timer's rate can't be measured; set apic_khz in the configuration\n");
	}
	pr_info("TSC %u kHz, APIC timer %u kHz\n",
		config->platform_info.x86.tsc_khz,
		config->platform_info.x86.apic_khz);
}
