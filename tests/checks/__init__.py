# SPDX-License-Identifier: BSD-2-Clause
"""The stages of tests/check."""
