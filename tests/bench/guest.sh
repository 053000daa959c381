#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The bench's part inside the emulated machine. Usage: guest.sh MACHINE
# Prints "NAME VALUE" per figure; counts are taken at ./mark.
set -e
machine=$1
cells=/usr/share/jailhouse/cells
inmates=/usr/share/jailhouse/inmates
sysfs=/sys/devices/jailhouse

start_cell() {
	jailhouse cell create $cells/$machine-rt.cell
	jailhouse cell load rt $inmates/$1
	jailhouse cell start rt
}

wait_for() {
	tries=0
	until jailhouse console | grep -q "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || { echo "no '$1' from the inmate" >&2; exit 1; }
		sleep 1
	done
}

# The module is loaded and has done its measuring.
jailhouse enable $cells/$machine.cell
jailhouse disable

./mark
jailhouse enable $cells/$machine.cell
./mark
jailhouse disable
./mark

jailhouse enable $cells/$machine.cell
echo "pool-pages $(cat $sysfs/mem_pool_used)"
start_cell bench.bin
wait_for '^bench: done'
jailhouse console | grep '^bench: '
jailhouse cell destroy rt

start_cell rt.bin
wait_for '^rt: tick 1000 '
./mark
wait_for '^rt: tick 4000 '
./mark
jailhouse cell shutdown rt
echo "exits $(cat $sysfs/cells/1/statistics/cpu1/vmexits_total)"
./mark
jailhouse cell destroy rt
jailhouse disable
