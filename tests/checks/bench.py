# SPDX-License-Identifier: BSD-2-Clause
"""What the hypervisor costs must not rise: the bench and its gate."""

import concurrent.futures
import os

from . import common

# Measured at the same time, as instructions are counted; the machines of a group
# one after the other, with the same build.
GROUPS = (("x86-svm",), ("arm64-gicv3", "arm64-gicv2"))


def _measure(group):
    """Return (machine, bench, gate) for the machines of a GROUP, the latter two
    being completed processes."""
    output = os.path.join(common.WORK, "bench", group[0])
    return [(machine,
             common.run(["make", "-s", "bench", f"MACHINE={machine}",
                         f"O={output}"]),
             common.run(["tests/bench/gate",
                         os.path.join(output, "bench.json")]))
            for machine in group]


def _judge(machine, bench, gate):
    """Show what was measured; return the Counts."""
    if bench.returncode:
        return common.verdict(f"bench {machine}",
                              bench.stdout.splitlines()[-40:] or
                              [f"status {bench.returncode}"])
    print(common.indent(bench.stdout))
    problems = gate.stdout.splitlines() if gate.returncode else []
    if gate.returncode and not problems:
        problems = [f"status {gate.returncode}"]
    return common.Counts(1, 0) + common.verdict(
        f"limits of the bench {machine}", problems)


def run():
    """Measure everywhere; return the Counts."""
    total = common.Counts()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for results in pool.map(_measure, GROUPS):
            for result in results:
                total += _judge(*result)
    return total
