/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration checker: the blob as a whole, headers, CPU sets, consoles.
 */
#include "config_check_impl.h"

/* Linux' values, which all architectures of this project share. */
enum {
	RULE_0 = 0,
	RULE_EPERM = 1,
	RULE_EIO = 5,
	RULE_E2BIG = 7,
	RULE_ENOMEM = 12,
	RULE_EBUSY = 16,
	RULE_EEXIST = 17,
	RULE_ENODEV = 19,
	RULE_EINVAL = 22,
};

#define RULE_ERRNO(name, error)	RULE_##error,
static const __u8 rule_errno[JAILHOUSE_NUM_RULES] = {
	JAILHOUSE_CONFIG_RULES(RULE_ERRNO)
};

int config_rule_errno(__u32 rule)
{
	return rule < JAILHOUSE_NUM_RULES ? -rule_errno[rule] : -RULE_EINVAL;
}

int config_refuse(struct jailhouse_config_error *error, __u32 rule,
		  __u32 array, __u32 index, __u64 other)
{
	error->rule = rule;
	error->array = array;
	error->index = index;
	error->other = other < CONFIG_NONE ? (__u32)other : CONFIG_NONE;
	return config_rule_errno(rule);
}

static bool same_bytes(const char *a, const char *b, unsigned int length)
{
	while (length > 0 && *a == *b) {
		a++;
		b++;
		length--;
	}
	return length == 0;
}

bool config_same_name(const struct jailhouse_cell_desc *a,
		      const struct jailhouse_cell_desc *b)
{
	unsigned int n;

	for (n = 0; n < JAILHOUSE_CELL_NAME_MAXLEN; n++) {
		if (a->name[n] != b->name[n])
			return false;
		if (a->name[n] == 0)
			break;
	}
	return true;
}

/* The members that both kinds of blobs start with. */
static int check_signature(const char *found, const char *wanted,
			   __u8 architecture, __u16 revision, __u32 array,
			   const struct config_machine *machine,
			   struct jailhouse_config_error *error)
{
	if (!same_bytes(found, wanted, JAILHOUSE_SIGNATURE_LEN))
		return config_refuse(error, JAILHOUSE_RULE_SIGNATURE, array,
				     0, 0);
	if (revision != JAILHOUSE_CONFIG_REVISION)
		return config_refuse(error, JAILHOUSE_RULE_REVISION, array,
				     0, revision);
	if (architecture != machine->architecture)
		return config_refuse(error, JAILHOUSE_RULE_ARCHITECTURE, array,
				     0, architecture);
	return 0;
}

/* An empty name could not be told from "select by id" in management calls. */
static int check_name(const struct jailhouse_cell_desc *cell,
		      struct jailhouse_config_error *error)
{
	unsigned int n;
	__u8 c;

	for (n = 0; n < JAILHOUSE_CELL_NAME_MAXLEN; n++) {
		c = (__u8)cell->name[n];
		if (c == 0)
			break;
		if (c < 0x20 || c == 0x7f)
			return config_refuse(error, JAILHOUSE_RULE_CELL_NAME,
					     JAILHOUSE_ARRAY_CELL, n, c);
	}
	if (n == 0)
		return config_refuse(error, JAILHOUSE_RULE_CELL_NAME,
				     JAILHOUSE_ARRAY_CELL, 0, 0);
	return 0;
}

/*
 * @table_size:	bytes behind the table's header.
 * Every entry must lie inside; none of a required type is known yet.
 */
static int check_extension_entries(const __u8 *entries, __u64 table_size,
				   struct jailhouse_config_error *error)
{
	const struct jailhouse_extension *entry;
	__u64 offset = 0, step;
	__u32 index;

