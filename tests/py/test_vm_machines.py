# SPDX-License-Identifier: BSD-2-Clause
"""The machine table and the emulator's command line."""

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import emulator, kernels, options
from vmlib.machines import MACHINES


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda m: m.name)
def test_every_machine_is_complete(machine):
    assert MACHINES[machine.name] is machine
    assert set(machine.lines) == set(emulator.LOGS)
    assert len({line.guest for line in machine.lines.values()}) == 4
    assert len({line.device for line in machine.lines.values()}) == 4
    assert all("{id}" in line.device for line in machine.lines.values())
    assert f"console={machine.lines['com1'].guest}" in machine.command_line
    assert "panic=-1" in machine.command_line
    assert "nokaslr" not in machine.command_line


def words(*arguments, settings=None):
    given = options.parse(["x86-svm", *arguments, "--", "true"])
    return emulator.arguments(given.machine, given, "/d,ir", "/k", "/i",
                              settings or {})


def value(found, option):
    """Return what the emulator takes for OPTION: the last one given."""
    return [found[i + 1] for i, word in enumerate(found) if word == option][-1]


def test_shape_of_the_machine():
    found = words("--smp", "3", "--memory", "512M", "--append", "maxcpus=2")
    assert found[0] == "qemu-system-x86_64"
    assert (value(found, "-smp"), value(found, "-m")) == ("3", "512M")
    assert value(found, "-append").endswith(" maxcpus=2")
    assert "-no-reboot" in found
    assert "file,id=com2,path=/d,,ir/com2.log" in found


def test_machine_arguments_win():
    found = words("--machine-arg", "-cpu EPYC -accel tcg,thread=single")
    assert value(found, "-cpu") == "EPYC"
    assert found.count("-accel") == 1
    assert value(found, "-accel") == "tcg,thread=single"


def test_a_socket_replaces_the_out_file():
    assert "file,id=out,path=/d,,ir/out.bin" in words()
    found = words(settings={"socket": 5})
    assert "socket,id=out,fd=5" in found
    assert not any("out.bin" in word for word in found)


def test_default_kernel_is_known():
    assert options.parse(["x86-svm", "-i"]).kernel in kernels.VERSIONS


def test_a_machine_that_needs_interrupts_reads_its_control_line():
    nudged = [machine.name for machine in MACHINES.values() if machine.nudge]
    assert nudged == ["arm64-gicv2"]
    for name in MACHINES:
        given = options.parse([name, "--", "true"])
        found = emulator.arguments(given.machine, given, "/d,ir", "/k", "/i",
                                   {})
        reads = any(word.startswith("file,id=control,") and
                    word.endswith(",input-path=/d,,ir/control.in")
                    for word in found)
        assert reads == (name in nudged)
