"""The command `portable`."""

from __future__ import annotations

import argparse
import os
import shutil
from contextlib import suppress
from pathlib import Path

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store.carrying import LOGGED_AS, carry
from reid_desktop.adapters.store.emptying import wipe
from reid_desktop.app.bootstrap import CASE_SUFFIX, OpenCase, case_folder
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SearchId, SightingId

PAGE = 500


def portable(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a part of the case as a case that can only be read, for another computer."""
    folder = case_folder(Path(arguments.case))
    named = Path(arguments.out).absolute()
    out = named if named.suffix == CASE_SUFFIX else named.with_name(named.name + CASE_SUFFIX)
    if os.path.lexists(out):
        raise UsageError("{name} is there already; choose another name.", name=out.name)
    partial = out.with_name(f".{out.name}.partial")
    case = OpenCase(settings, folder)
    try:
        keep = _chosen(case, arguments)
        carry(folder, partial, keep, case.who, arguments.reason, lambda: iso_utc(case.clock.now_utc_ms()))
        pictures = _copy_pictures(case, keep, folder / "thumbs", partial / "thumbs")
        partial.rename(out)
        with case.store.transaction(case.who) as writer:
            writer.log(LOGGED_AS + ".made", f"{len(keep)} sightings", path=str(out), reason=arguments.reason)
    finally:
        case.close()
        if partial.exists():
            wipe(partial)
    if arguments.json:
        print_json({"case": str(out), "sightings": len(keep), "pictures": pictures})
    else:
        line(f"Written: {out}: {len(keep):,} sightings, {pictures:,} pictures. It can only be read.")
    return 0


def _chosen(case: OpenCase, arguments: argparse.Namespace) -> list[SightingId]:
    """Return the sightings to take along, within what the authority covers.

    :raises UsageError: nothing is chosen.
    """
    filters = narrowed(arguments)
    record = case.store.search(SearchId(arguments.search)) if arguments.search else None
    allowed = case.oversight.gatekeeper.export(record, filters, arguments.reason, case.who)
    if record is not None:
        if not filters.is_empty:
            raise UsageError("A search goes along as it was recorded; leave out what narrows it.")
        found = [candidate.sighting_id for candidate in record.candidates]
    else:
        key = case.store.newest_model_key()
        found = [] if key is None else [SightingId(i) for i in case.store.filtered(key, allowed).tolist()]
    if not found:
        raise UsageError("There is no sighting to take along.")
    return found


def _copy_pictures(case: OpenCase, keep: list[SightingId], here: Path, there: Path) -> int:
    """Copy the crops and scenes of the sightings; return how many there were."""
    names, copied = ThumbnailNames(here), set[Path]()
    for start in range(0, len(keep), PAGE):
        found = case.store.sightings(keep[start : start + PAGE])
        items = {item.media_id: item for item in case.store.media(sorted({s.media_id for s in found}))}
        for sighting in found:
            sha256 = items[sighting.media_id].sha256
            copied.add(names.crop_path(sha256, sighting.box, sighting.best_s))
            copied.add(names.scene_path(sha256, sighting.best_s))
    count = 0
    for path in sorted(copied):
        target = there / path.relative_to(here)
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(path, target)
            count += 1
    return count
