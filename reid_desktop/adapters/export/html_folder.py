"""The report as a folder of pages: for lists that would make one file too heavy to open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from . import words
from .csv_table import settle
from .evidence_tools import new_file
from .html_report import HtmlReport
from .report_drawings import number_of
from .report_facts import LEFT_OUT, UNKNOWN, Card, row_card
from .row_facts import appearance_iso_utc, camera, verdict
from .templates_of import environment
from .writing import in_the_users_words, jpeg_bytes

ROWS_A_PAGE = 100
FROM_FILES = "img-src file: 'self' data:"
"""Pictures lie beside the pages; no page may load anything else."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the overview."""

    number: int
    page: str
    cells: tuple[str, ...]
    sha256: str


class HtmlFolder:
    """Writes `index.html`, which lists every row for the browser to search, and pages with pictures."""

    format = "htmlfolder"
    title = "HTML report (folder, for long lists)"

    def __init__(self, program_version: str, basemap: Path | None = None) -> None:
        """Take the folder of the base map (None: a plain grid)."""
        self._report = HtmlReport(program_version, basemap)

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        total = len(selection.rows)
        with in_the_users_words():
            for folder in (out, out / "pages", out / "pictures"):
                folder.mkdir()
            cards: list[Card] = []
            for done, row in enumerate(selection.rows):
                job.checkpoint(Progress("Writing the pages", done, total, "sightings"))
                cards.append(_card(selection, row, done, out / "pictures"))
                if len(cards) == ROWS_A_PAGE or done + 1 == total:
                    _page(selection, cards, done // ROWS_A_PAGE, total, out / "pages")
                    cards = []
            pieces = (
                environment()
                .get_template("report.html")
                .generate(
                    **self._report.values(selection),
                    cards=(),
                    lines=_lines(selection),
                    pictures_from=FROM_FILES,
                )
            )
            with (out / "index.html").open("x", encoding="utf-8", newline="\n") as file:
                for piece in pieces:
                    file.write(piece)
                settle(file)


def _page_name(number: int) -> str:
    return f"page-{number + 1:04d}.html"


def _page(selection: Selection, cards: list[Card], number: int, total: int, folder: Path) -> None:
    is_last = (number + 1) * ROWS_A_PAGE >= total
    text = (
        environment()
        .get_template("page.html")
        .render(
            notice=LEAD_NOTICE,
            case_number=selection.case.number,
            cards=cards,
            first=str(cards[0].number),
            last=str(cards[-1].number),
            before=_page_name(number - 1) if number else "",
            after="" if is_last else _page_name(number + 1),
        )
    )
    with (folder / _page_name(number)).open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        settle(file)


def _card(selection: Selection, row: ExportRow, done: int, folder: Path) -> Card:
    card = row_card(selection, row, number_of(row, done), shows_scene=False)
    name = f"s{row.sighting.sighting_id}"
    return replace(
        card,
        crop=_copied(row.crop_path, folder / f"{name}-person.jpg"),
        scene=_copied(row.scene_path, folder / f"{name}-scene.jpg"),
        shows_scene=True,
    )


def _copied(path: Path, target: Path) -> Markup | None:
    """Copy a picture of ours; return where a page finds it, None where it is missing."""
    data = jpeg_bytes(path)
    if data is None:
        return None
    if not target.exists():
        with new_file(target) as file:
            file.write(data)
    return Markup(f"../pictures/{target.name}")  # made of a number


def _lines(selection: Selection) -> Iterator[Line]:
    for done, row in enumerate(selection.rows):
        place = row.media.place
        missing = LEFT_OUT if row.left_out else UNKNOWN
        where = missing if place is None else words.coordinates(place)
        if row.media.place_name:
            where = f"{where}, {row.media.place_name}"
        yield Line(
            number_of(row, done),
            f"pages/{_page_name(done // ROWS_A_PAGE)}",
            (
                "" if row.score is None else f"{row.score:.4f}",
                appearance_iso_utc(row) or UNKNOWN,
                where,
                camera(row) or missing,
                verdict(row),
                "; ".join(f"{copy.exhibit_id}: {copy.device_path}" for copy in row.media.copies),
            ),
            row.media.sha256,
        )
