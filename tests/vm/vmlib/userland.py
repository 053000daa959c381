# SPDX-License-Identifier: BSD-2-Clause
"""The guests' base file system: Debian's packages as one initramfs."""

import compileall
import os
import py_compile
import shutil
import sys

from . import cache, cpio, packages

NAMES = ("base-files", "bash", "busybox", "coreutils", "dash", "kmod",
         "ncurses-base", "pciutils", "procps", "python3", "util-linux")

# Pulled in by dependencies, of no use in a guest that is never installed.
UNWANTED = frozenset((
    "adduser", "debconf", "dpkg", "libaudit-common", "libaudit1", "libdb5.3",
    "libgssapi-krb5-2", "libk5crypto3", "libkeyutils1", "libkrb5-3",
    "libkrb5support0", "libnsl2", "libpam-modules", "libpam-modules-bin",
    "libpam0g", "libpam-runtime", "libsemanage-common", "libsemanage2",
    "libsepol2", "libsqlite3-0", "libtirpc-common", "libtirpc3", "login",
    "logsave", "mawk", "media-types", "passwd", "tar", "libcom-err2",
    "usrmerge", "usr-is-merged", "util-linux-extra", "readline-common",
    "libgdbm-compat4", "libgdbm6", "libperl5.36", "perl", "perl-base",
    "perl-modules-5.36",
))

# Paths left out, each with everything below it.
PRUNED = tuple(f"usr/{path}" for path in (
    "include", "share/applications", "share/bash-completion", "share/binfmts",
    "share/bug", "share/common-licenses", "share/debconf", "share/debianutils",
    "share/doc", "share/info", "share/initramfs-tools", "share/lintian",
    "share/locale", "share/man", "share/menu", "share/pixmaps", "share/polkit-1",
    "share/python3", "share/base-files", "share/util-linux", "share/perl5", "share/gcc",
    "share/dict", "share/readline",
    "lib/systemd", "lib/udev", "lib/tmpfiles.d", "lib/x86_64-linux-gnu/gconv",
    "lib/x86_64-linux-gnu/libssl.so.3", "lib/x86_64-linux-gnu/engines-3",
    "lib/x86_64-linux-gnu/ossl-modules", "lib/x86_64-linux-gnu/perl-base",
    "lib/aarch64-linux-gnu/gconv", "lib/aarch64-linux-gnu/libssl.so.3",
    "lib/python3.11/ensurepip", "lib/python3.11/idlelib",
    "lib/python3.11/lib2to3", "lib/python3.11/pydoc_data",
    "lib/python3.11/test", "lib/python3.11/tkinter",
    "lib/python3.11/turtledemo", "lib/python3.11/distutils",
    "lib/python3.11/config-3.11-x86_64-linux-gnu",
    "lib/python3.11/config-3.11-aarch64-linux-gnu",
    "lib/python3/debpython", "share/python-wheels",
))

MERGED = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")

APPLETS = (
    "ash", "awk", "bc", "bzip2", "bunzip2", "clear", "cmp", "cpio", "devmem",
    "diff", "egrep", "fgrep", "find", "fuser", "grep", "gunzip", "gzip",
    "halt", "hexdump", "hostname", "ifconfig", "ip", "killall", "less", "nc",
    "patch", "ping", "poweroff", "reboot", "reset", "sed", "strings",
    "tar", "telnet", "time", "unxz", "unzip", "usleep", "vi", "which", "xargs",
    "xxd", "xz", "xzcat", "zcat",
)

FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n"
                  "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
    "etc/group": "root:x:0:\ntty:x:5:\ndisk:x:6:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/fstab": "",
    "etc/profile": "PS1='\\u@\\h:\\w\\$ '\n",
}

FORMAT = "1"


def merged_name(name):
    """Return NAME below the root as a system with merged /usr has it."""
    name = os.path.normpath("/" + name).lstrip("/")
    return "usr/" + name if name.split("/")[0] in MERGED else name


