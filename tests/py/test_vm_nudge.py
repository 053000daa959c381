# SPDX-License-Identifier: BSD-2-Clause
"""What wakes a forgetful interrupt controller."""

import os

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import nudge


def test_a_character_each_time_it_is_time(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(nudge.time, "monotonic", lambda: now[0])
    nudges = nudge.Nudge(str(tmp_path), 2)
    pipe = os.open(tmp_path / nudge.NAME, os.O_RDONLY | os.O_NONBLOCK)
    for seconds in (0, 1, 1.5, 2, 1):
        now[0] += seconds
        nudges.step()
    assert os.read(pipe, 100) == bytes(3)
    os.close(pipe)
    nudges.close()
    assert not os.listdir(tmp_path)
    nudges.step()


def test_nobody_reads(tmp_path):
    nudges = nudge.Nudge(str(tmp_path), 1e-9)
    for _ in range(1 << 17):
        nudges.step()
    nudges.close()


def test_a_killed_run_left_its_pipe(tmp_path):
    os.mkfifo(tmp_path / nudge.NAME)
    nudge.Nudge(str(tmp_path), 1).close()
    assert not os.listdir(tmp_path)


def test_none(tmp_path):
    nudges = nudge.Nudge(str(tmp_path), 0)
    nudges.step()
    assert not os.listdir(tmp_path)
    nudges.close()
