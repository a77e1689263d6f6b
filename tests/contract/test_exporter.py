"""Every exporter, and the fake, keep the promises of the port."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.export.bag import BagFolder
from reid_desktop.adapters.export.case_uco import CaseUco
from reid_desktop.adapters.export.clips import ClipFolder
from reid_desktop.adapters.export.crops import CropFolder
from reid_desktop.adapters.export.csv_table import CsvTable
from reid_desktop.adapters.export.disclosure import DisclosurePack
from reid_desktop.adapters.export.events import EventsCsv, EventsJson
from reid_desktop.adapters.export.evidence_tools import EvidenceTools
from reid_desktop.adapters.export.geojson import GeoJson
from reid_desktop.adapters.export.gpx import Gpx
from reid_desktop.adapters.export.html_folder import HtmlFolder
from reid_desktop.adapters.export.html_report import HtmlReport
from reid_desktop.adapters.export.json_document import JsonDocument
from reid_desktop.adapters.export.kml import Kml, Kmz
from reid_desktop.adapters.export.parts import Part
from reid_desktop.adapters.export.pdf_report import PdfReport
from reid_desktop.adapters.export.redacted import RedactedFolder
from reid_desktop.adapters.export.sighting_sheet import SightingSheet
from reid_desktop.adapters.export.vics import Vics
from reid_desktop.adapters.export.workbook import Workbook
from reid_desktop.adapters.export.xmp_regions import XmpSidecars
from reid_desktop.domain.errors import Cancelled, ExportError
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import ExhibitId, SourceId
from reid_desktop.domain.media import Copy, RawFacts
from reid_desktop.ports.export import Exporter, Selection
from reid_desktop.services.export_leaving import without, without_owner
from tests.fakes.export import CountingJob, FakeExporter, media_item, selection
from tests.fakes.export_media import FakeEncoder, FakeEvidencePictures
from tests.fakes.export_records import FakeRecords
from tests.fakes.signing import FakeSigner

RESOURCES = Path(__file__).parents[2] / "resources"
CHECKS, FONTS = RESOURCES / "check", RESOURCES / "fonts"

KINDS: dict[str, Callable[[], Exporter]] = {
    "html": lambda: HtmlReport("0.1.0"),
    "htmlfolder": lambda: HtmlFolder("0.1.0"),
    "pdf": lambda: PdfReport("0.1.0", FONTS),
    "sheet": lambda: SightingSheet("0.1.0", FONTS, tools()),
    "csv": CsvTable,
    "crops": CropFolder,
    "json": lambda: JsonDocument("0.1.0"),
    "xlsx": lambda: Workbook("0.1.0"),
    "clips": lambda: ClipFolder(tools()),
    "redacted": lambda: RedactedFolder(tools()),
    "eventscsv": EventsCsv,
    "eventsjson": lambda: EventsJson("0.1.0"),
    "case-uco": lambda: CaseUco("0.1.0"),
    "vics": lambda: Vics("0.1.0", tools()),
    "xmp": XmpSidecars,
    "geojson": lambda: GeoJson("0.1.0"),
    "kml": Kml,
    "kmz": Kmz,
    "gpx": Gpx,
    "disclosure": lambda: DisclosurePack(
        "0.1.0", [Part("case.json", JsonDocument("0.1.0"))], CsvTable(), HtmlReport("0.1.0")
    ),
    "bag": lambda: BagFolder(
        "0.1.0",
        [Part("sightings.csv", CsvTable()), Part("case.json", JsonDocument("0.1.0"))],
        CHECKS / "verify_bag.py",
        lambda data: hashlib.sha256(data).digest(),
        FakeSigner(),
    ),
    "fake": FakeExporter,
}

COMPOSED = {"bag", "disclosure"}
"""Made of other formats, each of which reports."""


def tools() -> EvidenceTools:
    """Return evidence that holds the first two items."""
    files = {media_item(number).sha256: (b"bytes", [np.zeros((300, 400, 3), np.uint8)]) for number in (1, 2)}
    return EvidenceTools(FakeEvidencePictures(files), FakeEncoder())


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "{{7*7}}{% if %}",
    "nul\x00bell\x07",
    "\u202egpj.exe\u2066",
    "\udcff\udc80.jpg",
    "\ud800",
    "]]>--><!--",
    "a\r\nb\tc",
    "</style><base href=//x>",
    "url(http://x)",
    "x" * 10_000,
]

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.sampled_from(HOSTILE)


@pytest.fixture(params=sorted(KINDS))
def exporter(request: pytest.FixtureRequest) -> Exporter:
    kind: str = request.param
    return KINDS[kind]()


@pytest.fixture
def some(tmp_path: Path) -> Selection:
    pictures = tmp_path / "thumbs"
    pictures.mkdir()
    return selection(pictures, [media_item(number) for number in (1, 2, 3)])


def content(out: Path) -> bytes:
    """Return everything that an export consists of, names included."""
    files = [out] if out.is_file() else sorted(out.rglob("*"))
    return b"".join(file.name.encode() + unpacked(file) for file in files if file.is_file())


def unpacked(file: Path) -> bytes:
    """Return the bytes of a file; of a ZIP file, those of its members, dates included; of a PDF, its text."""
    if file.read_bytes().startswith(b"%PDF"):
        return pdf_text(file).encode()
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        return b"".join(
            f"{one.filename}{one.date_time}".encode() + packed.read(one) for one in packed.infolist()
        )


def pdf_text(file: Path) -> str:
    """Return what a reader of PDF that is not ours finds on the pages, without line breaks."""
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join(pages).replace("\r\n", "").replace("\ufffe", "")


def hostile_selection(folder: Path, text: str) -> Selection:
    """Return one row of whose every text `text` is a part."""
    item = media_item(1)
    assert item.time is not None
    item = replace(
        item,
        container=f"jpeg{text}",
        facts=RawFacts(make=text, model=f"a{text}", warnings=(text,)),
        time=replace(item.time, original=text, zone=text),
        copies=(Copy(ExhibitId(f"EX{text}"), SourceId(1), f"/e/{text}", text, 1, 1),),
    )
    return selection(folder, [item], text=text)


def test_an_exporter_says_who_it_is(exporter: Exporter) -> None:
    assert exporter.format.replace("-", "").isalpha()
    assert exporter.format == exporter.format.lower()
    assert exporter.title


def test_every_row_is_in_it_and_progress_is_told(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    job = CountingJob()
    exporter.write(some, tmp_path / "out", job)
    written = content(tmp_path / "out")
    assert all(row.media.sha256.encode() in written for row in some.rows)
    if exporter.format not in COMPOSED:
        assert [report.done for report in job.reports] == [0, 1, 2]
    assert {report.done for report in job.reports} == {0, 1, 2}
    assert {report.total for report in job.reports} == {3}


def test_the_same_selection_gives_the_same_bytes(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        exporter.write(some, tmp_path / name / "out", CountingJob())
    assert content(tmp_path / "a" / "out") == content(tmp_path / "b" / "out")


@pytest.mark.parametrize("at", [0, 2])
def test_cancelling_leaves_nothing_outside_and_nothing_open(
    exporter: Exporter, some: Selection, tmp_path: Path, at: int
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    with pytest.raises(Cancelled):
        exporter.write(some, room / "out", CountingJob(cancel_at=at))
    assert {file.name for file in room.iterdir()} <= {"out"}
    if (room / "out").is_dir():
        shutil.rmtree(room / "out")
    (room / "out").unlink(missing_ok=True)
    exporter.write(some, room / "out", CountingJob())  # and it can be done again


def test_what_is_there_is_not_overwritten(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("precious")
    with pytest.raises(ExportError):
        exporter.write(some, tmp_path / "out", CountingJob())
    assert (tmp_path / "out").read_text() == "precious"


def test_a_missing_folder_is_said_in_a_sentence(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.$"):
        exporter.write(some, tmp_path / "nowhere" / "out", CountingJob())


def test_missing_pictures_do_not_hinder(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "thumbs")
    exporter.write(some, tmp_path / "out", CountingJob())
    assert some.rows[0].media.sha256.encode() in content(tmp_path / "out")


def test_an_empty_selection_can_be_written(exporter: Exporter, some: Selection, tmp_path: Path) -> None:
    exporter.write(replace(some, rows=(), search=None, probe_crop_path=None), tmp_path / "out", CountingJob())
    assert (tmp_path / "out").exists()


HEAVY = {"pdf", "sheet"}
"""Take a second a document: given all hostile texts in one."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_can_be_written(exporter: Exporter, tmp_path: Path, text: str) -> None:
    if exporter.format in HEAVY:
        return
    out = tmp_path / "out"
    if out.is_dir():
        shutil.rmtree(out)
    out.unlink(missing_ok=True)
    exporter.write(hostile_selection(tmp_path, text), out, CountingJob())
    assert len(content(out)) > 64
    for file in [out, *out.rglob("*")]:
        if file.is_file() and file.suffix not in {".jpg", ".sig", ".tsq"}:
            unpacked(file).decode("utf-8")