	for (index = 0; offset < table_size; index++) {
		if (table_size - offset < sizeof(*entry))
			return config_refuse(error, JAILHOUSE_RULE_EXTENSION,
					     JAILHOUSE_ARRAY_CELL, index,
					     CONFIG_NONE);
		entry = (const struct jailhouse_extension *)(entries + offset);
		step = sizeof(*entry) + (((__u64)entry->size + 7) & ~7ULL);
		if (step > table_size - offset ||
		    (entry->flags & JAILHOUSE_EXTENSION_REQUIRED))
			return config_refuse(error, JAILHOUSE_RULE_EXTENSION,
					     JAILHOUSE_ARRAY_CELL, index,
					     entry->type);
		offset += step;
	}
	return 0;
}

/*
 * @used:	bytes of the blob up to the end of its last array.
 * @size:	bytes of the whole blob.
 */
static int check_extensions(const void *blob, __u64 used, __u64 size,
			    const struct jailhouse_cell_desc *cell,
			    struct jailhouse_config_error *error)
{
	__u64 start = (used + 7) & ~7ULL;
	const struct jailhouse_extension_table *table;

	if (!(cell->flags & JAILHOUSE_CELL_EXTENDED))
		return 0;
	if (size < start + sizeof(*table))
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_SHORT,
				     JAILHOUSE_ARRAY_CELL, 0,
				     start + sizeof(*table));
	table = (const struct jailhouse_extension_table *)
		((const __u8 *)blob + start);
	if (table->size < sizeof(*table))
		return config_refuse(error, JAILHOUSE_RULE_EXTENSION,
				     JAILHOUSE_ARRAY_CELL, 0, CONFIG_NONE);
	if (table->size > size - start)
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_SHORT,
				     JAILHOUSE_ARRAY_CELL, 0,
				     start + table->size);
	return check_extension_entries((const __u8 *)(table + 1),
				       table->size - sizeof(*table), error);
}

static int check_cpu_set(const struct config_subject *subject)
{
	const struct jailhouse_cell_desc *cell = subject->cell;
	bool x86 = subject->machine->architecture == JAILHOUSE_X86;
	bool empty = true;
	__u32 cpu;

	if (cell->cpu_set_size > JAILHOUSE_CPU_SET_MAX_SIZE)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_CPU_SET_SIZE,
				     JAILHOUSE_ARRAY_CPUS, 0,
				     cell->cpu_set_size);
	for (cpu = 0; cpu < cell->cpu_set_size * 8; cpu++) {
		if (!jailhouse_cell_has_cpu(cell, cpu))
			continue;
		empty = false;
		if (x86 && cpu > CONFIG_X86_MAX_CPU_ID)
			return config_refuse(subject->error,
					     JAILHOUSE_RULE_CPU_ID,
					     JAILHOUSE_ARRAY_CPUS, cpu, 0);
		/* Linux never takes CPU 0 offline. */
		if (x86 && cpu == 0 && !subject->is_root)
			return config_refuse(subject->error,
					     JAILHOUSE_RULE_CPU_BOOT,
					     JAILHOUSE_ARRAY_CPUS, 0, 0);
	}
	if (empty)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_CPU_SET_EMPTY,
				     JAILHOUSE_ARRAY_CPUS, 0, 0);
	return 0;
}

/* The arrays lie inside the blob by now. */
static int check_arrays(const struct config_subject *subject)
{
	int err;

	err = check_cpu_set(subject);
	if (!err)
		err = config_check_memory(subject);
	if (!err)
		err = config_check_cache(subject);
	if (!err)
		err = config_check_irqchips(subject);
	if (!err)
		err = config_check_pio(subject);
	if (!err)
		err = config_check_pci(subject);
	if (!err && subject->cell->console.type > JAILHOUSE_CON_TYPE_SCIF)
		err = config_refuse(subject->error,
				    JAILHOUSE_RULE_CONSOLE_TYPE,
				    JAILHOUSE_ARRAY_CELL, 0,
				    subject->cell->console.type);
	return err;
}

