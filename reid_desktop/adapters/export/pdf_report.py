"""The report as a PDF: summary, map and timeline, candidates, models, hashes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reid_desktop.domain.errors import ExportError
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .json_document import content_sha256
from .oversight_facts import authority_facts, calibration_facts, proficiency_facts, whole_search_facts
from .pdf_drawings import MAP_CREDIT, draw_box, draw_map_at, draw_timeline_at
from .pdf_pages import ACCENT, FAINT, INK, MARGIN_MM, PAPER, SANS, WIDTH_MM, PageFacts, Pages
from .report_drawings import map_of, timeline_of
from .report_facts import (
    card_facts,
    case_facts,
    exhibit_cells,
    heading,
    probe_facts,
    row_facts,
    summary_facts,
)
from .row_facts import appearance_iso_utc, exhibits
from .software import software_line
from .writing import in_the_users_words, jpeg_bytes

CROP_MM, SCENE_MM, PICTURES_HIGH_MM = 20.0, 50.0, 40.0
FIRST_ROW_MM = PICTURES_HIGH_MM + 40
MOST_ROWS = 100_000
"""The document is laid out in memory, about 0.5 MiB for a thousand rows."""
TOO_MANY = (
    "A PDF report of {count:,} rows would need more memory than this computer may have; the most is "
    "{most:,}. Narrow it down (--after, --before, --exhibit, --min-quality) into several reports, or take "
    "html, xlsx or csv, which hold any number."
)
READING = (
    "The program compares how persons look as a whole: clothing, build, what they carry. It does not compare "
    "faces, and it infers no origin, no belief and no feeling.",
    "Persons in like clothing score alike; one person in other clothing, other light or another pose scores "
    "low. A high rank proves nothing, and a missing rank excludes nobody.",
    "Somebody who is trained for it has to compare every candidate with the original file before it is "
    "relied upon.",
    "Times and places are as good as their source, which is named beside each of them.",
    "The pictures here are reduced copies made by the program. The evidence is the file with the SHA-256 "
    "that is given.",
)


class PdfReport:
    """Writes PDF/A-2u with embedded fonts, bookmarks and alternative texts for pictures.

    The content hash on every page is the SHA-256 of the JSON document of the same selection.
    """

    format = "pdf"
    title = "PDF report"

    def __init__(
        self, program_version: str, fonts: Path, basemap: Path | None = None, most_cards: int = 500,
        most_scenes: int = 100, most_rows: int = MOST_ROWS,
    ) -> None:  # fmt: skip
        """Show `most_cards` rows in full, the first `most_scenes` with their scene; the rest as lines.

        More than `most_rows` rows are refused.
        """
        self._most_rows = most_rows
        self._program_version = program_version
        self._fonts = fonts
        self._basemap = basemap
        self._most_cards = most_cards
        self._most_scenes = most_scenes

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written, or has too many rows for what is laid out in memory.
        """
        if not self.holds(selection):
            raise ExportError(TOO_MANY, count=len(selection.rows), most=self._most_rows)
        title, version = heading(selection), self._program_version
        with (
            in_the_users_words(),
            out.open("xb") as file,
            new_pages(selection, title, self._fonts, version) as pdf,
        ):
            pdf.add_page()
            self._summary(pdf, selection)
            self._where_and_when(pdf, selection)
            self._rows(pdf, selection, job)
            _models(pdf, selection)
            _hashes(pdf, selection)
            file.write(pdf.output())
            file.flush()
            os.fsync(file.fileno())

    def holds(self, selection: Selection) -> bool:
        """Tell whether a selection is small enough."""
        return len(selection.rows) <= self._most_rows

    def _summary(self, pdf: Pages, selection: Selection) -> None:
        pdf.set_text_color(*FAINT)
        pdf.set_font(SANS, "", 9)
        pdf.paragraph(f"Case {selection.case.number}")
        pdf.set_text_color(*INK)
        pdf.set_font(SANS, "B", 20)
        pdf.start_section("Case")
        pdf.paragraph(heading(selection), line_mm=10)
        pdf.set_font(SANS, "", 11)
        pdf.paragraph(selection.case.title, line_mm=6)
        notice_box(pdf, any(card.baseline for card in selection.cards))
        pdf.list_of_facts([*case_facts(selection), *summary_facts(selection)])
        pdf.chapter("Exhibits", 1)
        names = ("Exhibit", "Description", "Owner", "Seal", "Time zone", "Clock correction")
        pdf.rows_of(names, (22, 42, 30, 24, 28, 32), map(exhibit_cells, selection.exhibits))
        if selection.search is not None:
            pdf.chapter("Who is looked for, and how")
            top = pdf.y
            if pdf.will_page_break(56):
                pdf.add_page()
                top = pdf.y
            crop = jpeg_bytes(selection.probe_crop_path)
            pdf.picture(crop, MARGIN_MM, top, 26, 52, "Probe: the person who is looked for")
            pdf.set_xy(MARGIN_MM + 32, top)
            pdf.set_left_margin(MARGIN_MM + 32)
            page = pdf.page
            pdf.list_of_facts([*probe_facts(selection), *whole_search_facts(selection)], WIDTH_MM - 32)
            pdf.set_left_margin(MARGIN_MM)
            pdf.set_xy(MARGIN_MM, max(pdf.y, top + 54) if pdf.page == page else pdf.y)
        pdf.chapter("Authority", 1)
        pdf.list_of_facts(authority_facts(selection))
        pdf.chapter("How to read this list", 1)
        for line in READING:
            pdf.paragraph(f"\u2013  {line}")

    def _where_and_when(self, pdf: Pages, selection: Selection) -> None:
        pdf.chapter("Where and when")
        drawn, timeline = map_of(selection.rows, self._basemap), timeline_of(selection.rows)
        if drawn is None:
            pdf.paragraph("No row has a known place: there is no map.")
        else:
            if pdf.will_page_break(WIDTH_MM * drawn.height_px / drawn.width_px + 8):
                pdf.add_page()
            pdf.set_y(pdf.y + draw_map_at(pdf, drawn, MARGIN_MM, pdf.y, WIDTH_MM) + 1)
            says = (
                "A number is how many stand there" if drawn.markers[0].shows_count else "Numbered as listed"
            )
            credit = f" {MAP_CREDIT}" if drawn.has_outlines else ""
            pdf.note(f"{says}; a circle is the stated accuracy, a hollow marker was placed by hand.{credit}")
        if timeline is None:
            pdf.paragraph("No row has a known time: there is no timeline.")
        else:
            if pdf.will_page_break(50):
                pdf.add_page()
            pdf.set_y(pdf.y + draw_timeline_at(pdf, timeline, MARGIN_MM, pdf.y + 2, WIDTH_MM) + 4)
            pdf.note(f"{timeline.first} to {timeline.last} UTC; a bar is the stated uncertainty.")

    def _rows(self, pdf: Pages, selection: Selection, job: JobControl) -> None:
        if len(selection.rows) and pdf.will_page_break(FIRST_ROW_MM):
            pdf.add_page()  # a heading never stands alone at the foot of a page
        pdf.chapter("Candidates" if selection.search else "Sightings")
        if not len(selection.rows):
            pdf.paragraph("None.")
        lines = _lines(selection.rows, self._most_cards, job)
        for done, row in enumerate(selection.rows[: self._most_cards]):
            job.checkpoint(Progress("Writing the report", done, len(selection.rows), "sightings"))
            _card(pdf, selection, row, done < self._most_scenes)
        if len(selection.rows) > self._most_cards:
            pdf.chapter(f"Rows after the first {self._most_cards:,}", 1)
            names = ("No.", "Score", "Time (UTC)", "Place", "Exhibits", "Sighting", "SHA-256 of the file")
            pdf.rows_of(names, (12, 14, 38, 34, 20, 16, 44), lines, code=6)


