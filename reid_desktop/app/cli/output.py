"""What the command line prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping

from reid_desktop.domain.jobs import JobPhase, JobState

SCHEMA_VERSION = 1
"""Version of all JSON that the command line prints (docs/command-line.md)."""

_LONGEST_CURRENT = 60


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON document on stdout; ASCII, so that hostile text cannot steer a terminal."""
    versioned = {"schema_version": SCHEMA_VERSION, **document}
    sys.stdout.write(json.dumps(versioned, ensure_ascii=True, allow_nan=False) + "\n")


def print_json_rows(rows: Iterable[Mapping[str, object]]) -> None:
    """Print a JSON array, one element a line, without holding all rows in memory."""
    sys.stdout.write("[")
    separator = "\n"
    for row in rows:
        sys.stdout.write(separator + json.dumps(row, ensure_ascii=True, allow_nan=False))
        separator = ",\n"
    sys.stdout.write("\n]\n")


def say(text: str) -> None:
    """Print a sentence on stderr."""
    sys.stderr.write(f"{inert(text)}\n")
    sys.stderr.flush()


def line(text: str) -> None:
    """Print a line of the result on stdout."""
    sys.stdout.write(f"{inert(text)}\n")


def inert(text: str) -> str:
    """Return text with control characters, line breaks and bidirectional marks shown, not obeyed."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class ProgressLine:
    """Shows a job on stderr: in place on a terminal, a line every ten seconds elsewhere."""

    def __init__(self) -> None:
        """Look at what stderr is."""
        self._is_terminal = sys.stderr.isatty()
        self._next_s = 0.0
        self._width = 0

    def show(self, state: JobState) -> None:
        """Show the state, not too often."""
        now_s = time.monotonic()
        if state.phase is not JobPhase.RUNNING or not state.progress.step or now_s < self._next_s:
            return
        text = _words(state)
        if self._is_terminal:
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()
        self._next_s = now_s + (0.2 if self._is_terminal else 10.0)

    def end(self) -> None:
        """Leave the line."""
        if self._width:
            sys.stderr.write("\n")
            self._width = 0


def _words(state: JobState) -> str:
    progress = state.progress
    total = f" of {progress.total:,}" if progress.total is not None else ""
    text = f"{progress.step}: {progress.done:,}{total} {progress.unit}"
    if progress.sightings:
        text += f", {progress.sightings:,} sightings"
    if progress.rate_per_s:
        text += f", {progress.rate_per_s:.1f}/s"
    if progress.remaining_s is not None:
        text += f", about {_span(progress.remaining_s)} left"
    if progress.current:
        text += f" ({inert(progress.current[:_LONGEST_CURRENT])})"
    return text


def _span(seconds_s: float) -> str:
    minutes, seconds = divmod(round(seconds_s), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    )
