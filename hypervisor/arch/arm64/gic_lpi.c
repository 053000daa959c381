/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root's LPIs at a CPU that can't take them: root switched it off, or it is a
 * cell's. Nothing in hardware makes an LPI pending again, so they are handed to
 * another CPU of root, in a list that all may write.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <gic.h>
#include <spinlock.h>

#define LPI_INTID		0x00ffffffU
#define LPI_PRIORITY_SHIFT	24

/* For the lists of all CPUs; held for one list's length. */
static spinlock_t lock = SPINLOCK_INIT;

/**
 * Another CPU of root that runs; MAX_CPUS + 1 if there is none. While the
 * hypervisor leaves there is none either: Linux would not know the kick.
 */
static unsigned int receiver(void)
{
	unsigned int cpu;

	if (!this_cpu()->entered)
		return MAX_CPUS + 1;
	for_each_cpu(cpu, &root_cell.cpus)
		if (cpu != this_cpu()->cpu_id && public_per_cpu(cpu)->entered &&
		    __atomic_load_n(&public_per_cpu(cpu)->arch.power,
				    __ATOMIC_ACQUIRE) == ARM64_POWER_ON)
			break;
	return cpu;
}

/** One that is in the list already is pending once, as in hardware. */
static void add(struct arch_public_per_cpu *arch, u32 lpi)
{
	unsigned int n;

	spin_lock(&lock);
	for (n = 0; n < arch->num_lpis; n++)
		if ((arch->lpis[n] & LPI_INTID) == (lpi & LPI_INTID))
			break;
	if (n < ARRAY_SIZE(arch->lpis)) {
		arch->lpis[n] = lpi;
		if (n == arch->num_lpis)
			__atomic_store_n(&arch->num_lpis, n + 1,
					 __ATOMIC_RELEASE);
	}
	spin_unlock(&lock);
}

static void pass(u32 lpi)
{
	unsigned int cpu = receiver();

	if (cpu > MAX_CPUS)
		return;
	add(&public_per_cpu(cpu)->arch, lpi);
	gic_send_kick(cpu);
}

static u32 lpi_entry(u32 intid, u64 priority)
{
	return (intid & LPI_INTID) | (u32)priority << LPI_PRIORITY_SHIFT;
}

void gic_pass_lpi(u32 intid, u64 priority)
{
	pass(lpi_entry(intid, priority));
}

void gic_keep_lpi(u32 intid, u64 priority)
{
	add(&this_cpu()->arch, lpi_entry(intid, priority));
}

/** The list's last, which leaves it; 0: it is empty. */
static u32 take_last(void)
{
	struct arch_public_per_cpu *arch = &this_cpu()->arch;
	u32 lpi = 0;

	spin_lock(&lock);
	if (arch->num_lpis) {
		lpi = arch->lpis[arch->num_lpis - 1];
		__atomic_store_n(&arch->num_lpis, arch->num_lpis - 1,
				 __ATOMIC_RELEASE);
	}
	spin_unlock(&lock);
	return lpi;
}

u32 gic_next_lpi(u64 *priority)
{
	u32 lpi = take_last();

	*priority = lpi >> LPI_PRIORITY_SHIFT;
	return lpi & LPI_INTID;
}

void gic_pass_all_lpis(void)
{
	u32 lpi;

	while ((lpi = take_last()))
		pass(lpi);
}
