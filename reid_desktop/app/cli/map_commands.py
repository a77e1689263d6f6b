"""The command `map-file`: what archives of tiles and overlays hold."""

from __future__ import annotations

import argparse
from collections import Counter

from reid_desktop.adapters.maps.files import OpenMapFiles
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import Row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import Overlay, OverlayKind

_OVERLAY_ENDINGS = (".geojson", ".json", ".kml", ".kmz", ".gpx", ".xml")


def map_file(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - commands are called alike
    """Say what each file holds, or why it cannot be read."""
    files = OpenMapFiles()
    try:
        rows = [_row(files, path) for path in arguments.files]
    finally:
        files.close()
    if arguments.json:
        print_json({"files": rows})
    else:
        for row in rows:
            line("  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, "")))
    return 1 if any(row["kind"] is None for row in rows) else 0


def _row(files: OpenMapFiles, path: str) -> Row:
    """Try a file as what its name promises first, so that a refusal speaks of that."""
    is_overlay = path.lower().endswith(_OVERLAY_ENDINGS)
    try:
        return _overlay_row(files.overlay(path)) if is_overlay else _archive_row(files, path)
    except MapFileError as problem:
        try:
            return _archive_row(files, path) if is_overlay else _overlay_row(files.overlay(path))
        except MapFileError:
            return {"path": path, "kind": None, "problem": str(problem)}


def _archive_row(files: OpenMapFiles, path: str) -> Row:
    facts = files.describe(path)
    return {
        "path": facts.path,
        "kind": facts.kind,
        "name": facts.name,
        "format": facts.format.value,
        "min_zoom": facts.min_zoom,
        "max_zoom": facts.max_zoom,
        "bounds": list(facts.bounds_deg),
        "attribution": facts.attribution,
        "size_bytes": facts.size_bytes,
        "sha256": files.fingerprint(path, lambda: True).sha256,
    }


def _overlay_row(overlay: Overlay) -> Row:
    counts = Counter(part.kind for part in overlay.parts)
    return {
        "path": overlay.path,
        "kind": overlay.format,
        "name": overlay.name,
        "sha256": overlay.sha256,
        "points": counts[OverlayKind.POINT],
        "lines": counts[OverlayKind.LINE],
        "areas": counts[OverlayKind.AREA],
        "timed": sum(1 for part in overlay.parts if len(part.times_utc_ms)),
        "left_out": overlay.left_out,
    }
