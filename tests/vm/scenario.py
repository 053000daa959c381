# SPDX-License-Identifier: BSD-2-Clause
"""Runs a script of tests/vm/scripts in an emulated machine, once, and gives
its cases to pytest one by one."""

import ast
import dataclasses
import fcntl
import functools
import os
import re
import shlex
import shutil
import subprocess

import pytest

from vmlib import machines

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
SCRIPTS = os.path.join(HERE, "scripts")
WORK = os.environ.get("CHECK_DIR", os.path.join(PROJECT, "build", "check"))
MACHINE = os.environ.get("CHECK_MACHINE", "x86-svm")
# Debian's name of the machine's architecture.
ARCHITECTURE = machines.MACHINES[MACHINE].architecture
# For kbuild.
CROSS = {"amd64": (), "arm64": ("ARCH=arm64",
                                "CROSS_COMPILE=aarch64-linux-gnu-")
         }[ARCHITECTURE]
COMPILER = {"amd64": "gcc", "arm64": "aarch64-linux-gnu-gcc"}[ARCHITECTURE]
# For the kernel's command line: what the "-reserved" configurations need.
RESERVED = {"amd64": r"memmap=66M$0x14000000",
            "arm64": "mem=320M"}[ARCHITECTURE]
# CPUs take turns instead of having a thread each. See vmlib/machines.py for what
# QEMU does to CPU 0 of x86 otherwise; nothing is lost then, so Linux ticks as it
# likes to.
TURNS = ("--machine-arg", "-accel tcg,thread=single")
TICKLESS = {"amd64": "nohz=on highres=on ", "arm64": ""}[ARCHITECTURE]
# Of a script only these cases, by name, or all if none is named.
CASES = os.environ.get("CHECK_CASES", "")
# Seconds for a boot, if it is known to need less than scenarios allow.
LIMIT = int(os.environ.get("CHECK_TIMEOUT", "0"))
# Everything is built and installed once per run of tests/check, and machine
# shape.
RUN = os.environ.get("CHECK_RUN", f"pytest-{os.getpid()}")

CASE_LINE = re.compile(r"^CASE (\w+): (ok|FAILED: .*)$", re.MULTILINE)


def build(*words):
    """Run make; an error is raised with its output."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(
        ["make", "-s", "-j2", *words], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    if done.returncode:
        raise RuntimeError(f"make {' '.join(words)} failed:\n{done.stdout}")


def _once(target, make):
    """Have MAKE fill the directory TARGET, once per run; return TARGET."""
    mark = target + ".run"
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(os.path.join(WORK, "stage.lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(mark):
            with open(mark, encoding="ascii") as stream:
                if stream.read() == RUN:
                    return target
        make()
        with open(mark, "w", encoding="ascii") as stream:
            stream.write(RUN)
    return target


def _stage_kernel(kernel):
    """Return a directory with everything installed for some machine."""
    target = os.path.join(WORK, "stage", f"{MACHINE}-{kernel}")
    return _once(target, lambda: build(
        "-C", PROJECT, "stage", f"MACHINE={MACHINE}", f"KERNEL={kernel}",
        f"O={WORK}/out", f"DESTDIR={target}"))


def stage(smp, memory, kernel):
    """Return a directory with everything installed for this machine."""
    base = _stage_kernel(kernel)
    target = os.path.join(WORK, "stage", f"{MACHINE}-{smp}-{memory}-{kernel}")

    def make():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(base, target, symlinks=True)
        build("-C", PROJECT, "install-configs", f"MACHINE={MACHINE}",
              f"SMP={smp}", f"MEMORY={memory}", f"O={WORK}/out",
              f"DESTDIR={target}")

    return _once(target, make)


def kernel_directory(version):
    """Return the directory of a kernel."""
    return subprocess.run(
        [os.path.join(HERE, "kernel"), version, "--arch", ARCHITECTURE],
        text=True, check=True, stdout=subprocess.PIPE).stdout.strip()


def kbuild(version, *words):
    """Run kbuild for a kernel of the machine's architecture."""
    build("-C", f"{kernel_directory(version)}/build", *CROSS, *words)


def module(name, version):
    """Return the path of a kernel module made from tests/vm/modules/NAME."""
    target = os.path.join(WORK, "modules", f"{ARCHITECTURE}-{version}", name)

    def make():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(os.path.join(HERE, "modules", name), target)
        # Debug information of this kind needs a tool that nothing else needs.
        kbuild(version, f"M={target}", "CONFIG_DEBUG_INFO_BTF_MODULES=",
               "modules")

    return os.path.join(_once(target, make), name + ".ko")


