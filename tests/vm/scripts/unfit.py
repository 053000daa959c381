# SPDX-License-Identifier: BSD-2-Clause
"""A CPU that can't run the hypervisor.

Usage: unfit.py RULE, which is the rule that refuses it:
  cpu_no_virtualization, cpu_no_nested_paging, cpu_vendor
"""

import errno
import sys

import blobs
import guest
from guest import case, check, same

RULE = sys.argv[1]


@case
def the_cpu_is_refused():
    """By name, with an unchanged system."""
    guest.load_module("jailhouse")
    before = guest.snapshot()
    message = guest.refused("enable", guest.cell(""))
    name = {"cpu_no_virtualization": "EL2" if guest.ARM64 else "AMD-V",
            "cpu_no_nested_paging": "nested paging",
            "cpu_vendor": "not Intel VT-x"}[RULE]
    check(name in message, f"the cause is not named in {message!r}")
    same(blobs.enable(blobs.Blob.load("")), -errno.ENODEV, "enable")
    same(guest.sysfs("last_error").split()[:3], [RULE, "cpus", "0"],
         "last error")
    guest.unchanged(before, "the refusal")
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
