# SPDX-License-Identifier: BSD-2-Clause
"""What the hypervisor costs must not rise: the bench and its gate."""

import os

from . import common

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")


def _measure(machine):
    """Measure on a machine, compare with the limits; return the Counts."""
    output = os.path.join(common.WORK, "bench")
    done = common.run(["make", "-s", "bench", f"MACHINE={machine}",
                       f"O={output}"])
    if done.returncode:
        return common.verdict(f"bench {machine}",
                              done.stdout.splitlines()[-40:] or
                              [f"status {done.returncode}"])
    print(common.indent(done.stdout))
    gate = common.run(["tests/bench/gate",
                       os.path.join(output, "bench.json")])
    problems = gate.stdout.splitlines() if gate.returncode else []
    if gate.returncode and not problems:
        problems = [f"status {gate.returncode}"]
    return common.Counts(1, 0) + common.verdict(
        f"limits of the bench {machine}", problems)


def run():
    """Measure everywhere; return the Counts."""
    total = common.Counts()
    for machine in MACHINES:
        total += _measure(machine)
    return total