@pytest.mark.parametrize("kind", sorted(HEAVY))
def test_all_hostile_texts_at_once(kind: str, tmp_path: Path) -> None:
    text = "".join(HOSTILE) + "\u05e9\u05dc\u05d5\u05dd \u4e2d \u0e44 \U0001f600"
    KINDS[kind]().write(hostile_selection(tmp_path, text), tmp_path / "out", CountingJob())
    data = (tmp_path / "out").read_bytes()
    assert b"/JavaScript" not in data
    assert b"/URI" not in data
    assert b"/Launch" not in data
    assert "\u202e" not in pdf_text(tmp_path / "out")


@pytest.fixture(scope="module")
def ten_megabytes(tmp_path_factory: pytest.TempPathFactory) -> Selection:
    """Return a selection whose every text is ten megabytes long; made once, for it takes seconds."""
    return hostile_selection(tmp_path_factory.mktemp("long"), "<b>" * 3_500_000)


def test_a_text_of_ten_megabytes_does_not_make_a_file_of_ten_megabytes(
    exporter: Exporter, ten_megabytes: Selection, tmp_path: Path
) -> None:
    exporter.write(ten_megabytes, tmp_path / "out", CountingJob())
    for log in (tmp_path / "out").rglob("log.jsonl"):
        log.unlink()  # verbatim, or its chain could not be checked
    assert len(content(tmp_path / "out")) < 2_000_000


