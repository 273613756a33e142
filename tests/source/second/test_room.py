"""A second process runs only where a processor and memory are left for it, by the machine's or the container's word."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from lib.source.second import room

MACHINE = {"proc/meminfo": "MemTotal: 9000000 kB\nMemAvailable: 2000000 kB\n"}
NEW = "sys/fs/cgroup/"
OLD = "sys/fs/cgroup/memory/"


def system(root: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({}, math.inf),
        (MACHINE, 2_048_000_000),
        (
            MACHINE
            | {
                NEW + "memory.max": "1000000000\n",
                NEW + "memory.current": "900000000\n",
                NEW + "memory.stat": "anon 1\ninactive_file 300000000\n",
            },
            400_000_000,
        ),
        (
            MACHINE | {NEW + "memory.max": "max\n", NEW + "memory.current": "9\n", NEW + "memory.stat": ""},
            2_048_000_000,
        ),
        (
            {
                OLD + "memory.limit_in_bytes": "700\n",
                OLD + "memory.usage_in_bytes": "100\n",
                OLD + "memory.stat": "",
            },
            600,
        ),
    ],
)
def test_free_memory_is_the_least_that_the_machine_and_the_container_leave(
    tmp_path: Path, files: dict[str, str], free: float
) -> None:
    assert room.free_bytes(system(tmp_path, files)) == free


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 4),
        ({NEW + "cpu.max": "150000 100000\n"}, 1.5),
        ({NEW + "cpu.max": "max 100000\n"}, 4),
        ({NEW + "cpu/cpu.cfs_quota_us": "50000\n", NEW + "cpu/cpu.cfs_period_us": "100000\n"}, 0.5),
        ({NEW + "cpu/cpu.cfs_quota_us": "-1\n", NEW + "cpu/cpu.cfs_period_us": "100000\n"}, 4),
    ],
)
def test_a_container_has_as_many_processors_as_it_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], count: float
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert room.processors(system(tmp_path, files)) == count


@pytest.mark.parametrize(
    ("set_to", "affinity", "kilobytes", "log", "has"),
    [
        ("", 2, 2_000_000, 0, True),
        ("", 2, 2_000_000, 70_000_000, True),
        ("0", 2, 2_000_000, 0, False),
        ("", 1, 2_000_000, 0, False),
        ("", 2, 900_000, 0, False),
        ("", 2, 2_000_000, 90_000_000, False),
    ],
)
def test_it_is_switched_off_by_hand_with_one_processor_and_with_little_memory_for_the_log(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    set_to: str,
    affinity: int,
    kilobytes: int,
    log: int,
    has: bool,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(affinity)), raising=False)
    root = system(tmp_path, {"proc/meminfo": f"MemAvailable: {kilobytes} kB\n"})
    assert room.has_room(log, {room.SETTING: set_to}, root) is has
