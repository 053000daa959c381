# SPDX-License-Identifier: BSD-2-Clause
"""Debian's stock kernels: image, modules and what builds further modules.

A kernel's directory holds

    vmlinuz       the image, as packaged
    vmlinux       the same without what unpacks it, if that takes long
    release       what "uname -r" prints
    modules/      /lib/modules/RELEASE: the modules that guests get
    modules.cpio  the same as an initramfs
    build/        for "make -C build M=... modules"
"""

import lzma
import os
import re
import shutil
import struct
import subprocess

from . import cache, cpio, packages
from .errors import RunnerError

# Version -> (suite to take it from, or None for the release itself).
VERSIONS = {
    "6.1": None,
    "6.12": packages.RELEASE + "-backports",
}

# Modules that guests may want; what these need comes along.
WANTED = (
    "msr", "cpuid", "kvm", "kvm-amd", "kvm-intel",
    "e1000", "e1000e", "igb", "8139cp", "virtio_net", "virtio_blk",
    "virtio_pci", "virtio_console", "virtio-rng", "9p", "9pnet_virtio",
    "uio", "uio_pci_generic", "vfio-pci", "pci-stub", "loop", "nvme", "ahci",
    "sd_mod", "tun",
)

FORMAT = "3"

# Of an x86 image (Documentation/arch/x86/boot.rst): sectors of the setup code
# before the protected-mode code; offset in that and length of the payload.
_SETUP_SECTS, _PAYLOAD = 0x1f1, struct.Struct("<II")
_PAYLOAD_OFFSET = 0x248
_MAGIC_OFFSET, _MAGIC = 0x202, b"HdrS"
_XZ = b"\xfd7zXZ\0"

# Programs that build modules; they must run on the host.
_TOOLS = "linux-kbuild-"

_PARTS = re.compile(r"^linux-(image-\d.*|binary-\d.*|modules-\d.*|"
                    r"headers-\d.*|kbuild-.*)$")


def find_depmod():
    """Return the path of depmod, which isn't on everybody's PATH."""
    path = shutil.which("depmod", path=os.environ.get("PATH", "") +
                        ":/usr/sbin:/sbin")
    if not path:
        raise RunnerError("depmod is missing; run: tests/setup vm")
    return path


