# SPDX-License-Identifier: BSD-2-Clause
"""The driver without the memory that it asks for."""

import functools
import os
import shutil

from scenario import (ARCHITECTURE, CROSS, HERE, PROJECT, WORK, Scenario, build,
                      kernel_directory)

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")
RARELY = ("arm64-gicv2",)

KERNEL = "6.1"
# So many that the least pool that the driver allows is too small for their tables:
# those of the CPU that comes last must be missed, too.
CPUS = {"amd64": 4, "arm64": 8}[ARCHITECTURE]
FOLDERS = ("driver", "include", "hypervisor/core", "hypervisor/include")


def _driver():
    """Build the driver with failing.h; return the module's path."""
    top = os.path.join(WORK, "failing", ARCHITECTURE)
    shutil.rmtree(top, ignore_errors=True)
    for folder in FOLDERS:
        shutil.copytree(os.path.join(PROJECT, folder),
                        os.path.join(top, folder))
    shutil.copy(os.path.join(PROJECT, "VERSION"), top)
    header = os.path.join(HERE, "modules", "failing", "failing.h")
    with open(os.path.join(top, "driver", "driver.h"), "a",
              encoding="utf-8") as stream:
        stream.write(f'#include "{header}"\n')
    kernel = kernel_directory(KERNEL)
    build("-C", os.path.join(top, "driver"), f"O={top}/out", *CROSS,
          f"KDIR={kernel}/build")
    with open(os.path.join(kernel, "release"), encoding="ascii") as stream:
        release = stream.read().strip()
    return os.path.join(top, "out", "driver", release, "jailhouse.ko")


@functools.lru_cache(maxsize=None)
def _scenario():
    return Scenario("failing", smp=CPUS, kernel=KERNEL,
                    options=("--add", _driver()))


def pytest_generate_tests(metafunc):
    """One test for each case of the script."""
    metafunc.parametrize("name", Scenario("failing").case_names())


def test_failing(name):
    """Every case of the script."""
    _scenario().check(name)
