/* SPDX-License-Identifier: BSD-2-Clause */
/* What is taken in order is given back in reverse. */
#include <unit.h>

static unsigned int unit_count(void)
{
	unsigned int n = 0;

	while (arch_units[n])
		n++;
	return n;
}

int units_check(const struct jailhouse_cell_desc *config,
		struct jailhouse_config_error *error)
{
	unsigned int n;
	int err;

	for (n = 0; arch_units[n]; n++) {
		if (!arch_units[n]->check)
			continue;
		err = arch_units[n]->check(config, error);
		if (err)
			return err;
	}
	return 0;
}

/** Undo the first @count prepares. */
static void rollback(struct cell *cell, unsigned int count)
{
	while (count--)
		if (arch_units[count]->rollback)
			arch_units[count]->rollback(cell);
}

int units_prepare(struct cell *cell)
{
	unsigned int n;
	int err;

	for (n = 0; arch_units[n]; n++) {
		if (!arch_units[n]->prepare)
			continue;
		err = arch_units[n]->prepare(cell);
		if (err) {
			rollback(cell, n);
			return err;
		}
	}
	return 0;
}

int units_map(struct cell *cell)
{
	unsigned int n;
	int err;

	for (n = 0; arch_units[n]; n++) {
		if (!arch_units[n]->map)
			continue;
		err = arch_units[n]->map(cell);
		if (err)
			return err;
	}
	return 0;
}

void units_rollback(struct cell *cell)
{
	rollback(cell, unit_count());
}

void units_commit(struct cell *cell)
{
	unsigned int n;

	for (n = 0; arch_units[n]; n++)
		if (arch_units[n]->commit)
			arch_units[n]->commit(cell);
}

void units_release(struct cell *cell)
{
	unsigned int n = unit_count();

	while (n--)
		if (arch_units[n]->release)
			arch_units[n]->release(cell);
}

void units_reset(struct cell *cell)
{
	unsigned int n;

	for (n = 0; arch_units[n]; n++)
		if (arch_units[n]->reset)
			arch_units[n]->reset(cell);
}

void units_cpu_handover(struct cell *cell)
{
	unsigned int n;

	for (n = 0; arch_units[n]; n++)
		if (arch_units[n]->cpu_handover)
			arch_units[n]->cpu_handover(cell);
}

void units_shutdown(void)
{
	unsigned int n = unit_count();

	while (n--)
		if (arch_units[n]->shutdown)
			arch_units[n]->shutdown();
}
