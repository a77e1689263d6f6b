"""The window's process of `tour`: a job as JSON on standard input, the written files on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reid_desktop.app.settings import Settings, from_table
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId

if TYPE_CHECKING:
    from reid_desktop.ui.touring import Stops


def main() -> None:
    """Do the job on standard input: what `tour_command` puts into it."""
    job: dict[str, Any] = json.load(sys.stdin)
    os.environ["QT_SCALE_FACTOR"] = str(job["scale"] / 100)  # read once, when Qt starts
    from reid_desktop.app.window import make_program
    from reid_desktop.ui.touring import COLLEAGUE, take_tour
    from reid_desktop.ui.watching import start_application

    settings = from_table(job["settings"])
    _choose_language(settings, job["language"])
    application = start_application()
    program = make_program(application, settings)
    program.catch_bugs()
    elsewhere = replace(settings, examiner=COLLEAGUE, config=settings.config / "colleague")
    _choose_language(elsewhere, job["language"])
    written = take_tour(program, _stops(job), make_program(application, elsewhere))
    sys.stdout.write("\n" + json.dumps({"written": written}) + "\n")


def _choose_language(settings: Settings, language: str) -> None:
    from reid_desktop.ui.preferences import Preferences

    own = Preferences(settings.config / "window.ini")
    own.language = language
    own.save()


def _stops(job: Mapping[str, Any]) -> Stops:
    from reid_desktop.ui.theme import ThemeChoice
    from reid_desktop.ui.touring import PARTS, SIZES_PX, THEMES, Stops

    return Stops(
        Path(job["case"]),
        Path(job["source"]),
        Exhibit(ExhibitId(job["exhibit"]), "Phone of the tour"),
        Path(job["out"]),
        _path(job["probe"]),
        tuple((int(wide), int(high)) for wide, high in job["sizes_px"] or SIZES_PX),
        tuple(ThemeChoice(one) for one in job["themes"] or THEMES),
        tuple(job["parts"] or PARTS),
        Path(job["names_case"]),
        Path(job["names_source"]),
        tuple(Exhibit(ExhibitId(number), words) for number, words in job["names_exhibits"]),
        tuple(Path(one) for one in job["maps"] or ()),
        _path(job["crops"]),
    )


def _path(words: str | None) -> Path | None:
    return None if words is None else Path(words)


if __name__ == "__main__":
    main()
