"""The command `tour`: the real window driven through everything, with pictures of every step."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from reid_desktop import __version__
from reid_desktop.adapters.store.case import create_case
from reid_desktop.app.bench.processes import run_job
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.demo.tour_names import facts_of, lay_out
from reid_desktop.app.settings import Settings, as_table
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import UsageError

CHILD = "reid_desktop.app.demo.tour_child"
EXAMINER = "Tour"


def tour(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a case, import a folder of photos into it in the window, and go through everything."""
    out: Path = arguments.out
    if out.exists() and any(out.iterdir()):
        raise UsageError("The folder {out} is not empty; name a new one for the pictures.", out=out)
    source: Path = arguments.source
    if not source.exists():
        raise UsageError("There is nothing at {source}.", source=source)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="reid-tour-") as name:
        say("Driving the window through import, search, review, comparison, map, people and export ...")
        written = run_job(CHILD, _job(arguments, settings, Path(name)), Path(name))["written"]
    assert isinstance(written, list)
    if arguments.json:
        print_json({"pictures": written})
    else:
        for path in written:
            line(str(path))
    return 0


def _job(arguments: argparse.Namespace, settings: Settings, scratch: Path) -> dict[str, object]:
    """Lay out what the tour works on; return the job of the window's process."""
    created = iso_utc(SystemClock().now_utc_ms())
    case, names_case, names = scratch / "Tour.reidcase", scratch / "Names.reidcase", scratch / "names"
    facts = CaseFacts("TOUR-1", "A tour", EXAMINER, created_utc=created, program_version=__version__)
    create_case(case, facts, EXAMINER).close()
    create_case(names_case, facts_of(EXAMINER, created, __version__), EXAMINER).close()
    source: Path = arguments.source.absolute()
    exhibits = lay_out(source, names)
    return {
        "settings": as_table(replace(settings, config=scratch)),
        "case": str(case),
        "source": str(source),
        "exhibit": arguments.exhibit,
        "probe": _path(arguments.probe),
        "out": str(arguments.out.absolute()),
        "parts": arguments.part,
        "themes": arguments.theme,
        "sizes_px": arguments.size,
        "scale": arguments.scale,
        "language": arguments.language,
        "maps": [str(one.absolute()) for one in arguments.map or ()],
        "crops": _path(arguments.crops),
        "names_case": str(names_case),
        "names_source": str(names),
        "names_exhibits": [[one.exhibit_id, one.description] for one in exhibits],
    }


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())
