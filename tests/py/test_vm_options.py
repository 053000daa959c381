# SPDX-License-Identifier: BSD-2-Clause
"""The command line of tests/vm/run."""

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import options

BASE = ["x86-svm"]


def parse(*words):
    return options.parse(BASE + list(words))


def test_defaults():
    given = parse("--", "true")
    assert (given.smp, given.memory, given.kernel) == (4, "1G", "6.1")
    assert given.timeout == 300
    assert given.append == ""
    assert given.machine_arg == []
    assert given.machine.name == "x86-svm"


def test_words_after_the_border_belong_to_the_command():
    given = parse("--smp", "2", "--", "ls", "--smp", "--", "3")
    assert given.smp == 2
    assert given.command == ["ls", "--smp", "--", "3"]


def test_one_word_is_a_shell_line():
    assert options.command_script(["a; b $c"]) == "a; b $c"


def test_several_words_are_passed_exactly():
    assert options.command_script(["echo", "a b", "$c", "it's", ""]) == \
        """echo 'a b' '$c' 'it'"'"'s' ''"""


def test_machine_arguments_are_split_and_keep_order():
    given = parse("--machine-arg", "-device e1000,id='a b'",
                  "--machine-arg=-cpu EPYC", "--", "true")
    assert given.machine_arg == ["-device", "e1000,id=a b", "-cpu", "EPYC"]


def test_append_adds_up():
    given = parse("--append", "maxcpus=3", "--append", "panic=0", "--", "x")
    assert given.append == "maxcpus=3 panic=0"


@pytest.mark.parametrize("text, expected", [
    ("/a/b", ("/a/b", "/root/b")),
    ("/a/b/", ("/a/b/", "/root/b")),
    ("b", ("b", "/root/b")),
    ("b:/x/y", ("b", "/x/y")),
    ("b:/x/", ("b", "/x/b")),
    ("a:b", ("a:b", "/root/a:b")),
    ("a:b:/x", ("a:b", "/x")),
])
def test_additions(text, expected):
    assert options.split_addition(text) == expected


@pytest.mark.parametrize("words", [
    [],
    ["true"],
    ["--smp", "0", "--", "true"],
    ["--smp", "two", "--", "true"],
    ["--memory", "1", "--", "true"],
    ["--memory", "0M", "--", "true"],
    ["--memory", "1g", "--", "true"],
    ["--kernel", "2.4", "--", "true"],
    ["--timeout", "0", "--", "true"],
    ["--timeout", "nan", "--", "true"],
    ["--add", "/no/such/file", "--", "true"],
    ["--stop-on", "(", "--", "true"],
    ["--stop-count", "2", "--", "true"],
    ["--stop-after", "x", "--", "true"],
    ["--stage-dir", "/no/such/directory", "--", "true"],
    ["--package", "-o", "--", "true"],
    ["--package", "A B", "--", "true"],
    ["--machine-arg", "'open", "--", "true"],
    ["--unknown", "--", "true"],
])
def test_wrong_usage_leaves_with_126(words, capsys):
    with pytest.raises(SystemExit) as left:
        parse(*words)
    assert left.value.code == options.EXIT_NOT_STARTED
    assert "tests/vm/run: " in capsys.readouterr().err


def test_unknown_machine():
    with pytest.raises(SystemExit) as left:
        options.parse(["vax", "--", "true"])
    assert left.value.code == options.EXIT_NOT_STARTED


def test_interactive_needs_no_command():
    assert parse("-i").command
    assert parse("-i", "--", "top").command == ["top"]
