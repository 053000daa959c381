# SPDX-License-Identifier: BSD-2-Clause
"""Parts of the emulated machine runner."""
