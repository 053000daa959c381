# SPDX-License-Identifier: BSD-2-Clause
"""Rules for source files: licence tags, lengths of files, functions and lines,
no architecture in common code."""

import os
import re
import subprocess

from .common import PROJECT, Counts, verdict

MAX_FILE = 600
MAX_FUNCTION = 60
MAX_COLUMNS = 100
SOURCE = re.compile(r"\.(c|h|S|py|sh|mk|lds)$|(^|/)(Makefile|Kbuild)$")
COMMENT_OR_TEXT = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
# Files whose format has no comments, or that are the licence.
UNTAGGED = {"LICENSE", "VERSION", ".gitignore"}
UNTAGGED_ENDINGS = (".json", ".cell", ".patch")
# A message for users stays on one line, so that it can be searched for.
MESSAGE = re.compile(r'"(\\.|[^"\\])*"')
COMMON_CODE = ("hypervisor/core/", "hypervisor/lib/", "hypervisor/include/")
ARCHITECTURE = re.compile(r"^\s*#\s*(el)?if.*(x86|amd64|i386|arm|aarch)", re.I)
LICENCE = "SPDX-License-Identifier: BSD-2-Clause"
DRIVER_LICENCE = "SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause"


def files():
    """Return the paths of all files of the project, relative to its top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], cwd=PROJECT, stdout=subprocess.PIPE,
        check=True).stdout.decode()
    return sorted(path for path in set(listed.split("\0"))
                  if path and os.path.isfile(os.path.join(PROJECT, path)))


def lines_of(path):
    """Return the lines of a file of the project."""
    with open(os.path.join(PROJECT, path), encoding="utf-8",
              errors="replace") as stream:
        return stream.read().splitlines()


def tag_problem(path, lines):
    """Return what is wrong with the licence tag of a file, or None."""
    if path in UNTAGGED or path.endswith(UNTAGGED_ENDINGS):
        return None
    kernel = path.startswith(("driver/", "tests/vm/modules/"))
    wanted = DRIVER_LICENCE if kernel else LICENCE
    first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
    if first and re.search(re.escape(wanted) + r"( \*/| -->)?$", first[0]):
        return None
    return f"{path}: the first line is not '{wanted}'"


def long_functions(path, lines):
    """Return the functions of a C file that are too long.

    The body of a function is between a "{" and a "}" in the first column.
    """
    problems, start = [], None
    for number, line in enumerate(lines):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start is not None:
            if number - start - 1 > MAX_FUNCTION:
                problems.append(f"{path}:{start}: function of "
                                f"{number - start - 1} lines, {MAX_FUNCTION} "
                                f"are allowed")
            start = None
    return problems


def lines_of_code(text):
    """Return how many lines of a C or assembly file are neither empty nor
    comments."""
    bare = COMMENT_OR_TEXT.sub(
        lambda found: found[0] if found[0].startswith('"')
        else "\n" * found[0].count("\n"), text)
    return sum(bool(line.strip()) for line in bare.splitlines())


def long_lines(path, lines):
    """Return the lines that are too long, messages left out."""
    return [f"{path}:{number}: longer than {MAX_COLUMNS} columns"
            for number, line in enumerate(lines, 1)
            if len(MESSAGE.sub('""', line).expandtabs(8)) > MAX_COLUMNS]


def architecture_conditionals(path, lines):
    """Return where common code depends on an architecture."""
    return [f"{path}:{number}: common code asks for the architecture"
            for number, line in enumerate(lines, 1)
            if ARCHITECTURE.search(line)]


def run():
    """Check all files; return the Counts."""
    tags, lengths, functions, columns, conditionals = [], [], [], [], []
    for path in files():
        lines = lines_of(path)
        tags.append(tag_problem(path, lines))
        if len(lines) > MAX_FILE and SOURCE.search(path):
            lengths.append(f"{path}: {len(lines)} lines, {MAX_FILE} are "
                           f"allowed")
        if path.endswith((".c", ".h")):
            functions += long_functions(path, lines)
        if SOURCE.search(path):
            columns += long_lines(path, lines)
        if path.startswith(COMMON_CODE):
            conditionals += architecture_conditionals(path, lines)
    return sum((verdict("licence tags", filter(None, tags)),
                verdict("lengths of files", lengths),
                verdict("lengths of functions", functions),
                verdict("lengths of lines", columns),
                verdict("no architecture in common code", conditionals)),
               Counts())
