/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a physical interrupt to a virtual one, for both versions of the GIC:
 * included once by each, behind the functions hw_* and lr_* that know the
 * registers, so that no exit pays for the choice.
 *
 * A physical interrupt is acknowledged and its priority dropped at once (EOI
 * mode 1); it stays active until the guest ends the virtual one, which carries
 * its number, so that no exit is needed for that. When no list register is free
 * the priority mask holds back everything but the kick and the maintenance
 * interrupt, which comes when there is room again.
 */
#ifndef GIC_FUNCTION
#error "for gicv2.c and gicv3.c"
#endif

/* HAS_LPIS is the version's, too: what a GICv2 does not need is not there. */

/** Let interrupts wait until a list register is free. */
__cold static void block(void)
{
	this_private()->gic.blocked = true;
	hw_set_mask(GIC_PRIORITY_BLOCK);
	hw_set_underflow(true);
}

__cold static void unblock(void)
{
	this_private()->gic.blocked = false;
	hw_set_underflow(false);
	hw_set_mask(GIC_PRIORITY_OPEN);
}

static u32 used_lrs(void)
{
	return ~hw_free_lrs() & this_private()->gic.all_lrs;
}

/** Take the first free list register; the caller knows that there is one. */
static void fill_lr(u64 value)
{
	u32 free = hw_free_lrs();

	write_lr(__builtin_ctz(free), value);
	if (!(free & (free - 1)))
		block();
}

/** Used list register of the same interrupt; num_lrs or more: none. */
static unsigned int find_lr(u64 value)
{
	u32 used = used_lrs();
	unsigned int n;

	for (; used; used &= used - 1) {
		n = __builtin_ctz(used);
		if (lr_same(read_lr(n), value))
			return n;
	}
	return ~0U;
}

/**
 * An interrupt of the distributor. A guest that ended one behind its list
 * register's back has the former in there still: no INTID may be in two.
 */
static void inject_hw(u32 intid, u64 priority)
{
	u64 value = lr_make_hw(intid, priority);
	unsigned int n = find_lr(value);

	if (n < this_private()->gic.num_lrs)
		write_lr(n, value);
	else
		fill_lr(value);
}

/** An interrupt that the distributor knows nothing of: an SGI or an LPI. */
static bool inject_soft(u64 value)
{
	unsigned int n;

	/* The one before may have changed what is read now. */
	isb();
	n = find_lr(value);
	if (n < this_private()->gic.num_lrs) {
		write_lr(n, read_lr(n) | LR_PENDING);
		return true;
	}
	if (!hw_free_lrs()) {
		block();
		return false;
	}
	fill_lr(value);
	return true;
}

/**
 * An SGI from the calling CPU to itself, where there is nothing to merge it with
 * and room for more. Return: false, with nothing done, if that is not so.
 */
static inline bool inject_sgi_at_once(unsigned int sgi, u32 source)
{
	const struct private_per_cpu *private = this_private();
	const struct gic_cpu *gic = &private->gic;
	u32 free = hw_free_lrs();

	if (free != gic->all_lrs || !(free & (free - 1)) ||
	    !(gic->sgi_enabled >> sgi & 1) || private->public_part->arch.sgis)
		return false;
	write_lr0(lr_make(sgi, gic->sgi_priority[sgi], source));
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_VSGI);
	return true;
}

/** One SGI from all its senders. Return: false if there was no room. */
static bool deliver_sgi(unsigned int sgi)
{
	const struct gic_cpu *gic = &this_private()->gic;
	u8 *pending = &this_cpu()->arch.sgi_sources[sgi];
	u8 sources = __atomic_exchange_n(pending, 0, __ATOMIC_SEQ_CST);

	/* A GICv2's came with another's; else the guest itself pended it. */
	if (!sources && !HAS_LPIS)
		return true;
	if (!sources)
		sources = 1;
	for (; sources; sources &= sources - 1)
		if (!inject_soft(lr_make(sgi, gic->sgi_priority[sgi],
					 __builtin_ctz(sources)))) {
			__atomic_fetch_or(pending, sources, __ATOMIC_SEQ_CST);
			return false;
		}
	return true;
}

/** LPIs that other CPUs took for this one. */
__cold static void deliver_lpis(void)
{
	u64 priority;
	u32 intid;

	/* Root may have lost the CPU meanwhile. */
	if (!gic_is_owned(GIC_FIRST_LPI)) {
		gic_pass_all_lpis();
		return;
	}
	while ((intid = gic_next_lpi(&priority))) {
		if (!inject_soft(lr_make(intid, priority, 0))) {
			gic_keep_lpi(intid, priority);
			return;
		}
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
	}
}

void GIC_FUNCTION(deliver_sgis)(void)
{
	u32 *sgis = &this_cpu()->arch.sgis, ready;
	unsigned int sgi;

	if (HAS_LPIS &&
	    __atomic_load_n(&this_cpu()->arch.num_lpis, __ATOMIC_ACQUIRE))
		deliver_lpis();
	ready = __atomic_load_n(sgis, __ATOMIC_RELAXED) &
		this_private()->gic.sgi_enabled;
	for (; ready; ready &= ready - 1) {
		sgi = __builtin_ctz(ready);
		__atomic_fetch_and(sgis, ~(u32)BIT(sgi), __ATOMIC_SEQ_CST);
		if (!deliver_sgi(sgi)) {
			__atomic_fetch_or(sgis, BIT(sgi), __ATOMIC_SEQ_CST);
			return;
		}
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_VSGI);
	}
}

/** The maintenance interrupt: there is room again. */
__cold static void take_own(u32 ack)
{
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE);
	if (this_private()->gic.blocked)
		unblock();
	hw_deactivate(ack);
}

