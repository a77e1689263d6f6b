"""Name to factory: to add a detector, index, source or export format, add its line here.

Heavy imports happen inside the factories, so that `--help` stays instant.
Detectors and embedders are chosen by the `runtime` and `output` of their card
(`adapters/vision/loader.py`); they need no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop import __version__
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.query import IndexKind
from reid_desktop.ports.export import Exporter
from reid_desktop.ports.media import SourceReader
from reid_desktop.ports.vision import VectorIndex

if TYPE_CHECKING:
    from reid_desktop.adapters.sources.evidence import OpenEvidence


def _exact(dimensions: int) -> VectorIndex:
    from reid_desktop.adapters.index.exact import ExactIndex

    return ExactIndex(dimensions)


INDEXES: dict[IndexKind, Callable[[int], VectorIndex]] = {IndexKind.EXACT: _exact}
"""Indexes held in memory; the stored HNSW index comes from its IndexStore."""


def _html(basemap: Path) -> Exporter:
    from reid_desktop.adapters.export.html_report import HtmlReport

    return HtmlReport(__version__, basemap)


def _csv(basemap: Path) -> Exporter:  # noqa: ARG001 - all factories are called alike
    from reid_desktop.adapters.export.csv_table import CsvTable

    return CsvTable()


def _crops(basemap: Path) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.crops import CropFolder

    return CropFolder()


EXPORTERS: dict[str, Callable[[Path], Exporter]] = {"html": _html, "csv": _csv, "crops": _crops}
"""Format name to factory; what the user reads stands in `app/formats.py`."""


def exporter(name: str, basemap: Path) -> Exporter:
    """Return the exporter of a format.

    :raises UsageError: there is no such format.
    """
    try:
        return EXPORTERS[name](basemap)
    except KeyError:
        raise UsageError(
            "There is no export format {name}; choose one of {names}.", name=name, names=", ".join(EXPORTERS)
        ) from None


def source_reader(
    path: str, evidence: OpenEvidence, xmp: Callable[[bytes], Mapping[str, str]]
) -> SourceReader:
    """Return what reads the source at `path`, and with `xmp` the packets beside its files."""
    from reid_desktop.adapters.sources.reading import reader_for
    from reid_desktop.adapters.sources.sidecars import beside_readers

    return reader_for(path, evidence, beside_readers(xmp))
