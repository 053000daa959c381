// SPDX-License-Identifier: BSD-2-Clause
/*
 * A TCG plugin that counts the hypervisor's instructions and exits per CPU.
 *
 * Arguments, numbers in any base:
 *	out=FILE
 *	base=, size=		text to count, in bytes
 *	percpu=, stride=	first per-CPU area and size of one
 *	exit=			instructions of which every exit executes one,
 *				up to MAX_EXITS; one that writes to the CPU's
 *				stack, or is followed by one that does
 *	watch=			single further instructions, up to MAX_WATCHES
 *
 * When a CPU executes "nopl MAGIC + n(%rax)" (x86) or "movz xzr, #n" (arm64) the
 * counts go to FILE:
 *
 *	mark N
 *	text CPU OFFSET COUNT		for every instruction ever executed
 *	exits CPU COUNT
 *	watch INDEX COUNT
 *
 * With one thread for all CPUs QEMU tells plugins the CPU that translated the
 * code instead of the one that executes it, so the CPU is found from the
 * addresses of stack accesses. Totals are exact, and so are exits; a CPU's
 * text counts miss an instruction or two when CPUs take turns in the middle of
 * the hypervisor.
 *
 * Needs version 4 of QEMU's plugin interface, of which no header is packaged;
 * what is used of it is declared here.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT		__attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;

struct qemu_info {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	int smp_vcpus, max_vcpus;
};

/** Values of the interface's enumerations. */
#define CALLBACK_NO_REGISTERS	0
#define MEMORY_READ_WRITE	3

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
	void (*callback)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
	void (*callback)(unsigned int cpu, void *arg), int flags, void *arg);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
	void (*callback)(unsigned int cpu, uint32_t info, uint64_t address,
			 void *arg),
	int flags, int accesses, void *arg);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
	const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *bytes,
			     size_t size);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

EXPORT int qemu_plugin_version = 4;
EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info,
			       int argc, char **argv);

#define MAGIC		0x4a480000U
#define MAGIC_MASK	0xffff0000U
#define ARM64_MOVZ_XZR	0xd280001fU
#define ARM64_MOVZ_MASK	0xffe0001fU
#define MAX_WATCHES	8
#define MAX_EXITS	8
#define MAX_CPUS	64

static uint64_t base, size, percpu, stride;
static uint64_t exits[MAX_EXITS];
static uint64_t watches[MAX_WATCHES], watch_counts[MAX_WATCHES];
static unsigned int num_exits, num_watches, num_cpus;
static bool is_arm64;
static FILE *out;
/** Per CPU one counter per byte of text. */
static uint64_t *text_counts[MAX_CPUS];
static uint64_t exit_counts[MAX_CPUS];
/** The CPU in the hypervisor now, as far as known. */
static unsigned int current;
/** An exit whose CPU is not known yet. */
static bool has_exited;

static void mark(unsigned int unreliable, void *arg)
{
	unsigned int cpu;
	size_t n;

	(void)unreliable;
	fprintf(out, "mark %u\n", (unsigned int)(uintptr_t)arg);
	for (cpu = 0; cpu < num_cpus; cpu++) {
		fprintf(out, "exits %u %" PRIu64 "\n", cpu, exit_counts[cpu]);
		for (n = 0; n < size; n++)
			if (text_counts[cpu][n])
				fprintf(out, "text %u %zu %" PRIu64 "\n", cpu,
					n, text_counts[cpu][n]);
	}
	for (n = 0; n < num_watches; n++)
		fprintf(out, "watch %zu %" PRIu64 "\n", n, watch_counts[n]);
	fflush(out);
}

static void text_executed(unsigned int unreliable, void *arg)
{
	(void)unreliable;
	text_counts[current][(uintptr_t)arg]++;
}

static void watch_executed(unsigned int unreliable, void *arg)
{
	(void)unreliable;
	watch_counts[(uintptr_t)arg]++;
}

static void exit_executed(unsigned int unreliable, void *arg)
{
	(void)unreliable;
	(void)arg;
	has_exited = true;
}

static void memory_accessed(unsigned int unreliable, uint32_t info,
			    uint64_t address, void *arg)
{
	(void)unreliable;
	(void)info;
	(void)arg;
	if (address - percpu >= stride * num_cpus)
		return;
	current = (address - percpu) / stride;
	exit_counts[current] += has_exited;
	has_exited = false;
}

