# SPDX-License-Identifier: BSD-2-Clause
"""Debian packages without root and without touching the system's own apt.

A private apt directory per architecture resolves and downloads; apt checks the
archive's signatures. What a request resolved to is kept as a plan with a hash
for every package, so that later runs need no network and always get the same
files; "tests/vm/kernel --update" throws plans away.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from . import cache
from .errors import RunnerError

RELEASE = "bookworm"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "http://deb.debian.org/debian"
SECURITY_MIRROR = "http://deb.debian.org/debian-security"

_URI = re.compile(r"^'(?P<uri>[^']+)' (?P<file>\S+) (?P<size>\d+) "
                  r"SHA256:(?P<sha256>[0-9a-f]{64})$")


def parse_uris(text):
    """Parse what "apt-get --print-uris" says into a list of packages."""
    found = []
    for line in text.splitlines():
        match = _URI.match(line)
        if match:
            name, version = match["file"].split("_")[:2]
            found.append({"name": name, "version": version.replace("%3a", ":"),
                          "file": match["file"], "sha256": match["sha256"]})
    return found


def pick_mirrors(targets):
    """Choose (main, security) mirror from "REPO_URI RELEASE" lines."""
    main, security = MIRROR, SECURITY_MIRROR
    for line in reversed(targets.splitlines()):
        uri = line.split(" ")[0].rstrip("/")
        if uri.endswith("/debian-security"):
            security = uri
        elif uri.endswith("/debian"):
            main = uri
    return main, security


def _run(arguments, **options):
    environment = dict(os.environ, LC_ALL="C", DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment, text=True, check=False, **options)
    if done.returncode:
        raise RunnerError(f"{' '.join(arguments[:1] + arguments[-3:])} failed:\n"
                          f"{(done.stderr or done.stdout).strip()}")
    return done.stdout


def host_architecture():
    """Return Debian's name of the architecture of this system."""
    return _run(["dpkg", "--print-architecture"]).strip()


class Archive:
    """Debian's archive for one architecture."""

    def __init__(self, architecture):
        self.architecture = architecture
        self._base = cache.directory("apt", architecture)
        self._debs = cache.directory("debs")

    def _sources(self):
        targets = _run(["apt-get", "indextargets", "--no-release-info",
                        "--format", "$(REPO_URI) $(RELEASE)",
                        "Created-By: Packages"])
        main, security = pick_mirrors(targets)
        lines = [(main, RELEASE), (main, RELEASE + "-updates"),
                 (security, RELEASE + "-security"),
                 (main, RELEASE + "-backports")]
        return "".join(f"deb [signed-by={KEYRING}] {uri} {suite} main\n"
                       for uri, suite in lines)

    def _apt(self, *arguments, **options):
        base = self._base
        settings = [f"APT::Architecture={self.architecture}",
                    f"APT::Architectures={self.architecture}",
                    f"Dir::State::Lists={base}/lists",
                    f"Dir::Cache={base}/cache",
                    f"Dir::Etc::sourcelist={base}/sources.list",
                    "Dir::Etc::sourceparts=-",
                    "Dir::Etc::preferences=-",
                    "Dir::Etc::preferencesparts=-",
                    "Dir::State::status=/dev/null",
                    "APT::Update::Post-Invoke-Success=",
                    "Acquire::ForceHash=SHA256",
                    "Acquire::Languages=none",
                    "APT::Install-Recommends=false",
                    "APT::Sandbox::User=root"]
        words = [word for item in settings for word in ("-o", item)]
        return _run(["apt-get", "-q", *words, *arguments], **options)

    def _update(self):
        """Fetch the archive's lists if there are none."""
        stamp = os.path.join(self._base, "lists.complete")
        if os.path.exists(stamp):
            return
        for part in ("lists/partial", "cache/archives/partial"):
            os.makedirs(os.path.join(self._base, part), exist_ok=True)
        with open(os.path.join(self._base, "sources.list"), "w",
                  encoding="utf-8") as stream:
            stream.write(self._sources())
        say(f"fetching Debian's package lists ({self.architecture})")
        self._apt("update", "-o", "APT::Update::Error-Mode=any")
        with open(stamp, "w", encoding="ascii"):
            pass

    def forget(self):
        """Drop lists and plans; the next request asks the archive again."""
        with cache.lock("packages"):
            shutil.rmtree(cache.directory("plans", self.architecture))
            stamp = os.path.join(self._base, "lists.complete")
            if os.path.exists(stamp):
                os.unlink(stamp)

    def _resolve(self, names, suite):
        chosen = ["-t", suite] if suite else []
        text = self._apt("install", "--yes", "--print-uris", *chosen, *names)
        packages = parse_uris(text)
        if not packages:
            raise RunnerError(f"apt-get offers nothing for {' '.join(names)}")
        return packages

    def plan(self, label, names, suite=None, keep=lambda name: True):
        """Return the packages that NAMES and what they depend on come to.

        KEEP is asked with each package's name whether it is wanted. The
        answer is remembered under LABEL and the exact request.
        """
        request = hashlib.sha256(repr((names, suite)).encode()).hexdigest()[:12]
        path = os.path.join(cache.directory("plans", self.architecture),
                            f"{label}-{request}.json")
        if not os.path.exists(path):
            with cache.lock("packages"):
                self._update()
                packages = self._resolve(names, suite)
                with cache.new_file(path) as stream:
                    stream.write(json.dumps(packages, indent=1).encode())
        with open(path, encoding="utf-8") as stream:
            return [item for item in json.load(stream) if keep(item["name"])]

    def fetch(self, packages):
        """Download PACKAGES that are not there; check every one's hash.

        Returns the paths in the order of PACKAGES.
        """
        with cache.lock("packages"):
            missing = [item for item in packages if not self._good(item)]
            if missing:
                self._update()
                say(f"downloading {len(missing)} Debian packages "
                    f"({self.architecture})")
                self._download(missing)
        return [self._path(item) for item in packages]

    def _download(self, missing):
        advice = "try: tests/vm/kernel --update"
        try:
            self._apt("download", *(f"{item['name']}={item['version']}"
                                    for item in missing), cwd=self._debs)
        except RunnerError as error:
            raise RunnerError(f"{error}\n{advice}") from error
        for item in missing:
            if not self._good(item):
                raise RunnerError(f"{item['file']}: missing or its SHA256 is "
                                  f"not {item['sha256']}; {advice}")

    def _path(self, item):
        return os.path.join(self._debs, item["file"])

    def _good(self, item):
        path = self._path(item)
        if not os.path.exists(path):
            return False
        digest = hashlib.sha256()
        with open(path, "rb") as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
        if digest.hexdigest() == item["sha256"]:
            return True
        os.unlink(path)
        return False


def unpack(path, target):
    """Unpack the package at PATH into directory TARGET, running nothing."""
    _run(["dpkg-deb", "-x", path, target])


def digest(packages, *extra):
    """Return a short key of PACKAGES' hashes and any further strings."""
    text = "\n".join([item["sha256"] for item in packages] + list(extra))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def say(text):
    """Tell the user about something that takes a while."""
    print(f"vm: {text}", file=sys.stderr, flush=True)