@contextmanager
def new_pages(selection: Selection, title: str, fonts: Path, program_version: str) -> Iterator[Pages]:
    """Give an empty document about a selection; at the end the fonts are let go."""
    digest = content_sha256(selection, program_version)
    facts = PageFacts(selection.case.number, title, digest, selection.created_utc, program_version)
    pdf = Pages(fonts, facts)
    try:
        yield pdf
    finally:
        pdf.let_go_of_fonts()


def notice_box(pdf: Pages, is_baseline: bool = False) -> None:
    """Write the notice so that nobody can miss it."""
    pdf.ln(2)
    pdf.set_fill_color(*PAPER)
    pdf.set_text_color(*ACCENT)
    pdf.set_font(SANS, "B", 10)
    pdf.set_x(MARGIN_MM)
    pdf.cell(WIDTH_MM, 9, LEAD_NOTICE, fill=True, align="C")
    pdf.ln(11)
    if is_baseline:
        pdf.paragraph("Made with models trained on research data: for a first look, not for casework.")
        pdf.ln(2)
    pdf.set_text_color(*INK)


def _card(pdf: Pages, selection: Selection, row: ExportRow, shows_scene: bool) -> None:
    if pdf.will_page_break(PICTURES_HIGH_MM + 24):
        pdf.add_page()
    number = f"Sighting {row.sighting.sighting_id}"
    score = "" if row.score is None else f", score {row.score:.4f}"
    pdf.chapter(number if row.rank is None else f"Rank {row.rank}{score}", 1)
    page, top = pdf.page, pdf.y
    pdf.picture(jpeg_bytes(row.crop_path), MARGIN_MM, top, CROP_MM, PICTURES_HIGH_MM, f"{number}: the person")
    left = MARGIN_MM + CROP_MM + 3
    if shows_scene:
        scene = jpeg_bytes(row.scene_path)
        pdf.picture(scene, left, top, SCENE_MM, PICTURES_HIGH_MM, f"{number}: the whole picture")
        if scene is not None:
            size = row.sighting.frame_size
            draw_box(pdf, row.sighting.box, size, left, top, SCENE_MM, PICTURES_HIGH_MM)
        left += SCENE_MM + 3
    pdf.set_left_margin(left)
    pdf.set_xy(left, top)
    pdf.list_of_facts(row_facts(selection, row), MARGIN_MM + WIDTH_MM - left, 7.2, 22)
    pdf.set_left_margin(MARGIN_MM)
    pdf.set_xy(MARGIN_MM, max(pdf.y, top + PICTURES_HIGH_MM + 2) if pdf.page == page else pdf.y)


