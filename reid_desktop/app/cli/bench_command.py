"""The command `bench`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from reid_desktop.app.bench.machine import describe
from reid_desktop.app.bench.tables import (
    machine_lines,
    memory_lines,
    photo_lines,
    window_lines,
)
from reid_desktop.app.cli.output import SCHEMA_VERSION, line, print_json, say
from reid_desktop.app.settings import Settings


def bench(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure; every ratio is of one run on one machine."""
    machine = describe()
    lines = list(machine_lines(machine))
    document: dict[str, object] = {"schema": SCHEMA_VERSION, "machine": asdict(machine)}
    for name in ("photos", "memory", "window") if arguments.what == "all" else (arguments.what,):
        found, text = _MEASURES[name](arguments, settings)
        document[name] = found
        lines += ["", *text]
    if arguments.json:
        print_json(document)
    else:
        for one in lines:
            line(one)
    return 0


def _photos(arguments: argparse.Namespace, settings: Settings) -> tuple[dict[str, object], Iterator[str]]:
    from reid_desktop.app.bench.photos import measure_photos

    found = measure_photos(settings, arguments.photos, arguments.rounds, arguments.embedder, say)
    return asdict(found), photo_lines(found)


def _memory(arguments: argparse.Namespace, settings: Settings) -> tuple[dict[str, object], Iterator[str]]:
    from reid_desktop.app.bench.memory import measure_memory

    found = measure_memory(settings, arguments.import_photos, say)
    return asdict(found), memory_lines(found)


def _window(arguments: argparse.Namespace, settings: Settings) -> tuple[dict[str, object], Iterator[str]]:
    from reid_desktop.app.bench.window import measure_window

    found = measure_window(settings, arguments.window_photos, arguments.rounds, say, arguments.why)
    return asdict(found), window_lines(found)


def _search(arguments: argparse.Namespace, settings: Settings) -> tuple[dict[str, object], Iterator[str]]:
    from reid_desktop.app.bench.hiding import described
    from reid_desktop.app.bench.search import measure_search, search_lines

    hidden = described(settings, arguments.hide, say) if arguments.hide else None
    keep = arguments.crowd
    found = measure_search(
        settings, arguments.sightings, hidden, say, graph=not arguments.no_graph, keep=keep
    )
    return asdict(found), search_lines(found)


def _gallery(arguments: argparse.Namespace, settings: Settings) -> tuple[dict[str, object], Iterator[str]]:
    from reid_desktop.app.bench.gallery import measure_gallery
    from reid_desktop.app.bench.tables import gallery_lines

    found = measure_gallery(settings, arguments.sightings, arguments.crowd, say, arguments.why)
    return {"runs": [asdict(one) for one in found]}, gallery_lines(found, arguments.sightings)


_MEASURES = {"photos": _photos, "memory": _memory, "window": _window, "search": _search, "ui": _gallery}
