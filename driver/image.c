// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The hypervisor's image: whether it fits this driver and this memory, and
 * its way into hypervisor memory.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/firmware.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "arch.h"
#include "driver.h"

/** Smallest page pool that lets the hypervisor start. */
#define MIN_POOL_SIZE	(64 << PAGE_SHIFT)

static const struct firmware *firmware;

/* Whether a part of the image is page aligned and inside. */
static bool part_valid(u64 offset, u64 size)
{
	return PAGE_ALIGNED(offset) && PAGE_ALIGNED(size) &&
		size <= hv.image.core_size &&
		offset <= hv.image.core_size - size;
}

static bool header_valid(void)
{
	const struct jailhouse_image_header *image = &hv.image;

	return firmware->size <= image->core_size &&
		image->core_size <= SZ_1G && image->percpu_size <= SZ_1G &&
		part_valid(image->text_offset, image->text_size) &&
		part_valid(image->rodata_offset, image->rodata_size) &&
		part_valid(image->root_view_offset,
			   sizeof(struct jailhouse_root_view)) &&
		image->entry_offset - image->text_offset < image->text_size &&
		PAGE_ALIGNED(image->percpu_size);
}

static int check_header(const char *name)
{
	struct jailhouse_image_header *image = &hv.image;

	if (firmware->size < sizeof(*image) ||
	    memcmp(firmware->data, JAILHOUSE_IMAGE_SIGNATURE,
		   sizeof(image->signature)))
		return refuse(IMAGE_VERSION, NONE, 0, 0,
			      "%s is not a hypervisor image; install the one of this driver, version " JAILHOUSE_VERSION,
			      name);
	memcpy(image, firmware->data, sizeof(*image));
	image->version[sizeof(image->version) - 1] = '\0';

	if (image->boot_revision != JAILHOUSE_BOOT_REVISION ||
	    strcmp(image->version, JAILHOUSE_VERSION))
		return refuse(IMAGE_VERSION, NONE, image->boot_revision, 0,
			      "%s is version %s (boot revision %u), this driver " JAILHOUSE_VERSION " (%u); install both from the same build",
			      name, image->version, image->boot_revision,
			      JAILHOUSE_BOOT_REVISION);
	if (image->architecture != arch_number())
		return refuse(ARCHITECTURE, NONE, 0, image->architecture,
			      "%s is for another architecture (%u); install the one of this driver",
			      name, image->architecture);
	if (!header_valid())
		return refuse(IMAGE_VERSION, NONE, 0, 0,
			      "the header of %s is damaged; install it again",
			      name);
	return 0;
}

int image_request(struct device *dev)
{
	const char *name = arch_image_name();
	int ret;

	ret = firmware_request_nowarn(&firmware, name, dev);
	if (ret) {
		pr_err("the hypervisor image /lib/firmware/%s can't be loaded (error %d); install it\n",
		       name, ret);
		return ret;
	}
	ret = check_header(name);
	if (ret)
		image_drop();
	return ret;
}

void image_drop(void)
{
	release_firmware(firmware);
	firmware = NULL;
}

/*
 * Complete the header in hv.image: offsets from the start of hypervisor
 * memory. Return: 0, or the error when the memory is too small.
 */
static int lay_out(u64 boot_tables)
{
	struct jailhouse_image_header *image = &hv.image;
	u64 needed = image->core_size + image->max_cpus * image->percpu_size +
		PAGE_ALIGN((u64)hv.config_size) + MIN_POOL_SIZE + boot_tables;

	if (hv.size < needed)
		return refuse(HV_MEM_SIZE, SYSTEM, 0, needed / SZ_1K,
			      "hypervisor memory has %llu KiB, %u CPUs need at least %llu KiB; enlarge hypervisor_memory.size",
			      hv.size / SZ_1K, image->max_cpus,
			      DIV_ROUND_UP_ULL(needed, SZ_1K));

	image->phys_start = hv.phys;
	image->size = hv.size;
	image->boot_tables_offset = hv.size - boot_tables;
	image->config_size = hv.config_size;
	return 0;
}

int image_install(u64 boot_tables)
{
	struct jailhouse_image_header *image = &hv.image;
	void *config;
	int ret;

	ret = lay_out(boot_tables);
	if (ret)
		return ret;

	memory_zero_mapped(hv.virt, hv.size);
	memcpy(hv.virt, firmware->data, firmware->size);
	if (memcmp(hv.virt, firmware->data, firmware->size))
		return refuse(HV_MEM_NOT_RESERVED, SYSTEM, 0, 0,
			      "there is no memory at %#llx..%#llx; reserve RAM at boot and set hypervisor_memory to it",
			      hv.phys, hv.phys + hv.size - 1);

	memcpy(hv.virt, image, sizeof(*image));
	config = hv.virt + image->core_size +
		image->max_cpus * image->percpu_size;
	memcpy(config, hv.config, hv.config_size);
	return 0;
}
