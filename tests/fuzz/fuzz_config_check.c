/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzz target for the configuration checker: any bytes are a machine, a system
 * blob and two cell blobs. Each lies in a heap block of its own size, so that
 * AddressSanitizer sees reads outside.
 *
 * With clang's -fsanitize=fuzzer this is a libFuzzer target; built with
 * -DSTANDALONE it replays the files named on its command line.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <config_check.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct part {
	void *bytes;
	size_t size;
};

/* Splits off the first @size bytes. */
static struct part take(const uint8_t **data, size_t *left, size_t size)
{
	struct part part;

	part.size = size < *left ? size : *left;
	part.bytes = malloc(part.size ? part.size : 1);
	if (!part.bytes)
		abort();
	memcpy(part.bytes, *data, part.size);
	*data += part.size;
	*left -= part.size;
	return part;
}

static void verify(int result, const struct jailhouse_config_error *error)
{
	if (result == 0)
		return;
	if (error->rule == JAILHOUSE_RULE_NONE ||
	    result != config_rule_errno(error->rule) || result >= 0 ||
	    error->array == JAILHOUSE_ARRAY_NONE ||
	    error->array >= JAILHOUSE_NUM_ARRAYS)
		abort();
}

static void check_all(const struct part *system, const struct part *cells,
		      const struct config_machine *machine)
{
	struct jailhouse_config_error error = { 0 };
	int system_result, results[2], n;

	system_result = config_check_system(system->bytes, system->size,
					    machine, &error);
	verify(system_result, &error);
	if (!system_result)
		config_system_features(system->bytes);
	for (n = 0; n < 2; n++) {
		results[n] = config_check_cell(cells[n].bytes, cells[n].size,
					       machine, &error);
		verify(results[n], &error);
		if (!system_result && !results[n])
			verify(config_check_cell_system(cells[n].bytes,
							system->bytes, &error),
			       &error);
	}
	if (!results[0] && !results[1])
		verify(config_check_cell_cell(cells[0].bytes, cells[1].bytes,
					      &error), &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_machine machine = { 0 };
	struct part system, cells[2];
	uint16_t sizes[2];

	if (size < 8)
		return 0;
	machine.architecture = data[0] % 4;
	machine.phys_bits = data[1];
	machine.unsupported = data[2];
	machine.placed = data[3] & 1;
	memcpy(sizes, data + 4, sizeof(sizes));
	data += 8;
	size -= 8;
	system = take(&data, &size, sizes[0]);
	cells[0] = take(&data, &size, sizes[1]);
	cells[1] = take(&data, &size, size);
	check_all(&system, cells, &machine);
	free(system.bytes);
	free(cells[0].bytes);
	free(cells[1].bytes);
	return 0;
}

#ifdef STANDALONE
int main(int argc, char **argv)
{
	static uint8_t buffer[0x40000];
	size_t size;
	FILE *file;
	int n;

	for (n = 1; n < argc; n++) {
		file = fopen(argv[n], "rb");
		if (!file) {
			perror(argv[n]);
			return 1;
		}
		size = fread(buffer, 1, sizeof(buffer), file);
		fclose(file);
		LLVMFuzzerTestOneInput(buffer, size);
	}
	return 0;
}
#endif
