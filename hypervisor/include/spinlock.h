/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ticket locks: first come, first served, so the time that a CPU waits is
 * bounded by the hold times of those before it. Interrupts are off in the
 * hypervisor; there is nothing to disable.
 */
#ifndef HV_SPINLOCK_H
#define HV_SPINLOCK_H

#include <types.h>
#include <arch/cpu.h>

typedef struct {
	u32 next;
	u32 owner;
} spinlock_t;

#define SPINLOCK_INIT	{ 0, 0 }

static inline void spin_lock(spinlock_t *lock)
{
	u32 ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket)
		cpu_relax();
}

/** Return: true if the lock was free and is now held. */
static inline bool spin_trylock(spinlock_t *lock)
{
	/* Pairs with the release in spin_unlock(). */
	u32 owner = __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE);
	u32 expected = owner;

	return __atomic_compare_exchange_n(&lock->next, &expected, owner + 1,
					   false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static inline void spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->owner, lock->owner + 1, __ATOMIC_RELEASE);
}

#endif