def depmod(base, release):
    """Write the module indexes of BASE/lib/modules/RELEASE."""
    done = subprocess.run([find_depmod(), "-b", base, release],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RunnerError(f"depmod failed: {done.stderr.strip()}")


class Kernel:
    """One kernel version for one architecture, made on first use."""

    def __init__(self, architecture, version):
        if version not in VERSIONS:
            raise RunnerError(f"kernel {version!r} is not known; there are: "
                              f"{', '.join(VERSIONS)}")
        self._architecture = architecture
        self._version = version
        self._archive = packages.Archive(architecture)
        plan = self._archive.plan(
            f"kernel-{version}",
            [f"linux-image-{architecture}", f"linux-headers-{architecture}"],
            VERSIONS[version], _PARTS.match)
        self._tools = self._foreign_tools(plan)
        key = packages.digest(plan + self._tools, FORMAT, repr(WANTED))
        self.directory = os.path.join(
            cache.directory("kernels", architecture), f"{version}-{key}")
        if not os.path.isdir(self.directory):
            self._make(plan)
        with open(self.path("release"), encoding="ascii") as stream:
            self.release = stream.read().strip()

    def path(self, name):
        """Return the path of member NAME of the kernel's directory."""
        return os.path.join(self.directory, name)

    def image(self, unpacked):
        """Return the path of the image, the one that is UNPACKED if wanted and
        there."""
        path = self.path("vmlinux")
        return path if unpacked and os.path.exists(path) else \
            self.path("vmlinuz")

    def _foreign_tools(self, plan):
        """Return the build tools that run here, if PLAN's don't."""
        host = packages.host_architecture()
        if host == self._architecture:
            return []
        self._host = packages.Archive(host)
        tools = [item for item in plan if item["name"].startswith(_TOOLS)]
        names = [f"{item['name']}={item['version']}" for item in tools]
        return self._host.plan(f"tools-{self._version}", names,
                               VERSIONS[self._version],
                               lambda name: name.startswith(_TOOLS))

    def _fetch(self, plan):
        if not self._tools:
            return self._archive.fetch(plan)
        kept = [item for item in plan if not item["name"].startswith(_TOOLS)]
        return self._archive.fetch(kept) + self._host.fetch(self._tools)

    def _make(self, plan):
        debs = self._fetch(plan)
        with cache.lock(f"kernel-{self._architecture}-{self._version}"):
            if os.path.isdir(self.directory):
                return
            packages.say(f"unpacking kernel {self._version} "
                         f"({self._architecture})")
            with cache.new_directory(self.directory) as target:
                for deb in debs:
                    packages.unpack(deb, os.path.join(target, "root"))
                self._arrange(target)

    def _arrange(self, target):
        root = os.path.join(target, "root")
        image = [name for name in os.listdir(os.path.join(root, "boot"))
                 if name.startswith("vmlinuz-")]
        if len(image) != 1:
            raise RunnerError(f"kernel {self._version}: one image expected, "
                              f"the packages hold {len(image)}")
        release = image[0][len("vmlinuz-"):]
        with open(os.path.join(target, "release"), "w",
                  encoding="ascii") as stream:
            stream.write(release + "\n")
        os.rename(os.path.join(root, "boot", image[0]),
                  os.path.join(target, "vmlinuz"))
        _unpack(os.path.join(target, "vmlinuz"),
                os.path.join(target, "vmlinux"))
        shutil.rmtree(os.path.join(root, "boot"))
        _merge_usr(root, release)
        _select_modules(root, release)
        os.symlink(os.path.join("root", "lib", "modules", release),
                   os.path.join(target, "modules"))
        _relocate_headers(root, release)
        os.symlink(os.path.join("root", "usr", "src",
                                f"linux-headers-{release}"),
                   os.path.join(target, "build"))
        shutil.rmtree(os.path.join(root, "usr", "share"), ignore_errors=True)
        with open(os.path.join(target, "modules.cpio"), "wb") as stream:
            archive = cpio.Writer(stream)
            archive.tree(os.path.join(root, "lib", "modules"),
                         "usr/lib/modules")
            archive.close()


def _unpack(image, target):
    """Write what an x86 image holds, packed by xz, to the file TARGET.

    Other packers are quick, and arm64's images are not packed.
    """
    with open(image, "rb") as stream:
        data = stream.read()
    if not data.startswith(_MAGIC, _MAGIC_OFFSET):
        return
    offset, length = _PAYLOAD.unpack_from(data, _PAYLOAD_OFFSET)
    start = ((data[_SETUP_SECTS] or 4) + 1) * 512 + offset
    packed = data[start:start + length]
    if packed.startswith(_XZ):
        with open(target, "wb") as stream:
            # Its size comes behind it.
            stream.write(lzma.LZMADecompressor().decompress(packed))


def _merge_usr(root, release):
    """Bring usr/lib/modules, where newer packages have it, to lib/modules."""
    source = os.path.join(root, "usr", "lib", "modules", release)
    target = os.path.join(root, "lib", "modules", release)
    if os.path.isdir(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.isdir(target):
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(source)
        else:
            os.rename(source, target)


def _module_name(path):
    name = os.path.basename(path).split(".ko")[0]
    return name.replace("-", "_")


def _select_modules(root, release):
    """Keep the wanted modules and what they need, uncompressed."""
    base = os.path.join(root, "lib", "modules", release)
    for link in ("build", "source"):
        if os.path.islink(os.path.join(base, link)):
            os.unlink(os.path.join(base, link))
    depmod(root, release)
    needs = {}
    with open(os.path.join(base, "modules.dep"), encoding="utf-8") as stream:
        for line in stream:
            path, _, rest = line.partition(":")
            needs[path] = rest.split()
    wanted = {name.replace("-", "_") for name in WANTED}
    keep = set()
    for path, others in needs.items():
        if _module_name(path) in wanted:
            keep.update([path], others)
    for path in needs:
        full = os.path.join(base, path)
        if path not in keep:
            os.unlink(full)
        elif full.endswith(".xz"):
            with lzma.open(full) as packed, open(full[:-3], "wb") as stream:
                shutil.copyfileobj(packed, stream)
            os.unlink(full)
    for folder, _, _ in os.walk(base, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)
    depmod(root, release)


def _relocate_headers(root, release):
    """Make the headers work wherever they are instead of in /usr/src."""
    path = os.path.join(root, "usr", "src", f"linux-headers-{release}",
                        "Makefile")
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    here = "$(realpath $(dir $(lastword $(MAKEFILE_LIST)))..)"
    patched = text.replace("/usr/src/", f"{here}/")
    if patched == text:
        raise RunnerError(f"linux-headers-{release}: its Makefile doesn't "
                          "name /usr/src; this packaging is not known")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(patched)
    _forget_btf(os.path.dirname(path))


def _forget_btf(build):
    """Let modules be built without type information for BPF.

    That needs pahole and a large vmlinux, and nothing here reads it. The C
    sources see the kernel's configuration unchanged.
    """
    path = os.path.join(build, "include", "config", "auto.conf")
    with open(path, encoding="utf-8") as stream:
        lines = [line for line in stream
                 if not line.startswith("CONFIG_DEBUG_INFO_BTF_MODULES=")]
    with open(path, "w", encoding="utf-8") as stream:
        stream.writelines(lines)
    vmlinux = os.path.join(build, "vmlinux")
    if os.path.exists(vmlinux):
        os.unlink(vmlinux)
