/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the GIC where the configuration says? Where it is not, reading may end in
 * an external abort.
 */
#include <types.h>
#include <gic.h>
#include <report.h>
#include <tables.h>
#include <asm/io.h>
#include <arch/cell.h>

struct probe {
	volatile u8 *address;
	u32 value;
};

static void read_probed(void *arg)
{
	struct probe *probe = arg;

	probe->value = mmio_read32(probe->address);
}

u32 gic_probe(u64 phys)
{
	struct probe probe = {
		.address = arch_tmp_map_writable(phys, true),
	};

	arch_try(read_probed, &probe);
	arch_tmp_unmap();
	return probe.value;
}

int gic_check_frame(unsigned int frame, u64 base, u64 offset,
		    unsigned int shift)
{
	u32 found = gic_probe(base + offset) >> shift & 0xf;

	if (found >= system_config->platform_info.arm.gic_version &&
	    found <= GIC_LAST_VERSION)
		return 0;
	return refuse(JAILHOUSE_RULE_GIC_BASE, JAILHOUSE_ARRAY_SYSTEM, frame,
		      base);
}
