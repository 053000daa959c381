# SPDX-License-Identifier: BSD-2-Clause
"""Static analysis and layout: cppcheck, clang-tidy, clang-format, pyflakes,
shellcheck. All findings are errors."""

import concurrent.futures
import os
import re
import sys

from . import common, kernel_headers, layout, sources

JOBS = 2
# Files per process of a slow analyser.
BATCH = 8

# Findings that are wrong: pattern, why.
SUPPRESSED = (
    (r"hypervisor/arch/x86/ioapic\.c:.*null pointer",
     "a cell's chips are root's, or config_check refuses the cell"),
    (r"hypervisor/core/paging\.c:.*left shift is undefined",
     "levels end where is_table() says so, and level 0 has no tables"),
    (r"tools/main\.c:.*Address of stack memory",
     "the name is used only while main() runs"),
    (r"arch/x86/include/asm/paravirt\.h:.*Assigned value is garbage",
     "what the kernel's inline assembly writes, clang does not see"),
    (r"'vm_path' imported but unused", "imported for what it does to sys.path"),
)
FINDING = re.compile(r"(error|warning|style|portability|performance): ")

FREESTANDING = (
    "-std=gnu11", "-ffreestanding", "-mgeneral-regs-only",
    "-fpie", "-fvisibility=hidden", '-DJAILHOUSE_VERSION="0"',
    "-Iinclude", "-Ihypervisor/include",
    "-include", "hypervisor/include/visibility.h")
X86 = (*FREESTANDING, "-mno-red-zone", "-Ihypervisor/arch/x86/include")
ARM64 = (*FREESTANDING, "--target=aarch64-linux-gnu",
         "-Ihypervisor/arch/arm64/include")
INMATE = (
    "-std=gnu11", "-ffreestanding", "-mgeneral-regs-only",
    "-Iinmates/lib/include", "-Ihypervisor/include", "-Iinclude")
INMATE_X86 = (*INMATE, "-mno-red-zone", "-Ihypervisor/arch/x86/include")
INMATE_ARM64 = (*INMATE, "--target=aarch64-linux-gnu",
                "-Ihypervisor/arch/arm64/include")
HOSTED = (
    "-std=gnu11", "-D_GNU_SOURCE", '-DJAILHOUSE_VERSION="0"', "-Iinclude",
    "-idirafter", "hypervisor/include")
# Of clang-tidy. Files that begin alike are analysed with the longest prefix.
ANALYSED = {"hypervisor/": X86, "hypervisor/arch/arm64/": ARM64,
            "inmates/": INMATE_X86, "inmates/lib/arm64/": INMATE_ARM64,
            "inmates/demos/gic.c": INMATE_ARM64,
            "inmates/tests/arm64/": INMATE_ARM64, "tools/": HOSTED,
            "driver/": "amd64", "driver/arch/arm64/": "arm64"}
# Arithmetic on void pointers is GNU C; list_for_each_entry() begins with an
# expression that cppcheck takes for a use.
CPPCHECK = (
    "cppcheck", "--quiet", "--std=c11", "--platform=unix64",
    "--enable=warning,portability,performance", "-D__x86_64__=1",
    "-Iinclude", "-Ihypervisor/include", "-Ihypervisor/arch/x86/include",
    "--suppress=arithOperationsOnVoidPointer",
    "--suppress=uninitvar:driver/*", "hypervisor", "driver", "tools", "inmates")


def _c_files(prefix=""):
    return [path for path in sources.files()
            if path.startswith(prefix) and path.endswith((".c", ".h"))]


def _scripts():
    """Return the paths of shell and of Python programs."""
    found = {"sh": [], "python": []}
    for path in sources.files():
        first = (sources.lines_of(path) or [""])[0]
        if re.match(r"#!.*\b(sh|bash)$", first):
            found["sh"].append(path)
        elif path.endswith(".py") or re.match(r"#!.*\bpython3$", first):
            found["python"].append(path)
    return found


def _findings(lines):
    """Return the lines that are not suppressed, each once."""
    return [line for line in dict.fromkeys(lines)
            if not any(re.search(pattern, line) for pattern, _ in SUPPRESSED)]


def _run(*words):
    """Run an analyser; return its findings, or why it could not run."""
    done = common.run(words)
    lines = [line.replace(common.PROJECT + "/", "")
             for line in done.stdout.splitlines()]
    found = [line for line in lines if FINDING.search(line)]
    if done.returncode < 0 or (done.returncode and not found):
        return [f"{words[0]}: status {done.returncode}", *lines[-10:]]
    return found


def _lines(*words):
    """Run a program all of whose output is findings."""
    done = common.run(words)
    lines = done.stdout.splitlines()
    if done.returncode and not lines:
        return [f"{words[0]}: status {done.returncode}"]
    return lines


def _batches(files):
    return [files[start:start + BATCH]
            for start in range(0, len(files), BATCH)]


def _analysed(prefix):
    """Return the sources that clang-tidy takes with the flags of PREFIX."""
    longer = tuple(other for other in ANALYSED
                   if other != prefix and other.startswith(prefix))
    return [path for path in _c_files(prefix) if path.endswith(".c") and
            "/arch/fake/" not in path and
            not (longer and path.startswith(longer))]


def _tasks():
    """Return (name of the test case, function, arguments), slow ones first."""
    tasks = []
    for prefix, flags in ANALYSED.items():
        files = _analysed(prefix)
        if isinstance(flags, str):
            flags = kernel_headers.flags(flags)
        tasks += [("clang-tidy", _run, ("clang-tidy", "--quiet", *batch, "--",
                                        *flags)) for batch in _batches(files)]
    tasks.append(("cppcheck", _run, CPPCHECK))
    tasks += [("clang-format", layout.check, (path,)) for path in _c_files()]
    scripts = _scripts()
    tasks.append(("pyflakes", _lines, (sys.executable if _has_pyflakes() else
                                       "/usr/bin/python3", "-m", "pyflakes",
                                       *scripts["python"])))
    tasks.append(("shellcheck", _lines, ("shellcheck", "--severity=warning",
                                         "--format=gcc",
                                         "--exclude=SC2164,SC2187", *scripts["sh"])))
    return tasks


def _has_pyflakes():
    return common.run([sys.executable, "-c", "import pyflakes"]).returncode == 0


def run():
    """Analyse all files; return the Counts."""
    os.chdir(common.PROJECT)
    problems = {}
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        waiting = [(name, pool.submit(function, *arguments))
                   for name, function, arguments in _tasks()]
        for name, future in waiting:
            problems.setdefault(name, []).extend(future.result())
    return sum((common.verdict(name, _findings(found))
                for name, found in problems.items()), common.Counts())
