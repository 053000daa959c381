# SPDX-License-Identifier: BSD-2-Clause
"""The boot CPU is offline: INIT would have it start the firmware, so that the
hypervisor can't hold it."""

import guest
from blobs import Blob
from guest import case, check, jailhouse, same

ONLINE = f"{guest.CPUS}/cpu0/online"


@case
def linux_takes_it_offline():
    """As it may with cpu0_hotplug on its command line."""
    guest.load_module("jailhouse")
    guest.write(ONLINE, "0")
    same(guest.online(), "1-3", "online CPUs")


@case
def not_enabled_without_it():
    """The message says what to do."""
    before = guest.snapshot()
    blob = Blob.load("").apply([("set_cpus", 1, 2, 3)])
    message = guest.refused("enable", blob.save("/root/without.cell"))
    check("boot CPU" in message and ONLINE in message, message)
    same(guest.sysfs("last_error").split()[::2], ["cpu_offline", "0"],
         "last error")
    guest.unchanged(before, "the refusal")


@case
def enabled_with_it():
    """After what the message said."""
    guest.write(ONLINE, "1")
    guest.enable()
    jailhouse("disable")
    same(guest.online(), "0-3", "online CPUs")
    guest.kernel_is_well()


guest.main()
