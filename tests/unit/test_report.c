/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <arch/cpu.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <report.h>

#include "machine.h"

static struct cell_spec first;

/* Cell 1 with CPUs 1 and 3, running. RAM 0..1 MiB, region at 1 MiB. */
static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.cpus[0] = 1 << 1 | 1 << 3;
	first.desc.flags = JAILHOUSE_CELL_PASSIVE_COMMREG;
	first.mem[2] = (struct jailhouse_memory) {
		.phys_start = 0x20000000,
		.virt_start = 0x400000,
		.size = 0x2000,
		.flags = JAILHOUSE_MEM_READ,
	};
	first.num_mem = 3;
	first.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x3f8, 8);
	first.pio[1] = (struct jailhouse_pio)PIO_RANGE(0x60, 1);
	first.num_pio = 2;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
}

/** A violation on a CPU; what was printed. */
static const char *violate(unsigned int cpu, const struct violation *violation)
{
	static char text[JAILHOUSE_CONSOLE_SIZE + 1];
	u32 from = root_view.console.tail, n;

	fake_be(cpu);
	report_violation(violation);
	cpu_handle_events();
	fake_be(0);
	for (n = from; n != root_view.console.tail; n++)
		text[n - from] = root_view.console.content[n %
			JAILHOUSE_CONSOLE_SIZE];
	text[n - from] = 0;
	return text;
}

static void expect(const char *text, const char *wanted)
{
	if (!strstr(text, wanted)) {
		fprintf(stderr, "no \"%s\" in:\n%s", wanted, text);
		CHECK(false);
	}
}

FRESH_TEST(stray_write)
{
	const struct violation violation = {
		.kind = VIOLATION_MEMORY,
		.address = 0xfe001234,
		.size = 4,
		.is_write = true,
		.value = 0xabcd,
		.pc = 0x10020,
	};
	const char *text;

	boot();
	text = violate(3, &violation);
	expect(text, "VIOLATION of cell \"first\" on CPU 3 at 0x10020: ");
	expect(text, "write to address 0xfe001234, 4 bytes, value 0xabcd\n");
	expect(text, "nearest is mem_regions[2], 0x400000 to 0x401fff");
	expect(text, "{ .phys_start = 0xfe001000, .virt_start = 0xfe001000, "
	       ".size = 0x1000, .flags = JAILHOUSE_MEM_READ | "
	       "JAILHOUSE_MEM_WRITE },\n");
	/* All of the cell stops, and nobody else. */
	CHECK(public_per_cpu(1)->arch.parked && public_per_cpu(1)->failed);
	CHECK(public_per_cpu(3)->arch.parked && public_per_cpu(3)->failed);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_FAILED);
	CHECK_EQ(public_per_cpu(2)->arch.parks, 0);
	/* The other CPU of the cell says no more. */
	CHECK_EQ(strcmp(violate(1, &violation), ""), 0);
}

FRESH_TEST(missing_flag)
{
	const struct violation violation = {
		.kind = VIOLATION_MEMORY,
		.address = 0x400008,
		.size = 8,
		.is_write = true,
	};
	const char *text;

	boot();
	text = violate(1, &violation);
	expect(text, "nearest is mem_regions[2]");
	expect(text, "| JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE in it\n");
	CHECK(!strstr(text, ".phys_start"));
}

/* What would be refused at create is not recommended. */
FRESH_TEST(emulated_page)
{
	struct violation violation = {
		.kind = VIOLATION_MEMORY,
		.address = FAKE_DEVICE + 8,
		.size = 4,
	};
	const char *text;

	boot();
	text = violate(1, &violation);
	expect(text, "allowed by: nothing in mem_regions, the page is an "
	       "interrupt controller's\n");
	CHECK(!strstr(text, ".phys_start"));
}

FRESH_TEST(fetch_and_read)
{
	struct violation violation = {
		.kind = VIOLATION_FETCH,
		.address = 0x101004,
		.what = "what exactly",
	};
	const char *text;

	boot();
	text = violate(1, &violation);
	expect(text, "instruction fetch from address 0x101004, what exactly\n");
	expect(text, "nearest is mem_regions[1], 0x100000 to 0x100fff");
	expect(text, ".flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE },");
	CHECK_EQ(start(1), 0);
	violation.kind = VIOLATION_MEMORY;
	violation.size = 1;
	text = violate(1, &violation);
	expect(text, "read from address 0x101004, 1 bytes, what exactly\n");
	expect(text, ".flags = JAILHOUSE_MEM_READ },\n");
}

