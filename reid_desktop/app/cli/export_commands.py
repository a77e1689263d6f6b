"""The commands `export`, `profiles`, `keys` and `stamp`."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import key_ring
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.case_commands import UNLOGGED
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json, print_json_rows, say
from reid_desktop.app.engine import open_for
from reid_desktop.app.export_profiles import ProfileFile
from reid_desktop.app.registry import check_format
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.export_profile import INTERNAL, ExportProfile, left_out_words
from reid_desktop.domain.ids import ExhibitId, SearchId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ports.signing import KeyFacts

PASSPHRASE_VARIABLE = "REID_DESKTOP_KEY_PASSPHRASE"


def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a search, or all sightings, as a file; or tell what would be written."""
    check_format(arguments.format)
    folder = case_folder(Path(arguments.case))
    if arguments.out is None and not arguments.preview:
        raise UsageError("Say where to write to: --out PATH (or --preview to write nothing).")
    request = _request(arguments, settings)
    if arguments.preview:
        return _preview(request, settings, folder, arguments.json)
    path = run_request(settings, folder, request, "Export")
    if not may_write(folder):
        say(UNLOGGED)
    if arguments.json:
        print_json({"format": arguments.format, "path": str(path), "search_id": request.search_id})
    else:
        line(f"Written: {path}")
    return 0


def _request(arguments: argparse.Namespace, settings: Settings) -> ExportRequest:
    profile = ProfileFile(settings.config).named(arguments.profile) if arguments.profile else INTERNAL
    return ExportRequest(
        arguments.format,
        Path(arguments.out or "preview").absolute(),
        SearchId(arguments.search) if arguments.search is not None else None,
        arguments.reason,
        _filters(arguments),
        frozenset(map(SightingId, arguments.subject)),
        arguments.profile,
        profile.leave_out | frozenset(arguments.leave_out),
        arguments.key,
        _passphrase_for(settings, arguments.key),
    )


def _preview(request: ExportRequest, settings: Settings, folder: Path, as_json: bool) -> int:
    case = open_for(request, settings, folder)
    try:
        row = asdict(case.exports().preview(request, case.who))
    finally:
        case.close()
    row["left_out"] = sorted(request.leave_out)
    if as_json:
        print_json(row)
    else:
        for name, value in row.items():
            line(f"{name.replace('_', ' ')}: {value}")
    return 0


def profiles(arguments: argparse.Namespace, settings: Settings) -> int:
    """List, save or remove export profiles."""
    kept = ProfileFile(settings.config)
    if arguments.action == "save":
        kept.save(ExportProfile(arguments.name, frozenset(arguments.leave_out)))
    elif arguments.action == "remove":
        kept.remove(arguments.name)
    found = kept.profiles()
    if arguments.json:
        print_json_rows({"name": one.name, "leave_out": sorted(one.leave_out)} for one in found)
        return 0
    for one in found:
        line(f"{one.name}: leaves out {left_out_words(one.leave_out) or 'nothing'}")
    return 0


def _filters(arguments: argparse.Namespace) -> Filters:
    return replace(
        narrowed(arguments),
        after_utc_ms=arguments.after,
        before_utc_ms=arguments.before,
        near=arguments.near,
        exhibits=frozenset(map(ExhibitId, arguments.exhibit)),
        sightings=frozenset(map(SightingId, arguments.sighting)) or None,
    )


def keys(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the keys, or make one."""
    ring = key_ring(settings)
    if arguments.action == "make":
        passphrase = "" if arguments.no_passphrase else _passphrase("Passphrase of the new key: ")
        if not passphrase and not arguments.no_passphrase:
            raise UsageError(
                "A key needs a passphrase: set {variable}, type one, or give --no-passphrase.",
                variable=PASSPHRASE_VARIABLE,
            )
        found = [ring.make(arguments.name, passphrase)]
    else:
        found = ring.listed()
    if arguments.json:
        print_json_rows(_row(key) for key in found)
        return 0
    for key in found:
        line(f"{key.name}  {key.fingerprint}{'  locked' if key.is_locked else ''}")
    if not found:
        say("There is no key yet: `reid-desktop keys make NAME` makes one.")
    return 0


def stamp(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put a time stamp beside a bundle."""
    from reid_desktop.adapters.signing.stamps import put_stamp

    del settings
    at_utc = put_stamp(arguments.bundle, arguments.answer, arguments.authority)
    if arguments.authority is None:
        say("Who issued the time stamp was not checked; --authority names the certificates to check against.")
    if arguments.json:
        print_json({"bundle": str(arguments.bundle), "stamped_utc": at_utc})
    else:
        line(f"Stamped: {at_utc}")
    return 0


def _row(key: KeyFacts) -> dict[str, object]:
    return {"name": key.name, "fingerprint": key.fingerprint, "locked": key.is_locked}


def _passphrase_for(settings: Settings, name: str) -> str:
    """Return what opens a key; asked for only where it is locked."""
    known = {key.name: key for key in key_ring(settings).listed()} if name else {}
    return _passphrase(f"Passphrase of {name}: ") if name in known and known[name].is_locked else ""


def _passphrase(prompt: str) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    return getpass.getpass(prompt, sys.stderr) if sys.stdin.isatty() else ""
