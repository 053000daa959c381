/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page pool: what is left of hypervisor memory behind image, per-CPU areas
 * and system configuration. Pages are handed out zeroed.
 */
#ifndef HV_PAGE_ALLOC_H
#define HV_PAGE_ALLOC_H

#include <types.h>

/**
 * Set up the pool.
 * @start:	first byte, page aligned, mapped and writable.
 * @pages:	its size; part of it holds the allocation bitmap.
 *
 * Return: 0, or -ENOMEM if the pool cannot even hold its bitmap.
 */
int page_pool_init(void *start, unsigned long pages);

/**
 * Allocate contiguous zeroed pages.
 * @num: number of pages, at least 1.
 *
 * Takes the pool lock. Return: the pages, NULL if there is no such run.
 */
void *page_alloc(unsigned long num);

/** As page_alloc(), aligned to @num pages, a power of two. */
void *page_alloc_aligned(unsigned long num);

/**
 * Give pages back; NULL is ignored. Contents are cleared here, so that nothing
 * that a cell's tables or configuration held stays behind.
 */
void page_free(void *page, unsigned long num);

/** Size of the pool and pages in use (the bitmap counts as used). */
unsigned long page_pool_size(void);
unsigned long page_pool_used(void);

#ifdef HV_UNIT_TEST
/** Let the nth next allocation fail (0: never). For tests of error paths. */
void page_alloc_fail_at(unsigned long nth);
/** Provided by the test's machine: told of all pages that come and go. */
void page_pool_hook(void *page, unsigned long num, bool in_use);
#endif

#endif