def _write_with_little_room(some: Selection, folder: Path) -> None:
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
    for kind, make in KINDS.items():
        room = folder / kind
        room.mkdir()
        try:
            make().write(replace(some, rows=[*some.rows] * 40), room / "out", CountingJob())
        except ExportError as error:
            # The limit holds for this file too, so the sentence must be short as well.
            (room / "answer").write_text(str(error))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_said_in_a_sentence(some: Selection, tmp_path: Path) -> None:
    folder = tmp_path / "little"
    folder.mkdir()
    child = multiprocessing.get_context("spawn").Process(target=_write_with_little_room, args=(some, folder))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    for kind in KINDS:
        sentence = (folder / kind / "answer").read_text()
        assert sentence.startswith(
            "The export cannot be written" if kind == "fake" else "There is no room"
        ), kind
        assert sentence.endswith(".")


SECRETS = {
    Field.LOCAL_PATHS: ["/secretpath/"],
    Field.OWNERS: ["secretowner"],
    Field.CAMERAS: ["secretcam"],
    Field.PLACES: ["12.34567", "12.3456", "secretplace"],
    Field.SCORES: ["0.123457", "0.1235", "+1.25"],
    Field.DECISIONS: ["secretreason", "secretanswer", "secretperson"],
    Field.MARKS: ["secrettag", "vic:4"],
}


def secret_selection(folder: Path, left_out: frozenset[Field]) -> Selection:
    """Return a selection that holds all the secrets, less what is left out."""
    item = media_item(1)
    assert item.place is not None
    copy = replace(item.copies[0], path="/secretpath/IMG_1.JPG")
    item = replace(
        item,
        copies=(copy,),
        place=replace(item.place, latitude_deg=12.3456789),
        place_name="secretplace",
        facts=RawFacts(size=item.facts.size, make="secretcam", model="secretcam"),
    )
    some = selection(folder, [item])
    row = some.rows[0]
    assert row.review is not None
    decision = replace(row.decisions[0], reason="secretreason")
    review = replace(row.review, tags=("secrettag",), grades={"vic": 4}, decision=decision)
    answer = row.opinions[0].second
    assert answer is not None
    opinion = replace(row.opinions[0], second=replace(answer, reviewer="secretanswer"))
    row = replace(row, score=0.1234567, review=review, decisions=(decision,), opinions=(opinion,))
    row = replace(row, persons=("secretperson",))
    rows = (without(row, left_out),)
    exhibits = (replace(some.exhibits[0], owner="secretowner"), *some.exhibits[1:])
    return replace(
        some,
        rows=rows,
        records=FakeRecords(rows),
        left_out=left_out,
        exhibits=tuple(without_owner(one, left_out) for one in exhibits),
    )


def told(some: Selection, exporter: Exporter, out: Path) -> set[str]:
    """Return the secrets that an export tells."""
    exporter.write(some, out, CountingJob())
    text = content(out).decode("utf-8", "replace")
    return {secret for secrets in SECRETS.values() for secret in secrets if secret in text}


def test_what_is_left_out_stands_nowhere(exporter: Exporter, tmp_path: Path) -> None:
    everything = told(secret_selection(tmp_path, frozenset()), exporter, tmp_path / "all")
    assert told(secret_selection(tmp_path, frozenset(Field)), exporter, tmp_path / "none") == set()
    if exporter.format in {"json", "csv"}:
        assert all(everything & set(secrets) for secrets in SECRETS.values()), everything
    if exporter.format in {"pdf", "html"}:  # these never tell where files lie on this computer
        assert len(everything) >= len(SECRETS) - 1


TELLS_DECISIONS = {
    "html", "htmlfolder", "pdf", "sheet", "csv", "json", "xlsx", "case-uco", "geojson", "disclosure"
}  # fmt: skip


def test_what_was_found_feature_by_feature_goes_with_the_decision(exporter: Exporter, tmp_path: Path) -> None:
    if exporter.format not in TELLS_DECISIONS:
        pytest.skip("tells no decisions in words")
    some = selection(tmp_path, [media_item(1)])
    row = some.rows[0]
    decision = replace(row.decisions[0], checklist={"gait": "agrees: limpsleft"})
    row = replace(row, decisions=(decision,))
    exporter.write(replace(some, rows=(row,), records=FakeRecords((row,))), tmp_path / "out", CountingJob())
    assert "limpsleft" in content(tmp_path / "out").decode("utf-8", "replace")
