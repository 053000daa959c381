/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an architecture does for the driver.
 */
#ifndef JAILHOUSE_DRIVER_ARCH_H
#define JAILHOUSE_DRIVER_ARCH_H

#include <linux/types.h>

#include <jailhouse/cell-config.h>

/** An image that the module may ask for, for tools that pack files. */
#ifdef CONFIG_X86_64
#define ARCH_FIRMWARE	"jailhouse-amd.bin"
#else
#define ARCH_FIRMWARE	"jailhouse.bin"
#endif

/** How to get virtualization from who uses it. */
#ifdef CONFIG_X86_64
#define ARCH_VIRTUALIZATION_HINT					\
	"stop virtual machines and unload kvm_amd"
#else
#define ARCH_VIRTUALIZATION_HINT					\
	"protected KVM does not give EL2 away, boot with kvm-arm.mode=none"
#endif

/** How to reserve memory at boot, with places for bytes / 1024 and start. */
#ifdef CONFIG_X86_64
#define ARCH_RESERVE_HINT	"boot with memmap=%lluK$%#llx"
#else
#define ARCH_RESERVE_HINT						\
	"reserve %lluK at %#llx by a device tree node (reserved-memory) or mem="
#endif

/** Architecture number of blobs and images. */
u32 arch_number(void);

/** Physical address width of the machine in bits. */
unsigned int arch_phys_bits(void);

/** File name of the hypervisor image for this machine. */
const char *arch_image_name(void);

/**
 * Refuse machines that the hypervisor can't run on, and settings of the blob
 * that contradict the machine. Runs on every online CPU; hotplug is disabled.
 */
int arch_check_machine(const struct jailhouse_system *config);

/** Fill in what the blob leaves to the driver. Sleeps for milliseconds. */
void arch_complete_config(struct jailhouse_system *config);

/** Allocate and free what CPUs need for entering; @max_cpus: highest + 1. */
int arch_entry_init(unsigned int max_cpus);
void arch_entry_exit(void);

/** Bytes of boot tables for hypervisor memory of @size bytes. */
u64 arch_boot_tables_size(u64 size);

/** Build the boot tables at the top of hv's memory. */
void arch_boot_tables_build(void);

/**
 * See to it that CPUs that are present but not online can't run anything while
 * the hypervisor is there, or refuse. Linux can bring them online afterwards.
 * The last step before CPUs enter; hotplug is disabled.
 */
int arch_hold_offline_cpus(void);

/**
 * Whether this CPU may enter now. Interrupts are off.
 * Return: 0, or a JAILHOUSE_RULE_* that says why not.
 */
u32 arch_entry_blocked(void);

/**
 * Enter the hypervisor on this CPU, with interrupts off.
 * Return: 0 as a guest, or the hypervisor's negative errno.
 */
int arch_enter(void);

/**
 * Leave the hypervisor on this CPU, with interrupts off.
 * Return: 0, or the hypervisor's negative errno when still a guest.
 */
int arch_leave(void);

/**
 * Memory that was written through @virt is read next by a CPU whose caches are
 * off: write it back.
 */
void arch_clean_cache(const void *virt, u64 size);

/** Whether the firmware says that any byte of the range is RAM. */
bool arch_is_ram(u64 phys, u64 size);

/**
 * Whether the firmware set the whole range aside for no driver of Linux, though
 * Linux may list it as RAM.
 */
bool arch_is_reserved(u64 phys, u64 size);

#endif