def _lines(rows: Sequence[ExportRow], first: int, job: JobControl) -> Iterator[Sequence[str]]:
    for done, row in enumerate(rows[first:], start=first):
        job.checkpoint(Progress("Writing the report", done, len(rows), "sightings"))
        place = row.media.place
        yield (
            str(row.rank or done + 1),
            "" if row.score is None else f"{row.score:.4f}",
            appearance_iso_utc(row) or "not known",
            "not known" if place is None else f"{place.latitude_deg:.5f}, {place.longitude_deg:.5f}",
            ", ".join(exhibits(row)),
            str(row.sighting.sighting_id),
            row.media.sha256,
        )


def _models(pdf: Pages, selection: Selection) -> None:
    pdf.chapter("Models")
    if selection.model_key:
        pdf.note(selection.model_key)
    for card in selection.cards:
        pdf.chapter(card.title, 1)
        pdf.list_of_facts(card_facts(card))
    oversight = selection.oversight
    pdf.chapter("Error rates", 1)
    pdf.list_of_facts(calibration_facts(oversight.calibration if oversight else None))
    pdf.list_of_facts(proficiency_facts(oversight.proficiency if oversight else ()))
    pdf.chapter("Software", 1)
    pdf.note(software_line())


def _hashes(pdf: Pages, selection: Selection) -> None:
    pdf.chapter("Files listed, by SHA-256")
    seen: set[str] = set()

    def rows() -> Iterator[Sequence[str]]:
        for row in selection.rows:
            if row.media.sha256 not in seen:
                seen.add(row.media.sha256)
                for copy in row.media.copies:
                    yield row.media.sha256, f"{row.media.size_bytes:,}", copy.exhibit_id, copy.device_path

    pdf.rows_of(("SHA-256", "Bytes", "Exhibit", "Path on the device"), (99, 20, 19, 40), rows(), code=0)
