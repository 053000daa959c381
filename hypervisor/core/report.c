/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What went wrong, in the words of the configuration: a report ends with the
 * line that would have allowed the access, ready to be pasted.
 */
#include <arch/cell.h>
#include <arch/cpu.h>
#include <cell.h>
#include <config_check.h>
#include <console.h>
#include <cpu.h>
#include <printf.h>
#include <report.h>
#include <spinlock.h>
#include <jailhouse/config-access.h>

/** Reports about root in one period. */
#define ROOT_REPORTS		8
#define ROOT_PERIOD_MS		1000
/** How long a CPU that gives up waits for its last words to be sent. */
#define PANIC_DRAIN_MS		1000
#define TEXT_SIZE		160
#define NO_INDEX		0xffffffffU

static spinlock_t error_lock = SPINLOCK_INIT;
static spinlock_t report_lock = SPINLOCK_INIT;

/* Rate limit of root's reports, under the report lock. */
static u64 period_start;
static u32 period_reports;
static u32 suppressed;

int refuse_error(const struct jailhouse_config_error *error)
{
	spin_lock(&error_lock);
	root_view.error_sequence++;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	root_view.last_error = *error;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	root_view.error_sequence++;
	spin_unlock(&error_lock);

	/* Names would fill a page of the image: the driver has them. */
	printk("Refused: rule %u, array %u[%u] (%u), see last_error\n",
	       error->rule, error->array, error->index, error->other);
	return config_rule_errno(error->rule);
}

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	struct jailhouse_config_error error = {
		.rule = rule,
		.array = array,
		.index = index,
		.other = other,
	};

	return refuse_error(&error);
}

static const char *direction(const struct violation *violation)
{
	return violation->is_write ? "write to" : "read from";
}

/** What the guest did, in one line without its end. */
static void describe(const struct violation *violation, char *text)
{
	unsigned long long address = violation->address;

	switch (violation->kind) {
	case VIOLATION_MEMORY:
		format_buffer(text, TEXT_SIZE, "%s address 0x%llx",
			      direction(violation), address);
		return;
	case VIOLATION_FETCH:
		format_buffer(text, TEXT_SIZE,
			      "instruction fetch from address 0x%llx", address);
		return;
	case VIOLATION_PORT:
		format_buffer(text, TEXT_SIZE, "%s port 0x%llx",
			      direction(violation), address);
		return;
	case VIOLATION_MSR:
		format_buffer(text, TEXT_SIZE, "%s MSR 0x%llx",
			      direction(violation), address);
		return;
	case VIOLATION_INTERRUPT:
		format_buffer(text, TEXT_SIZE, "forbidden interrupt, %s 0x%llx",
			      direction(violation), address);
		return;
	case VIOLATION_INSTRUCTION:
		format_buffer(text, TEXT_SIZE, "forbidden instruction");
		return;
	case VIOLATION_TRIPLE_FAULT:
		format_buffer(text, TEXT_SIZE, "triple fault");
		return;
	case VIOLATION_STATE:
		format_buffer(text, TEXT_SIZE, "can't go on, reason 0x%llx",
			      address);
		return;
	case VIOLATION_DECODE:
		format_buffer(text, TEXT_SIZE,
			      "unsupported instruction on address 0x%llx",
			      address);
		return;
	}
	format_buffer(text, TEXT_SIZE, "unknown violation");
}

static void report_access(const struct cell *cell,
			  const struct violation *violation)
{
	char text[TEXT_SIZE], extra[TEXT_SIZE] = "";
	size_t length = 0;

	describe(violation, text);
	if (violation->size)
		length = format_buffer(extra, sizeof(extra), ", %u bytes",
				       violation->size);
	if (violation->is_write)
		format_buffer(extra + length, sizeof(extra) - length,
			      ", value 0x%llx",
			      (unsigned long long)violation->value);
	printk("VIOLATION of cell \"%s\" on CPU %u at 0x%llx: %s%s%s%s\n",
	       cell->config->name, this_cpu()->cpu_id,
	       (unsigned long long)violation->pc, text, extra,
	       violation->what ? ", " : "",
	       violation->what ? violation->what : "");
}

/** How far an address is from a range, 0 inside. */
static u64 distance(u64 address, u64 start, u64 size)
{
	if (address < start)
		return start - address;
	return address - start < size ? 0 : address - start - size + 1;
}

/** Flags that an access needs, and their names. */
static const char *needed_flags(const struct violation *violation, u64 *flags)
{
	if (violation->kind == VIOLATION_FETCH) {
		*flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE;
		return "JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE";
	}
	if (violation->is_write) {
		*flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;
		return "JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE";
	}
	*flags = JAILHOUSE_MEM_READ;
	return "JAILHOUSE_MEM_READ";
}

static u32 nearest_memory(const struct jailhouse_cell_desc *config, u64 address)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(config);
	u32 n, best = NO_INDEX;
	u64 best_distance = 0, d;

	for (n = 0; n < config->num_memory_regions; n++) {
		if (!region[n].size)
			continue;
		d = distance(address, region[n].virt_start, region[n].size);
		if (best == NO_INDEX || d < best_distance) {
			best = n;
			best_distance = d;
		}
	}
	return best;
}

