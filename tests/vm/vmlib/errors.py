# SPDX-License-Identifier: BSD-2-Clause
"""The one exception that ends a run with a message for the user."""


class RunnerError(Exception):
    """Something the user should read: what failed, where, what to do."""
