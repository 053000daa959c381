# SPDX-License-Identifier: BSD-2-Clause
"""The driver without the memory that it asks for."""

import functools
import os
import shutil
import subprocess

from scenario import HERE, PROJECT, WORK, Scenario

KERNEL = "6.1"
FOLDERS = ("driver", "include", "hypervisor/core", "hypervisor/include")


def _driver():
    """Build the driver with failing.h; return the module's path."""
    top = os.path.join(WORK, "failing")
    shutil.rmtree(top, ignore_errors=True)
    for folder in FOLDERS:
        shutil.copytree(os.path.join(PROJECT, folder),
                        os.path.join(top, folder))
    header = os.path.join(HERE, "modules", "failing", "failing.h")
    with open(os.path.join(top, "driver", "driver.h"), "a",
              encoding="utf-8") as stream:
        stream.write(f'#include "{header}"\n')
    kernel = subprocess.run(
        [os.path.join(HERE, "kernel"), KERNEL], text=True, check=True,
        stdout=subprocess.PIPE).stdout.strip()
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    subprocess.run(["make", "-s", "-j2", "-C", os.path.join(top, "driver"),
                    f"KDIR={kernel}/build", f"O={top}/out"],
                   env=environment, stdin=subprocess.DEVNULL, check=True)
    with open(os.path.join(kernel, "release"), encoding="ascii") as stream:
        release = stream.read().strip()
    return os.path.join(top, "out", "driver", release, "jailhouse.ko")


@functools.lru_cache(maxsize=None)
def _scenario():
    return Scenario("failing", kernel=KERNEL, options=("--add", _driver()))


def pytest_generate_tests(metafunc):
    """One test for each case of the script."""
    metafunc.parametrize("name", Scenario("failing").case_names())


def test_failing(name):
    """Every case of the script."""
    _scenario().check(name)
