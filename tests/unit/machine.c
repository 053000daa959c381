/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <page_alloc.h>

#include "machine.h"

#define MAX_LIVE	8
#define MAX_LEAVES	20000

struct system_spec machine_system;
u64 machine_hv_size = HV_SIZE;
unsigned int machine_repeats;

/* Cells as the model knows them. */
static struct live {
	bool used, loadable, started;
	struct cell_spec spec;
} live[MAX_LIVE];

static enum fake_outcome outcomes[FAKE_MAX_CPUS];
static int results[FAKE_MAX_CPUS];

void machine_spec(void)
{
	struct cell_spec *root = &machine_system.root;

	spec_system(&machine_system);
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x3b200000,
		.virt_start = 0x3b200000,
		.size = 0x1000,
		.flags = RAM,
	};
}

static void enter(void *arg)
{
	core_enter(*(unsigned int *)arg);
}

static void enter_thread(unsigned int cpu)
{
	outcomes[cpu] = fake_protect(enter, &cpu, &results[cpu]);
}

int machine_try_boot(const void *config, u32 size)
{
	unsigned int cpu;

	fake_power_on(HV_START, machine_hv_size, MACHINE_CPUS, config, size);
	fake.threads = true;
	fake_run_threads(MACHINE_CPUS, enter_thread);
	fake.threads = false;
	fake_be(0);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		CHECK_EQ(outcomes[cpu], outcomes[0]);
		CHECK_EQ(results[cpu], results[0]);
	}
	CHECK(outcomes[0] == FAKE_ACTIVATED || results[0] < 0);
	return outcomes[0] == FAKE_ACTIVATED ? 0 : results[0];
}

void machine_boot(void)
{
	static struct blob blob;

	build_system(&machine_system, &blob);
	CHECK_EQ(machine_try_boot(blob.bytes, blob.size), 0);
}

long call_once(unsigned int cpu, u64 code, u64 arg1, u64 arg2)
{
	long result;

	fake_be(cpu);
	result = hypercall(code, arg1, arg2);
	fake_settle();
	fake_be(0);
	return result;
}

long call(unsigned int cpu, u64 code, u64 arg1, u64 arg2)
{
	long result;

	do {
		result = call_once(cpu, code, arg1, arg2);
		machine_repeats += result == HYPERCALL_REPEAT;
	} while (result == HYPERCALL_REPEAT);
	return result;
}

u64 put_blob(u64 address, const struct cell_spec *spec)
{
	static struct blob blob;

	build_cell(spec, &blob);
	memcpy(fake_memory(address), blob.bytes, blob.size);
	return blob.size;
}

long create_at(u64 address)
{
	return call(0, JAILHOUSE_HC_CELL_CREATE, address, 0);
}

long create(const struct cell_spec *spec)
{
	unsigned int n = 0;
	long err;

	put_blob(BLOB_ADDRESS, spec);
	err = create_at(BLOB_ADDRESS);
	if (err)
		return err;
	while (live[n].used)
		n++;
	live[n] = (struct live) { .used = true, .spec = *spec };
	return 0;
}

static struct live *find_live(u32 id)
{
	unsigned int n;

	for (n = 0; n < MAX_LIVE; n++)
		if (live[n].used && live[n].spec.desc.id == id)
			return &live[n];
	return NULL;
}

long start(u32 id)
{
	long err = call(0, JAILHOUSE_HC_CELL_START, id, 0);

	if (!err) {
		find_live(id)->loadable = false;
		find_live(id)->started = true;
	}
	return err;
}

long set_loadable(u32 id)
{
	long err = call(0, JAILHOUSE_HC_CELL_SET_LOADABLE, id, 0);

	if (!err) {
		find_live(id)->loadable = true;
		find_live(id)->started = false;
	}
	return err;
}

long destroy(u32 id)
{
	long err = call(0, JAILHOUSE_HC_CELL_DESTROY, id, 0);

	if (!err)
		find_live(id)->used = false;
	return err;
}

long get_state(u32 id)
{
	return call(0, JAILHOUSE_HC_CELL_GET_STATE, id, 0);
}

static bool covers(const struct jailhouse_memory *mem, u64 page)
{
	return page >= mem->phys_start && page < mem->phys_start + mem->size;
}

static bool taken_by(const struct live *cell, u64 page)
{
	const struct jailhouse_memory *mem;
	unsigned int n;

	for (n = 0; n < cell->spec.num_mem; n++) {
		mem = &cell->spec.mem[n];
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION ||
		    !covers(mem, page))
			continue;
		if (mem->flags & JAILHOUSE_MEM_ROOTSHARED) {
			if (mem->flags & JAILHOUSE_MEM_LOADABLE &&
			    cell->started)
				return true;
		} else if (!(mem->flags & JAILHOUSE_MEM_LOADABLE) ||
			   !cell->loadable) {
			return true;
		}
	}
	return false;
}

