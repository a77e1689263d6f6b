"""The PDF files: pages, hashes, bookmarks and fonts as another reader finds them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from reid_desktop.adapters.export.evidence_tools import EvidenceTools
from reid_desktop.adapters.export.json_document import JsonDocument
from reid_desktop.adapters.export.parts import Part, write_parts
from reid_desktop.adapters.export.pdf_report import PdfReport
from reid_desktop.adapters.export.sighting_sheet import SightingSheet
from reid_desktop.adapters.media.export_pictures import MediaEncoder
from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.errors import ExportError
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection
from tests.fakes.export_media import FakeEvidencePictures

RESOURCES = Path(__file__).parents[4] / "resources"
FONTS = RESOURCES / "fonts"


@pytest.fixture
def some(tmp_path: Path) -> Selection:
    return selection(tmp_path, [media_item(number) for number in (1, 2, 3, 4)])


def pages_of(file: Path) -> list[str]:
    """Return the text of every page."""
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def report(some: Selection, out: Path) -> Path:
    """Write a report in which two rows stand in full."""
    PdfReport("0.1.0", FONTS, RESOURCES / "map", most_cards=2).write(some, out, CountingJob())
    return out


def test_every_page_has_case_number_page_hash_and_notice(some: Selection, tmp_path: Path) -> None:
    pages = pages_of(report(some, tmp_path / "out.pdf"))
    JsonDocument("0.1.0").write(some, tmp_path / "case.json", CountingJob())
    digest = hashlib.sha256((tmp_path / "case.json").read_bytes()).hexdigest()
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert "Case 4711/24" in text
        assert LEAD_NOTICE in text
        assert f"Page {number} of {len(pages)}" in text
        assert f"Content SHA-256 {digest}" in text


def test_more_rows_than_memory_may_hold_are_refused_with_what_to_do(some: Selection, tmp_path: Path) -> None:
    small = PdfReport("0.1.0", FONTS, most_rows=len(some.rows) - 1)
    assert not small.holds(some)
    with pytest.raises(ExportError, match="into several reports, or take html"):
        small.write(some, tmp_path / "out.pdf", CountingJob())
    assert not (tmp_path / "out.pdf").exists()


def test_more_sheets_than_memory_may_hold_are_refused(some: Selection, tmp_path: Path) -> None:
    tools = EvidenceTools(FakeEvidencePictures({}), MediaEncoder())
    with pytest.raises(ExportError, match="--subject"):
        SightingSheet("0.1.0", FONTS, tools, most_sheets=0).write(some, tmp_path / "o.pdf", CountingJob())
    assert not (tmp_path / "o.pdf").exists()


def test_a_bundle_says_which_part_cannot_hold_its_rows(some: Selection, tmp_path: Path) -> None:
    small = PdfReport("0.1.0", FONTS, most_rows=len(some.rows) - 1)
    write_parts([Part("report.pdf", small, small.holds)], some, tmp_path, CountingJob())
    assert [path.name for path in tmp_path.glob("report*")] == ["report.pdf.txt"]
    assert "cannot hold" in (tmp_path / "report.pdf.txt").read_text("ascii")


def test_bookmarks_lead_to_the_chapters(some: Selection, tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(report(some, tmp_path / "out.pdf")) as document:
        titles = [mark.get_title() for mark in document.get_toc()]
    assert titles[0] == "Case"
    for title in ("Where and when", "Candidates", "Rank 1, score 0.8990", "Rows after the first 2", "Models"):
        assert title in titles


def test_fonts_are_embedded_and_nothing_runs(some: Selection, tmp_path: Path) -> None:
    data = report(some, tmp_path / "out.pdf").read_bytes()
    assert b"DejaVuSans" in data
    assert b"pdfaid" in data  # the declaration of PDF/A
    assert not any(word in data for word in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile"))
    assert b"/StructTreeRoot" in data


def test_what_no_font_has_is_spelt_out_and_scripts_are_set(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1)], text=" שלום 中文 ไทย")
    text = "".join(pages_of(report(some, tmp_path / "out.pdf")))
    assert "中文" in text
    assert "\u2039U+0E44\u203a" in text.replace("\r\n", "")
    assert "שלום" in text or "םולש" in text


def test_a_sheet_is_one_page_with_the_frames_of_the_clip(tmp_path: Path) -> None:
    video = replace(media_item(1), kind=MediaKind.VIDEO, container="mp4")
    some = selection(tmp_path, [video, media_item(2)])
    frames = [np.full((300, 400, 3), 80, np.uint8)] * 1000
    evidence = FakeEvidencePictures({video.sha256: (b"video", frames)})
    sheet = SightingSheet("0.1.0", FONTS, EvidenceTools(evidence, MediaEncoder()), RESOURCES / "map")
    sheet.write(some, tmp_path / "out.pdf", CountingJob())
    first, second = pages_of(tmp_path / "out.pdf")
    flat = first.replace("\r\n", " ")
    for words in (
        "1 of 2",
        "log10 LR +1.25 (+0.80 to +1.70)",
        "0.4 sightings of other persons in a case of this size score as high",
        "confirmed by DS Gray",
        "second person, not told the first: confirmed by B. Second",
    ):
        assert words in flat
    assert "frame 834, 83.400 s, pts 83400" in first
    assert "frame 900" in first
    assert video.sha256 in first
    assert "Reduced copy made at the import. No copy of the file can be reached" in second


def test_without_a_calibration_the_sheet_says_so(some: Selection, tmp_path: Path) -> None:
    nothing = Strength(None, None, None, "These models have none.", None)
    rows = [replace(row, strength=nothing) for row in some.rows]
    tools = EvidenceTools(FakeEvidencePictures({}), MediaEncoder())
    SightingSheet("0.1.0", FONTS, tools).write(replace(some, rows=rows), tmp_path / "a.pdf", CountingJob())
    assert "no calibrated strength" in pages_of(tmp_path / "a.pdf")[0]


def test_only_the_confirmed_get_a_sheet_where_there_are_any(some: Selection, tmp_path: Path) -> None:
    rows = [replace(row, review=None, is_confirmed=False) if at else row for at, row in enumerate(some.rows)]
    tools = EvidenceTools(FakeEvidencePictures({}), MediaEncoder())
    confirmed = replace(some, rows=rows, subjects=frozenset())
    SightingSheet("0.1.0", FONTS, tools).write(confirmed, tmp_path / "a.pdf", CountingJob())
    assert len(pages_of(tmp_path / "a.pdf")) == 1
    nobody = replace(confirmed, rows=rows[1:])
    SightingSheet("0.1.0", FONTS, tools).write(nobody, tmp_path / "b.pdf", CountingJob())
    assert len(pages_of(tmp_path / "b.pdf")) == 3
