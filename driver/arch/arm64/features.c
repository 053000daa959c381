// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether this machine can run the hypervisor, and what the driver knows of
 * it.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/arm-smccc.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/version.h>
#include <asm/cpufeature.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

#include "../../arch.h"
#include "../../driver.h"

u32 arch_number(void)
{
	return JAILHOUSE_ARM64;
}

unsigned int arch_phys_bits(void)
{
	static const u8 bits[] = { 32, 36, 40, 42, 44, 48, 52 };
	unsigned int range = read_sanitised_ftr_reg(SYS_ID_AA64MMFR0_EL1) & 0xf;

	/* The hypervisor's tables have 48 bits. */
	return min_t(unsigned int, 48,
		     bits[min_t(unsigned int, range, ARRAY_SIZE(bits) - 1)]);
}

const char *arch_image_name(void)
{
	return "jailhouse.bin";
}

/* The device tree's memory nodes: "mem=" does not change them. */
bool arch_is_ram(u64 phys, u64 size)
{
	struct device_node *node = NULL;
	struct resource res;
	int i;

	while ((node = of_find_node_by_type(node, "memory"))) {
		for (i = 0; of_address_to_resource(node, i, &res) == 0; i++) {
			if (phys <= res.end && phys + size > res.start) {
				of_node_put(node);
				return true;
			}
		}
	}
	return false;
}

/*
 * A node in /reserved-memory with a place and, unlike those of drivers, neither
 * compatible strings nor pages lent to Linux.
 */
static bool is_set_aside(struct device_node *node, u64 phys, u64 size)
{
	struct resource res;

	if (of_find_property(node, "compatible", NULL) ||
	    of_find_property(node, "reusable", NULL) ||
	    of_address_to_resource(node, 0, &res))
		return false;
	return phys >= res.start && phys <= res.end &&
		size <= res.end - phys + 1;
}

bool arch_is_reserved(u64 phys, u64 size)
{
	struct device_node *all = of_find_node_by_path("/reserved-memory");
	struct device_node *node = NULL;
	bool found = false;

	while (all && !found &&
	       (node = of_get_next_available_child(all, node)))
		found = is_set_aside(node, phys, size);
	of_node_put(node);
	of_node_put(all);
	return found;
}

static bool has_el2(void)
{
	/* The kernel's sanitised value has no such field. */
	return (read_sysreg(id_aa64pfr0_el1) >> 8) & 0xf;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define for_each_entry_of(child, directory)				\
	hlist_for_each_entry(child, &(directory)->d_children, d_sib)
#else
#define for_each_entry_of(child, directory)				\
	list_for_each_entry(child, &(directory)->d_subdirs, d_child)
#endif

/*
 * Virtual machines have a directory in KVM's part of debugfs each; nothing that
 * a module can call tells more.
 */
static bool has_virtual_machines(void)
{
	struct dentry *kvm = debugfs_lookup("kvm", NULL), *child;
	bool found = false;

	if (IS_ERR_OR_NULL(kvm))
		return false;
	spin_lock(&kvm->d_lock);
	for_each_entry_of(child, kvm)
		found |= d_is_dir(child);
	spin_unlock(&kvm->d_lock);
	dput(kvm);
	return found;
}

int arch_check_machine(const struct jailhouse_system *config)
{
	if (is_kernel_in_hyp_mode())
		return refuse(CPU_VIRTUALIZATION_BUSY, CPUS, 0, 0,
			      "Linux itself runs at EL2; boot with id_aa64mmfr1.vh=0 kvm-arm.mode=none");
	/* Below a hypervisor the firmware's calls go to that by HVC. */
	if (!has_el2() || arm_smccc_1_1_get_conduit() == SMCCC_CONDUIT_HVC)
		return refuse(CPU_NO_VIRTUALIZATION, CPUS, 0, 0,
			      "Linux was not started at EL2; use a firmware, or a virtual machine, that does that");
	if (has_virtual_machines())
		return refuse(CPU_VIRTUALIZATION_BUSY, CPUS, 0, 0,
			      "there is a virtual machine; end it, or boot with kvm-arm.mode=none");
	return 0;
}

/* A CPU that Linux took offline is off, in the firmware (PSCI CPU_OFF). */
int arch_hold_offline_cpus(void)
{
	return 0;
}

void arch_complete_config(struct jailhouse_system *config)
{
}
