"""The report as one HTML file that opens without any network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .csv_table import settle
from .oversight_facts import authority_facts, calibration_facts, proficiency_facts, whole_search_facts
from .plain_text import css_string
from .report_drawings import map_of, number_of, timeline_of
from .report_facts import (
    Card,
    card_facts,
    case_facts,
    exhibit_cells,
    heading,
    picture,
    probe_facts,
    row_card,
    summary_facts,
)
from .software import software_line
from .templates_of import environment
from .writing import in_the_users_words


class HtmlReport:
    """Writes a report to read on screen or to print: case, probe, search, candidates, models, hashes.

    The file holds no script, asks for nothing (its content security policy forbids it),
    and every text from evidence is escaped with hidden characters spelt out. It is
    written row by row: memory does not grow with the number of rows.
    """

    format = "html"
    title = "HTML report (one file)"

    def __init__(self, program_version: str, basemap: Path | None = None, most_scenes: int = 300) -> None:
        """Take the folder of the base map (None: a plain grid) and how many rows show their scene.

        A scene is about 150 KB; a report of all sightings of a large case would not open.
        """
        self._program_version = program_version
        self._basemap = basemap
        self._most_scenes = most_scenes

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        pieces = (
            environment()
            .get_template("report.html")
            .generate(
                **self.values(selection),
                cards=self._cards(selection, job),
                lines=None,
                pictures_from="img-src data:",
            )
        )
        with in_the_users_words(), out.open("x", encoding="utf-8", newline="\n") as file:
            for piece in pieces:
                file.write(piece)
            settle(file)

    def values(self, selection: Selection) -> dict[str, object]:
        """Return what the template is told of a selection, but for how its rows are shown."""
        oversight = selection.oversight
        return {
            "notice": LEAD_NOTICE,
            "page_header": css_string(f"Case {selection.case.number}"),
            "heading": heading(selection),
            "selection": selection,
            "program_version": self._program_version,
            "case_facts": case_facts(selection),
            "exhibits": [exhibit_cells(exhibit) for exhibit in selection.exhibits],
            "probe_picture": picture(selection.probe_crop_path),
            "probe_facts": probe_facts(selection),
            "search_facts": whole_search_facts(selection),
            "authority": authority_facts(selection),
            "calibration": list(calibration_facts(oversight.calibration if oversight else None)),
            "people": proficiency_facts(oversight.proficiency if oversight else ()),
            "software": software_line(),
            "summary_facts": summary_facts(selection),
            "is_baseline": any(card.baseline for card in selection.cards),
            "map": map_of(selection.rows, self._basemap),
            "timeline": timeline_of(selection.rows),
            "most_scenes": self._most_scenes,
            "models": [(card, card_facts(card)) for card in selection.cards],
            "hashes": _hashes(selection.rows),
        }

    def _cards(self, selection: Selection, job: JobControl) -> Iterator[Card]:
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Writing the report", done, len(selection.rows), "sightings"))
            yield row_card(selection, row, number_of(row, done), done < self._most_scenes)


def _hashes(rows: Sequence[ExportRow]) -> Iterator[tuple[str, int, str, str]]:
    """Yield SHA-256, size, exhibits and device paths of each listed file, once."""
    seen = set()
    for row in rows:
        media = row.media
        if media.sha256 not in seen:
            seen.add(media.sha256)
            for copy in media.copies:
                yield media.sha256, media.size_bytes, copy.exhibit_id, copy.device_path
