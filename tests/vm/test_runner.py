# SPDX-License-Identifier: BSD-2-Clause
"""The runner tells the truth: output to the byte, statuses, and causes of
death that no other test has. Nothing of the project is in the guest but for the
interactive shell."""

import os
import re
import subprocess

from scenario import HERE, MACHINE, PROJECT, WORK, stage

# The runner is the same on all.
MACHINES = ("x86-svm",)

SIZE = 1 << 20


def run(name, *words, what=("--no-stage",), typed=b""):
    """Run tests/vm/run; return the completed process, output as bytes."""
    return subprocess.run(
        [os.path.join(HERE, "run"), MACHINE, *what, "--smp", "2",
         "--log-dir", os.path.join(WORK, "vm", MACHINE, f"runner-{name}"),
         *words], input=typed, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, check=False)


def test_output_and_status(tmp_path):
    """A line for the shell; random bytes arrive as they are."""
    data = os.urandom(SIZE)
    (tmp_path / "data").write_bytes(data)
    done = run("output", "--add", str(tmp_path / "data"), "--",
               "cat data; echo said >&2; exit 7")
    assert done.stderr == b"said\n"
    assert done.returncode == 7
    assert done.stdout == data


def test_words_arrive_exactly():
    """A program and its arguments; and fewer CPUs than present."""
    words = ("a b", "$HOME", "it's", "")
    done = run("words", "--append", "maxcpus=1", "--", "sh", "-c",
               'printf "%s|" "$(nproc)" "$(nproc --all)" "$@"', "sh", *words)
    assert done.stderr == b""
    assert done.returncode == 0
    assert done.stdout.decode() == "1|2|" + "".join(f"{w}|" for w in words)


def test_shell():
    """What is typed is executed, on a machine with the project installed; the
    shell's end is the machine's, and its status is told."""
    with open(os.path.join(PROJECT, "VERSION"), encoding="ascii") as stream:
        version = stream.read().strip()
    done = run("shell", "-i", what=("--stage-dir", stage(2, "1G", "6.1")),
               typed=b"jailhouse --version\nexit 3\n")
    # What a terminal shows, without the prompt's switch of its modes.
    said = re.sub(r"\r|\x1b\[\?[0-9]+[hl]", "", done.stdout.decode())
    assert re.search(f"^jailhouse {re.escape(version)}$", said, re.M), said
    assert done.returncode == 3, done.stderr
    shown = subprocess.run(
        ["make", "-n", "-C", PROJECT, "shell", f"MACHINE={MACHINE}"],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    assert re.search(rf"tests/vm/run {MACHINE}\b.* --interactive",
                     shown.replace("\\\n", "")), shown


def test_panic():
    """It is no success, and told apart from a reset."""
    done = run("panic", "--", "echo c > /proc/sysrq-trigger; sleep 60")
    assert b"kernel panic: sysrq triggered crash" in done.stderr
    assert done.returncode == 125


def test_timeout():
    """However far the machine is then."""
    done = run("timeout", "--timeout", "15", "--", "sleep 1000")
    assert b"timeout after 15 s" in done.stderr
    assert done.returncode == 124


def test_failing_command_ends_a_stop():
    """Lines that are waited for will not come any more."""
    done = run("stop", "--stop-on", "nothing", "--", "exit 3")
    assert done.stderr == b""
    assert done.returncode == 3


def test_emulator_that_refuses():
    """The machine was not started."""
    done = run("refusal", "--machine-arg", "-device nonsense", "--", "true")
    assert b"not a valid device" in done.stderr
    assert done.returncode == 126
