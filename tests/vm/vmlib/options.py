# SPDX-License-Identifier: BSD-2-Clause
"""The command line of tests/vm/run."""

import argparse
import os
import re
import shlex
import sys

from . import kernels, qemu
from .machines import MACHINES

EXIT_TIMEOUT = 124
EXIT_DIED = 125
EXIT_NOT_STARTED = 126

EPILOGUE = """\
COMMAND as one word is a line for sh; as several words it is a program and its
arguments, passed on exactly. It runs as root in /root with PATH set and
standard input from /dev/null. Its standard output appears on standard output
byte by byte, its standard error on standard error.

exit status:
  COMMAND's own, or
  124  the time was over
  125  the machine died: kernel panic, triple fault, reset or power-off
  126  the machine was not started: wrong usage, build or download failed
With --stop-on: 0 as soon as the lines were seen; COMMAND's status if that is
not 0 before then.

logs: com1.log (Linux), com2.log (hypervisor and inmates) in build/vm/RUN/;
build/vm/last, build/vm/com1.log and build/vm/com2.log lead to the latest run.
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EXIT_NOT_STARTED, f"{self.prog}: {message}\n")


def _positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 or more")
    return value


def _seconds(text):
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not more than 0")
    return value


def _size(text):
    if not re.fullmatch(r"[1-9][0-9]*[MG]", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size such as 512M or 2G")
    return text


def _regex(text):
    try:
        return re.compile(text.encode())
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from error


def _words(text):
    try:
        return shlex.split(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from error


def split_addition(text):
    """Split HOSTPATH[:GUESTPATH]; the guest's default is /root/NAME."""
    host, separator, guest = text.rpartition(":/")
    if separator:
        guest = "/" + guest
    else:
        host, guest = text, "/root/"
    if guest.endswith("/"):
        guest += os.path.basename(os.path.abspath(host))
    return host, guest


def _addition(text):
    host, guest = split_addition(text)
    if not os.path.exists(host):
        raise argparse.ArgumentTypeError(f"{host!r} does not exist")
    return host, guest


def command_script(words):
    """Return the shell script that stands for COMMAND's words."""
    return words[0] if len(words) == 1 else shlex.join(words)


def _parser():
    parser = _Parser(
        prog="tests/vm/run", epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Boot an emulated machine, run a command in it, end it.")
    add = parser.add_argument
    add("machine", metavar="MACHINE", choices=list(MACHINES),
        help=" or ".join(MACHINES))
    add("--smp", type=_positive, default=4, metavar="N",
        help="number of CPUs (4)")
    add("--memory", type=_size, default="1G", metavar="SIZE",
        help="memory, such as 512M or 2G (1G)")
    add("--kernel", choices=list(kernels.VERSIONS), default="6.1",
        metavar="VERSION", help=f"{' or '.join(kernels.VERSIONS)} (6.1)")
    add("--unpacked", action="store_true",
        help="start the kernel unpacked where that is quicker (x86, 6.1): it "
             "is always at the same address then")
    add("--qemu", choices=list(qemu.VERSIONS), metavar="VERSION",
        help=f"{' or '.join(qemu.VERSIONS)}, fetched if needed (the installed "
             "one)")
    add("--x2apic", action="store_true",
        help=f"local APICs in x2APIC mode (with QEMU {qemu.MODERN})")
    add("--icount", action="store_true",
        help="one instruction takes one nanosecond of guest time (with QEMU "
             f"{qemu.MODERN})")
    add("--append", action="append", default=[], metavar="ARGS",
        help="further kernel arguments; they come last")
    add("--add", action="append", default=[], type=_addition,
        metavar="HOSTPATH[:GUESTPATH]",
        help="put a file or directory into the guest (/root/NAME)")
    add("--package", action="append", default=[], metavar="NAME",
        help="put a further Debian package into the guest")
    add("--machine-arg", action="extend", default=[], type=_words,
        metavar="ARGS",
        help="split into words and handed to the emulator")
    add("--timeout", type=_seconds, default=300.0, metavar="S",
        help="seconds from the emulator's start until the run is given "
             "up (300)")
    add("--boot-timeout", type=_seconds, default=300.0, metavar="S",
        help="seconds of these that the boot may take (300)")
    add("--stop-on", type=_regex, metavar="REGEX",
        help="end with status 0 when lines of com2 match REGEX")
    add("--stop-count", type=_positive, default=1, metavar="N",
        help="how many lines must match --stop-on (1)")
    add("--stop-after", type=_regex, metavar="REGEX",
        help="count them only after a line of com1 has matched REGEX")
    add("--no-stage", action="store_true",
        help="boot without building and installing the project")
    add("--stage-dir", metavar="DIR",
        help="install what DIR holds instead of building")
    add("--log-dir", metavar="DIR",
        help="directory for this run's logs (build/vm/RUN)")
    add("-i", "--interactive", action="store_true",
        help="connect a terminal to a shell, or to COMMAND if given")
    add("-v", "--verbose", action="store_true",
        help="tell what is done and how long it takes")
    add("command", nargs="*", metavar="COMMAND", help=argparse.SUPPRESS)
    return parser


def parse(arguments):
    """Parse the words after tests/vm/run; leaves with 126 if they're wrong."""
    parser = _parser()
    parser.usage = ("tests/vm/run MACHINE [OPTION]... -- COMMAND...\n"
                    "       tests/vm/run MACHINE [OPTION]... -i")
    if "--" in arguments:
        border = arguments.index("--")
        arguments, command = arguments[:border], arguments[border + 1:]
    else:
        command = []
    options = parser.parse_args(arguments)
    if options.command:
        parser.error("put -- before COMMAND")
    if not command and not options.interactive:
        parser.error("COMMAND is missing (or -i for a shell)")
    if (options.stop_after or options.stop_count > 1) and not options.stop_on:
        parser.error("--stop-after and --stop-count need --stop-on")
    if options.stage_dir and not os.path.isdir(options.stage_dir):
        parser.error(f"--stage-dir {options.stage_dir!r} is no directory")
    for name in options.package:
        if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name):
            parser.error(f"--package {name!r} is no package name")
    options.machine = MACHINES[options.machine]
    if options.x2apic and not options.machine.x2apic:
        parser.error(f"{options.machine.name} has no --x2apic")
    if options.x2apic or options.icount:
        options.qemu = options.qemu or qemu.MODERN
        if options.qemu != qemu.MODERN:
            parser.error(f"--x2apic and --icount need QEMU {qemu.MODERN}")
    options.qemu = options.qemu or options.machine.qemu
    options.command = command or ["exec bash -l"]
    options.append = " ".join(options.append)
    return options