FRESH_TEST(ports)
{
	struct violation violation = {
		.kind = VIOLATION_PORT,
		.address = 0x64,
		.size = 1,
	};
	const char *text;

	boot();
	text = violate(1, &violation);
	expect(text, "read from port 0x64, 1 bytes\n");
	expect(text, "nearest is pio_regions[1], ports 0x60 to 0x60\n");
	expect(text, "allowed by: PIO_RANGE(0x64, 1),\n");
	CHECK_EQ(start(1), 0);
	violation.address = 0xcf8;
	violation.size = 4;
	violation.is_write = true;
	text = violate(1, &violation);
	expect(text, "nearest is pio_regions[0], ports 0x3f8 to 0x3ff\n");
	expect(text, "allowed by: PIO_RANGE(0xcf8, 4),\n");
}

FRESH_TEST(what_no_configuration_allows)
{
	static const struct {
		enum violation_kind kind;
		const char *text;
	} cases[] = {
		{ VIOLATION_MSR, "write to MSR 0x1b, value 0x5\n" },
		{ VIOLATION_INTERRUPT, "forbidden interrupt, write to 0x1b" },
		{ VIOLATION_INSTRUCTION, "forbidden instruction" },
		{ VIOLATION_TRIPLE_FAULT, "triple fault" },
	};
	struct violation violation = {
		.address = 0x1b,
		.is_write = true,
		.value = 5,
	};
	const char *text;
	unsigned int n;

	boot();
	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		violation.kind = cases[n].kind;
		text = violate(1, &violation);
		expect(text, cases[n].text);
		expect(text, "no configuration allows this\n");
		CHECK_EQ(start(1), 0);
	}
	violation.kind = VIOLATION_DECODE;
	expect(violate(1, &violation), "unsupported instruction on address");
}

FRESH_TEST(root_goes_on_and_is_rate_limited)
{
	const struct violation violation = {
		.kind = VIOLATION_MEMORY,
		.address = 0x50000000,
		.size = 4,
	};
	unsigned int n, reports = 0;
	const char *text;

	boot();
	fake.time_step = 0;
	arch_timestamp();
	for (n = 0; n < 100; n++) {
		text = violate(2, &violation);
		if (!*text)
			continue;
		expect(text, "VIOLATION of cell \"RootCell\" on CPU 2");
		reports++;
	}
	CHECK_EQ(reports, 8);
	CHECK_EQ(public_per_cpu(2)->arch.parks, 0);
	CHECK(!public_per_cpu(2)->failed);

	fake.time_step = 1000 * FAKE_KHZ;
	text = violate(2, &violation);
	expect(text, "92 more violations of the root cell\n");
	expect(text, "0x50000000");
	text = violate(2, &violation);
	CHECK(!strstr(text, "more violations"));
}

FRESH_TEST(empty_lists)
{
	struct violation violation = {
		.kind = VIOLATION_PORT,
		.address = 0x80,
	};

	machine_spec();
	machine_boot();
	spec_cell(&first);
	CHECK_EQ(create(&first), 0);
	expect(violate(1, &violation), "pio_regions is empty\n");
}

FRESH_TEST(refusals_are_recorded)
{
	u32 sequence;

	machine_spec();
	machine_boot();
	sequence = root_view.error_sequence;
	CHECK_EQ(refuse(JAILHOUSE_RULE_CELL_LOCKED, JAILHOUSE_ARRAY_CELL, 3,
			4), -EPERM);
	CHECK_EQ(root_view.error_sequence, sequence + 2);
	CHECK_EQ(root_view.last_error.rule, JAILHOUSE_RULE_CELL_LOCKED);
	CHECK_EQ(root_view.last_error.array, JAILHOUSE_ARRAY_CELL);
	CHECK_EQ(root_view.last_error.index, 3);
	CHECK_EQ(root_view.last_error.other, 4);
	expect(console_text(), "[3] (4), see last_error\n");
}

static void break_down(void *arg)
{
	hv_assert(!arg);
}

FRESH_TEST(panic_has_last_words)
{
	machine_spec();
	machine_boot();
	fake_be(2);
	CHECK_EQ(fake_protect(break_down, &first, NULL), FAKE_HALTED);
	expect(console_text(), "PANIC of the hypervisor on CPU 2: ");
	expect(console_text(), "test_report.c");
	expect(console_text(), "!arg\n");
	/* A UART that is stuck does not keep the CPU. */
	fake.uart_room = 0;
	CHECK_EQ(fake_protect(break_down, &first, NULL), FAKE_HALTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(stray_write),
		FRESH(missing_flag),
		FRESH(emulated_page),
		FRESH(fetch_and_read),
		FRESH(ports),
		FRESH(what_no_configuration_allows),
		FRESH(root_goes_on_and_is_rate_limited),
		FRESH(empty_lists),
		FRESH(refusals_are_recorded),
		FRESH(panic_has_last_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
