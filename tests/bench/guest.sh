#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The bench's part inside the emulated machine. Usage: guest.sh MACHINE
# Prints "NAME VALUE" per figure; the plugin counts up to every ./mark.
set -e
machine=$1
cells=/usr/share/jailhouse/cells
inmates=/usr/share/jailhouse/inmates
sysfs=/sys/devices/jailhouse

load_and_start() {
	jailhouse cell load rt $inmates/$1
	jailhouse cell start rt
}

# Exits that the cell's CPU counted; it is parked whenever this is read.
exits() { cat $sysfs/cells/*/statistics/cpu1/vmexits_total; }

wait_for() {
	tries=0
	until jailhouse console | grep -q "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || { echo "no '$1' from the inmate" >&2; exit 1; }
		sleep 1
	done
}

# Not counted: the module is loaded and measures clocks.
jailhouse enable $cells/$machine.cell
jailhouse disable

./mark
jailhouse enable $cells/$machine.cell
./mark
jailhouse disable
./mark

jailhouse enable $cells/$machine.cell
echo "pool-pages $(cat $sysfs/mem_pool_used)"
jailhouse cell create $cells/$machine-rt.cell
load_and_start bench.bin
wait_for '^bench: done'
jailhouse console | grep '^bench: '
jailhouse cell destroy rt

jailhouse cell create $cells/$machine-rt.cell
before=$(exits)
./mark
load_and_start rt.bin
wait_for '^rt: tick 1000 '
./mark
wait_for '^rt: tick 4000 '
./mark
jailhouse cell shutdown rt
echo "statistics-exits $(($(exits) - before))"
./mark
jailhouse cell destroy rt
echo "root-stop-max $(cat $sysfs/root_stop_max)"
jailhouse disable
