"""Calibrations as JSON files, one an embedder: those that ship with the cards, and those made here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from reid_desktop.adapters.vision.hashing import write_aside
from reid_desktop.domain.calibration import Calibration, Condition, Figure, Knot, Validity
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.persons import Comparison

VERSION = 1
LARGEST_BYTES = 2_000_000
_KNOT = ("score", "log10_lr", "low", "high", "false_match", "false_non_match")


class CalibrationFiles:
    """Looks for `NAME.json` in the folder of calibrations made here, then in the one that ships."""

    def __init__(self, own: Path, shipped: Path) -> None:
        """New ones go to `own`."""
        self._own = own
        self._shipped = shipped

    def find(self, embedder: str) -> Calibration | None:
        """Return the calibration of an embedder's key; raise ModelError if it cannot be read."""
        for folder in (self._own, self._shipped):
            path = folder / f"{_name(embedder)}.json"
            if path.is_file() and (found := read_calibration(path)).embedder == embedder:
                return found
        return None

    def keep(self, calibration: Calibration) -> str:
        """Keep a calibration; return where. Raise ModelError if it cannot be written."""
        path = self._own / f"{_name(calibration.embedder)}.json"
        try:
            write_aside(path, encode_calibration(calibration))
        except OSError as cause:
            raise ModelError(
                "The calibration cannot be written to {folder}: {why}.",
                folder=str(self._own),
                why=cause.strerror or cause,
            ) from cause
        return str(path)


def _name(embedder: str) -> str:
    """Return the embedder's name and what its preprocessing adds to that, such as `-bf16`."""
    name, _, rest = embedder.partition("@")
    precision = re.search(r"-[a-z0-9]+$", rest.rpartition("#")[2])
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).lstrip(".") + (precision[0] if precision else "")


def encode_calibration(calibration: Calibration) -> bytes:
    """Return a calibration as JSON, one knot a line."""
    table = asdict(calibration)
    table["conditions"] = [_condition_table(one) for one in calibration.conditions]
    text = json.dumps({"version": VERSION, **table}, indent=1, ensure_ascii=True, allow_nan=False)
    # Rows of numbers on one line each.
    joined = re.sub(r"\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]", _on_one_line, text)
    return joined.encode() + b"\n"


def _on_one_line(match: re.Match[str]) -> str:
    return "[" + re.sub(r"\s+", " ", match[1]) + "]"


def _condition_table(one: Condition) -> dict[str, object]:
    knots = [[getattr(knot, name) for name in _KNOT] for knot in one.knots]
    return {**asdict(one), "knots": knots}


def read_calibration(path: Path) -> Calibration:
    """Return the calibration in a file.

    :raises ModelError: it is none.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError("it is too large")
        return _calibration(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise ModelError(
            "{file} is no calibration that this version can read: {why}. Make it again.",
            file=str(path),
            why=str(cause) or type(cause).__name__,
        ) from cause


def _calibration(table: Mapping[str, Any]) -> Calibration:
    if table["version"] != VERSION:
        raise ValueError(f"it has version {table['version']}")
    conditions = tuple(_condition(one) for one in table["conditions"])
    return Calibration(
        str(table["embedder"]),
        str(table["method"]),
        tuple(str(name) for name in table["sets"]),
        int(table["persons"]),
        int(table["same_pairs"]),
        int(table["different_pairs"]),
        str(table["made"]),
        Validity(**table["validity"]),
        conditions,
    )


def _condition(table: Mapping[str, Any]) -> Condition:
    knots = tuple(Knot(*_numbers(row, len(_KNOT))) for row in table["knots"])
    scores, worth = [knot.score for knot in knots], [knot.log10_lr for knot in knots]
    if len(knots) < 2 or sorted(set(scores)) != scores or sorted(worth) != worth:
        raise ValueError("its scores do not rise")
    if any(not 0 < knot.false_match <= 1 for knot in knots):
        raise ValueError("it has a rate that is none")
    return Condition(
        Comparison(table["comparison"]),
        knots,
        Figure(**table["cllr"]),
        Figure(**table["least_cllr"]),
        Figure(**table["equal_error_rate"]),
        {str(name): float(value) for name, value in table["other_methods"].items()},
        tuple((a, b) for a, b in (_numbers(row, 2) for row in table["det"])),
        tuple((a, b, c) for a, b, c in (_numbers(row, 3) for row in table["tippett"])),
        tuple((int(height), cost) for height, cost in (_numbers(row, 2) for row in table["heights"])),
    )


def _numbers(row: Sequence[object], count: int) -> list[float]:
    values = [float(value) for value in row if isinstance(value, int | float)]
    if len(values) != count or not all(isfinite(value) for value in values):
        raise ValueError("a row of numbers is damaged")
    return values