static void explain_memory(const struct cell *cell,
			   const struct violation *violation)
{
	u32 nearest = nearest_memory(cell->config, violation->address);
	unsigned long long page = violation->address & PAGE_MASK;
	const struct jailhouse_memory *region;
	const char *names;
	u64 needed;

	names = needed_flags(violation, &needed);
	region = jailhouse_cell_mem_regions(cell->config) + nearest;
	if (nearest == NO_INDEX) {
		printk("  mem_regions is empty\n");
	} else {
		printk("  nearest is mem_regions[%u], 0x%llx to 0x%llx, "
		       "flags 0x%llx\n", nearest,
		       (unsigned long long)region->virt_start,
		       (unsigned long long)(region->virt_start +
					    region->size - 1),
		       (unsigned long long)region->flags);
		if (!distance(violation->address, region->virt_start,
			      region->size) &&
		    (region->flags & needed) != needed) {
			printk("  allowed by: .flags = ... | %s in it\n",
			       names);
			return;
		}
		if (CELL_SUB_PAGE(region) && violation->size <= 8 &&
		    !distance(violation->address, region->virt_start,
			      region->size)) {
			printk("  allowed by: .flags = ... | "
			       "JAILHOUSE_MEM_IO_%u%s\n", violation->size * 8,
			       violation->address & (violation->size - 1) ?
			       ARCH_UNALIGNED_IO " in it" : " in it");
			return;
		}
	}
	if (root_emulates(page))
		printk("  allowed by: nothing in mem_regions, the page is an "
		       "interrupt controller's\n");
	else
		printk("  allowed by: { .phys_start = 0x%llx, .virt_start = "
		       "0x%llx, .size = 0x1000, .flags = %s },\n", page, page,
		       names);
}

static void explain_port(const struct cell *cell,
			 const struct violation *violation)
{
	const struct jailhouse_pio *pio = jailhouse_cell_pio(cell->config);
	u32 n, best = NO_INDEX;
	u64 best_distance = 0, d;

	for (n = 0; n < cell->config->num_pio_regions; n++) {
		d = distance(violation->address, pio[n].base, pio[n].length);
		if (best == NO_INDEX || d < best_distance) {
			best = n;
			best_distance = d;
		}
	}
	if (best == NO_INDEX)
		printk("  pio_regions is empty\n");
	else
		printk("  nearest is pio_regions[%u], ports 0x%x to 0x%x\n",
		       best, pio[best].base,
		       pio[best].base + pio[best].length - 1U);
	printk("  allowed by: PIO_RANGE(0x%llx, %u),\n",
	       (unsigned long long)violation->address,
	       violation->size ? violation->size : 1);
}

static void report(const struct cell *cell, const struct violation *violation)
{
	report_access(cell, violation);
	switch (violation->kind) {
	case VIOLATION_MEMORY:
	case VIOLATION_FETCH:
	case VIOLATION_DECODE:
		explain_memory(cell, violation);
		break;
	case VIOLATION_PORT:
		explain_port(cell, violation);
		break;
	default:
		printk("  no configuration allows this\n");
		break;
	}
}

/** Whether one more report about root fits into this period. Report lock. */
static bool root_may_report(void)
{
	u64 now = arch_timestamp();

	if (!period_start ||
	    now - period_start >= ROOT_PERIOD_MS * arch_timestamp_khz()) {
		if (suppressed)
			printk("%u more violations of the root cell\n",
			       suppressed);
		period_start = now;
		period_reports = 0;
		suppressed = 0;
	}
	if (period_reports == ROOT_REPORTS) {
		suppressed++;
		return false;
	}
	period_reports++;
	return true;
}

void report_violation(const struct violation *violation)
{
	struct cell *cell = this_cpu()->cell;

	spin_lock(&report_lock);
	if (cell == &root_cell) {
		if (root_may_report())
			report(cell, violation);
		spin_unlock(&report_lock);
		return;
	}
	/* One report, the first CPU's; the others stop for that. */
	if (cell->state != JAILHOUSE_CELL_FAILED)
		report(cell, violation);
	cell_fail(cell);
	spin_unlock(&report_lock);
}

void hv_panic(const char *fmt, ...)
{
	u64 start = arch_timestamp();
	char text[TEXT_SIZE];
	va_list ap;

	/* A second time, on the way out. */
	if (__atomic_exchange_n(&this_cpu()->panicked, true, __ATOMIC_SEQ_CST))
		arch_cpu_halt();
	va_start(ap, fmt);
	format_buffer_va(text, sizeof(text), fmt, ap);
	va_end(ap);
	printk("PANIC of the hypervisor on CPU %u: %s\n", this_cpu()->cpu_id,
	       text);
	while (console_pending() && arch_timestamp() - start <
	       PANIC_DRAIN_MS * arch_timestamp_khz()) {
		console_drain(false);
		cpu_relax();
	}
	this_cpu()->failed = true;
	if (this_cpu()->cell && this_cpu()->cell != &root_cell)
		cell_fail(this_cpu()->cell);
	/* Last: from here on nobody waits for this CPU any more. */
	__atomic_store_n(&this_cpu()->stopped, 1, __ATOMIC_SEQ_CST);
	arch_cpu_halt();
}
