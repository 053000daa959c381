/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fake machine with the hypervisor enabled, driven by hypercalls, and an
 * independent model of what root may access.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <cell.h>
#include <fake.h>
#include <jailhouse/config-rules.h>

#include "config_builder.h"
#include "fresh.h"

#define MACHINE_CPUS	4
/** Where root puts blobs. */
#define BLOB_ADDRESS	0x1000000ULL

/** The system that machine_boot() enables; valid after machine_spec(). */
extern struct system_spec machine_system;
/** Size of hypervisor memory that the driver tells the image. */
extern u64 machine_hv_size;

/** A valid default: spec_system() of the builder, and an emulated device. */
void machine_spec(void);

/** Enable on all CPUs, as they are in machine_system; must succeed. */
void machine_boot(void);

/** As machine_boot(), for a blob that may be refused. Return: its result. */
int machine_try_boot(const void *config, u32 size);

/** A hypercall of a CPU; then all CPUs react. May be HYPERCALL_REPEAT. */
long call_once(unsigned int cpu, u64 code, u64 arg1, u64 arg2);

/** Repeated until there is a result. */
extern unsigned int machine_repeats;
long call(unsigned int cpu, u64 code, u64 arg1, u64 arg2);

/* The same from CPU 0. */
long create(const struct cell_spec *spec);
long create_at(u64 address);
long start(u32 id);
long set_loadable(u32 id);
long destroy(u32 id);
long get_state(u32 id);

/** Put a blob at an address of root's. Return: its size. */
u64 put_blob(u64 address, const struct cell_spec *spec);

/** Compare root's second stage with the model, page by page. */
void check_root_memory(void);

/** All that a refused or undone call must leave alone. */
struct snapshot;
struct snapshot *take_snapshot(void);
/** Fails with the first difference; frees the snapshot. */
void check_snapshot(struct snapshot *snapshot);

/** The console ring's text since enable. */
const char *console_text(void);

/** The rule in the root view, after one refusal more than before. */
u32 last_rule(void);

#endif
