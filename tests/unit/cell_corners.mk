# SPDX-License-Identifier: BSD-2-Clause
TESTS += cell_corners
cell_corners_SRCS = $(CORE_SRCS)
