"""Copies of a case: a part of it written for others to read, and the review of another copy taken over."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store.carrying import LOGGED_AS, carry
from reid_desktop.adapters.store.case import open_case
from reid_desktop.adapters.store.wiping import wipe
from reid_desktop.app.account import system_account
from reid_desktop.app.case_folders import new_case_folder
from reid_desktop.app.clock import SystemClock
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.copies import Carried, CopyRequest, MergeRequest, PortableRequest

if TYPE_CHECKING:
    from reid_desktop.adapters.store.case import SqliteCaseStore
    from reid_desktop.app.oversight import Oversight
    from reid_desktop.domain.merging import Merged
    from reid_desktop.ports.store import CaseReader

PAGE = 500


class Copies:
    """Writes parts of an open case, and takes over what copies of it say."""

    def __init__(self, folder: Path, store: SqliteCaseStore, oversight: Oversight, who: str) -> None:
        """`folder` is that of the case; `who` works."""
        self._folder, self._store, self._who = folder, store, who
        self._oversight = oversight

    def __call__(self, request: CopyRequest) -> Merged | Carried:
        """Do what a request asks for; raises as the two do."""
        if isinstance(request, MergeRequest):
            return self.take_over(request)
        return self.write_part(request)

    def take_over(self, request: MergeRequest) -> Merged:
        """Take over what another examiner said in a copy of the case.

        :raises UsageError: it is this case itself, another case, or says nothing new.
        :raises CaseError: the copy cannot be read, or its log is not whole.
        """
        if request.other.resolve() == self._folder.resolve():
            raise UsageError("A case is not merged with itself; name the other copy.")
        with closing(open_case(request.other, read_only=True)) as other:
            return self._oversight.merging(other, request.label.strip() or request.other.stem, self._who)

    def write_part(self, request: PortableRequest) -> Carried:
        """Write a part of the case as a case that can only be read, for another computer.

        :raises UsageError: something is there already, or nothing is chosen.
        :raises NotAuthorisedError: what is chosen may not leave the case.
        """
        named = request.out.absolute()
        out = new_case_folder(named)
        if os.path.lexists(out):
            raise UsageError("{name} is there already; choose another name.", name=out.name)
        partial = out.with_name(f".{out.name}.partial")
        try:
            keep = self._chosen(request)
            carry(self._folder, partial, keep, self._who, request.reason, _now_utc, system_account())
            pictures = _copy_pictures(self._store, keep, self._folder / "thumbs", partial / "thumbs")
            partial.rename(out)
            with self._store.transaction(self._who) as writer:
                many = f"{len(keep)} sightings"
                writer.log(LOGGED_AS + ".made", many, path=str(out), reason=request.reason)
        finally:
            if partial.exists():
                wipe(partial)
        return Carried(out, len(keep), pictures)

    def _chosen(self, request: PortableRequest) -> list[SightingId]:
        """Return the sightings to take along, within what the authority covers.

        :raises UsageError: nothing is chosen.
        """
        filters, store = request.filters, self._store
        record = store.search(request.search_id) if request.search_id else None
        allowed = self._oversight.gatekeeper.export(record, filters, request.reason, self._who)
        if record is not None:
            if not filters.is_empty:
                raise UsageError("A search goes along as it was recorded; leave out what narrows it.")
            found = [candidate.sighting_id for candidate in record.candidates]
        else:
            key = store.newest_model_key()
            found = [] if key is None else [SightingId(i) for i in store.filtered(key, allowed).tolist()]
        if not found:
            raise UsageError("There is no sighting to take along.")
        return found


def _now_utc() -> str:
    return iso_utc(SystemClock().now_utc_ms())


def _copy_pictures(store: CaseReader, keep: list[SightingId], here: Path, there: Path) -> int:
    """Copy the crops and scenes of the sightings; return how many there were."""
    names, copied = ThumbnailNames(here), set[Path]()
    for start in range(0, len(keep), PAGE):
        found = store.sightings(keep[start : start + PAGE])
        items = {item.media_id: item for item in store.media(sorted({s.media_id for s in found}))}
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