def program(name):
    """Return the path of a program for guests made from tests/vm/programs."""
    target = os.path.join(WORK, "programs", ARCHITECTURE, name)

    def make():
        os.makedirs(os.path.dirname(target), exist_ok=True)
        subprocess.run(
            [COMPILER, "-O2", "-static", "-Wall", "-Werror", "-o", target,
             os.path.join(HERE, "programs", name + ".c")], check=True)

    return _once(target, make)


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run left."""
    status: int
    out: str
    err: str
    com1: str
    com2: str

    def summary(self):
        """Return what helps to find out why a run ended badly."""
        return (f"status {self.status}\n-- standard output:\n"
                f"{self.out[-3000:]}\n-- standard error:\n{self.err[-6000:]}")


def _text(path):
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read().replace("\r", "")


@dataclasses.dataclass(frozen=True)
class Scenario:
    """One boot of the machine with one script.

    Options are those of tests/vm/run; BOOT_SMP is the number of CPUs of the
    machine if the configuration is made for another one. With VMLINUZ the
    kernel's image is in the guest. PARTS are further scripts that SCRIPT
    imports, with cases of their own; MODULES and PROGRAMS are made from the
    directories of that name. With THREADS each CPU has one where the emulator
    is up to that, as on a real machine; else they take turns.
    """
    script: str
    arguments: tuple = ()
    parts: tuple = ()
    name: str = ""
    smp: int = 4
    boot_smp: int = 0
    memory: str = "1G"
    kernel: str = "6.1"
    append: str = ""
    modules: tuple = ()
    programs: tuple = ()
    vmlinuz: bool = False
    threads: bool = False
    quick: bool = True
    options: tuple = ()
    timeout: int = 900

    def identity(self):
        """Return the name of this run."""
        return self.name or f"{self.script}-{self.smp}-{self.memory}"

    def case_names(self):
        """Return the names of the functions of the scripts with @case."""
        nodes = []
        for script in (self.script, *self.parts):
            path = os.path.join(SCRIPTS, script + ".py")
            with open(path, encoding="utf-8") as stream:
                nodes += ast.parse(stream.read()).body
        return [node.name for node in nodes
                if isinstance(node, ast.FunctionDef) and
                any(isinstance(decorator, ast.Name) and decorator.id == "case"
                    for decorator in node.decorator_list)]

    def words(self, log_dir):
        """Return the command line of the run."""
        command = shlex.join(["python3", "-u", f"/root/{self.script}.py",
                              *map(str, self.arguments)])
        turns = ARCHITECTURE == "amd64" or not self.threads
        return [os.path.join(HERE, "run"), MACHINE,
                "--stage-dir", stage(self.smp, self.memory, self.kernel),
                "--log-dir", log_dir, "--smp", str(self.boot_smp or self.smp),
                "--memory", self.memory, "--kernel", self.kernel,
                "--timeout", str(LIMIT or self.timeout), "--append",
                (TICKLESS if turns else "") + self.append,
                *(TURNS if turns else ()),
                *(("--unpacked",) if self.quick else ()),
                *(word for name in ("guest", "blobs", self.script, *self.parts)
                  for word in ("--add", os.path.join(SCRIPTS, name + ".py"))),
                *(word for name in self.modules
                  for word in ("--add", module(name, self.kernel))),
                *(word for name in self.programs
                  for word in ("--add", program(name))),
                *(("--add", f"{kernel_directory(self.kernel)}/vmlinuz")
                  if self.vmlinuz else ()),
                *self.options, "--",
                f"MACHINE={MACHINE} CASES={shlex.quote(CASES)} "
                f"PYTHONDONTWRITEBYTECODE=1 {command}"]

    @functools.lru_cache(maxsize=None)
    def result(self):
        """Run, the first time; return the result."""
        log_dir = os.path.join(WORK, "vm", MACHINE, self.identity())
        shutil.rmtree(log_dir, ignore_errors=True)
        os.makedirs(log_dir)
        words = self.words(log_dir)
        done = subprocess.run(words, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, errors="replace", check=False)
        for name, text in (("out.txt", done.stdout), ("err.txt", done.stderr)):
            with open(os.path.join(log_dir, name), "w",
                      encoding="utf-8") as stream:
                stream.write(text)
        return Result(done.returncode, done.stdout, done.stderr,
                      _text(os.path.join(log_dir, "com1.log")),
                      _text(os.path.join(log_dir, "com2.log")))

    def check(self, name):
        """Fail the current test unless the case NAME printed its ok."""
        result = self.result()
        verdicts = dict(CASE_LINE.findall(result.out))
        if name not in verdicts:
            pytest.fail(f"{name} did not come to its end: "
                        f"{result.summary()}", pytrace=False)
        if verdicts[name] != "ok":
            pytest.fail(f"{verdicts[name]}\n{result.summary()}", pytrace=False)


def cases(*scenarios):
    """Return a decorator that makes a test of every case of SCENARIOS."""
    return pytest.mark.parametrize("scenario,name", [
        pytest.param(scenario, name, id=f"{scenario.identity()}-{name}")
        for scenario in scenarios for name in scenario.case_names()])
