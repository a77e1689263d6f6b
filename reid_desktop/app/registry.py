"""Name to factory: to add a source or export format, add its line here.

Heavy imports happen inside the factories, so that `--help` stays instant.
Detectors and embedders are chosen by the `runtime` and `output` of their card
(`adapters/vision/loader.py`); they need no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop import __version__
from reid_desktop.domain.errors import UsageError
from reid_desktop.ports.export import Exporter
from reid_desktop.ports.export_media import EvidencePictures, PictureEncoder
from reid_desktop.ports.media import SourceReader
from reid_desktop.ports.signing import Signer

if TYPE_CHECKING:
    from reid_desktop.adapters.export.pdf_report import PdfReport
    from reid_desktop.adapters.sources.evidence import OpenEvidence


@dataclass(frozen=True, slots=True)
class ExportTools:
    """What the exporters are made of."""

    basemap: Path
    """Folder of the bundled world map."""
    pictures: Callable[[], tuple[EvidencePictures, PictureEncoder]]
    """Makes what reads evidence, for the formats that do."""
    checks: Path
    """Folder of the stand-alone verifiers."""
    stamp_question: Callable[[bytes], bytes]
    """Returns what a time-stamping authority is asked about some bytes."""
    fonts: Path
    """Folder of the fonts that documents embed."""
    signer: Signer | None = None
    """Signs bundles; None leaves them unsigned."""


def _html(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.html_report import HtmlReport

    return HtmlReport(__version__, tools.basemap)


def _htmlfolder(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.html_folder import HtmlFolder

    return HtmlFolder(__version__, tools.basemap)


def _pdf(tools: ExportTools) -> PdfReport:
    from reid_desktop.adapters.export.pdf_report import PdfReport

    return PdfReport(__version__, tools.fonts, tools.basemap)


def _sheet(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.evidence_tools import EvidenceTools
    from reid_desktop.adapters.export.sighting_sheet import SightingSheet

    return SightingSheet(__version__, tools.fonts, EvidenceTools(*tools.pictures()), tools.basemap)


def _csv(tools: ExportTools) -> Exporter:  # noqa: ARG001 - all factories are called alike
    from reid_desktop.adapters.export.csv_table import CsvTable

    return CsvTable()


def _xlsx(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.workbook import Workbook

    return Workbook(__version__)


def _json(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.json_document import JsonDocument

    return JsonDocument(__version__)


def _events_csv(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.events import EventsCsv

    return EventsCsv()


def _events_json(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.events import EventsJson

    return EventsJson(__version__)


def _geojson(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.geojson import GeoJson

    return GeoJson(__version__)


def _kml(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.kml import Kml

    return Kml()


def _kmz(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.kml import Kmz

    return Kmz()


def _gpx(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.gpx import Gpx

    return Gpx()


def _crops(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.crops import CropFolder

    return CropFolder()


def _clips(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.clips import ClipFolder
    from reid_desktop.adapters.export.evidence_tools import EvidenceTools

    return ClipFolder(EvidenceTools(*tools.pictures()))


def _redacted(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.evidence_tools import EvidenceTools
    from reid_desktop.adapters.export.redacted import RedactedFolder

    return RedactedFolder(EvidenceTools(*tools.pictures()))


def _case_uco(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.case_uco import CaseUco

    return CaseUco(__version__)


def _vics(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.evidence_tools import EvidenceTools
    from reid_desktop.adapters.export.vics import Vics

    return Vics(__version__, EvidenceTools(*tools.pictures()))


def _xmp(tools: ExportTools) -> Exporter:  # noqa: ARG001
    from reid_desktop.adapters.export.xmp_regions import XmpSidecars

    return XmpSidecars()


def _disclosure(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.disclosure import DisclosurePack
    from reid_desktop.adapters.export.parts import Part

    return DisclosurePack(__version__, [Part("case.json", _json(tools))], _csv(tools), _html(tools))


def _bag(tools: ExportTools) -> Exporter:
    from reid_desktop.adapters.export.bag import BagFolder
    from reid_desktop.adapters.export.parts import Part

    names = {
        "report.html": _html,
        "sightings.csv": _csv,
        "case.json": _json,
        "places.geojson": _geojson,
        "graph.jsonld": _case_uco,
        "crops": _crops,
    }
    pdf = _pdf(tools)
    parts = [Part(name, make(tools)) for name, make in names.items()]
    parts.insert(1, Part("report.pdf", pdf, pdf.holds))
    return BagFolder(__version__, parts, tools.checks / "verify_bag.py", tools.stamp_question, tools.signer)


EXPORTERS: dict[str, Callable[[ExportTools], Exporter]] = {
    "html": _html,
    "htmlfolder": _htmlfolder,
    "pdf": _pdf,
    "sheet": _sheet,
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "eventscsv": _events_csv,
    "eventsjson": _events_json,
    "geojson": _geojson,
    "kml": _kml,
    "kmz": _kmz,
    "gpx": _gpx,
    "case-uco": _case_uco,
    "vics": _vics,
    "xmp": _xmp,
    "crops": _crops,
    "clips": _clips,
    "redacted": _redacted,
    "disclosure": _disclosure,
    "bag": _bag,
}
"""Format name to factory; what the user reads stands in `app/formats.py`."""


def check_format(name: str) -> None:
    """Refuse a format that there is not.

    :raises UsageError: there is no such format.
    """
    if name not in EXPORTERS:
        raise UsageError(
            "There is no export format {name}; choose one of {names}.", name=name, names=", ".join(EXPORTERS)
        )


def exporter(name: str, tools: ExportTools) -> Exporter:
    """Return the exporter of a format.

    :raises UsageError: there is no such format.
    """
    check_format(name)
    return EXPORTERS[name](tools)


def source_reader(
    path: str, evidence: OpenEvidence, xmp: Callable[[bytes], Mapping[str, str]]
) -> SourceReader:
    """Return what reads the source at `path`, and with `xmp` the packets beside its files."""
    from reid_desktop.adapters.sources.ios_tree import IosBackupLayout
    from reid_desktop.adapters.sources.reading import reader_for
    from reid_desktop.adapters.sources.sidecars import beside_readers
    from reid_desktop.adapters.sources.ufdr_tree import UfdrLayout

    layouts = (UfdrLayout(), IosBackupLayout(evidence.backup_at))
    return reader_for(path, evidence, beside_readers(xmp), layouts)
