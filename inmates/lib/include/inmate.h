/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bare-metal runtime of inmates. An inmate defines inmate_main(); the
 * runtime brings the boot CPU there in 64-bit mode, with the first 4 GiB
 * mapped 1:1, caches on, interrupts disabled and the console usable.
 *
 * Nothing here takes locks: unless a comment says otherwise a function may be
 * called by one CPU at a time only.
 */
#ifndef INMATE_H
#define INMATE_H

#include <string.h>
#include <types.h>
#include <jailhouse/hypercall.h>
#include <inmate/layout.h>
#if defined(__aarch64__)
#include <inmate/arm64.h>
#else
#include <inmate/x86.h>
#endif

/** The inmate itself. Returning shuts the cell down. */
void inmate_main(void);

/* Communication region (comm.c) */

/** The region, where the cell's configuration must put it. */
#define comm_region \
	((struct jailhouse_comm_region *)COMM_REGION_ADDRESS)

/**
 * Answer the message of the hypervisor, if there is one.
 *
 * Return: true if it asks to shut down. That one is not answered here: call
 * comm_approve_shutdown() or comm_deny_shutdown() then.
 */
bool comm_shutdown_requested(void);

/** Let the pending shutdown happen; the cell is stopped soon. No return. */
__noreturn void comm_approve_shutdown(void);

/** Refuse the pending shutdown; the cell goes on. */
void comm_deny_shutdown(void);

/**
 * Tell the hypervisor the state of the cell.
 * @state: JAILHOUSE_CELL_*
 */
void comm_set_state(u32 state);

/** Stop this CPU for good, with the cell's state set. No return. */
__noreturn void inmate_stop(u32 state);

/* Console (console.c) */

/**
 * Print to the consoles that configuration and command line select; see
 * printf.h for the format. Waits for the UART. Also usable in interrupts.
 */
void printk(const char *fmt, ...) __printf(1, 2);

/* Command line (cmdline.c): blank separated NAME and NAME=VALUE */

/**
 * Value of a parameter, into @buffer. NAME alone gives an empty text.
 *
 * Return: false, with @buffer untouched, if the parameter is absent or its
 * value does not fit in @size bytes with its NUL.
 */
bool cmdline_string(const char *name, char *buffer, size_t size);

/**
 * Value of a parameter as a number, decimal, or hexadecimal after 0x, with
 * an optional - before it.
 *
 * Return: @fallback if the parameter is absent or not a number.
 */
long cmdline_number(const char *name, long fallback);

/**
 * Value of a parameter as a switch: NAME, NAME=1, =true, =on; NAME=0, =false,
 * =off.
 *
 * Return: @fallback if the parameter is absent or none of these.
 */
bool cmdline_bool(const char *name, bool fallback);

/* Exceptions and interrupts (interrupt.c) */

/** Registers at an exception; changes take effect on return. */
#if defined(__aarch64__)
struct exception_frame {
	u64 x[31];
	u64 pc, pstate;
	u64 padding;
};
#else
struct exception_frame {
	u64 r15, r14, r13, r12, r11, r10, r9, r8;
	u64 rbp, rdi, rsi, rdx, rcx, rbx, rax;
	u64 vector, error;
	u64 rip, cs, rflags, rsp, ss;
};
#endif

/**
 * Called for every exception if set. Return: true if execution may go on,
 * false to print the registers and stop the cell as failed.
 */
extern bool (*exception_hook)(struct exception_frame *frame);

#define IRQ_FIRST_VECTOR	32
/** Vector of spurious APIC interrupts, not available. */
#define IRQ_SPURIOUS_VECTOR	255

/**
 * Set the function that handles an interrupt vector, on all CPUs. It runs
 * with interrupts disabled and must not use floating-point or vector registers.
 * The runtime signals the end of interrupt. Without a handler an interrupt is
 * ignored.
 * @vector: x86: IRQ_FIRST_VECTOR to IRQ_SPURIOUS_VECTOR - 1; arm64: INTID
 */
void irq_set_handler(unsigned int vector, void (*handler)(void));

/* Time (timer.c) */

/** Nanoseconds since some moment in the past; any CPU. 0 without a TSC rate. */
u64 time_ns(void);

/**
 * How long to wait, in ns, for what must come: longer than any delay of a
 * machine that is emulated or shares its cores, so that it ends only waits
 * that would never end.
 */
#define PATIENCE_NS	10000000000ULL

/** Wait. */
void delay_us(u64 microseconds);

/** What a periodic tick has to tell. */
struct timer_tick {
	/** Time from the programmed expiry to the handler, ns. */
	u64 lateness_ns;
	/** Expiries lost since the last tick because interrupts were off. */
	u64 missed;
};

/**
 * Start the APIC timer of the calling CPU: @tick is called each @period_ns in
 * interrupt context. Only one CPU of a cell can use it.
 *
 * Return: false if the period is 0 or too long for the timer, or if its rate
 * is unknown; nothing is started then.
 */
bool timer_start(u64 period_ns, void (*tick)(const struct timer_tick *tick));

/** Stop it again. */
void timer_stop(void);

/**
 * Let the CPU sleep between two looks at the communication region: until the
 * next interrupt, which is one of the timer, started with 10 ms if it does not
 * run. Precondition: interrupts disabled; so they are on return. Only on the
 * CPU that uses the timer.
 */
void cpu_idle(void);

/* CPUs of the cell (x86/smp.c; arm64: inmate/psci.h) */

/** Number of CPUs, the boot CPU included. */
unsigned int smp_num_cpus(void);

/**
 * APIC id of a CPU.
 * @cpu: 0 (the boot CPU) to smp_num_cpus() - 1; the order of the others is
 *	 that of their arrival.
 */
u32 smp_apic_id(unsigned int cpu);

/**
 * Start a halted CPU by INIT and SIPI. It calls @entry with its number, in
 * the same state as the boot CPU's, and halts when @entry returns.
 * @cpu: 1 to smp_num_cpus() - 1
 *
 * Return: false if it does not arrive within a second.
 */
bool smp_start_cpu(unsigned int cpu, void (*entry)(unsigned int cpu));

#endif
