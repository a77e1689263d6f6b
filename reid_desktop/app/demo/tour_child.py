"""The window's process of `tour`: a job as JSON on standard input, the written files on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from reid_desktop.app.settings import from_table
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId


def main() -> None:
    """Do the job on standard input: settings, case, source, exhibit, probe or null, out."""
    job: dict[str, object] = json.load(sys.stdin)
    from reid_desktop.app.window import make_program
    from reid_desktop.ui.touring import Stops, take_tour
    from reid_desktop.ui.watching import start_application

    table, probe = job["settings"], job["probe"]
    assert isinstance(table, dict)
    program = make_program(start_application(), from_table(table))
    program.catch_bugs()
    stops = Stops(
        Path(str(job["case"])),
        Path(str(job["source"])),
        Exhibit(ExhibitId(str(job["exhibit"])), "Phone of the tour"),
        Path(str(job["out"])),
        None if probe is None else Path(str(probe)),
    )
    written = take_tour(program, stops)
    sys.stdout.write("\n" + json.dumps({"written": [str(one) for one in written]}) + "\n")


if __name__ == "__main__":
    main()
