"""The table of an export as CSV: RFC 4180, UTF-8 with byte order mark, formulas inert."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from reid_desktop.domain.export_profile import Field, left_out_words
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.known_from import flag_names
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.review import grade_text
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .plain_text import plain
from .report_facts import authority_named
from .row_facts import appearance_iso_utc, crop_name, linked_line
from .row_fields import (
    opinion_fields,
    opinion_line,
    place_fields,
    quality_fields,
    review_fields,
    time_fields,
    whole_decision,
    zone_known,
)
from .writing import in_the_users_words

SCHEMA_VERSION = 4

Cell = str | int | float | None

_FORMULA_STARTS = frozenset("=+-@\t\r\n|%＝＋－＠")  # noqa: RUF001 - the wide forms work in spreadsheets too


def text_cell(text: str) -> str:
    """Return a text that no spreadsheet runs: hidden characters spelt out, `'` before a formula.

    After the advice of OWASP on CSV injection.
    """
    shown = plain(text)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA_STARTS else shown


def lines_cell(texts: list[str]) -> str:
    """Return several texts, one a line inside the cell, each as `text_cell`."""
    return "\n".join(text_cell(text) for text in texts)


def _zone(row: ExportRow) -> str:
    zone = row.media.time.zone if row.media.time else None
    if zone and zone[0] in "+-":
        return f"UTC{zone}"  # `+02:00` by itself is a formula
    return zone or ""


def _fixed(number: float | None, places: int) -> float | None:
    return None if number is None else round(number, places)


_OF_ROW: dict[str, Callable[[ExportRow], Cell]] = {
    "rank": lambda row: row.rank,
    "score": lambda row: _fixed(row.score, 6),
    "sighting_id": lambda row: row.sighting.sighting_id,
    "sha256": lambda row: text_cell(row.media.sha256),
    "kind": lambda row: text_cell(row.media.kind),
    "container": lambda row: text_cell(row.media.container),
    "file_bytes": lambda row: row.media.size_bytes,
    "exhibits": lambda row: lines_cell([copy.exhibit_id for copy in row.media.copies]),
    "device_paths": lambda row: lines_cell([copy.device_path for copy in row.media.copies]),
    "paths": lambda row: (
        None if Field.LOCAL_PATHS in row.left_out else lines_cell([copy.path for copy in row.media.copies])
    ),
    "make": lambda row: text_cell(row.media.facts.make or ""),
    "model": lambda row: text_cell(row.media.facts.model or ""),
    "time_utc": appearance_iso_utc,
    "time_uncertainty_s": lambda row: row.media.time.uncertainty_s if row.media.time else None,
    "time_original": lambda row: text_cell(row.media.time.original) if row.media.time else None,
    "time_zone": lambda row: text_cell(_zone(row)),
    "time_source": lambda row: row.media.time.source.value if row.media.time else None,
    "latitude": lambda row: _fixed(row.media.place.latitude_deg, 7) if row.media.place else None,
    "longitude": lambda row: _fixed(row.media.place.longitude_deg, 7) if row.media.place else None,
    "accuracy_m": lambda row: row.media.place.accuracy_m if row.media.place else None,
    "altitude_m": lambda row: row.media.place.altitude_m if row.media.place else None,
    "place_source": lambda row: row.media.place.source.value if row.media.place else None,
    "start_s": lambda row: _fixed(row.sighting.start_s, 3),
    "end_s": lambda row: _fixed(row.sighting.end_s, 3),
    "best_s": lambda row: _fixed(row.sighting.best_s, 3),
    "box_left_px": lambda row: row.sighting.box.left_px,
    "box_top_px": lambda row: row.sighting.box.top_px,
    "box_right_px": lambda row: row.sighting.box.right_px,
    "box_bottom_px": lambda row: row.sighting.box.bottom_px,
    "frame_width_px": lambda row: row.sighting.frame_size.width_px,
    "frame_height_px": lambda row: row.sighting.frame_size.height_px,
    "detector_score": lambda row: _fixed(row.sighting.score, 6),
    "quality": lambda row: _fixed(row.sighting.quality, 6),
    "crop_name": crop_name,
}

_ADDED_IN_3: dict[str, Callable[[ExportRow], Cell]] = {
    "time_local": lambda row: time_fields(row)["time_local"],
    "time_known_from": lambda row: text_cell(time_fields(row)["time_known_from"] or ""),
    "time_zone_known_from": lambda row: text_cell(zone_known(row.media) or ""),
    "place_known_from": lambda row: text_cell(place_fields(row)["place_known_from"] or ""),
    "place_name": lambda row: text_cell(row.media.place_name or ""),
    "flags": lambda row: ", ".join(flag_names(row.media.flags)),
    "decision": lambda row: review_fields(row)["decision"],
    "decisions": lambda row: lines_cell([whole_decision(one) for one in review_fields(row)["decisions"]]),
    "second_opinions": lambda row: lines_cell([opinion_line(opinion_fields(one)) for one in row.opinions]),
    "persons": lambda row: lines_cell([*row.persons]),
    "log10_lr": lambda row: row.strength.log10_lr if row.strength else None,
    "log10_lr_low": lambda row: row.strength.low if row.strength else None,
    "log10_lr_high": lambda row: row.strength.high if row.strength else None,
    "expected_false": lambda row: row.strength.expected_false if row.strength else None,
    "no_strength_because": lambda row: text_cell(row.strength.reason) if row.strength else None,
    "tags": lambda row: lines_cell([*row.review.tags]) if row.review else None,
    "grades": lambda row: (
        lines_cell([*map(grade_text, *zip(*row.review.grades.items(), strict=True))])
        if row.review and row.review.grades
        else None
    ),
    "left_out": lambda row: left_out_words(row.left_out) or None,
    "bookmarked": lambda row: "yes" if row.review and row.review.is_bookmarked else "no",
    "person_height_px": lambda row: quality_fields(row)["height_px"],
    "sharpness": lambda row: quality_fields(row)["sharpness"],
    "truncated": lambda row: _yes_no(quality_fields(row)["truncated"]),
    "overlap": lambda row: quality_fields(row)["overlap"],
}

_ADDED_IN_4: dict[str, Callable[[ExportRow], Cell]] = {
    "linked": lambda row: lines_cell([linked_line(one) for one in row.linked]),
    "quick": lambda row: _yes_no(row.sighting.is_quick),
}

COLUMNS: tuple[str, ...] = (
    "schema_version",
    *_OF_ROW,
    "search_id",
    "model_key",
    "case_number",
    "case_title",
    "agency",
    "examiner",
    "authority",
    "notice",
    "seals",
    "owners",
    "log_rows",
    "log_sha256",
    "logged",
    *_ADDED_IN_3,
    *_ADDED_IN_4,
)
"""The header, in order. Columns are only ever added, at the end, with a new SCHEMA_VERSION."""


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def closing_cells(selection: Selection) -> Callable[[ExportRow], tuple[Cell, ...]]:
    """Return what gives the cells of the last COLUMNS: alike in every row but for the exhibits' facts."""
    case, head = selection.case, selection.log_head
    exhibits = {exhibit.exhibit_id: exhibit for exhibit in selection.exhibits}
    before = (
        selection.search.search_id if selection.search else None,
        text_cell(selection.model_key or ""),
        text_cell(case.number),
        text_cell(case.title),
        text_cell(case.agency),
        text_cell(case.examiner),
        text_cell(authority_named(selection)),
        LEAD_NOTICE,
    )
    after = (head.rows, head.sha256, "yes" if selection.is_logged else "no")

    def cells(row: ExportRow) -> tuple[Cell, ...]:
        of_copies = [exhibits.get(copy.exhibit_id) for copy in row.media.copies]
        seals = lines_cell([exhibit.seal if exhibit else "" for exhibit in of_copies])
        owners = lines_cell([exhibit.owner if exhibit else "" for exhibit in of_copies])
        added = {**_ADDED_IN_3, **_ADDED_IN_4}
        return (*before, seals, owners, *after, *(cell(row) for cell in added.values()))

    return cells


def row_cells(row: ExportRow) -> tuple[Cell, ...]:
    """Return the cells of one row, in the order of the first COLUMNS."""
    return (SCHEMA_VERSION, *(cell(row) for cell in _OF_ROW.values()))


def open_table(out: Path) -> TextIO:
    """Create a CSV file that must not exist; the byte order mark makes Excel read UTF-8."""
    return out.open("x", encoding="utf-8-sig", newline="")


def settle(file: TextIO) -> None:
    """Bring what was written to the disk, so that a full disk shows now."""
    file.flush()
    os.fsync(file.fileno())


class CsvTable:
    """Writes one row a sighting; docs/command-line.md describes the columns."""

    format = "csv"
    title = "CSV table"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        closing = closing_cells(selection)
        with in_the_users_words(), open_table(out) as file:
            table = csv.writer(file)
            table.writerow(COLUMNS)
            for done, row in enumerate(selection.rows):
                job.checkpoint(Progress("Writing the table", done, len(selection.rows), "sightings"))
                table.writerow((*row_cells(row), *closing(row)))
            settle(file)
