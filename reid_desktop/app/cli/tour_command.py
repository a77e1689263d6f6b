"""The command `tour`: the real window driven through the main job, with pictures of every step."""

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
        scratch = Path(name)
        case = scratch / "Tour.reidcase"
        created = iso_utc(SystemClock().now_utc_ms())
        facts = CaseFacts("TOUR-1", "A tour", EXAMINER, created_utc=created, program_version=__version__)
        create_case(case, facts, EXAMINER).close()
        say("Driving the window through import, search, review, comparison, map, people and export ...")
        job = {
            "settings": as_table(replace(settings, config=scratch)),
            "case": str(case),
            "source": str(source.absolute()),
            "exhibit": arguments.exhibit,
            "probe": None if arguments.probe is None else str(arguments.probe.absolute()),
            "out": str(out.absolute()),
        }
        written = run_job(CHILD, job, scratch)["written"]
    assert isinstance(written, list)
    if arguments.json:
        print_json({"pictures": written})
    else:
        for path in written:
            line(str(path))
    return 0
