# SPDX-License-Identifier: BSD-2-Clause
"""The bench's parsing, table and gate; no machine is started."""

import importlib.machinery
import importlib.util
import os
import sys

import pytest

BENCH = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "bench")
sys.path.insert(0, BENCH)

# pylint: disable=wrong-import-position
import counts  # noqa: E402
import machines  # noqa: E402


def load(name):
    """Import a program without suffix."""
    loader = importlib.machinery.SourceFileLoader(
        f"bench_{name}", os.path.join(BENCH, name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


bench = load("bench")
gate = load("gate")


def test_figures_of_inmate_and_script():
    text = ("pool-pages 76\nbench: cpuid 70 71\nbench: done\n"
            "Linux says something\nroot-stop-max 12\n")
    assert bench.parse_figures(text) == {
        "pool-pages": 76, "cpuid": 70, "root-stop-max": 12}


def test_counts_by_mark(tmp_path):
    path = tmp_path / "counts"
    path.write_text("mark 0\nexits 0 3\nexits 1 5\ntext 0 16 100\nwatch 0 7\n"
                    "mark 256\nexits 0 4\ntext 0 16 101\ntext 1 32 2\n")
    first, second = counts.read(path)
    assert (first.number, second.number) == (counts.ROOT, counts.BEFORE)
    assert first.exits == {0: 3, 1: 5}
    assert first.watches[0] == 7
    assert counts.instructions(first, second) == 3


class Image:
    """An image of two functions."""

    @staticmethod
    def function_at(offset):
        return "low" if offset < 32 else "high"


def test_profile_is_sorted_and_of_one_cpu():
    first, second = counts.Mark(0), counts.Mark(0)
    first.text[1, 0] = 10
    second.text.update({(1, 0): 12, (1, 32): 5, (0, 0): 100, (1, 40): 1})
    assert counts.by_function(Image, first, second, 1) == [
        ("high", 6), ("low", 2)]
    assert counts.by_function(Image, first, second)[0] == ("low", 102)


def result(value, operation="cpuid", bare=8):
    return {"machine": "x86-svm", "operation": operation, "value": value,
            "bare": bare, "reference": None}


def test_table_marks_missed_targets():
    target = machines.TARGETS["x86-svm"]["cpuid"]
    assert bench.table([result(target + 1)])[1].endswith("missed")
    assert not bench.table([result(target)])[1].endswith("missed")
    late = "timer-lateness"
    assert bench.table([result(33, late, 32)])[1].endswith("missed")
    assert not bench.table([result(32, late, 32)])[1].endswith("missed")


@pytest.mark.parametrize("values, wrong", [
    ({("m", "a"): 5}, []),
    ({("m", "a"): 4}, []),
    ({("m", "a"): 6}, ["m a: 6 is more than 5"]),
    ({}, ["m a: not measured"]),
    ({("m", "a"): 5, ("m", "b"): 1}, ["m b: no limit in limits.json"]),
])
def test_gate(values, wrong):
    assert gate.compare({("m", "a"): 5}, values) == wrong


@pytest.mark.parametrize("value, wrong", [(1029, 0), (1031, 1)])
def test_gate_has_a_margin_for_what_depends_on_memory(value, wrong):
    key = ("m", "enable-disable")
    assert len(gate.compare({key: 1000}, {key: value})) == wrong


def test_limits_cover_what_is_measured():
    with open(gate.LIMITS, encoding="ascii") as stream:
        limits = gate.flat(gate.json.load(stream))
    measured = {(variant.name, operation) for variant in machines.VARIANTS
                for operation in variant.operations}
    assert set(limits) == measured
    for table in (machines.TARGETS, machines.REFERENCE):
        assert set(gate.flat(table)) <= measured


def test_limits_of_other_machines_do_not_count():
    limits = {("x86-svm", "a"): 1, ("x86-svm-x2apic", "b"): 1,
              ("arm64-gicv3", "c"): 1}
    assert gate.measured(limits, {("x86-svm", "a"): 1}) == {
        ("x86-svm", "a"): 1, ("x86-svm-x2apic", "b"): 1}
