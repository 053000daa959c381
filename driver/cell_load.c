// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Loading images into the memory of a cell.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/err.h>
#include <linux/io.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "driver.h"

/** Mapped at a time. */
#define PIECE_SIZE	SZ_4M

static int copy_piece(u64 phys, const void __user *source, u64 size)
{
	void *target = memremap(phys, size, MEMREMAP_WB);
	int ret = 0;

	if (!target) {
		pr_err("can't map %#llx..%#llx to load an image; is that memory?\n",
		       phys, phys + size - 1);
		return -EBUSY;
	}
	if (copy_from_user(target, source, size))
		ret = -EFAULT;
	arch_clean_cache(target, size);
	memunmap(target);
	return ret;
}

/* The first region that holds the guest address. */
static const struct jailhouse_memory *find_region(const struct cell *cell,
						  u64 address)
{
	const struct jailhouse_memory *mem =
		jailhouse_cell_mem_regions(cell->config);
	unsigned int i;

	for (i = 0; i < cell->config->num_memory_regions; i++)
		if (address >= mem[i].virt_start &&
		    address - mem[i].virt_start < mem[i].size)
			return &mem[i];
	return NULL;
}

/* Whether a cell has room for an image, and where in physical memory. */
static bool fits(const struct cell *cell,
		 const struct jailhouse_preload_image *image, u64 *phys)
{
	const u64 needed = JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_LOADABLE;
	const struct jailhouse_memory *mem =
		find_region(cell, image->target_address);
	u64 offset = mem ? image->target_address - mem->virt_start : 0;

	if (!mem || (mem->flags & needed) != needed ||
	    image->size > mem->size - offset) {
		pr_err("cell \"%s\" has no loadable and writable region for %llu bytes at %#llx; check the address and the image's size\n",
		       cell->config->name, image->size, image->target_address);
		return false;
	}
	if (!root_can_write(mem->phys_start + offset, image->size)) {
		pr_err("root can't load %llu bytes to %#llx for cell \"%s\": add that memory to mem_regions of the root cell, writable\n",
		       image->size, mem->phys_start + offset,
		       cell->config->name);
		return false;
	}
	*phys = mem->phys_start + offset;
	return true;
}

static int check_image(const struct cell *cell,
		       const struct jailhouse_preload_image *image)
{
	u64 target;

	return image->size == 0 || fits(cell, image, &target) ? 0 : -EINVAL;
}

static int load_image(const struct cell *cell,
		      const struct jailhouse_preload_image *image)
{
	const void __user *source = u64_to_user_ptr(image->source_address);
	u64 target, done, piece;
	int ret;

	if (image->size == 0)
		return 0;
	/* Once more: user space may have changed it. */
	if (!fits(cell, image, &target))
		return -EINVAL;

	for (done = 0; done < image->size; done += piece) {
		piece = min_t(u64, image->size - done, PIECE_SIZE);
		ret = copy_piece(target + done, source + done, piece);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

static int each_image(const struct jailhouse_cell_load __user *arg, u32 count,
		      const struct cell *cell,
		      int (*act)(const struct cell *,
				 const struct jailhouse_preload_image *))
{
	struct jailhouse_preload_image image;
	u32 i;
	int ret;

	for (i = 0; i < count; i++) {
		if (copy_from_user(&image, &arg->image[i], sizeof(image)))
			return -EFAULT;
		ret = act(cell, &image);
		if (ret)
			return ret;
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

int cell_load(const struct jailhouse_cell_load __user *arg)
{
	struct jailhouse_cell_load load;
	struct cell *cell;
	int ret;

	if (!hv.enabled)
		return -EINVAL;
	if (copy_from_user(&load, arg, sizeof(load)))
		return -EFAULT;
	cell = cell_find(&load.cell_id);
	if (IS_ERR(cell))
		return PTR_ERR(cell);

	/* A cell is not stopped for images that don't fit. */
	ret = each_image(arg, load.num_preload_images, cell, check_image);
	if (ret)
		return ret;
	/* Waits for the consent of a running cell, stops it, opens its RAM. */
	ret = hv_call(JAILHOUSE_HC_CELL_SET_LOADABLE, cell->config->id,
		      "cell load");
	if (ret)
		return ret;
	return each_image(arg, load.num_preload_images, cell, load_image);
}
