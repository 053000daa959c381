/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers, and instructions in their encoding space. */
#include "../violate.h"

/* Implementation defined: S3_<op1>_C15_<Cm>_<op2>. */
static const char *impdef_read(void)
{
	(void)read_register(s3_1_c15_c2_0);
	return NULL;
}

static const char *impdef_write(void)
{
	write_register(s3_1_c15_c2_1, ~0UL);
	return NULL;
}

static const char *actlr_write(void)
{
	u64 before = read_register(actlr_el1);

	write_register(actlr_el1, ~before);
	cpu_sync();
	return read_register(actlr_el1) == before ? NULL : "ACTLR_EL1 changed";
}

/*
 * With the OS lock the CPU could be made to stop for a debugger. QEMU lacks
 * DBGPRCR_EL1, which is trapped with these.
 */
static const char *os_lock(void)
{
	write_register(oslar_el1, 1);
	write_register(osdlr_el1, 1);
	cpu_sync();
	if (read_register(oslsr_el1) != 8)
		return "OS lock";
	return read_register(osdlr_el1) ? "OS double lock" : NULL;
}

/* Cleaning by set and way reaches what other cells have in shared caches. */
static const char *cache_set_way(void)
{
	asm volatile("dc cisw, %0" : : "r" (0UL) : "memory");
	return NULL;
}

static const char *cache_invalidate_set_way(void)
{
	asm volatile("dc isw, %0" : : "r" (0UL) : "memory");
	return NULL;
}

#define EL2_REGISTER(function, name)					\
static const char *function(void)					\
{									\
	(void)read_register(name);					\
	return NULL;							\
}

EL2_REGISTER(hcr_read, hcr_el2)
EL2_REGISTER(vttbr_read, vttbr_el2)
EL2_REGISTER(ich_read, ich_hcr_el2)

/* Profiling, tracing and records of branches write to memory, or tell of
 * others; activity monitors, regions with limited ordering and partition
 * numbers of caches are not for cells. */
EL2_REGISTER(profiling, s3_0_c9_c9_0)
EL2_REGISTER(profiling_buffer, s3_0_c9_c10_0)
EL2_REGISTER(trace_filter, s3_0_c1_c2_1)
EL2_REGISTER(trace_buffer, s3_0_c9_c11_0)
EL2_REGISTER(branch_records, s2_1_c9_c0_0)
EL2_REGISTER(activity_monitors, s3_3_c13_c2_0)
EL2_REGISTER(limited_ordering, s3_0_c10_c4_3)
EL2_REGISTER(partition_number, s3_0_c10_c5_0)
EL2_REGISTER(second_thread_id, s3_3_c13_c0_5)
EL2_REGISTER(tag_control, s3_0_c1_c0_6)

/* SVCR of the matrix unit, which EL1 has to allow to itself: CPACR_EL1.SMEN. */
static const char *matrix_unit(void)
{
	write_register(cpacr_el1, read_register(cpacr_el1) | 3UL << 24);
	cpu_sync();
	(void)read_register(s3_3_c4_c2_2);
	return NULL;
}

static const char *vbar_el2_write(void)
{
	write_register(vbar_el2, 0);
	return NULL;
}

/* The identities are those of the CPU, as Linux sees them. */
static const char *identity(void)
{
	if (read_register(currentel) >> 2 != 1)
		return "not at EL1";
	return read_register(mpidr_el1) & 1UL << 31 ? NULL : "MPIDR_EL1";
}

const struct violation_case register_cases[] = {
	{ "impdef-read", impdef_read, EXCEPTION_UD },
	{ "impdef-write", impdef_write, EXCEPTION_UD },
	{ "actlr", actlr_write, HARMLESS },
	{ "os-lock", os_lock, HARMLESS },
	{ "cache-clean-set-way", cache_set_way, EXCEPTION_UD },
	{ "cache-set-way", cache_invalidate_set_way, EXCEPTION_UD },
	{ "hcr-read", hcr_read, EXCEPTION_UD },
	{ "vttbr-read", vttbr_read, EXCEPTION_UD },
	{ "ich-read", ich_read, EXCEPTION_UD },
	{ "vbar-el2", vbar_el2_write, EXCEPTION_UD },
	{ "spe", profiling, EXCEPTION_UD },
	{ "spe-buffer", profiling_buffer, EXCEPTION_UD },
	{ "trace-filter", trace_filter, EXCEPTION_UD },
	{ "trbe", trace_buffer, EXCEPTION_UD },
	{ "brbe", branch_records, EXCEPTION_UD },
	{ "amu", activity_monitors, EXCEPTION_UD },
	{ "lor", limited_ordering, EXCEPTION_UD },
	{ "mpam", partition_number, EXCEPTION_UD },
	{ "sme", matrix_unit, EXCEPTION_UD },
	{ "tpidr2", second_thread_id, EXCEPTION_UD },
	{ "mte-control", tag_control, EXCEPTION_UD },
	{ "identity", identity, HARMLESS },
	{ NULL, NULL, STOPPED },
};
