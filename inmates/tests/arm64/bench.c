/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Costs of single operations, for emulators on which the counter counts
 * instructions and runs at 1 GHz: each operation is called in a loop of BATCH,
 * raw. On anything else the figures are noise.
 *
 * Prints "bench: OPERATION MINIMUM MEDIAN" per operation and "bench: done".
 *
 * Parameter: bare	there is no hypervisor: leave its calls out
 */
#include <inmate/gic.h>

#include "../bench.h"

#define BATCH		64
#define BATCHES		50

#define PSCI_VERSION	0x84000000
#define UNKNOWN_CALL	0x7fff

#define GICD_TYPER	0x004
/* SPIs 32 to 63 */
#define GICD_ISENABLER1	0x104
#define GICD_ICENABLER1	0x184
#define GICD_SGIR	0xf00
/** GICD_SGIR: the calling CPU only. */
#define SGIR_SELF	(2 << 24)

#define TIMER_INTID	27
#define TIMER_ENABLE	1
#define TIMER_TICKS	20000
#define SGI		5

/** For an emulator's plugin: counts before the nth operation; does nothing. */
#define MARK(n)		asm volatile("movz xzr, #0x100+" #n)

/*
 * An interrupt handler that does the least there is: it notes when its first
 * instruction ran, stops the timer, and ends the interrupt. The stack is not
 * used below the pointer by C code.
 */
extern const char bench_vectors[];
asm(".balign 2048\n"
    "bench_vectors:\n\t"
    ".skip 0x280\n\t"
    "stp x0, x1, [sp, #-16]!\n\t"
    "mrs x0, cntvct_el0\n\t"
    "ldr x1, =arrival\n\t"
    "str x0, [x1]\n\t"
    "msr cntv_ctl_el0, xzr\n\t"
    "ldr x1, =interface\n\t"
    "ldr x1, [x1]\n\t"
    "cbz x1, 1f\n\t"
    "ldr w0, [x1, #0x0c]\n\t"		/* GICC_IAR */
    "str w0, [x1, #0x10]\n\t"		/* GICC_EOIR */
    "ldp x0, x1, [sp], #16\n\t"
    "eret\n"
    "1:\n\t"
    "mrs x0, icc_iar1_el1\n\t"
    "msr icc_eoir1_el1, x0\n\t"
    "ldp x0, x1, [sp], #16\n\t"
    "eret\n\t"
    ".ltorg\n\t"
    ".balign 2048\n");

/** Counter at the handler's first instruction. */
volatile u64 arrival;
/** GICv2's CPU interface, NULL with GICv3. */
u8 *interface;

static u8 *distributor;

static u64 counter(void)
{
	cpu_sync();
	return read_register(cntvct_el0);
}

static void empty(void)
{
	asm volatile("");
}

static void hvc_unknown(void)
{
	register u64 x0 asm("x0") = UNKNOWN_CALL;

	asm volatile("hvc #0x4a48" : "+r" (x0) : : "x3", "memory");
}

static void psci_version(void)
{
	register u64 x0 asm("x0") = PSCI_VERSION;

	asm volatile("smc #0" : "+r" (x0) : : "x1", "x2", "x3", "memory");
}

static void gicd_typer(void)
{
	mmio_read32(distributor + GICD_TYPER);
}

static void gicd_isenabler(void)
{
	mmio_read32(distributor + GICD_ISENABLER1);
}

static void gicd_icenabler(void)
{
	mmio_write32(distributor + GICD_ICENABLER1, ~0U);
}

/** To the calling CPU, by what is written and where. */
static u64 sgi_value;

static void send_sgi(void)
{
	if (interface) {
		mmio_write32(distributor + GICD_SGIR, sgi_value);
		return;
	}
	write_register(icc_sgi1r_el1, sgi_value);
	cpu_sync();
}

static void sgi_self(void)
{
	arrival = 0;
	send_sgi();
	while (!arrival)
		;
}

static u32 run_batch(void (*operation)(void))
{
	u64 start = counter();
	unsigned int n;

	for (n = 0; n < BATCH; n++)
		operation();
	return (counter() - start + BATCH / 2) / BATCH;
}

static void measure(const char *name, void (*operation)(void))
{
	unsigned int n;

	/* The emulator translates code when it first sees it. */
	run_batch(operation);
	MARK(0);
	for (n = 0; n < BATCHES; n++)
		samples[n] = run_batch(operation);
	MARK(1);
	report(name, BATCHES);
}

/** From a write to the first instruction of the handler. */
static void measure_sgi_delivery(void)
{
	unsigned int n;
	u64 start;

	for (n = 0; n < SAMPLES; n++) {
		arrival = 0;
		start = counter();
		send_sgi();
		while (!arrival)
			;
		samples[n] = arrival - start;
	}
	report("sgi-delivery", SAMPLES);
}

static void measure_timer(void)
{
	unsigned int n;
	u64 expiry;

	for (n = 0; n < SAMPLES; n++) {
		arrival = 0;
		expiry = counter() + TIMER_TICKS;
		write_register(cntv_cval_el0, expiry);
		write_register(cntv_ctl_el0, TIMER_ENABLE);
		while (!arrival)
			;
		samples[n] = arrival - expiry;
	}
	report("timer-lateness", SAMPLES);
}

static void measure_interrupts(void)
{
	u64 vectors = read_register(vbar_el1);

	gic_enable(SGI);
	gic_enable(TIMER_INTID);
	write_register(vbar_el1, bench_vectors);
	cpu_sync();
	irq_enable();
	measure("sgi-self", sgi_self);
	measure_sgi_delivery();
	measure_timer();
	irq_disable();
	write_register(vbar_el1, vectors);
	cpu_sync();
}

void inmate_main(void)
{
	distributor = (u8 *)comm_region->gicd_base;
	if (comm_region->gic_version == 2)
		interface = (u8 *)comm_region->gicc_base;
	sgi_value = interface ? SGIR_SELF | SGI : gic_sgi1r(cpu_hw_id(), SGI);

	measure("empty", empty);
	if (!cmdline_bool("bare", false)) {
		measure("hvc-unknown", hvc_unknown);
		measure("psci-version", psci_version);
	}
	measure("gicd-typer", gicd_typer);
	measure("gicd-isenabler", gicd_isenabler);
	measure("gicd-icenabler", gicd_icenabler);
	measure_interrupts();
	printk("bench: done\n");
	inmate_stop(JAILHOUSE_CELL_SHUT_DOWN);
}
