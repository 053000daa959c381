# SPDX-License-Identifier: BSD-2-Clause
"""The rules for sources find what breaks them, and only that."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# pylint: disable=wrong-import-position
from checks import builds, layout, lint, sources  # noqa: E402


def laid_out(text, tmp_path, monkeypatch):
    """Return what the check of the layout says about a file."""
    monkeypatch.setattr(layout.common, "PROJECT", str(tmp_path))
    (tmp_path / "x.c").write_text(text)
    with open(os.path.join(sources.PROJECT, ".clang-format"),
              encoding="utf-8") as stream:
        (tmp_path / ".clang-format").write_text(stream.read())
    return layout.check("x.c")


GOOD = """\
#define ALIGNED\t\t1
#define LONG(x)\t\t\t\\
\tdo { (void)(x); } while (0)

static int good(int a,
\t\tint b)
{
\tint found[] = { 0, 1 };

\tif (a == b &&
\t    found[0])
\t\treturn a ?
\t\t\tb : 0;
\tswitch (a) {
\tcase 1:
\t\treturn 1;
\t}
\tasm volatile("mov %0, %%cr3" : : "r" (a)
\t\t     : "memory");
\treturn 0;
}
"""


def test_layout_of_hand_is_accepted(tmp_path, monkeypatch):
    assert not laid_out(GOOD, tmp_path, monkeypatch)


@pytest.mark.parametrize("old, new", [
    ("\tif (a", "\tif(a"), ("\t\treturn 1;", "\treturn 1;"),
    ("int b)\n{", "int b) {"), ("\treturn 0;", "    return 0;"),
    ("a == b", "a==b"), ("\t\treturn 1;", "\t\treturn 1; a = 2;"),
    ("\tcase 1:", "\t\tcase 1:"), ("static int good", "static int * good")])
def test_other_layout_is_not(old, new, tmp_path, monkeypatch):
    assert GOOD.count(old)
    assert laid_out(GOOD.replace(old, new), tmp_path, monkeypatch)


@pytest.mark.parametrize("line, wrong", [
    ("x" * 100, False), ("x" * 101, True), ("\t" * 12 + "xxxx", False),
    ("\t" * 12 + "xxxxx", True),
    ('\tpr_err("' + "x" * 200 + r'\n");', False),
    ('"' + "x" * 50 + '", ' + "y" * 97, True)])
def test_columns(line, wrong):
    assert bool(sources.long_lines("x.c", [line])) == wrong


@pytest.mark.parametrize("line, wrong", [
    ("#ifdef __x86_64__", True), ("#if defined(CONFIG_ARM64)", True),
    ("# elif defined(__aarch64__)", True), ("#ifdef HV_UNIT_TEST", False),
    ("#include <arch/cpu.h>", False)])
def test_architectures(line, wrong):
    assert bool(sources.architecture_conditionals("x.c", [line])) == wrong


def test_length_of_functions():
    body = ["int f(void)", "{"] + ["\tx();"] * 60 + ["}"]
    assert not sources.long_functions("x.c", body)
    assert sources.long_functions("x.c", body[:2] + ["\tx();"] + body[2:])


@pytest.mark.parametrize("text, lines", [
    ("", 0), ("a;\n\n\t\nb;\n", 2), ("/* x\n * y */\na; /* z */\n", 1),
    ("// x\na; // y\n", 1), ("a; /* x\n y */ b;\n", 2),
    ('"/*";\na;\n"*/ // \\"";\n', 3)])
def test_lines_of_code(text, lines):
    assert sources.lines_of_code(text) == lines


def test_sources_of_an_image(tmp_path):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "a.c.d").write_text(
        "out/a.c.o: core/a.c include/a.h \\\n arch/x86/b.h ../include/c.h\n\n"
        "include/a.h:\n")
    (tmp_path / "b.S.d").write_text("b.o: arch/b.S include/a.h\n")
    assert builds.image_sources(str(tmp_path)) == {
        "hypervisor/core/a.c", "hypervisor/include/a.h",
        "hypervisor/arch/x86/b.h", "include/c.h", "hypervisor/arch/b.S"}


def test_suppressions_are_narrow():
    assert all(reason for _, reason in lint.SUPPRESSED)
    # pylint: disable=protected-access
    assert lint._findings(["a.c:1: error: x", "a.c:1: error: x"]) == [
        "a.c:1: error: x"]
    assert not lint._findings(["x.py:1:1: 'vm_path' imported but unused"])
    assert lint._findings(["hypervisor/arch/x86/pio.c:1:1: error: Access in a "
                           "null pointer dereference"])
