#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The life of a cell, told step by step; runs inside the emulated machine.
# Usage: demo.sh MACHINE. Ends with 0 only if every step really happened.

machine=$1
cells=/usr/share/jailhouse/cells
inmates=/usr/share/jailhouse/inmates
root_cpus=$(nproc)

say() { printf '\n# %s\n' "$*"; }

die() {
	printf '\nThe demo stopped: %s\n' "$*"
	dmesg | tail -n 5
	exit 1
}

run() {
	printf '$ %s\n' "$*"
	"$@" || die "\"$*\" ended with status $?"
}

# Tick number of the last line that the inmate printed.
last_tick() {
	jailhouse console | sed -n 's/^rt: tick \([0-9]*\) .*/\1/p' | tail -n 1
}

# Wait until the inmate has counted beyond $1; sets tick.
wait_for_tick() {
	tries=0
	while tick=$(last_tick); [ "${tick:-0}" -le "$1" ]; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || die "no tick beyond $1 from the inmate"
		sleep 1
	done
}

state() { jailhouse cell list | awk '$2 == "rt" { print $3, $4 }'; }

say "An unmodified $(uname -sr) runs on $root_cpus CPUs."
grep PRETTY_NAME /etc/os-release 2>/dev/null | cut -d= -f2
printf 'kernel command line: '; cat /proc/cmdline

say "The hypervisor goes underneath: Linux becomes the root cell."
run jailhouse enable $cells/$machine.cell
[ "$(cat /sys/devices/jailhouse/enabled)" = 1 ] || die "not enabled"
dmesg | grep jailhouse: | tail -n 1

say "Linux gives up a CPU and memory for a new cell."
run jailhouse cell create $cells/$machine-rt.cell
[ "$(nproc)" -eq $((root_cpus - 1)) ] || die "Linux still has all its CPUs"
echo "Linux now has $(nproc) CPUs."

say "A real-time program is loaded into the cell, and started."
run jailhouse cell load rt $inmates/rt.bin
run jailhouse cell start rt
[ "$(state)" = "running 1" ] || die "the cell is not running: $(state)"

say "Its control loop ticks 1000 times a second on its own core, while Linux
# works on. (Latencies are those of an emulator: noise.)"
wait_for_tick 0
first=$tick
words=$(find /usr /lib -type f 2>/dev/null | head -n 2000 | md5sum | cut -c1-12)
echo "Linux meanwhile: checksum of its file list $words, load $(cut -d' ' -f1 /proc/loadavg)"
wait_for_tick "$first"
wait_for_tick "$tick"
jailhouse console | grep '^rt: tick'
echo "The tick number went from $first to $tick."

say "What there is."
run jailhouse cell list

say "The cell is asked to shut down, then its CPU and memory go back to Linux."
run jailhouse cell shutdown rt
case $(state) in "shut down"*) ;; *) die "the cell is $(state)" ;; esac
jailhouse console | grep '^rt: shut down' || die "the inmate did not agree"
run jailhouse cell destroy rt
[ -z "$(state)" ] || die "the cell is still there"
[ "$(nproc)" -eq "$root_cpus" ] || die "Linux misses CPUs: $(nproc)"

say "The hypervisor leaves again."
run jailhouse disable
[ "$(cat /sys/devices/jailhouse/enabled)" = 0 ] || die "still enabled"
[ "$(nproc)" -eq "$root_cpus" ] || die "Linux misses CPUs: $(nproc)"
echo "Linux has all its $(nproc) CPUs, as if nothing had happened."
echo
echo "DEMO COMPLETE"
