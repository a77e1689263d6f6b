"""Settling when and where media were taken: at import, and again when what is declared of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId, MediaId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.timing import AHEAD_MS, Surroundings, settle
from reid_desktop.domain.zones import zone_named
from reid_desktop.ports.engine import CorrectRequest, DeclareExhibitRequest, Settling
from reid_desktop.ports.places import Places
from reid_desktop.ports.store import CaseReader, CaseStore, CaseWriter
from reid_desktop.ports.system import Clock, JobControl

BATCH = 500


class Settler:
    """Settles items with all that the case and the map know."""

    def __init__(self, reader: CaseReader, places: Places, clock: Clock) -> None:
        """Read exhibits and corrections from the case; nothing was taken after what `clock` tells."""
        self._reader = reader
        self._places = places
        self._clock = clock

    def settled(
        self, items: Sequence[MediaItem], declared: Exhibit | None = None
    ) -> list[tuple[MediaItem, Settled]]:
        """Return what counts for each item.

        :param declared: an exhibit as it is being written, not yet as the case has it.
        """
        exhibits = {exhibit.exhibit_id: exhibit for exhibit in self._reader.exhibits()}
        if declared is not None:
            exhibits[declared.exhibit_id] = declared
        now_ms = self._clock.now_utc_ms()
        around = Surroundings(exhibits, self._places.zone_at, self._places.name_at, now_ms)
        corrections = self._corrections(items)
        return [(item, settle(item, around, corrections.get(item.media_id, ()))) for item in items]

    def write(self, case: CaseWriter, items: Sequence[MediaItem], declared: Exhibit | None = None) -> int:
        """Write what counts for each item where it differs; return how many did."""
        changed = 0
        for item, found in self.settled(items, declared):
            before = (item.time, item.place, item.flags, item.place_name, item.testimony)
            if before != (found.time, found.place, found.flags, found.place_name, found.testimony):
                case.settle(item.media_id, found)
                changed += 1
        return changed

    def _corrections(self, items: Sequence[MediaItem]) -> dict[MediaId, list[Correction]]:
        wanted = {item.media_id for item in items}
        found: dict[MediaId, list[Correction]] = {}
        for correction in self._reader.corrections():
            if correction.media_id in wanted:
                found.setdefault(correction.media_id, []).append(correction)
        return found


class DeclareExhibit:
    """Changes what is declared of an exhibit, and settles its media anew."""

    def __init__(self, store: CaseStore, settler: Settler) -> None:
        """Write to `store`."""
        self._store = store
        self._settler = settler

    def __call__(self, request: DeclareExhibitRequest, who: str, job: JobControl) -> Settling:
        """Write the exhibit with a row of the log, then its media in batches.

        :raises UsageError: there is no such exhibit, or its zone does not exist.
        """
        new = request.exhibit
        if new.time_zone:
            zone_named(new.time_zone)
        before = {exhibit.exhibit_id: exhibit for exhibit in self._store.exhibits()}.get(new.exhibit_id)
        if before is None:
            raise UsageError("The case has no exhibit {exhibit_id}.", exhibit_id=new.exhibit_id)
        with self._store.transaction(who) as case:
            case.add_exhibit(new)
            case.log(
                "exhibit.declared",
                f"exhibit {new.exhibit_id}",
                before=_differing(before, new),
                after=_differing(new, before),
                reason=request.reason,
            )
        changed = 0
        ids = self._store.media_on(new.exhibit_id)
        for start in range(0, len(ids), BATCH):
            with self._store.transaction(who) as case:
                changed += self._settler.write(case, self._store.media(ids[start : start + BATCH]))
            job.checkpoint(Progress("Settling times", min(start + BATCH, len(ids)), len(ids)))
        return Settling(changed)


def _differing(one: Exhibit, other: Exhibit) -> dict[str, object]:
    left, right = asdict(one), asdict(other)
    return {name: value for name, value in left.items() if value != right[name]}


class CorrectMedia:
    """Keeps corrections by hand, an overlay over what was found."""

    def __init__(self, store: CaseStore, settler: Settler, clock: Clock) -> None:
        """Write to `store`."""
        self._store = store
        self._settler = settler
        self._clock = clock

    def __call__(self, request: CorrectRequest, who: str) -> Settling:
        """Keep the correction of each item, or the withdrawal of earlier ones, and settle them anew.

        :raises UsageError: no reason is given, there is no such item, or the time is still to come.
        """
        if not request.reason.strip():
            raise UsageError("A correction needs a reason: it stands in the log and in every export.")
        if request.time is not None and request.time.utc_ms > self._clock.now_utc_ms() + AHEAD_MS:
            raise UsageError("{time} lies in the future; nothing was taken then.", time=request.time.iso_utc)
        items = self._store.media(request.media)
        if len(items) != len(set(request.media)) or not items:
            raise UsageError("The case has no such photo or video.")
        now = iso_utc(self._clock.now_utc_ms())
        with self._store.transaction(who) as case:
            for item in items:
                case.add_correction(
                    Correction(
                        item.media_id, request.about, request.time, request.place, who, request.reason, now
                    )
                )
                case.log(
                    "media.corrected" if request.time or request.place else "media.correction_withdrawn",
                    f"media {item.media_id}",
                    sha256=item.sha256,
                    about=request.about.value,
                    before=_said(item),
                    time=asdict(request.time) if request.time else None,
                    place=asdict(request.place) if request.place else None,
                    reason=request.reason,
                )
        # After the commit: the settler reads the corrections of the case.
        with self._store.transaction(who) as case:
            changed = self._settler.write(case, items)
        return Settling(changed)


def _said(item: MediaItem) -> dict[str, object]:
    time, place = item.time, item.place
    return {
        "time": None if time is None else {"utc": time.iso_utc, "source": time.source.value},
        "place": None if place is None else [place.latitude_deg, place.longitude_deg, place.source.value],
    }


def of_exhibit(items: Iterable[MediaItem], exhibit_id: ExhibitId) -> list[MediaItem]:
    """Return the items of which a copy was found on an exhibit."""
    return [item for item in items if any(copy.exhibit_id == exhibit_id for copy in item.copies)]
