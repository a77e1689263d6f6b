"""The command `links`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.ports.engine import FindLinksRequest, LinkRequest, Settling


def links(arguments: argparse.Namespace, settings: Settings) -> int:
    """Link what belongs together, or turn one link."""
    folder = case_folder(Path(arguments.case))
    if arguments.apart or arguments.join:
        return _turn(arguments, settings, folder)
    answer = run_request(settings, folder, FindLinksRequest(), "Link")
    assert isinstance(answer, Settling)
    counts = _counts(settings, folder)
    if arguments.json:
        print_json({"added": answer.changed, "links": counts})
    else:
        line(f"{answer.changed} new links.")
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        line(f"In all: {told}. `show CASE stacks` lists them.")
    return 0


def _turn(arguments: argparse.Namespace, settings: Settings, folder: Path) -> int:
    is_undone = arguments.apart is not None
    wanted = _between(settings, folder, arguments.apart or arguments.join)
    request = LinkRequest(tuple(replace(link, is_undone=is_undone) for link in wanted), arguments.reason)
    answer = run_request(settings, folder, request, "Take apart" if is_undone else "Join again")
    assert isinstance(answer, Settling)
    if arguments.json:
        print_json({"changed": answer.changed, "undone": is_undone})
    else:
        done = "Taken apart; they are not linked again." if is_undone else "Joined again."
        line(done if answer.changed else "Nothing is different.")
    return 0


def _between(settings: Settings, folder: Path, hashes: list[str]) -> list[MediaLink]:
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        ids = []
        for sha256 in hashes:
            media_id = case.store.media_by_sha256(sha256.lower())
            if media_id is None:
                raise UsageError("The case holds no photo or video with the SHA-256 {digest}.", digest=sha256)
            ids.append(media_id)
        found = [link for link in case.store.links(ids[0]) if {link.first, link.second} == set(ids)]
    finally:
        case.close()
    if not found:
        raise UsageError("These two are not linked; `show CASE stacks` lists what is.")
    return found


def _counts(settings: Settings, folder: Path) -> dict[str, int]:
    """Return how many links of each kind hold."""
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        there = [link.kind for link in case.store.links() if not link.is_undone]
    finally:
        case.close()
    return {kind.value: there.count(kind) for kind in LinkKind}
