# SPDX-License-Identifier: BSD-2-Clause
"""What the hypervisor costs must not rise: the bench and its gate."""

import os

from . import common


def run():
    """Measure, compare with the limits; return the Counts."""
    output = os.path.join(common.WORK, "bench")
    done = common.run(["make", "-s", "bench", f"O={output}"])
    if done.returncode:
        return common.verdict("bench", done.stdout.splitlines()[-40:] or
                              [f"status {done.returncode}"])
    print(common.indent(done.stdout))
    gate = common.run(["tests/bench/gate",
                       os.path.join(output, "bench.json")])
    problems = gate.stdout.splitlines() if gate.returncode else []
    if gate.returncode and not problems:
        problems = [f"status {gate.returncode}"]
    return common.Counts(1, 0) + common.verdict("limits of the bench", problems)