def _move_into(source, target):
    """Move what SOURCE holds into TARGET, joining directories."""
    os.makedirs(target, exist_ok=True)
    for item in os.listdir(source):
        inner, outer = os.path.join(source, item), os.path.join(target, item)
        if os.path.isdir(inner) and not os.path.islink(inner) and \
                os.path.isdir(outer):
            _move_into(inner, outer)
        elif not os.path.lexists(outer):
            os.rename(inner, outer)
        else:
            os.unlink(inner)
    os.rmdir(source)


def _merge_usr(root):
    for name in MERGED:
        source = os.path.join(root, name)
        if os.path.isdir(source):
            _move_into(source, os.path.join(root, "usr", name))


def _prune(root):
    for name in PRUNED:
        path = os.path.join(root, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)


def _compile_python(root):
    """Replace Python's library by byte code if this Python can make it.

    Guests then start Python several times faster; with another version of
    Python on the host they compile for themselves.
    """
    library = os.path.join(root, "usr", "lib", "python3.11")
    if sys.version_info[:2] != (3, 11):
        return
    compileall.compile_dir(
        library, quiet=2, force=True, legacy=True, stripdir=root,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    for folder, _, names in os.walk(library):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.exists(path + "c"):
                os.unlink(path)


def _finish(root, stream):
    archive = cpio.Writer(stream)
    for name in ("proc", "sys", "dev", "run", "mnt", "root", "var/log",
                 "var/lib", "usr/local/bin", "usr/local/sbin"):
        archive.directory(name)
    archive.directory("tmp", 0o1777)
    archive.device("dev/console", "c", 5, 1)
    archive.device("dev/null", "c", 1, 3, 0o666)
    for name, text in FILES.items():
        archive.file(name, text.encode())
    for name in MERGED:
        if os.path.isdir(os.path.join(root, "usr", name)):
            archive.symlink(name, f"usr/{name}")
    archive.symlink("var/run", "/run")
    archive.symlink("etc/mtab", "/proc/mounts")
    archive.tree(os.path.join(root, "usr"), "usr")
    archive.tree(os.path.join(root, "etc"), "etc",
                 lambda path: f"etc/{path}" not in FILES)
    for name in ("sh", *APPLETS):
        target = "dash" if name == "sh" else "busybox"
        if not any(os.path.lexists(os.path.join(root, "usr", part, name))
                   for part in ("bin", "sbin")) or name == "sh":
            archive.symlink(f"usr/bin/{name}", target)
    archive.close()


def _make(debs, final):
    work = final + ".d"
    shutil.rmtree(work, ignore_errors=True)
    try:
        for deb in debs:
            packages.unpack(deb, work)
        _merge_usr(work)
        _prune(work)
        _compile_python(work)
        shell = os.path.join(work, "usr", "bin", "sh")
        if os.path.lexists(shell):
            os.unlink(shell)
        with cache.new_file(final) as stream:
            _finish(work, stream)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def image(architecture, extra=()):
    """Return the base initramfs, with packages EXTRA in it, made if needed.

    EXTRA come with all that they depend on.
    """
    archive = packages.Archive(architecture)
    wanted = {item["name"] for item in archive.plan("extra", sorted(extra))} \
        if extra else set()
    plan = archive.plan(
        "userland", sorted((*NAMES, *extra)), None,
        lambda name: name in wanted or name not in UNWANTED)
    rules = repr((PRUNED, APPLETS, FILES, sys.version_info[:2]))
    key = packages.digest(plan, FORMAT, rules)
    final = os.path.join(cache.directory("userland", architecture),
                         f"{key}.cpio")
    if not os.path.exists(final):
        debs = archive.fetch(plan)
        with cache.lock(f"userland-{architecture}"):
            if not os.path.exists(final):
                packages.say(f"assembling the guest's userland "
                             f"({architecture})")
                _make(debs, final)
    return final
