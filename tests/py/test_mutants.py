# SPDX-License-Identifier: BSD-2-Clause
"""The mutants are well formed, apply, and name tests that exist; no test of
them is run."""

import glob
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys

import pytest

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROJECT = os.path.dirname(TESTS)
sys.path.insert(0, TESTS)

# pylint: disable=wrong-import-position
from mutants import mutant, tree  # noqa: E402

PATHS = sorted(glob.glob(os.path.join(TESTS, "mutants", "*", "*.patch")))
NAMES = [os.path.basename(path) for path in PATHS]
# Of each architecture.
MINIMUM = {"x86": 20, "arm64": 15}


def unit_tests():
    """Return the names of all unit tests."""
    return {re.search(r"test_(\w+)\.c$", path)[1]
            for path in glob.glob(os.path.join(TESTS, "unit", "test_*.c"))}


@pytest.mark.parametrize("architecture", MINIMUM)
def test_there_are_enough(architecture):
    found = [path for path in PATHS
             if os.path.basename(os.path.dirname(path)) == architecture]
    assert len(found) >= MINIMUM[architecture]


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_names_tests_that_exist(path):
    test = mutant.load(path).test
    if test.kind == "unit":
        assert set(test.words) <= unit_tests()
        return
    file, scenario, *cases = test.words
    with open(os.path.join(TESTS, "vm", file), encoding="utf-8") as stream:
        script = re.search(rf'Scenario\(\s*"({scenario.split("-")[0]})"',
                           stream.read())[1]
    names = []
    # What is of one architecture is in a script of its own, a part.
    for part in ("", f"_{os.path.basename(os.path.dirname(path))}"):
        where = os.path.join(TESTS, "vm", "scripts", f"{script}{part}.py")
        if os.path.exists(where):
            with open(where, encoding="utf-8") as stream:
                names += re.findall(r"^@case\ndef (\w+)\(", stream.read(),
                                    re.M)
    # In the script's order, as they will run.
    assert [name for name in names if name in cases] == cases


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_applies(path):
    with open(path, encoding="utf-8") as stream:
        for name in re.findall(r"^--- a/(\S+)$", stream.read(), re.M):
            assert name.startswith(("hypervisor/", "driver/"))
    done = subprocess.run(
        ["patch", "-p1", "--batch", "--forward", "--dry-run", "--fuzz=0",
         "-i", path], cwd=PROJECT, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("text", [
    "", "Test: unit a\n--- a\n", "Hole: x\nTest: py a\n--- a\n",
    "Hole: x\nTest: unit\n--- a\n", "Hole: x\nTest: vm a b\n--- a\n",
    "Hole: x\n\nTest: unit a\n--- a\n"])
def test_malformed_headers(tmp_path, text):
    path = tmp_path / "x.patch"
    path.write_text(text)
    with pytest.raises(ValueError):
        mutant.load(path)


def test_base_is_one_run_of_unit_tests():
    tests = [mutant.Test("unit", ("b",)), mutant.Test("unit", ("a", "b")),
             mutant.Test("vm", ("f", "s", "c")),
             mutant.Test("vm", ("f", "s", "c"))]
    assert mutant.together(tests) == [mutant.Test("unit", ("a", "b")),
                                      mutant.Test("vm", ("f", "s", "c"))]


def test_only_what_failed_is_red():
    test = mutant.Test("unit", ("a", "b"))
    one = tree.Result(output="FAILED: gcc/test_a (exit status 1)\n")
    assert one.failed_parts(test) == {mutant.Test("unit", ("a",))}
    assert tree.Result(error="does not build").failed_parts(test) == \
        test.parts()


def runner():
    """Import the program."""
    loader = importlib.machinery.SourceFileLoader(
        "mutants_run", os.path.join(TESTS, "mutants", "run"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class FakeTree:
    """Tests fail if the patch's name is among them."""

    def __init__(self, results):
        self._results, self._patch = results, None

    def patched(self, item):
        """Be the context of a patch."""
        self._patch = item.name
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._patch = None

    def run(self, _):
        """Return what was prepared for the patch."""
        return self._results[self._patch]


def test_verdicts(capsys):
    run = runner()
    report = run.Report()
    test = mutant.Test("unit", ("a",))
    run.run_mutants(
        [FakeTree({"good": tree.Result(output="failed"),
                   "bad": tree.Result(passed=True),
                   "ugly": tree.Result(error="does not build")})],
        [mutant.Mutant(name, "", "hole", test)
         for name in ("good", "bad", "ugly")], report)
    assert report.counts == {"killed": 1, "SURVIVED": 1, "ERROR": 1}
    assert report.bad() == 2
    assert re.search("^SURVIVED bad: hole; unit a", capsys.readouterr().out,
                     re.M)