static void count_text(struct qemu_plugin_insn *insn, uint64_t offset)
{
	void *arg = (void *)(uintptr_t)offset;
	unsigned int i;

	for (i = 0; i < num_exits; i++)
		if (base + offset == exits[i])
			qemu_plugin_register_vcpu_insn_exec_cb(insn,
				exit_executed, CALLBACK_NO_REGISTERS, NULL);
	qemu_plugin_register_vcpu_insn_exec_cb(insn, text_executed,
					       CALLBACK_NO_REGISTERS, arg);
	qemu_plugin_register_vcpu_mem_cb(insn, memory_accessed,
					 CALLBACK_NO_REGISTERS,
					 MEMORY_READ_WRITE, arg);
}

static bool is_mark_x86(struct qemu_plugin_insn *insn, uint32_t *number)
{
	static const uint8_t nopl[] = { 0x0f, 0x1f, 0x80 };
	uint8_t bytes[sizeof(nopl) + 4];
	uint32_t value;

	if (qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) !=
	    sizeof(bytes) || memcmp(bytes, nopl, sizeof(nopl)))
		return false;
	memcpy(&value, bytes + sizeof(nopl), sizeof(value));
	*number = value & ~MAGIC_MASK;
	return (value & MAGIC_MASK) == MAGIC;
}

static bool is_mark_arm64(struct qemu_plugin_insn *insn, uint32_t *number)
{
	uint32_t value;

	if (qemu_plugin_insn_data(insn, &value, sizeof(value)) !=
	    sizeof(value))
		return false;
	*number = value >> 5 & 0xffff;
	return (value & ARM64_MOVZ_MASK) == ARM64_MOVZ_XZR;
}

static void look_for_mark(struct qemu_plugin_insn *insn)
{
	uint32_t number;

	if (is_arm64 ? is_mark_arm64(insn, &number) :
		       is_mark_x86(insn, &number))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, mark,
			CALLBACK_NO_REGISTERS, (void *)(uintptr_t)number);
}

static void translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n, count_insns = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;
	uint64_t address;
	unsigned int i;

	(void)id;
	for (n = 0; n < count_insns; n++) {
		insn = qemu_plugin_tb_get_insn(tb, n);
		address = qemu_plugin_insn_vaddr(insn);
		if (address - base < size)
			count_text(insn, address - base);
		else
			look_for_mark(insn);
		for (i = 0; i < num_watches; i++)
			if (address == watches[i])
				qemu_plugin_register_vcpu_insn_exec_cb(insn,
					watch_executed, CALLBACK_NO_REGISTERS,
					(void *)(uintptr_t)i);
	}
}

static uint64_t *number_named(const char *name, size_t length)
{
	static const struct {
		const char *name;
		uint64_t *value;
	} numbers[] = {
		{ "base", &base }, { "size", &size }, { "percpu", &percpu },
		{ "stride", &stride },
	};
	size_t n;

	for (n = 0; n < sizeof(numbers) / sizeof(*numbers); n++)
		if (strlen(numbers[n].name) == length &&
		    !strncmp(name, numbers[n].name, length))
			return numbers[n].value;
	if (!strncmp(name, "watch=", 6) && num_watches < MAX_WATCHES)
		return &watches[num_watches++];
	if (!strncmp(name, "exit=", 5) && num_exits < MAX_EXITS)
		return &exits[num_exits++];
	return NULL;
}

static bool parse(const char *word)
{
	const char *value = strchr(word, '=');
	uint64_t *number;

	if (!value)
		return false;
	if (!strncmp(word, "out=", 4)) {
		out = fopen(value + 1, "w");
		return out;
	}
	number = number_named(word, value - word);
	if (number)
		*number = strtoull(value + 1, NULL, 0);
	return number;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
			char **argv)
{
	int n;

	for (n = 0; n < argc; n++) {
		if (!parse(argv[n])) {
			fprintf(stderr, "count: bad argument %s\n", argv[n]);
			return -1;
		}
	}
	num_cpus = info->smp_vcpus;
	is_arm64 = !strcmp(info->target_name, "aarch64");
	if (!out || !size || !stride || !info->system_emulation ||
	    num_cpus > MAX_CPUS) {
		fprintf(stderr, "count: out, size and stride are needed\n");
		return -1;
	}
	for (n = 0; n < (int)num_cpus; n++) {
		text_counts[n] = calloc(size, sizeof(*text_counts[n]));
		if (!text_counts[n])
			return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
