"""Marking what is known elsewhere: sightings in files of a hash set get its tag and its grades."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reid_desktop.domain.errors import CaseError, SourceError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaItem
from reid_desktop.ports.export_media import EvidencePictures
from reid_desktop.ports.hash_sets import FileHashes, HashSet, KnownFile
from reid_desktop.ports.review import GradeRequest, TagRequest
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import JobControl
from reid_desktop.services.reviewing import ReviewCase

KNOWN_TAG = "known file"
PAGE = 500


@dataclass(frozen=True, slots=True)
class KnownSummary:
    """What a hash set said of a case."""

    set_name: str
    files: int
    """Photos and videos that were looked up."""
    known: int
    sightings: int
    """In the known files, marked now."""
    unreachable: int
    """Files whose bytes could not be read, so that they were not looked up."""


class _Hashing:
    """Takes bytes and keeps their hashes only."""

    def __init__(self) -> None:
        self.md5, self.sha1 = hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)

    def write(self, data: bytes, /) -> int:
        self.md5.update(data)
        self.sha1.update(data)
        return len(data)


class MarkKnownFiles:
    """Tags and grades through the review, so that it is logged, shown, filtered and can be undone."""

    def __init__(self, store: CaseStore, evidence: EvidencePictures, review: ReviewCase) -> None:
        """`evidence` is read where a set knows files by MD5 and SHA-1."""
        self._store = store
        self._evidence = evidence
        self._review = review

    def __call__(self, known: HashSet, tag: str, who: str, reason: str, job: JobControl) -> KnownSummary:
        """Look every photo and video up; tag the sightings of the known ones, and grade them as the set does.

        :raises CaseError: nothing was analysed yet.
        :raises SourceError: the set cannot be read.
        :raises NotAuthorisedError: policy or roles of the case do not allow it.
        """
        key = self._store.newest_model_key()
        if key is None:
            raise CaseError("Nothing has been analysed in this case yet, so there is nothing to mark.")
        hashes: list[FileHashes] = []
        ids: dict[str, MediaId] = {}
        unreachable = 0
        for item in self._items(job):
            ids[item.sha256] = item.media_id
            try:
                hashes.append(self._hashed(item, known.needs_bytes, job))
            except SourceError:
                unreachable += 1
        found = known.matches(hashes)
        of_file = {
            sha256: [one.sighting_id for one in self._store.sightings_of_media(ids[sha256], key)]
            for sha256 in found
        }
        self._mark(found, of_file, tag, who, reason or known.name)
        total = sum(map(len, of_file.values()))
        return KnownSummary(known.name, len(hashes), len(found), total, unreachable)

    def _items(self, job: JobControl) -> Iterator[MediaItem]:
        ids = self._store.media_ids()
        for first in range(0, len(ids), PAGE):
            for done, item in enumerate(self._store.media(ids[first : first + PAGE]), start=first):
                job.checkpoint(Progress("Looking files up", done, len(ids)))
                yield item

    def _hashed(self, item: MediaItem, needs_bytes: bool, job: JobControl) -> FileHashes:
        if not needs_bytes:
            return FileHashes(item.sha256)
        hashing = _Hashing()
        self._evidence.original(item, hashing, job.breathe)
        return FileHashes(item.sha256, hashing.sha1.hexdigest(), hashing.md5.hexdigest())

    def _mark(
        self,
        found: dict[str, KnownFile],
        of_file: dict[str, list[SightingId]],
        tag: str,
        who: str,
        reason: str,
    ) -> None:
        """Give every tag and every grade in one step each."""
        tagged: defaultdict[str, list[SightingId]] = defaultdict(list)
        graded: defaultdict[int, list[SightingId]] = defaultdict(list)
        for sha256, known in found.items():
            for name in (tag, *known.tags):
                tagged[name] += of_file[sha256]
            if known.category is not None:
                graded[known.category] += of_file[sha256]
        for name, ids in sorted(tagged.items()):
            if ids:
                self._review(TagRequest(tuple(sorted(ids)), name, reason=reason), who)
        for category, ids in sorted(graded.items()):
            if ids:
                self._review(GradeRequest(tuple(sorted(ids)), category, reason=reason), who)