/* What a cell may not ask of this build. */
static int check_features(const struct config_subject *subject)
{
	const struct jailhouse_cell_desc *cell = subject->cell;
	__u32 missing = config_cell_features(cell) &
		subject->machine->unsupported;
	__u32 flags = 0;

	if (missing & CONFIG_FEATURE_CACHE)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_CACHE_UNSUPPORTED,
				     JAILHOUSE_ARRAY_CACHE, 0, 0);
	if (missing & CONFIG_FEATURE_PCI)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_PCI_UNSUPPORTED,
				     JAILHOUSE_ARRAY_PCI_DEVICES, 0, 0);
	if (missing & CONFIG_FEATURE_STREAM)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_STREAM_UNSUPPORTED,
				     JAILHOUSE_ARRAY_STREAM_IDS, 0, 0);
	if (missing & CONFIG_FEATURE_TEST_DEVICE)
		flags |= JAILHOUSE_CELL_TEST_DEVICE;
	if (missing & CONFIG_FEATURE_AARCH32)
		flags |= JAILHOUSE_CELL_AARCH32;
	if (flags)
		return config_refuse(subject->error, JAILHOUSE_RULE_CELL_FLAGS,
				     JAILHOUSE_ARRAY_CELL, 0, flags);
	return 0;
}

__u32 config_cell_features(const struct jailhouse_cell_desc *cell)
{
	__u32 features = 0;

	if (cell->num_pci_devices)
		features |= CONFIG_FEATURE_PCI;
	if (cell->num_cache_regions)
		features |= CONFIG_FEATURE_CACHE;
	if (cell->num_stream_ids)
		features |= CONFIG_FEATURE_STREAM;
	if (cell->flags & JAILHOUSE_CELL_TEST_DEVICE)
		features |= CONFIG_FEATURE_TEST_DEVICE;
	if (cell->flags & JAILHOUSE_CELL_AARCH32)
		features |= CONFIG_FEATURE_AARCH32;
	return features;
}

/* Whether the hypervisor has a driver for the debug console. */
static bool console_driven(const struct jailhouse_system *system)
{
	__u16 type = system->debug_console.type;

	return type == JAILHOUSE_CON_TYPE_NONE ||
		type == JAILHOUSE_CON_TYPE_8250 ||
		(type == JAILHOUSE_CON_TYPE_PL011 &&
		 config_is_arm(system->architecture));
}

__u32 config_system_features(const struct jailhouse_system *system)
{
	__u32 features = config_cell_features(&system->root_cell);

	if (!console_driven(system))
		features |= CONFIG_FEATURE_CONSOLE;
	if (system->debug_console.clock_reg)
		features |= CONFIG_FEATURE_CONSOLE_CLOCK;
	if (system->platform_info.iommu_units[0].base)
		features |= CONFIG_FEATURE_IOMMU;
	return features;
}

int config_check_cell(const struct jailhouse_cell_desc *config, __u64 size,
		      const struct config_machine *machine,
		      struct jailhouse_config_error *error)
{
	const struct config_subject subject = {
		.cell = config,
		.machine = machine,
		.error = error,
		.is_root = false,
	};
	__u64 needed = sizeof(*config);
	int err;

	if (size > JAILHOUSE_CELL_CONFIG_MAX_SIZE)
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_LARGE,
				     JAILHOUSE_ARRAY_CELL, 0,
				     JAILHOUSE_CELL_CONFIG_MAX_SIZE);
	if (size >= sizeof(*config)) {
		err = check_signature(config->signature,
				      JAILHOUSE_CELL_DESC_SIGNATURE,
				      config->architecture, config->revision,
				      JAILHOUSE_ARRAY_CELL, machine, error);
		if (err)
			return err;
		needed = jailhouse_cell_config_size(config);
	}
	if (size < needed)
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_SHORT,
				     JAILHOUSE_ARRAY_CELL, 0, needed);
	err = check_name(config, error);
	if (!err)
		err = check_extensions(config, needed, size, config, error);
	if (!err)
		err = check_arrays(&subject);
	if (!err)
		err = check_features(&subject);
	if (!err)
		err = config_check_reset_address(&subject);
	return err;
}

static int check_debug_console(const struct jailhouse_system *config,
			       __u32 architecture,
			       struct jailhouse_config_error *error)
{
	const struct jailhouse_console *con = &config->debug_console;
	/* Eight registers, one byte each: the longest that ports can hold. */
	const __u64 last_pio = 0x10000 - 8;
	bool known;

