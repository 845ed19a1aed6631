"""Resident memory and processor time of processes.

A process alone counts with its resident set. Of processes that share memory with their children (PostgreSQL), each
counts with its proportional share, so that what they share counts once; where the system does not tell it, with what
it has for itself.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

import psutil

_MEGABYTE = 1_000_000


def installation(pids_file: Path) -> dict[str, int]:
    """The processes of a running installation, by name; empty when it does not say."""
    if not pids_file.is_file():
        return {}
    found: dict[str, int] = json.loads(pids_file.read_text(encoding="utf-8"))
    return found


def memory_of(processes: Mapping[str, int]) -> dict[str, float]:
    """Megabytes by name; a process that has ended is left out."""
    found = {}
    for name, pid in processes.items():
        try:
            found[name] = _megabytes(psutil.Process(pid))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def total_memory(processes: Mapping[str, int]) -> float | None:
    """Megabytes of all; None when none is known."""
    return sum(memory_of(processes).values()) or None


def processor_seconds(processes: Mapping[str, int]) -> float:
    """Processor time that all of them and their children have used so far."""
    used = 0.0
    for pid in processes.values():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process = psutil.Process(pid)
            used += sum(_processor_seconds(each) for each in (process, *process.children(recursive=True)))
    return used


def _processor_seconds(process: psutil.Process) -> float:
    """Its own time, and that of its children that have ended."""
    times = process.cpu_times()
    ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return float(times.user + times.system + ended)


def _megabytes(process: psutil.Process) -> float:
    children = process.children(recursive=True)
    if not children:
        return float(process.memory_info().rss / _MEGABYTE)
    return sum(_share(each) for each in (process, *children)) / _MEGABYTE


def _share(process: psutil.Process) -> float:
    try:
        full = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0.0
    return float(getattr(full, "pss", full.uss))
