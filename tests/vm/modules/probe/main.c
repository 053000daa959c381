// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Does from inside Linux what only a broken or malicious kernel would do. A
 * command is written to the parameter "run", its result is read from there.
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/string.h>

#include "probe.h"

#define STUB_COUNTER	0x100

char probe_result[PROBE_RESULT_SIZE];

static int with_memory(u64 start, u64 size, u64 pattern,
		       u64 (*act)(u64 *words, u64 count, u64 pattern))
{
	void *memory = memremap(start, size, MEMREMAP_WB);
	u64 value;

	if (!memory)
		return -ENOMEM;
	value = act(memory, size / sizeof(u64), pattern);
	memunmap(memory);
	snprintf(probe_result, PROBE_RESULT_SIZE, "0x%llx", value);
	return 0;
}

/* One plain instruction, which a hypervisor can decode. */
static u64 get(u64 *word)
{
	return __raw_readq((void __iomem *)word);
}

static void put(u64 *word, u64 value)
{
	__raw_writeq(value, (void __iomem *)word);
}

static u64 read_one(u64 *words, u64 count, u64 pattern)
{
	return get(words);
}

static u64 write_all(u64 *words, u64 count, u64 pattern)
{
	u64 n;

	for (n = 0; n < count; n++)
		put(words + n, pattern);
	return count;
}

/* Every read may be trapped and take its time. */
static u64 count_equal(u64 *words, u64 count, u64 pattern)
{
	u64 n, found = 0;

	for (n = 0; n < count; n++) {
		found += get(words + n) == pattern;
		if (n % 1024 == 0)
			cond_resched();
	}
	return found;
}

static u64 count_nonzero(u64 *words, u64 count, u64 pattern)
{
	return count - count_equal(words, count, 0);
}

static u64 place_stub(u64 *words, u64 count, u64 pattern)
{
	memset(words, 0, PAGE_SIZE);
	memcpy(words, probe_stub, probe_stub_size);
	return probe_stub_size;
}

static int spin_forever(void *unused)
{
	for (;;)
		cpu_relax();
	return 0;
}

static int run_memory(const char *what, u64 a, u64 b, u64 c)
{
	if (!strcmp(what, "read"))
		return with_memory(a, sizeof(u64), 0, read_one);
	if (!strcmp(what, "write"))
		return with_memory(a, sizeof(u64), b, write_all);
	if (!strcmp(what, "fill"))
		return with_memory(a, b, c, write_all);
	if (!strcmp(what, "scan"))
		return with_memory(a, b, c, count_equal);
	if (!strcmp(what, "nonzero"))
		return with_memory(a, b, 0, count_nonzero);
	if (!strcmp(what, "stub"))
		return with_memory(a, PAGE_SIZE, 0, place_stub);
	if (!strcmp(what, "counter"))
		return with_memory(a + STUB_COUNTER, sizeof(u64), 0, read_one);
	return -EINVAL;
}

static int run_set(const char *text, const struct kernel_param *param)
{
	char what[16], name[16] = "";
	u64 a = 0, b = 0, c = 0;
	int result;

	strscpy(probe_result, "done", PROBE_RESULT_SIZE);
	if (sscanf(text, "%15s", what) != 1)
		return -EINVAL;
	if (!strcmp(what, "instruction"))
		return sscanf(text, "%*s %15s", name) == 1 ?
			probe_instruction(name) : -EINVAL;
	sscanf(text, "%*s %lli %lli %lli", &a, &b, &c);
	if (!strcmp(what, "hypercall"))
		return probe_hypercall(a, b, c);
	if (!strcmp(what, "hang"))
		return stop_machine(spin_forever, NULL, cpu_online_mask);
	result = run_memory(what, a, b, c);
	return result == -EINVAL ? probe_architecture(what, a, b, c) : result;
}

static int run_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", probe_result);
}

static const struct kernel_param_ops run_ops = {
	.set = run_set,
	.get = run_get,
};
module_param_cb(run, &run_ops, NULL, 0600);

MODULE_DESCRIPTION("Attacks from inside Linux");
MODULE_LICENSE("Dual BSD/GPL");
