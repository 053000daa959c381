/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cells and their life cycle.
 *
 * All management runs on one root CPU at a time, under management_lock(). The
 * list of cells, ownership of CPUs and second-stage tables change only while
 * the CPUs they concern are stopped (cpu.h), so exit paths read them unlocked.
 */
#ifndef HV_CELL_H
#define HV_CELL_H

#include <types.h>
#include <bitmap.h>
#include <paging.h>
#include <mmio.h>
#include <arch/cell.h>
#include <jailhouse/hypercall.h>
#include <jailhouse/cell-config.h>
#include <jailhouse/image.h>

#define MAX_CPUS	255

typedef struct {
	unsigned long bits[BITMAP_WORDS(MAX_CPUS + 1)];
} cpu_set_t;

/** A message to a cell whose reply is waited for; management lock. */
struct comm_request {
	/** Hypercall that asks, JAILHOUSE_HC_*; 0: none. */
	u32 call;
	/** Looks at the reply so far. */
	u64 polls;
	/** Timestamps: message written, reply looked for last. */
	u64 start;
	u64 last_poll;
};

struct cell {
	struct cell *next;
	u32 id;
	/** The hypervisor's own copy, validated, never written by anyone. */
	const struct jailhouse_cell_desc *config;
	/** Bytes of the blob that are in use, for the report and the free. */
	u32 config_size;

	/** CPUs that the cell owns now; root's shrinks and grows. */
	cpu_set_t cpus;
	/** Second stage. */
	struct paging_space space;
	struct mmio_table mmio;

	/** Between set loadable and start: root sees LOADABLE regions. */
	bool loadable;
	/** Terminal states that the cell itself can't write (section 4). */
	u32 state;
	struct jailhouse_comm_region *comm;
	struct comm_request request;
	/** How far cell_scrub() is: region and offset in it. */
	u32 scrub_region;
	u64 scrub_offset;

	struct arch_cell arch;
};

extern struct cell root_cell;

/** Next cell, root first; NULL ends. */
#define for_each_cell(c)	for ((c) = &root_cell; (c); (c) = (c)->next)
#define for_each_non_root_cell(c) \
	for ((c) = root_cell.next; (c); (c) = (c)->next)

/** Next CPU of a set from @cpu on; MAX_CPUS + 1 ends. */
unsigned int next_cpu(unsigned int cpu, const cpu_set_t *set);
#define for_each_cpu(cpu, set)						\
	for ((cpu) = next_cpu(0, (set)); (cpu) <= MAX_CPUS;		\
	     (cpu) = next_cpu((cpu) + 1, (set)))

static inline bool cell_owns_cpu(const struct cell *cell, unsigned int cpu)
{
	return cpu <= MAX_CPUS && bitmap_test(cell->cpus.bits, cpu);
}

/** Find by id; NULL if there is none. Management lock or stopped CPUs. */
struct cell *cell_find(u32 id);

/**
 * Build the root cell from the validated system configuration: CPUs, second
 * stage with the hypervisor's memory carved out, units. Undo:
 * root_cell_exit().
 * Return: 0 or negative errno with the error recorded (report.h).
 */
int root_cell_init(void);
void root_cell_exit(void);

/** Record that a page was wanted and the pool had none. Return: -ENOMEM. */
int pool_exhausted(void);

/*
 * Hypercalls 1 to 4 and 6; results as in the ABI. Called on a root CPU, under
 * the management lock. Those that ask the cell for its consent return
 * HYPERCALL_REPEAT (core_entry.h) as long as it has not answered.
 */
long cell_create(u64 config_address);
long cell_start(u32 id);
long cell_set_loadable(u32 id);
long cell_destroy(u32 id);
long cell_get_state(u32 id);

/** Number of cells, root counted. */
unsigned int cell_count(void);

/**
 * State of a cell: JAILHOUSE_CELL_*, or CELL_STATE_INVALID (comm.h) if the
 * cell wrote anything else.
 */
u32 cell_state(const struct cell *cell);

/**
 * A non-root cell violated its limits (or hit a contained machine check): all
 * its CPUs stop, those that are elsewhere by a kick. The calling CPU must run
 * cpu_handle_events() before it would enter the guest again.
 */
void cell_fail(struct cell *cell);

/** Start of the image; provided by the architecture. */
extern struct jailhouse_image_header image_header;

/** Offset in hypervisor memory of a CPU's area; behind the last the blob is. */
static inline u64 percpu_offset(unsigned int cpu)
{
	return image_header.core_size + cpu * image_header.percpu_size;
}

/** The system configuration, the hypervisor's own copy. */
extern struct jailhouse_system *system_config;

/* --- memory of cells, core/cell_memory.c --- */

/** Whether a region does not consist of whole pages. */
#define CELL_SUB_PAGE(region)	\
	(((region)->virt_start | (region)->size) & PAGE_OFFS_MASK)

/**
 * Build the second stage of a cell from its memory regions, communication
 * region included. The space must be initialised. -ENOMEM undone by the
 * caller's paging_exit().
 */
int cell_memory_map(struct cell *cell);

/**
 * What root may access in a range of guest-physical = physical addresses, by
 * construction from root's configuration (later entries win), the hypervisor's
 * range and the regions of all cells.
 * @addr:	where to look.
 * @limit:	end of interest.
 * @attrs:	PAGING_*; 0 if nothing is accessible.
 *
 * Return: the end of the piece, at most @limit, in which the answer is the
 * same.
 */
u64 root_memory_piece(u64 addr, u64 limit, unsigned int *attrs);

/** Whether all of a region is writable in root's configuration. */
bool root_lists(const struct jailhouse_memory *region);

/** Whether an address is of a device that the hypervisor emulates for root. */
bool root_emulates(u64 addr);

/**
 * Whether a few bytes belong neither to the hypervisor nor to a device that it
 * emulates nor, as whole pages or parts of them, to a cell now.
 */
bool root_owns(u64 addr, u64 size);

/**
 * An access that mmio_dispatch() does not handle: do it if a region that is
 * part of a page allows it, width (JAILHOUSE_MEM_IO_8 to _64) and alignment
 * (IO_UNALIGNED) included.
 * @mmio: value is filled in by a read.
 * Return: MMIO_HANDLED, MMIO_UNHANDLED and nothing was accessed, or MMIO_ERROR:
 * what is there answered with an error.
 */
enum mmio_result sub_page_access(const struct cell *cell,
				 struct mmio_access *mmio);

/**
 * Make root's second stage in the cell's regions agree with
 * root_memory_piece(). Cannot fail once root_memory_prepare() succeeded for
 * that cell. CPUs of root are stopped, their TLBs flushed afterwards.
 */
void root_memory_refresh(const struct cell *cell);

/** Split root's leaves at the ends of the cell's regions. 0 or -ENOMEM. */
int root_memory_prepare(const struct cell *cell);
/** Merge them again. The cell is not, or no more, in the list. */
void root_memory_rollback(const struct cell *cell);

#endif