/** An interrupt that is not for the guest, or for one that does not run. */
__cold static void take_unwanted(u32 ack, u64 priority)
{
	u32 intid = ack_intid(ack);

	if (HAS_LPIS && intid >= GIC_FIRST_LPI) {
		gic_pass_lpi(intid, priority);
		return;
	}
	gic_turn_away(intid);
	hw_deactivate(ack);
}

static void take_lpi(u32 intid, u64 priority)
{
	/* Its priority can be above the mask that means: no room. */
	if (!inject_soft(lr_make(intid, priority, 0)))
		gic_keep_lpi(intid, priority);
}

/**
 * Take one interrupt.
 * Return: whether the rest of the hypervisor has something to do.
 */
static bool take(u32 ack)
{
	u32 intid = ack_intid(ack);
	u64 priority = hw_running_priority();

	hw_drop_priority(ack);
	if (intid < GIC_NUM_SGIS) {
		hw_deactivate(ack);
		/* What the kick was for is read after the acknowledgement. */
		dsb(sy);
		return true;
	}
	if (gic_is_hypervisors(intid)) {
		take_own(ack);
		return true;
	}
	if (!gic_is_owned(intid) || this_private()->parked) {
		take_unwanted(ack, priority);
		return false;
	}
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
	if (HAS_LPIS && intid >= GIC_FIRST_LPI)
		take_lpi(intid, priority);
	else
		inject_hw(intid, priority);
	return false;
}

static bool is_special(u32 intid)
{
	return intid >= GIC_FIRST_SPECIAL && intid <= GIC_LAST_SPECIAL;
}

/**
 * The guest's timers, the most frequent and urgent interrupts: always its own.
 * Return: false, with nothing done, if a list register is in use, perhaps by
 * the same interrupt, or there is one only.
 */
static inline bool take_timer(u32 ack)
{
	if (hw_free_lrs() != this_private()->gic.timer_lrs)
		return false;
	write_lr0(lr_make_hw(ack, hw_running_priority()));
	hw_drop_priority(ack);
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
	return true;
}

unsigned long GIC_FUNCTION(irq_fast)(struct guest_regs *regs)
{
	u32 ack = hw_acknowledge();

	(void)regs;
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	if ((ack == PPI_TIMER_VIRT || ack == PPI_TIMER_PHYS) &&
	    take_timer(ack))
		return 0;
	if (is_special(ack_intid(ack)))
		return cpu_events_pending();
	return take(ack);
}

__cold void GIC_FUNCTION(drain)(void)
{
	u32 ack;

	for (;;) {
		ack = hw_acknowledge();
		if (is_special(ack_intid(ack)))
			break;
		take(ack);
	}
	if (HAS_LPIS && this_cpu()->arch.num_lpis)
		gic_pass_all_lpis();
}

bool GIC_FUNCTION(has_pending)(void)
{
	u32 used = used_lrs();

	for (; used; used &= used - 1)
		if (read_lr(__builtin_ctz(used)) & LR_PENDING)
			return true;
	return false;
}

/** Release one list register as if the interrupt had never come. */
__cold static void give_back(unsigned int n, bool pend_again)
{
	u64 lr = read_lr(n);
	u32 intid = lr_intid(lr);

	write_lr(n, 0);
	if (lr & LR_HW) {
		if (pend_again && (lr & LR_PENDING) && gic_is_owned(intid))
			gic_pend(intid);
		hw_deactivate(intid);
	} else if (!pend_again || !(lr & LR_PENDING)) {
		return;
	} else if (HAS_LPIS && intid >= GIC_FIRST_LPI) {
		gic_pass_lpi(intid, lr_priority(lr));
	} else {
		__atomic_fetch_or(&this_cpu()->arch.sgi_sources[intid],
				  lr_source(lr), __ATOMIC_SEQ_CST);
		__atomic_fetch_or(&this_cpu()->arch.sgis, BIT(intid),
				  __ATOMIC_SEQ_CST);
	}
}

__cold void GIC_FUNCTION(purge)(void)
{
	u32 used = used_lrs();
	unsigned int n;

	for (; used; used &= used - 1) {
		n = __builtin_ctz(used);
		if (!gic_is_owned(lr_intid(read_lr(n))))
			give_back(n, false);
	}
}

__cold static void clear_lrs(bool pend_again)
{
	unsigned int n;

	for (n = 0; n < this_private()->gic.num_lrs; n++)
		if (read_lr(n) & (LR_PENDING | LR_ACTIVE))
			give_back(n, pend_again);
}

__cold void GIC_FUNCTION(cpu_reset)(void)
{
	clear_lrs(false);
	hw_reset_interface();
	hw_set_vmcr(0);
	gic_private_reset();
	if (HAS_LPIS)
		gic_pass_all_lpis();
	unblock();
}

__cold void GIC_FUNCTION(cpu_park)(void)
{
	/* What was routed here moves to where it is routed now. */
	clear_lrs(true);
	if (HAS_LPIS)
		gic_pass_all_lpis();
	unblock();
}

/** The guest's interface is ready: the hypervisor's interrupts may come. */
__cold static void gic_start(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	unsigned int n;

	gic->all_lrs = BIT(gic->num_lrs) - 1;
	gic->timer_lrs = gic->num_lrs > 1 ? gic->all_lrs : ~0U;
	for (n = 0; n < gic->num_lrs; n++)
		write_lr(n, 0);
	hw_reset_interface();
	gic_private_take();
}

/** What is pending for the guest becomes pending for Linux. */
__cold static void gic_stop(void)
{
	clear_lrs(true);
	gic_private_return();
}
