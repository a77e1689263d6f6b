"""Making a recorded search again: the same list to the byte, or what has changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.id_sets import missing
from reid_desktop.domain.ids import MediaId, SearchId, SightingId
from reid_desktop.domain.query import Candidate, Filters, IndexKind, SearchRecord, list_sha256
from reid_desktop.domain.search_options import Unsearched
from reid_desktop.ports.scan import VectorScan
from reid_desktop.ports.store import CaseReader, Ids
from reid_desktop.services.answering import Question, candidates_of, found_exactly
from reid_desktop.services.asking import persons_asked
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.leaving_out import narrowed
from reid_desktop.services.probing import Probe

WITHOUT_PROBES = (
    "The vectors of the probes of search {search_id} are not in this case: it is a part for reading, or the "
    "search was recorded by an early version of the program. Make it again in the whole case, or search anew."
)


@dataclass(frozen=True, slots=True)
class Repetition:
    """What making a search again gave."""

    search_id: SearchId
    same: bool
    """The list is the recorded one to the byte."""
    recorded_sha256: str
    repeated_sha256: str
    missing: tuple[Candidate, ...]
    """Recorded, and not found again at that place with that score."""
    new: tuple[Candidate, ...]
    """Found, and not so recorded."""
    changes: tuple[str, ...]
    """What has changed in the case since, a sentence each; none: nothing has."""
    added: int
    """Sightings that came in since: the list is made again without them."""
    approximate: bool
    """The recorded search was approximate, and is compared with the exact list."""


class RepeatSearch:
    """Makes searches again from what was recorded, as the case stood then."""

    def __init__(
        self, reader: CaseReader, open_empty: Callable[[int], VectorScan], gatekeeper: Gatekeeper
    ) -> None:
        """`open_empty` gives a scan that lives in memory, for vectors of so many numbers.

        `gatekeeper` is asked first.
        """
        self._reader = reader
        self._open_empty = open_empty
        self._gatekeeper = gatekeeper

    def __call__(self, search_id: SearchId, who: str, reason: str = "") -> Repetition:
        """Make a search again; no list is recorded.

        :raises NotAuthorisedError: policy, authority or role of the case do not allow it.
        :raises CaseError: there is no such search, or its record is too old.
        """
        record = self._reader.search(search_id)
        self._gatekeeper.repeat(record, reason, who)
        vectors = self._reader.search_vectors(search_id)
        if not len(vectors) or record.index.newest is None:
            raise CaseError(WITHOUT_PROBES, search_id=search_id)
        width = vectors.shape[1]
        then = ComparedVectors(
            self._reader, record.model_key, width, lambda: self._open_empty(width), record.index.newest
        )
        then.bring_up()
        probes = [
            Probe(origin, vector, self._reader.media_by_sha256(origin.sha256))
            for origin, vector in zip(record.probes, vectors, strict=True)
        ]
        allowed = self._allowed_then(record, then.ids)
        question = Question(record.filters, record.top, record.options)
        asked = persons_asked(then, probes, record.options, allowed)
        again = candidates_of(
            found_exactly(then, asked, question, allowed, lambda: self._times(record, then))
        )
        recorded, repeated = set(record.candidates), set(again)
        return Repetition(
            search_id,
            list_sha256(record.candidates) == list_sha256(again),
            list_sha256(record.candidates),
            list_sha256(again),
            tuple(one for one in record.candidates if one not in repeated),
            tuple(one for one in again if one not in recorded),
            tuple(self._changes(record, then, allowed)),
            len(self._reader.vector_media(record.model_key, record.index.newest)[0]),
            record.index.kind is IndexKind.HNSW,
        )

    def _allowed_then(self, record: SearchRecord, ids: Ids) -> Ids | None:
        if record.filters == Filters():
            return None
        reasons = (Unsearched.LOW_QUALITY, Unsearched.FILTERED)
        out = np.concatenate([self._reader.left_out(record.search_id, reason) for reason in reasons])
        return missing(ids, np.sort(out))

    def _times(self, record: SearchRecord, then: ComparedVectors) -> Ids:
        table = self._reader.sighting_table(record.model_key)
        return table.time_utc_ms[np.searchsorted(table.ids, then.ids)]

    def _succeeded(self, gone: list[SightingId]) -> str:
        """Say how many sightings have others in their place."""
        followed = self._reader.successors(gone)
        if not followed:
            return ""
        [first, *others] = sorted(followed)
        stands = _some(sorted(set(followed.values())))
        if not others:
            return (
                f"Another stands for sighting {first} now, since a box was put right or a clip was looked "
                f"through after its quick pass: {stands}."
            )
        return (
            f"Others stand for {len(followed)} of them now, since a box was put right or a clip was looked "
            f"through after its quick pass: {stands}."
        )

    def _changes(self, record: SearchRecord, then: ComparedVectors, allowed: Ids | None) -> list[str]:
        found = []
        since = self._reader.search_changes(record.index.change)
        gone = [i for i in since.gone if i <= SightingId(record.index.newest or 0)]
        old = set(then.media_of(then.ids).tolist())
        moved = [i for i in since.media if i in old]
        if gone:
            told = f"{len(gone)} sightings are not there any more: {_some(gone)}."
            if len(gone) == 1:
                told = f"Sighting {gone[0]} is not there any more."
            found.append(f"{told} {self._succeeded(gone)}".strip())
        if moved:
            found.append(_moved(moved))
        if not gone and then.digest() != record.index.sha256:
            found.append("The vectors are not those that were searched then.")
        if allowed is not None:
            now = narrowed(self._reader, record.model_key, record.filters, then.ids).allowed
            assert now is not None
            other = np.setxor1d(allowed, now)
            if len(other):
                found.append(_differing(other))
        return found


def _moved(moved: list[MediaId]) -> str:
    if len(moved) == 1:
        return f"Photo or video {moved[0]} has another time or place, so it may count to another scene."
    return (
        f"{len(moved)} photos and videos have another time or place, so they may count to another "
        f"scene: {_some(moved)}."
    )


def _differing(other: Ids) -> str:
    if len(other) == 1:
        return (
            f"The filters would leave other sightings today: {_some(other)} differs. "
            "The list was made again from those of then."
        )
    return (
        f"The filters would leave other sightings today; {len(other)} differ: {_some(other)}. "
        "The list was made again from those of then."
    )


def _some(ids: list[SightingId] | list[MediaId] | Ids) -> str:
    """Return the first ids as text."""
    numbers = [int(i) for i in ids]
    return ", ".join(map(str, numbers[:20])) + (" ..." if len(numbers) > 20 else "")
