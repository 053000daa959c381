/* SPDX-License-Identifier: BSD-2-Clause */
/* Second-stage translation on exit paths: no calls through a table. */
#ifndef HV_X86_STAGE2_H
#define HV_X86_STAGE2_H

#include <types.h>
#include <paging.h>

/** Return: true, with the physical address, if the page may be read. */
bool stage2_translate(const struct paging_space *space, u64 gpa, u64 *phys);

#endif