/** What root should be able to do with a page: JAILHOUSE_MEM_* bits 0..2. */
static unsigned int expected_access(u64 page)
{
	const struct cell_spec *root = &machine_system.root;
	const u64 view = HV_START + FAKE_ROOT_VIEW_OFFSET;
	unsigned int access = 0, n;

	for (n = 0; n < root->num_mem; n++)
		if (covers(&root->mem[n], page))
			access = root->mem[n].flags & RAM;
	if (page >= view && page < view + sizeof(struct jailhouse_root_view))
		return JAILHOUSE_MEM_READ;
	if (page >= HV_START && page < HV_START + HV_SIZE)
		return 0;
	if (page == FAKE_DEVICE)
		return 0;
	for (n = 0; n < MAX_LIVE; n++)
		if (live[n].used && taken_by(&live[n], page))
			return 0;
	return access;
}

void check_root_memory(void)
{
	unsigned int attrs;
	u64 page, phys;

	for (page = 0; page < FAKE_MEMORY_SIZE; page += PAGE_SIZE) {
		attrs = 0;
		phys = paging_translate(&root_cell.space, page, &attrs);
		if (phys != PAGING_NOT_MAPPED)
			CHECK_EQ(phys, page);
		attrs &= RAM;
		if (attrs != expected_access(page))
			fprintf(stderr, "page 0x%llx\n", page);
		CHECK_EQ(attrs, expected_access(page));
	}
}

struct snapshot {
	u64 leaves[MAX_LEAVES];
	u64 places[MAX_LEAVES];
	unsigned int num_leaves, num_tables;
	unsigned long pool_used;
	int units_prepared;
	unsigned int cells, mmio_regions;
	cpu_set_t root_cpus;
	struct cell *owners[MACHINE_CPUS];
	u32 events[MACHINE_CPUS], stops[MACHINE_CPUS], parks[MACHINE_CPUS];
};

static void walk(struct snapshot *snapshot, const u64 *table,
		 unsigned int level, u64 virt)
{
	const struct paging_format *format = root_cell.space.format;
	unsigned int n;
	u64 at;

	snapshot->num_tables++;
	for (n = 0; n < 512; n++) {
		at = virt + ((u64)n << (12 + 9 * level));
		if (!format->present(table[n]))
			continue;
		if (level && !format->is_leaf(table[n], level)) {
			walk(snapshot,
			     fake_memory(format->phys(table[n], level)),
			     level - 1, at);
			continue;
		}
		CHECK(snapshot->num_leaves < MAX_LEAVES);
		snapshot->places[snapshot->num_leaves] = at;
		snapshot->leaves[snapshot->num_leaves++] = table[n];
	}
}

struct snapshot *take_snapshot(void)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	unsigned int cpu;

	CHECK(snapshot);
	walk(snapshot, root_cell.space.root, root_cell.space.levels - 1, 0);
	snapshot->pool_used = page_pool_used();
	snapshot->units_prepared = fake.units_prepared;
	snapshot->cells = cell_count();
	snapshot->mmio_regions = root_cell.mmio.count;
	snapshot->root_cpus = root_cell.cpus;
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		snapshot->owners[cpu] = public_per_cpu(cpu)->cell;
		snapshot->events[cpu] = public_per_cpu(cpu)->events;
		snapshot->stops[cpu] = public_per_cpu(cpu)->stop_request;
		snapshot->parks[cpu] = public_per_cpu(cpu)->arch.parks;
	}
	return snapshot;
}

void check_snapshot(struct snapshot *snapshot)
{
	struct snapshot *now = take_snapshot();
	unsigned int n;

	for (n = 0; n < now->num_leaves && n < snapshot->num_leaves; n++) {
		CHECK_EQ(now->places[n], snapshot->places[n]);
		CHECK_EQ(now->leaves[n], snapshot->leaves[n]);
	}
	CHECK_EQ(now->num_leaves, snapshot->num_leaves);
	CHECK_EQ(now->num_tables, snapshot->num_tables);
	CHECK_EQ(now->pool_used, snapshot->pool_used);
	CHECK_EQ(now->units_prepared, snapshot->units_prepared);
	CHECK_EQ(now->cells, snapshot->cells);
	CHECK_EQ(now->mmio_regions, snapshot->mmio_regions);
	for (n = 0; n < MACHINE_CPUS; n++) {
		CHECK(now->owners[n] == snapshot->owners[n]);
		CHECK_EQ(now->events[n], snapshot->events[n]);
		CHECK_EQ(now->stops[n], snapshot->stops[n]);
		CHECK_EQ(now->parks[n], snapshot->parks[n]);
	}
	CHECK(memcmp(&now->root_cpus, &snapshot->root_cpus,
		     sizeof(cpu_set_t)) == 0);
	free(now);
	free(snapshot);
}

const char *console_text(void)
{
	static char text[JAILHOUSE_CONSOLE_SIZE + 1];
	const struct jailhouse_virt_console *console = &root_view.console;
	u32 from = console->tail > JAILHOUSE_CONSOLE_SIZE ?
		console->tail - JAILHOUSE_CONSOLE_SIZE : 0;
	u32 n;

	CHECK_EQ(console->busy % 2, 0);
	for (n = from; n != console->tail; n++)
		text[n - from] = console->content[n % JAILHOUSE_CONSOLE_SIZE];
	text[n - from] = 0;
	return text;
}

u32 last_rule(void)
{
	static u32 seen;

	CHECK_EQ(root_view.error_sequence, seen + 2);
	seen = root_view.error_sequence;
	return root_view.last_error.rule;
}
