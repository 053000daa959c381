# SPDX-License-Identifier: BSD-2-Clause
"""What the documentation refers to exists."""

import glob
import os
import re

import pytest

from tool_host import TOP

DOCUMENTS = sorted(glob.glob(os.path.join(TOP, "Documentation", "*.md")) +
                   glob.glob(os.path.join(TOP, "*.md")))
CASE = re.compile(r"`((?:unit|vm|py|bare)/[\w./]+\.(?:c|py)):(\w+)`")
PATH = re.compile(r"`((?:Documentation|configs|driver|hypervisor|include|"
                  r"inmates|tests|tools)/[\w./-]*[\w/])`")
GUARANTEE = re.compile(r"^\| \d+ \|.*$", re.M)


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def defines(path, name):
    """Whether a file of tests defines the case, and has it run."""
    text = read(path)
    if path.endswith(".py"):
        return re.search(rf"^def {name}\(", text, re.M)
    return (re.search(rf"^(FRESH_TEST\({name}\)|static void {name}\()", text,
                      re.M) and
            re.search(rf"^\t\t\w+\({name}\b", text, re.M))


def is_run(name):
    """Whether a test in an emulated machine boots the script NAME, or one of
    which it is a part."""
    return any(re.search(rf'(Scenario\(\s*|: )"{name}"', read(path)) for path in
               glob.glob(os.path.join(TOP, "tests", "vm", "test_*.py")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=os.path.basename)
def test_cases_exist(path):
    """A case that is named as proof is a test that runs."""
    for name, case in CASE.findall(read(path)):
        where = os.path.join(TOP, "tests", name)
        assert os.path.exists(where), name
        assert defines(where, case), f"{name} has no {case} that runs"
        if name.startswith("vm/scripts/"):
            script = os.path.basename(name)[:-len(".py")]
            assert re.search(rf"@case\ndef {case}\(", read(where)), case
            assert is_run(script), f"no test boots {script}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=os.path.basename)
def test_files_exist(path):
    """So does every file that is named by its path."""
    missing = [name for name in PATH.findall(read(path))
               if not os.path.exists(os.path.join(TOP, name))]
    assert not missing


def test_every_guarantee_is_tested():
    """A line of the threat model's table names at least one case."""
    lines = GUARANTEE.findall(read(os.path.join(TOP, "Documentation",
                                                "threat-model.md")))
    assert len(lines) >= 20
    assert [line for line in lines if not CASE.search(line)] == []
    numbers = [int(line.split("|")[1]) for line in lines]
    assert numbers == list(range(1, len(lines) + 1))


def test_commands_are_described(host):
    """Every command and option that --help knows, and every module
    parameter."""
    text = read(os.path.join(TOP, "Documentation", "command-line.md"))
    usage = re.findall(r"^  jailhouse ([a-z]+(?: [a-z]+)?)(.*)$",
                       host.run("--help").out, re.M)
    assert len(usage) >= 10
    for command, operands in usage:
        assert re.search(rf"^\| `{command}` \|", text, re.M), command
        listed = host.run(*command.split(), "--help").out
        for option in re.findall(r"(?<![\w-])--[a-z-]+", operands + listed):
            assert option in text, f"{command} {option}"
    for path in glob.glob(os.path.join(TOP, "driver", "**", "*.c"),
                          recursive=True):
        for name in re.findall(r"^module_param(?:_named)?\((\w+)",
                               read(path), re.M):
            assert f"`{name}" in text, f"module parameter {name}"
