# SPDX-License-Identifier: BSD-2-Clause
"""Makes the parts of the machine runner and of the checks importable for tests."""

import os
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "vm"), TESTS]
