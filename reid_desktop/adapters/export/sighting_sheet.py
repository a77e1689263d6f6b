"""The sighting sheet: one page that says all there is to say about one sighting."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import ExportError, MediaError, SourceError
from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.redaction import box_at
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.export_media import Breathe, ExactFrame
from reid_desktop.ports.system import JobControl

from .evidence_tools import EvidenceTools, smaller
from .pdf_drawings import MAP_CREDIT, draw_box, draw_map_at, draw_timeline_at
from .pdf_pages import FAINT, INK, MARGIN_MM, MONO, SANS, WIDTH_MM, Pages
from .pdf_report import new_pages, notice_box
from .redacted import chosen
from .report_drawings import map_of, timeline_of
from .report_facts import Fact, decision_facts, place_fact, strength_facts, time_fact
from .row_facts import camera
from .writing import in_the_users_words, jpeg_bytes

MOST_SHEETS = 1_000
"""The pictures of all pages are held in memory until the end."""
TOO_MANY = (
    "{count:,} sighting sheets would need more memory than this computer may have; the most is {most:,}. "
    "Name the sightings (--subject), or take html."
)
FRAMES = 4
FRAME_SIDE_PX = 640
_LEFT_MM = 92.0
"""Width of the left column."""
_LONGEST = 220
"""Characters of a text on the sheet."""
_GAP_MM = 6.0
_RIGHT_MM = WIDTH_MM - _LEFT_MM - _GAP_MM


class SightingSheet:
    """Writes one page a sighting: those named as subjects, else the confirmed, else every row."""

    format = "sheet"
    title = "Sighting sheet (PDF, one page a sighting)"

    def __init__(
        self, program_version: str, fonts: Path, tools: EvidenceTools, basemap: Path | None = None,
        most_sheets: int = MOST_SHEETS,
    ) -> None:  # fmt: skip
        """Take frames of clips from the evidence with `tools`; refuse more than `most_sheets` pages."""
        self._most_sheets = most_sheets
        self._program_version = program_version
        self._fonts = fonts
        self._tools = tools
        self._basemap = basemap

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written, or would have too many pages for the memory.
        """
        subjects = chosen(selection)
        sheets = len(subjects) or len(selection.rows)
        if sheets > self._most_sheets:
            raise ExportError(TOO_MANY, count=sheets, most=self._most_sheets)
        with (
            in_the_users_words(),
            out.open("xb") as file,
            new_pages(selection, "Sighting sheet", self._fonts, self._program_version) as pdf,
        ):
            for done, row in enumerate(selection.rows):
                job.checkpoint(Progress("Writing the sheets", done, len(selection.rows), "sightings"))
                if not subjects or row.sighting.sighting_id in subjects:
                    self._page(pdf, selection, row, job.breathe)
            if pdf.page == 0:
                pdf.add_page()
                pdf.set_font(SANS, "", 10)
                pdf.paragraph("No sighting.")
            file.write(pdf.output())
            file.flush()
            os.fsync(file.fileno())

    def _page(self, pdf: Pages, selection: Selection, row: ExportRow, breathe: Breathe) -> None:
        pdf.add_page()
        pdf.set_auto_page_break(False)
        _title(pdf, selection, row)
        top = pdf.y
        self._left(pdf, selection, row, top)
        left_end = pdf.y
        self._right(pdf, row, top)
        pdf.set_xy(MARGIN_MM, min(max(top + 118, pdf.y, left_end + 2), 205))
        self._frames(pdf, selection, row, breathe)
        _hashes(pdf, row)
        pdf.set_auto_page_break(True, 22)

    def _left(self, pdf: Pages, selection: Selection, row: ExportRow, top: float) -> None:
        half_mm = (_LEFT_MM - 4) / 2
        pairs = (("Probe", selection.probe_crop_path), ("Candidate", row.crop_path))
        for number, (name, path) in enumerate(pairs):
            left = MARGIN_MM + number * (half_mm + 4)
            pdf.set_xy(left, top)
            is_without = number == 0 and selection.search is None
            _caption(pdf, "No search, no probe" if is_without else name, half_mm)
            if not is_without:
                pdf.picture(jpeg_bytes(path), left, top + 5, half_mm, 62, name)
        pdf.set_xy(MARGIN_MM, top + 70)
        facts = [
            Fact("Rank", "no search" if row.rank is None else f"{row.rank} of {len(selection.rows)}"),
            *strength_facts(selection, row),
            *decision_facts(row),
        ]
        pdf.list_of_facts(map(_short, facts), _LEFT_MM, 7.6, 24)

    def _right(self, pdf: Pages, row: ExportRow, top: float) -> None:
        left = MARGIN_MM + _LEFT_MM + _GAP_MM
        pdf.set_xy(left, top)
        facts = [time_fact(row), place_fact(row), Fact("Camera", camera(row) or "not known")]
        pdf.list_of_facts(map(_short, facts), _RIGHT_MM, 7.6, 18)
        drawn, timeline = map_of([row], self._basemap), timeline_of([row])
        if drawn is not None:
            pdf.set_y(pdf.y + 1)
            pdf.set_y(pdf.y + draw_map_at(pdf, drawn, left, pdf.y, _RIGHT_MM) + 0.5)
            if drawn.has_outlines:
                pdf.set_x(left)
                _small(pdf, MAP_CREDIT, _RIGHT_MM)
        if timeline is not None:
            pdf.set_y(pdf.y + draw_timeline_at(pdf, timeline, left, pdf.y + 1, _RIGHT_MM) + 2)
            pdf.set_x(left)
            _small(pdf, "UTC; a bar is the stated uncertainty.", _RIGHT_MM)

    def _frames(self, pdf: Pages, selection: Selection, row: ExportRow, breathe: Breathe) -> None:
        _caption(pdf, "Clip frames" if row.media.kind is MediaKind.VIDEO else "The whole picture", WIDTH_MM)
        top, high_mm = pdf.y + 5, min(56.0, 268 - pdf.y - 34)
        wide_mm = (WIDTH_MM - 3 * (FRAMES - 1)) / FRAMES
        try:
            for number, (pixels, box, says) in enumerate(self._pictures(selection, row, breathe)):
                small = smaller(pixels, FRAME_SIDE_PX)
                is_photo = row.media.kind is MediaKind.PHOTO
                width_mm = WIDTH_MM if is_photo else wide_mm
                left = MARGIN_MM + number * (wide_mm + 3)
                pdf.picture(self._tools.encoder.jpeg(small), left, top, width_mm, high_mm, says)
                if box is not None:
                    size = Size(pixels.shape[1], pixels.shape[0])
                    draw_box(pdf, box, size, left, top, width_mm, high_mm)
                pdf.set_xy(left, top + high_mm + 0.5)
                _small(pdf, says, width_mm)
        except (SourceError, MediaError) as problem:
            scene, size = jpeg_bytes(row.scene_path), row.sighting.frame_size
            pdf.picture(scene, MARGIN_MM, top, WIDTH_MM, high_mm, "The whole picture, reduced")
            if scene is not None:
                draw_box(pdf, row.sighting.box, size, MARGIN_MM, top, WIDTH_MM, high_mm)
            pdf.set_xy(MARGIN_MM, top + high_mm + 0.5)
            _small(pdf, f"Reduced copy made at the import. {problem}", WIDTH_MM)
        pdf.set_xy(MARGIN_MM, top + high_mm + 5)

    def _pictures(
        self, selection: Selection, row: ExportRow, breathe: Breathe
    ) -> Iterator[tuple[Pixels, Box | None, str]]:
        sighting = row.sighting
        if row.media.kind is MediaKind.PHOTO:
            yield self._tools.evidence.photo(row.media, breathe), sighting.box, "whole, from the original"
            return
        track = selection.records.track(sighting.sighting_id) if selection.records else None
        for frame in _spread(self._tools, row, breathe):
            box = sighting.box if track is None else box_at(track, frame.time_s)
            within = Size(frame.pixels.shape[1], frame.pixels.shape[0])
            shown = box.clipped(within) if box else None
            yield frame.pixels, shown, f"frame {frame.number}, {frame.time_s:.3f} s, pts {frame.pts}"


