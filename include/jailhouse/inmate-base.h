/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where inmates are linked to, and have their RAM. Builds may include a file
 * <jailhouse/config.h> in front of everything that says otherwise.
 */
#ifndef JAILHOUSE_INMATE_BASE_H
#define JAILHOUSE_INMATE_BASE_H

#ifndef CONFIG_INMATE_BASE
#define CONFIG_INMATE_BASE	0
#endif

#endif
