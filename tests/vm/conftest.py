# SPDX-License-Identifier: BSD-2-Clause
"""Lets the tests here import scenario."""
