"""Searches as columns, and back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from reid_desktop.domain.area import Area
from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    NearPlace,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.review import About
from reid_desktop.domain.search_options import LeftOut, SearchOptions, Together
from reid_desktop.ports.store import Ids

from .rows import known_fields, restored, restored_or_none, to_json

_SETS = (
    "exhibits", "media", "sightings", "kinds", "decisions", "tags", "without_tags", "grades", "sources",
    "wearing",
)  # fmt: skip


def settings_to_json(settings: Filters | SearchOptions) -> str:
    """Return filters or options as JSON, sets as sorted lists."""
    values = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(settings).items()
    }
    return to_json(values)


def _filters(text: str) -> Filters:
    values = known_fields(Filters, text)
    for name in ("flags", "without_flags"):
        values[name] = MediaFlag(values.get(name, 0))
    for name in _SETS:
        if values.get(name) is not None:
            values[name] = frozenset(values[name])
    if values.get("decided_about"):
        values["decided_about"] = About(**values["decided_about"])
    if values["near"] is not None:
        values["near"] = NearPlace(**values["near"])
    if values.get("area") is not None:
        values["area"] = Area(tuple((lat, lon) for lat, lon in values["area"]["corners"]))
    return Filters(**values)


def _probe(values: dict[str, Any]) -> ProbeOrigin:
    values = known_fields(ProbeOrigin, json.dumps(values))
    if values["box"] is not None:
        values["box"] = Box(**values["box"])
    return ProbeOrigin(**values)


def _options(text: str | None) -> SearchOptions:
    values = known_fields(SearchOptions, text or "{}")
    if "together" in values:
        values["together"] = Together(values["together"])
    for name in ("liked", "unliked"):
        values[name] = tuple(SightingId(i) for i in values.get(name, ()))
    return SearchOptions(**values)


def _index_state(text: str) -> IndexState:
    values = known_fields(IndexState, text)
    return IndexState(**(values | {"kind": IndexKind(values["kind"])}))


def search_from(
    row: sqlite3.Row, left_out: Sequence[LeftOut], candidates: tuple[Candidate, ...] = ()
) -> SearchRecord:
    """Return the search in a row of search."""
    return SearchRecord(
        SearchId(row["search_id"]),
        row["created_utc"],
        restored(row["examiner"]),
        _probe(json.loads(row["probe"])),
        row["model_key"],
        _filters(row["filters"]),
        row["top"],
        _index_state(row["index_state"]),
        candidates,
        None if row["log_rows"] is None else LogHead(row["log_rows"], row["log_sha256"]),
        tuple(_probe(values) for values in json.loads(row["also"] or "[]")),
        _options(row["options"]),
        tuple(left_out),
        restored_or_none(row["program"]) or "",
    )


def packed_ids(ids: Ids) -> bytes:
    """Return ascending ids in few bytes: differences, compressed."""
    return zlib.compress(np.diff(ids, prepend=0).astype("<i8").tobytes(), 1)


def unpacked_ids(data: bytes) -> Ids:
    """Return what `packed_ids` packed."""
    return np.cumsum(np.frombuffer(zlib.decompress(data), "<i8")).astype(np.int64)


def probes_to_json(probes: Sequence[ProbeOrigin]) -> str:
    """Return probes as JSON."""
    return to_json([asdict(probe) for probe in probes])
