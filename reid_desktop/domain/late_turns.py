"""Turns of the window's event loop that came late, and what was seen of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """What the threads of the window's process did at one moment."""

    after_ms: float
    """Since the turn before. A thread that holds Python's lock in one long call leaves no looks meanwhile."""
    threads: Mapping[str, tuple[str, ...]]
    """Python frames by the thread's name, innermost first."""


@dataclass(frozen=True, slots=True)
class LateTurn:
    """One turn of the event loop that came late."""

    at_s: float
    """Since watching began."""
    gap_ms: float
    work_ms: float
    queued_ms: float
    stolen_ms: float
    """What the host of a virtual machine kept of all its processors meanwhile (Linux, in steps of 10 ms)."""
    others: Mapping[str, tuple[float, float]]
    """Of each other thread of that process: its processor time meanwhile, and its time without one."""
    looks: tuple[Look, ...]
