# SPDX-License-Identifier: BSD-2-Clause
"""Writer for the "newc" cpio format that Linux unpacks as an initramfs.

Everything belongs to root whoever runs this, device nodes need no privilege,
and equal input gives equal output: time stamps are zero and names are sorted.
"""

import os
import stat

MAGIC = b"070701"
TRAILER = "TRAILER!!!"
BLOCK = 512


def _pad(length, unit):
    return b"\0" * (-length % unit)


class Writer:
    """Writes one archive to a binary stream. Call close() at the end."""

    def __init__(self, stream):
        self._stream = stream
        self._size = 0
        self._inode = 0
        self._directories = {""}

    def _write(self, data):
        self._stream.write(data)
        self._size += len(data)

    def _entry(self, name, mode, data=b"", device=(0, 0)):
        if len(data) > 0xffffffff:
            raise ValueError(f"{name}: too large for a cpio archive")
        self._inode += 1
        raw = os.fsencode(name) + b"\0"
        fields = (self._inode, mode, 0, 0, 2 if stat.S_ISDIR(mode) else 1, 0,
                  len(data), 0, 0, device[0], device[1], len(raw), 0)
        header = MAGIC + b"".join(b"%08x" % field for field in fields)
        self._write(header + raw + _pad(len(header) + len(raw), 4))
        self._write(data)
        self._write(_pad(len(data), 4))

    def _parents(self, name):
        parent = os.path.dirname(name)
        if parent not in self._directories:
            self.directory(parent)

    @staticmethod
    def _clean(name):
        name = os.path.normpath("/" + name).lstrip("/")
        if not name:
            raise ValueError("an archive member needs a name")
        return name

    def directory(self, name, mode=0o755):
        """Add directory NAME and its parents; adding it again does nothing."""
        name = self._clean(name)
        if name in self._directories:
            return
        self._parents(name)
        self._directories.add(name)
        self._entry(name, stat.S_IFDIR | mode)

    def file(self, name, data, mode=0o644):
        """Add a regular file with the given bytes."""
        name = self._clean(name)
        self._parents(name)
        self._entry(name, stat.S_IFREG | mode, data)

    def symlink(self, name, target):
        """Add a symbolic link."""
        name = self._clean(name)
        self._parents(name)
        self._entry(name, stat.S_IFLNK | 0o777, os.fsencode(target))

    def device(self, name, kind, major, minor, mode=0o600):
        """Add a device node; KIND is "c" or "b"."""
        name = self._clean(name)
        self._parents(name)
        form = {"c": stat.S_IFCHR, "b": stat.S_IFBLK}[kind]
        self._entry(name, form | mode, device=(major, minor))

    def path(self, host, name):
        """Add the file, link or whole directory at HOST under NAME."""
        info = os.lstat(host)
        if stat.S_ISDIR(info.st_mode):
            self.directory(name, stat.S_IMODE(info.st_mode))
            self.tree(host, name)
        elif stat.S_ISLNK(info.st_mode):
            self.symlink(name, os.readlink(host))
        elif stat.S_ISREG(info.st_mode):
            with open(host, "rb") as stream:
                self.file(name, stream.read(), stat.S_IMODE(info.st_mode))
        else:
            raise ValueError(f"{host}: neither file, link nor directory")

    def tree(self, host, name="", accept=None):
        """Add what is inside directory HOST under NAME.

        ACCEPT, if given, is asked with each member's path below HOST and
        answers whether to take it; a refused directory is left out whole.
        """
        pending = [""]
        while pending:
            below = pending.pop()
            for item in sorted(os.listdir(os.path.join(host, below))):
                inner = os.path.join(below, item)
                if accept and not accept(inner):
                    continue
                source = os.path.join(host, inner)
                target = os.path.join(name, inner)
                if os.path.isdir(source) and not os.path.islink(source):
                    self.directory(target,
                                   stat.S_IMODE(os.stat(source).st_mode))
                    pending.append(inner)
                else:
                    self.path(source, target)

    def close(self):
        """Write the trailer and fill up to a whole block."""
        self._inode = -1
        self._entry(TRAILER, 0)
        self._write(_pad(self._size, BLOCK))
