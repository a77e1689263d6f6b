"""The commands `known-files` and `import-vics`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.settings import Settings
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.roles import Right
from reid_desktop.ports.hash_sets import HashSet
from reid_desktop.ports.store import Mark


class _AtOnce:
    """A job that nobody pauses: Ctrl+C ends it between two files, before anything is written."""

    def checkpoint(self, progress: Progress) -> None:
        """Go on."""

    def breathe(self) -> None:
        """Go on."""

    def first_mark(self, mark: Mark) -> Mark:
        """Return the mark."""
        return mark

    def working_on(self, path: str) -> None:
        """Go on."""

    def finished(self, path: str) -> None:
        """Go on."""


def known_files(arguments: argparse.Namespace, settings: Settings) -> int:
    """Tag the sightings in files that the NSRL knows."""
    from reid_desktop.adapters.hashsets.nsrl import Nsrl

    return _mark(arguments, settings, Nsrl(arguments.set))


def import_vics(arguments: argparse.Namespace, settings: Settings) -> int:
    """Tag and grade the sightings in files that a Project VIC file names."""
    from reid_desktop.adapters.hashsets.vics_file import VicsFile

    return _mark(arguments, settings, VicsFile(arguments.set))


def _mark(arguments: argparse.Namespace, settings: Settings, known: HashSet) -> int:
    case = OpenCase(settings, case_folder(Path(arguments.case)))
    try:
        case.oversight.gatekeeper.require(case.who, Right.DECIDE)
        summary = case.known_marking()(known, arguments.tag, case.who, arguments.reason, _AtOnce())
    finally:
        case.close()
    if summary.unreachable:
        say(f"{summary.unreachable} files cannot be read now and were not looked up.")
    if arguments.json:
        print_json({"tag": arguments.tag, **asdict(summary)})
    else:
        line(
            f"{summary.set_name}: {summary.known} of {summary.files} files are known; {summary.sightings} "
            f"sightings in them are tagged “{arguments.tag}”."
        )
    return 0
