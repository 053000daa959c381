# SPDX-License-Identifier: BSD-2-Clause
"""Where downloads and what is made of them are kept between runs.

Entries are made under a temporary name and renamed when complete, so that
whoever sees an entry sees a whole one. A lock keeps two runs from doing the
same work twice.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile


def root():
    """Return the cache directory."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "jailhouse")


def directory(*parts):
    """Return a directory inside the cache, made if it is missing."""
    path = os.path.join(root(), *parts)
    os.makedirs(path, exist_ok=True)
    return path


@contextlib.contextmanager
def lock(name):
    """Hold the lock NAME; waits for other processes."""
    with open(os.path.join(directory("locks"), name), "w",
              encoding="ascii") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def new_directory(final):
    """Yield a temporary directory that becomes FINAL if nothing fails."""
    parent = os.path.dirname(final)
    os.makedirs(parent, exist_ok=True)
    temporary = tempfile.mkdtemp(prefix=".new-", dir=parent)
    try:
        yield temporary
        os.chmod(temporary, 0o755)
        os.rename(temporary, final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextlib.contextmanager
def new_file(final):
    """Yield a binary stream whose file becomes FINAL if nothing fails."""
    parent = os.path.dirname(final)
    os.makedirs(parent, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(temporary, 0o644)
        os.rename(temporary, final)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
