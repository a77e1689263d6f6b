"""Fresh processes for the benchmark, and what the system tells about them."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.errors import EngineError

TIMEOUT_S = 1800.0


def run_module(
    module: str,
    words: Sequence[str] = (),
    job: Mapping[str, object] | None = None,
    scratch: Path | None = None,
) -> str:
    """Run `python -m module` with a job on standard input; return its standard output.

    :raises EngineError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        input=json.dumps(job or {}),
        text=True,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
        env=_quiet(scratch),
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EngineError("The measurement {module} failed: {reason}", module=module, reason=last[:300])
    return done.stdout


def run_job(module: str, job: Mapping[str, object], scratch: Path | None = None) -> dict[str, object]:
    """Run a module on a job; return the JSON object that its last line holds."""
    answer: dict[str, object] = json.loads(run_module(module, (), job, scratch).strip().splitlines()[-1])
    return answer


def number_in(table: Mapping[str, object], name: str) -> float:
    """Return a number of a JSON object."""
    value = table[name]
    if not isinstance(value, int | float):
        raise EngineError("The measurement gave no number for {name}.", name=name)
    return float(value)


def _quiet(scratch: Path | None) -> dict[str, str]:
    """Return an environment in which nothing is fetched, or written outside `scratch`."""
    folder = {} if scratch is None else {"YOLO_CONFIG_DIR": str(scratch), "MPLCONFIGDIR": str(scratch)}
    return {
        **os.environ,
        **folder,
        "YOLO_AUTOINSTALL": "false",
        "YOLO_OFFLINE": "true",
        "YOLO_VERBOSE": "false",
        # A window is not shown to whoever sits there, unless another platform is asked for.
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process used so far; zero where the system does not tell."""

    cpu_s: float = 0.0
    resident_mib: float = 0.0
    peak_mib: float = 0.0


def usage(process_id: int) -> Usage:
    """Return CPU time and memory of a running process (Linux; else zeros)."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii", errors="replace")
        status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return Usage()
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), _kib(status, "VmRSS") / 1024, _kib(status, "VmHWM") / 1024)


def _kib(status: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    return float(found[1]) if found else 0.0


def engine_process() -> int | None:
    """Return the id of the analysis process that this process started."""
    for child in multiprocessing.active_children():
        if child.name == "reid-work":
            return child.pid
    return None
