# SPDX-License-Identifier: BSD-2-Clause
"""The initramfs writer, read back by a reader of its own."""

import io
import os
import stat

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import cpio, overlay
from vmlib.userland import merged_name


def read(data):
    """Return {name: (mode, content, device)} and check the format."""
    found, position = {}, 0
    while True:
        header = data[position:position + 110]
        assert header[:6] == b"070701"
        fields = [int(header[6 + 8 * i:14 + 8 * i], 16) for i in range(13)]
        mode, size, name_size = fields[1], fields[6], fields[11]
        assert fields[2] == fields[3] == 0, "owner must be root"
        assert fields[5] == 0, "time must be zero"
        start = position + 110
        name = data[start:start + name_size]
        assert name.endswith(b"\0")
        body = (start + name_size + 3) & ~3
        position = (body + size + 3) & ~3
        name = name[:-1].decode()
        if name == "TRAILER!!!":
            assert not any(data[position:])
            return found
        assert name not in found, f"{name} is there twice"
        found[name] = (mode, data[body:body + size], tuple(fields[9:11]))


def archive(fill):
    stream = io.BytesIO()
    writer = cpio.Writer(stream)
    fill(writer)
    writer.close()
    assert len(stream.getvalue()) % 512 == 0
    return stream.getvalue()


def test_empty():
    assert read(archive(lambda writer: None)) == {}


@pytest.mark.parametrize("size", range(9))
def test_every_alignment(size):
    def fill(writer):
        writer.file("x" * (size + 1), b"d" * size)
        writer.file("z", b"end")
    found = read(archive(fill))
    assert found["x" * (size + 1)][1] == b"d" * size
    assert found["z"][1] == b"end"


def test_parents_come_first_and_once():
    def fill(writer):
        writer.file("/a/b/c", b"1", 0o755)
        writer.file("a/b/d", b"2")
        writer.directory("a/b")
    found = read(archive(fill))
    assert list(found) == ["a", "a/b", "a/b/c", "a/b/d"]
    assert found["a/b"][0] == stat.S_IFDIR | 0o755
    assert found["a/b/c"][0] == stat.S_IFREG | 0o755


def test_links_and_devices():
    def fill(writer):
        writer.symlink("bin", "usr/bin")
        writer.device("dev/console", "c", 5, 1)
        writer.device("dev/disk", "b", 8, 0, 0o660)
    found = read(archive(fill))
    assert found["bin"][:2] == (stat.S_IFLNK | 0o777, b"usr/bin")
    assert found["dev/console"] == (stat.S_IFCHR | 0o600, b"", (5, 1))
    assert found["dev/disk"] == (stat.S_IFBLK | 0o660, b"", (8, 0))


def test_a_member_needs_a_name():
    with pytest.raises(ValueError):
        archive(lambda writer: writer.file("/", b""))


def make_tree(base):
    (base / "lib" / "firmware").mkdir(parents=True)
    (base / "lib" / "firmware" / "image.bin").write_bytes(bytes(range(256)))
    (base / "usr" / "sbin").mkdir(parents=True)
    tool = base / "usr" / "sbin" / "tool"
    tool.write_bytes(b"#!")
    tool.chmod(0o755)
    os.symlink("tool", base / "usr" / "sbin" / "alias")
    os.symlink("/var", base / "usr" / "spool")


def test_tree_with_a_filter(tmp_path):
    make_tree(tmp_path)
    found = read(archive(lambda writer: writer.tree(
        tmp_path, "top", lambda path: path != "lib")))
    assert set(found) == {"top", "top/usr", "top/usr/sbin", "top/usr/spool",
                          "top/usr/sbin/tool", "top/usr/sbin/alias"}
    assert found["top/usr/sbin/tool"][0] == stat.S_IFREG | 0o755
    assert found["top/usr/sbin/alias"][1] == b"tool"


def test_equal_input_gives_equal_output(tmp_path):
    make_tree(tmp_path)
    assert len({archive(lambda writer: writer.tree(tmp_path))
                for _ in range(2)}) == 1


@pytest.mark.parametrize("name, expected", [
    ("/lib/firmware/x", "usr/lib/firmware/x"),
    ("bin/sh", "usr/bin/sh"),
    ("usr/bin/sh", "usr/bin/sh"),
    ("library/x", "library/x"),
    ("/etc/../sbin/x", "usr/sbin/x"),
])
def test_merged_usr(name, expected):
    assert merged_name(name) == expected


class NoModules:
    """A kernel for which the stage holds no modules."""
    release = "1.2.3"


def test_overlay_never_replaces_the_merged_links(tmp_path):
    stage = tmp_path / "stage"
    make_tree(stage)
    extra = tmp_path / "extra"
    extra.write_bytes(b"extra")
    stream = io.BytesIO()
    overlay.write(stream, "echo 'x'", {"TOKEN": "t", "SMP": 4}, NoModules,
                  str(stage), [(str(extra), "/lib/x/extra")])
    found = read(stream.getvalue())
    assert "lib" not in found
    assert found["usr/lib/firmware/image.bin"][1] == bytes(range(256))
    assert found["usr/lib/x/extra"][1] == b"extra"
    assert found["usr/spool"][1] == b"/var"
    assert found[".vm/command"][1] == b"echo 'x'\n"
    assert found[".vm/settings"][1] == b"TOKEN=t\nSMP=4\n"
    assert found["init"][0] == stat.S_IFREG | 0o755
