/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Included before everything else in the image: declarations, too, are hidden,
 * so that references are relative and need no table of addresses.
 */
#pragma GCC visibility push(hidden)
