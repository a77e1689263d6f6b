"""The machine in words."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = (
    "numpy", "opencv-python-headless", "openvino", "onnxruntime", "pillow", "PySide6_Essentials",
    "torch", "torchreid", "ultralytics",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor, memory, system and versions."""

    processor: str
    cores: int
    memory_gib: float | None
    system: str
    python: str
    packages: Mapping[str, str]
    load_before: tuple[float, ...]


def describe() -> Machine:
    """Return what this machine is."""
    return Machine(
        _processor(),
        os.cpu_count() or 1,
        _memory_gib(),
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        {name: version for name in PACKAGES if (version := _version(name))},
        tuple(round(load, 2) for load in os.getloadavg()) if hasattr(os, "getloadavg") else (),
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or "unknown"
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or "unknown"


def _memory_gib() -> float | None:
    if not hasattr(os, "sysconf"):
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
