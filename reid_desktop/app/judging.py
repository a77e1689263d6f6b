"""Judging a model by the command line, in a process of its own: it loads a runtime and decodes pictures."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reid_desktop.domain.errors import Cancelled, EngineError, ModelError
from reid_desktop.domain.judged import ErrorCurves, Failed, Judged
from reid_desktop.domain.slices import Slice
from reid_desktop.ports.judging import Judging, Wanted

PREFIX = "reid-desktop: "
PROGRAM = (sys.executable, "-m", "reid_desktop")


class CommandedJudge:
    """Judges by the command `evaluate`."""

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        """`program` is what the command line begins with."""
        self._program = tuple(program)

    def begin(self, wanted: Wanted, pictures: Path) -> Judging:
        """Return what runs the command once its result is asked for."""
        words = ["evaluate", "--layout", wanted.layout, wanted.folder, "--json", "--pictures", str(pictures)]
        if wanted.embedder:
            words += ["--embedder", wanted.embedder]
        return _Running((*self._program, *words), pictures)


class _Running:
    """One process."""

    def __init__(self, command: Sequence[str], pictures: Path) -> None:
        self._command, self._pictures = command, pictures
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_stopped = False

    def stop(self) -> None:
        """Kill the process, or never start it."""
        with self._lock:
            self._is_stopped = True
            if self._process is not None:
                self._process.kill()

    def result(self) -> Judged:
        """Run the command to its end and read its answer; raises as the port says."""
        process = self._start()
        said, problem = process.communicate()
        if self._is_stopped:
            raise Cancelled
        if process.returncode:
            last = problem.strip().rsplit("\n", 1)[-1].removeprefix(PREFIX)
            raise ModelError("{why}", why=last or "It did not work, and no reason was given.")
        try:
            return judged_from(json.loads(said), self._pictures)
        except (ValueError, KeyError, TypeError) as cause:
            raise EngineError(
                "The program that judges gave an answer that cannot be read. Install reid-desktop anew."
            ) from cause

    def _start(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._is_stopped:
                raise Cancelled
            pipe = subprocess.PIPE
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=pipe,
                    stderr=pipe,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                )
            except OSError as cause:
                raise EngineError(
                    "The program that judges cannot be started ({why}). Install reid-desktop anew.",
                    why=cause.strerror or cause,
                ) from cause
            return self._process


def judged_from(told: Mapping[str, Any], pictures: Path) -> Judged:
    """Return what the command's JSON says.

    :raises KeyError, ValueError, TypeError: it is not what the command prints.
    """
    errors = told["errors"]
    equal = errors["equal_error_rate"]
    return Judged(
        str(told["model_key"]),
        int(told["queries"]),
        int(told["gallery"]),
        int(told["cameras"]),
        {name: float(told[name]) for name in told if name.startswith(("rank_", "mAP", "mINP"))},
        {name: float(value) for name, value in told["bare"].items() if name != "cmc"},
        tuple(map(float, told["cmc"])),
        tuple(map(float, told["bare"]["cmc"])),
        ErrorCurves(
            tuple((float(match), float(miss)) for match, miss in errors["det"]),
            tuple((float(lr), float(same), float(other)) for lr, same, other in errors["tippett"]),
            None if equal is None else float(equal),
            int(errors["persons"]),
        ),
        tuple(_slice(one) for one in told["slices"]),
        tuple(Failed(**one) for one in told["failures"]),
        tuple(pictures / Path(name).name for name in told["pictures"]),
    )


def _slice(row: Mapping[str, Any]) -> Slice:
    rank_1, low, high, mean_ap = (
        float(row[name]) / 100 for name in ("rank_1", "rank_1_low", "rank_1_high", "mAP")
    )
    by, condition, is_few = str(row["by"]), str(row["condition"]), bool(row["few"])
    return Slice(by, condition, int(row["queries"]), rank_1, low, high, mean_ap, is_few)