	if (architecture == JAILHOUSE_X86)
		known = con->type <= JAILHOUSE_CON_TYPE_8250;
	else
		known = con->type <= JAILHOUSE_CON_TYPE_SCIF &&
			con->type != JAILHOUSE_CON_TYPE_EFIFB;
	if (!known)
		return config_refuse(error, JAILHOUSE_RULE_CONSOLE_TYPE,
				     JAILHOUSE_ARRAY_SYSTEM, 0, con->type);
	if (architecture == JAILHOUSE_X86 &&
	    con->type == JAILHOUSE_CON_TYPE_8250 &&
	    !(con->flags & JAILHOUSE_CON_ACCESS_MMIO) &&
	    con->address > last_pio)
		return config_refuse(error, JAILHOUSE_RULE_CONSOLE_ADDRESS,
				     JAILHOUSE_ARRAY_SYSTEM, 0, con->address);
	if (con->type && (con->flags & JAILHOUSE_CON_ACCESS_MMIO) &&
	    (!con->size || config_wraps(con->address, con->size)))
		return config_refuse(error, JAILHOUSE_RULE_CONSOLE_ADDRESS,
				     JAILHOUSE_ARRAY_SYSTEM, 0, con->address);
	return 0;
}

static int check_platform(const struct jailhouse_system *config,
			  __u32 architecture,
			  struct jailhouse_config_error *error)
{
	__u8 apic_mode = config->platform_info.x86.apic_mode;
	__u8 gic_version = config->platform_info.arm.gic_version;

	if (architecture == JAILHOUSE_X86 &&
	    apic_mode > JAILHOUSE_APIC_MODE_X2APIC)
		return config_refuse(error, JAILHOUSE_RULE_APIC_MODE,
				     JAILHOUSE_ARRAY_SYSTEM, 0, apic_mode);
	if (config_is_arm(architecture) && gic_version != 2 &&
	    gic_version != 3)
		return config_refuse(error, JAILHOUSE_RULE_GIC_VERSION,
				     JAILHOUSE_ARRAY_SYSTEM, 0, gic_version);
	return check_debug_console(config, architecture, error);
}

/* Signature, size and everything that decides how large the blob is. */
static int check_system_size(const struct jailhouse_system *config, __u64 size,
			     const struct config_machine *machine,
			     __u64 *needed,
			     struct jailhouse_config_error *error)
{
	int err;

	*needed = sizeof(*config);
	if (size >= sizeof(*config)) {
		err = check_signature(config->signature,
				      JAILHOUSE_SYSTEM_SIGNATURE,
				      config->architecture, config->revision,
				      JAILHOUSE_ARRAY_SYSTEM, machine, error);
		if (err)
			return err;
		*needed = jailhouse_system_config_size(config);
	}
	if (*needed > CONFIG_SYSTEM_MAX_SIZE)
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_LARGE,
				     JAILHOUSE_ARRAY_SYSTEM, 0,
				     CONFIG_SYSTEM_MAX_SIZE);
	if (size < *needed)
		return config_refuse(error, JAILHOUSE_RULE_BLOB_TOO_SHORT,
				     JAILHOUSE_ARRAY_SYSTEM, 0, *needed);
	return 0;
}

int config_check_system(const struct jailhouse_system *config, __u64 size,
			const struct config_machine *machine,
			struct jailhouse_config_error *error)
{
	const struct config_subject subject = {
		.cell = &config->root_cell,
		.machine = machine,
		.error = error,
		.is_root = true,
	};
	__u64 needed;
	int err;

	err = check_system_size(config, size, machine, &needed, error);
	if (!err)
		err = check_platform(config, machine->architecture, error);
	if (!err)
		err = config_check_gic(config, machine, error);
	if (!err)
		err = config_check_hypervisor_memory(config, needed, machine,
						     error);
	if (!err)
		err = check_extensions(config, needed, size,
				       &config->root_cell, error);
	if (!err)
		err = check_arrays(&subject);
	return err;
}
