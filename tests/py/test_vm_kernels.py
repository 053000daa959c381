# SPDX-License-Identifier: BSD-2-Clause
"""Kernels without what unpacks them."""

import lzma

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import kernels

SECTORS, OFFSET = 3, 0x123
TEXT = b"\x7fELF" + bytes(5000)


def image(payload, magic=b"HdrS"):
    """Return an x86 image with a payload, and with something behind it."""
    data = bytearray((SECTORS + 1) * 512 + OFFSET)
    data[0x1f1] = SECTORS
    data[0x202:0x206] = magic
    data[0x248:0x250] = OFFSET.to_bytes(4, "little") + \
        len(payload).to_bytes(4, "little")
    return bytes(data) + payload + b"behind"


@pytest.mark.parametrize("data, unpacked", [
    # The kernel's build puts the size behind what xz packed.
    (image(lzma.compress(TEXT) + (5004).to_bytes(4, "little")), TEXT),
    (image(b"\x28\xb5\x2f\xfd" + TEXT), None),
    (image(lzma.compress(TEXT), magic=b"ARMd"), None),
])
def test_only_what_xz_packed_is_unpacked(tmp_path, data, unpacked):
    (tmp_path / "vmlinuz").write_bytes(data)
    kernels._unpack(  # pylint: disable=protected-access
        tmp_path / "vmlinuz", tmp_path / "vmlinux")
    if unpacked is None:
        assert not (tmp_path / "vmlinux").exists()
    else:
        assert (tmp_path / "vmlinux").read_bytes() == unpacked
