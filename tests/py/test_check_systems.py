# SPDX-License-Identifier: BSD-2-Clause
"""Which tests run in which emulated machine."""

import glob
import os

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from checks import systems
from vmlib.machines import MACHINES

FILES = glob.glob(os.path.join(os.path.dirname(__file__), os.pardir, "vm",
                               "test_*.py"))


@pytest.mark.parametrize("path", FILES, ids=os.path.basename)
def test_files_name_machines_that_there_are(path):
    often, all_of_them = (systems.machines(path, rare)
                          for rare in (False, True))
    assert often and set(all_of_them) <= set(MACHINES)
    assert all_of_them[:len(often)] == often
    assert len(set(all_of_them)) == len(all_of_them)


@pytest.mark.parametrize("text, often, rarely", [
    ('MACHINES = ("a", "b")\n', ["a", "b"], []),
    ('MACHINES = ("a",)\nRARELY = ("b", "c")\n', ["a"], ["b", "c"]),
])
def test_rare_ones(tmp_path, text, often, rarely):
    path = tmp_path / "test_x.py"
    path.write_text("x = y = 1\nz[0] = 2\n" + text, encoding="ascii")
    assert systems.machines(path, False) == often
    assert systems.machines(path, True) == often + rarely


def test_none(tmp_path):
    path = tmp_path / "test_x.py"
    path.write_text('RARELY = ("a",)\n', encoding="ascii")
    with pytest.raises(ValueError):
        systems.machines(path, True)