def _short(fact: Fact) -> Fact:
    """Return a fact that leaves room for the others on the page; the report has it whole."""
    notes = tuple(_cut(note) for note in fact.notes)
    return Fact(fact.name, _cut(fact.value), notes, fact.is_code)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… (whole in the report)"


def _spread(tools: EvidenceTools, row: ExportRow, breathe: Breathe) -> Iterator[ExactFrame]:
    """Yield frames spread over the appearance, the first and the last among them."""
    start_s = row.sighting.start_s or 0.0
    end_s = start_s if row.sighting.end_s is None else row.sighting.end_s
    seen: set[int] = set()
    for at_s in np.linspace(start_s, end_s, FRAMES):
        frame = next(iter(tools.evidence.frames(row.media, float(at_s), float(at_s), breathe)))
        if frame.number not in seen:
            seen.add(frame.number)
            yield frame


def _title(pdf: Pages, selection: Selection, row: ExportRow) -> None:
    pdf.set_text_color(*INK)
    pdf.set_font(SANS, "B", 17)
    name = f"Sighting {row.sighting.sighting_id}"
    pdf.start_section(name)
    pdf.paragraph(f"Sighting sheet \u2013 {name}", line_mm=8)
    pdf.set_font(SANS, "", 9)
    pdf.set_text_color(*FAINT)
    search = "" if selection.search is None else f" \u2013 search {selection.search.search_id}"
    pdf.paragraph(f"{selection.case.title} \u2013 {selection.case.agency}{search}")
    notice_box(pdf, any(card.baseline for card in selection.cards))


def _caption(pdf: Pages, text: str, width_mm: float) -> None:
    pdf.set_text_color(*FAINT)
    pdf.set_font(SANS, "B", 8)
    left, top = pdf.x, pdf.y
    pdf.put(text, width_mm, 4.5)
    pdf.set_xy(left, top)
    pdf.set_text_color(*INK)


def _small(pdf: Pages, text: str, width_mm: float) -> None:
    pdf.set_text_color(*FAINT)
    pdf.set_font(SANS, "", 6)
    pdf.put(text, width_mm, 3)
    pdf.ln(3)
    pdf.set_text_color(*INK)


def _hashes(pdf: Pages, row: ExportRow) -> None:
    lines: Sequence[str] = [f"file {row.media.sha256}"]
    lines = [*lines, *(f"{copy.exhibit_id}: {copy.device_path}" for copy in row.media.copies[:3])]
    more = len(row.media.copies) - 3
    lines = [*lines, f"and {more} more copies"] if more > 0 else lines
    _caption(pdf, "SHA-256 of the file, and where it was found", WIDTH_MM)
    pdf.set_xy(MARGIN_MM, pdf.y + 4.5)
    pdf.set_font(MONO, "", 6.5)
    for line in lines:
        pdf.put(line, WIDTH_MM, 3.2)
        pdf.ln(3.2)
