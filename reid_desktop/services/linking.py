"""Linking media that belong together, and taking them apart again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reid_desktop.domain.companions import shots
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.fingerprints import FINGERPRINT_BYTES, as_array
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.near_doubles import Groups, pairings
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.ports.engine import LinkRequest, Settling
from reid_desktop.ports.linking import LinkStore
from reid_desktop.ports.system import Clock, JobControl

BATCH = 1000
FIRST_S, SHARE = 10.0, 20
"""While media come in they are linked again after so many seconds, and then after so many times as long as it
took: keeping up costs a twentieth of the time."""

Pair = tuple[MediaId, MediaId, LinkKind]


class LinkMedia:
    """Finds live photos, motion photos and near doubles, and keeps what a person took apart apart."""

    def __init__(self, store: LinkStore, clock: Clock) -> None:
        """Write to `store`."""
        self._store = store
        self._clock = clock
        self._due_s = clock.monotonic_s() + FIRST_S

    def __call__(self, who: str, job: JobControl) -> Settling:
        """Link what belongs together and is not linked; return how many links are new.

        A pair that was linked before is never touched: not one that is undone, and not its detail.
        """
        known = self._store.links()
        pairs = {_pair(link) for link in known} | {_pair(link, turned=True) for link in known}
        new = [link for link in shots(self._store.companions) if _pair(link) not in pairs]
        new += [link for link in self._near_doubles(known, job) if _pair(link) not in pairs]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            with self._store.transaction(who) as case:
                for link in part:
                    case.add_link(link)
                kinds = {kind.value: sum(link.kind is kind for link in part) for kind in LinkKind}
                case.log("media.linked", f"{len(part)} pairs", **kinds)
            job.breathe()
        return Settling(len(new))

    def keep_up(self, who: str, job: JobControl) -> None:
        """Link now and then while media come in."""
        started_s = self._clock.monotonic_s()
        if started_s >= self._due_s:
            self(who, job)
            ended_s = self._clock.monotonic_s()
            self._due_s = ended_s + max(FIRST_S, SHARE * (ended_s - started_s))

    def _near_doubles(self, known: Sequence[MediaLink], job: JobControl) -> Iterator[MediaLink]:
        found = self._store.fingerprints()
        ranks = [
            (one.pixels, one.size_bytes, one.media_id)
            for one in self._store.companions()
            if one.kind is MediaKind.PHOTO and len(found.get(one.media_id, b"")) == FINGERPRINT_BYTES
        ]
        if len(ranks) < 2:
            return
        # The row of each: the largest picture first, of like ones the larger file, then the older item.
        ids = [rank[2] for rank in sorted(ranks, key=lambda rank: (-rank[0], -rank[1], rank[2]))]
        row_of = {media_id: row for row, media_id in enumerate(ids)}
        links = [
            (row_of[link.first], row_of[link.second], link.is_undone)
            for link in known
            if link.kind is LinkKind.NEAR_DOUBLE and link.first in row_of and link.second in row_of
        ]
        joined = [(one, other) for one, other, is_undone in links if not is_undone]
        groups = Groups(joined, [(one, other) for one, other, is_undone in links if is_undone])
        placed = {other for _, other in joined}
        prints = as_array([found[i] for i in ids])
        found.clear()
        for pairing in pairings(prints, [row for row in range(len(ids)) if row not in placed], groups):
            detail = f"perceptual hash, {pairing.bits} bits apart"
            yield MediaLink(ids[pairing.better], ids[pairing.other], LinkKind.NEAR_DOUBLE, detail)
            job.breathe()


class TurnLinks:
    """Takes linked media apart, or joins them again, as a person wants it."""

    def __init__(self, store: LinkStore) -> None:
        """Write to `store`."""
        self._store = store

    def __call__(self, request: LinkRequest, who: str) -> Settling:
        """Turn each link, with a row of the log.

        :raises UsageError: a link is not known: a person joins again what the program joined, no more.
        """
        known = {_pair(link): link for link in self._store.links()}
        if any(_pair(link) not in known for link in request.links):
            raise UsageError("These two are not linked; only what was linked can be taken apart.")
        turned = [link for link in request.links if known[_pair(link)].is_undone != link.is_undone]
        if not turned:
            return Settling(0)
        ids = sorted({i for link in turned for i in (link.first, link.second)})
        hashes = {item.media_id: item.sha256 for item in self._store.media(ids)}
        with self._store.transaction(who) as case:
            for link in turned:
                case.put_link(replace(known[_pair(link)], is_undone=link.is_undone))
                case.log(
                    "media.unlinked" if link.is_undone else "media.linked_again",
                    f"media {link.first} and {link.second}",
                    kind=link.kind.value,
                    first=hashes[link.first],
                    second=hashes[link.second],
                    reason=request.reason,
                )
        return Settling(len(ids))


def _pair(link: MediaLink, *, turned: bool = False) -> Pair:
    one, other = (link.second, link.first) if turned else (link.first, link.second)
    return one, other, link.kind
