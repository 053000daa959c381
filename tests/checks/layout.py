# SPDX-License-Identifier: BSD-2-Clause
"""Compares C files with what clang-format makes of them, but for what is laid
out by hand: where long statements are broken, how their parts and macros are
aligned, and asm statements."""

import re
import subprocess

from . import common

STATEMENT_END = re.compile(r"[;{}]$|^(case .*|default|\w+):$")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What clang-format joins or separates otherwise than Linux does.
EQUAL = tuple((re.compile(pattern), replacement) for pattern, replacement in (
    (r"\s+", " "), (r"([(\[!~{:]) ", r"\1"), (r" ([)\]}:{])", r"\1"),
    (r" ?(->|\.) ?", r"\1"), (r"\* const\b", "*const"), (r"\) \(", ")("), (r"\*\) ", "*)")))
# A prototype in a function is taken for a multiplication.
LAID_OUT_BY_HAND = re.compile(r"\basm\b|\) ?__noreturn;$")


def _without_comments(text):
    """Replace comments by nothing and keep the number of lines."""
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _code_lines(text):
    """Yield (number, line) of what is neither empty nor part of a macro."""
    in_macro = False
    for number, line in enumerate(_without_comments(text).splitlines(), 1):
        is_macro = in_macro or line.lstrip().startswith("#")
        in_macro = is_macro and line.rstrip().endswith("\\")
        if not is_macro and line.strip():
            yield number, line.split("//")[0].rstrip()


def _normal(words):
    text = " ".join(words)
    for pattern, replacement in EQUAL:
        text = pattern.sub(replacement, text)
    return text


def statements(text):
    """Return (number of the first line, indentation, text) of each."""
    found, start, words = [], 0, []
    for number, line in _code_lines(text):
        if not words:
            start, indentation = number, len(line) - len(line.lstrip())
        words.append(line.strip())
        depth = sum(word.count("(") - word.count(")") for word in words)
        if depth == 0 and STATEMENT_END.search(words[-1]):
            # Where a function's brace stands is no matter of taste.
            alone = "\n" if words[-1] == "{" else ""
            found.append((start, indentation, alone + _normal(words)))
            words = []
    return found


def differences(path, text, formatted):
    """Return the first difference, as a list of lines for people."""
    ours, theirs = statements(text), statements(formatted)
    for mine, other in zip(ours, theirs):
        if mine[1:] != other[1:] and not LAID_OUT_BY_HAND.search(mine[2]):
            return [f"{path}:{mine[0]}: clang-format wants "
                    f"{other[1]} columns, then '{other[2]}', not "
                    f"{mine[1]}, '{mine[2]}'"]
    if len(ours) != len(theirs):
        return [f"{path}: clang-format breaks lines otherwise"]
    return []


def check(path):
    """Return the problems of a C file."""
    done = subprocess.run(["clang-format", path], cwd=common.PROJECT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    if done.returncode:
        return done.stderr.splitlines()
    with open(f"{common.PROJECT}/{path}", encoding="utf-8") as stream:
        return differences(path, stream.read(), done.stdout)
