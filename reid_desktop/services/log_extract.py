"""The log sorted for those who supervise: by the kinds of processing that the law names.

Directive (EU) 2016/680 (LED) Article 25 asks for logs of collection, alteration, consultation,
disclosure, combination and erasure, with reason, time and person. Regulation (EU) 2024/1689 (AI Act)
Article 12(3) asks for each use of remote biometric identification: its period, the database that was
searched, the input that led to a match, and who verified the results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import AuditEntry, CaseFacts
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.roles import Right
from reid_desktop.domain.second_look import Outcome, Task, outcomes, tasks_of
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper, Standings
from reid_desktop.services.manifests import detail_of


class Processing(StrEnum):
    """Kinds of processing, as LED Article 25(1) names them, and two that it does not."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    ASSESSMENT = "assessment"
    """A person says what they think of a result."""
    OVERSIGHT = "oversight"
    """Policies, authorities, roles, checks."""


_BY_BEGINNING: Mapping[str, Processing] = {
    "import": Processing.COLLECTION,
    "analyse": Processing.COLLECTION,
    "exhibit": Processing.ALTERATION,
    "media": Processing.ALTERATION,
    "view": Processing.CONSULTATION,
    "map": Processing.CONSULTATION,
    "case.open": Processing.CONSULTATION,
    "frame": Processing.CONSULTATION,
    "export": Processing.DISCLOSURE,
    "log.extract": Processing.DISCLOSURE,
    "portable": Processing.DISCLOSURE,
    "search": Processing.COMBINATION,
    "group": Processing.COMBINATION,
    "merge": Processing.COMBINATION,
    "purge": Processing.ERASURE,
    "review": Processing.ASSESSMENT,
    "note": Processing.ASSESSMENT,
    "person": Processing.ASSESSMENT,
    "alarm": Processing.ASSESSMENT,
    "second_look": Processing.ASSESSMENT,
}


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One row of the log with what the law calls it."""

    entry: AuditEntry
    processing: Processing
    reason: str


@dataclass(frozen=True, slots=True)
class Use:
    """One search for a person, as AI Act Article 12(3) wants it told."""

    search_id: SearchId
    begun_utc: str
    ended_utc: str
    """The last decision in it, or the moment it was recorded where there is none."""
    examiner: str
    authority: str | None
    database: str
    searched: int
    """Sightings that the probe was compared with."""
    probe: str
    probe_sha256: str
    candidates: int
    verified_by: tuple[str, ...]
    """Who decided about its candidates, second and third persons among them."""
    is_purged: bool


@dataclass(frozen=True, slots=True)
class Extract:
    """All that a supervisory authority asks for, of one period."""

    facts: CaseFacts
    made_utc: str
    after_utc: str | None
    before_utc: str | None
    standings: Standings
    rows: tuple[ExtractRow, ...]
    uses: tuple[Use, ...]
    second_looks: tuple[Outcome, ...]
    log_rows: int
    log_sha256: str


class ExtractLog:
    """Makes extracts of the log."""

    def __init__(self, store: CaseStore, gatekeeper: Gatekeeper, clock: Clock) -> None:
        """Read `store`."""
        self._store = store
        self._gatekeeper = gatekeeper
        self._clock = clock

    def __call__(self, who: str, after_utc: str | None = None, before_utc: str | None = None) -> Extract:
        """Return the rows between two moments (ISO 8601 in UTC), and the uses that began between them.

        :raises NotAuthorisedError: the log is not for them to read.
        """
        self._gatekeeper.require(who, Right.AUDIT)
        whole = list(self._store.audit())
        rows = [row for row in whole if _lies(row.at_utc, after_utc, before_utc)]
        tasks = tasks_of(self._store.ledger(EntryKind.SECOND_LOOK, EntryKind.SECOND_ANSWER))
        last = whole[-1]
        return Extract(
            self._store.facts(),
            iso_utc(self._clock.now_utc_ms()),
            after_utc,
            before_utc,
            self._gatekeeper.standings(),
            tuple(ExtractRow(row, processing_of(row.action), _reason(row)) for row in rows),
            tuple(self._uses(rows, whole, tasks)),
            tuple(outcomes(tasks)),
            last.audit_id,
            last.sha256,
        )

    def _uses(self, rows: list[AuditEntry], whole: list[AuditEntry], tasks: list[Task]) -> Iterator[Use]:
        there = {search.search_id: search for search in self._store.searches()}
        verifiers, ends = _verifications(whole)
        for task in tasks:
            verifiers[task.search_id].update(answer.reviewer for answer in task.answers.values())
        number = self._store.facts().number
        for row in rows:
            detail = detail_of(row)
            search_id = detail.get("search_id")
            if row.action != "search" or not isinstance(search_id, int):
                continue
            record = there.get(SearchId(search_id))
            yield Use(
                SearchId(search_id),
                row.at_utc,
                ends.get(search_id, row.at_utc),
                row.who,
                _text(detail, "authority") or None,
                f"case {number}, vectors of {_text(detail, 'model_key')}",
                record.index.searched if record else 0,
                _text(detail, "probe"),
                _text(detail, "probe_sha256"),
                int(detail.get("candidates") or 0),
                tuple(sorted(verifiers.get(search_id, ()))),
                record is None,
            )


def processing_of(action: str) -> Processing:
    """Return what the law calls an action of the log."""
    found = [beginning for beginning in _BY_BEGINNING if action.startswith(beginning)]
    return _BY_BEGINNING[max(found, key=len)] if found else Processing.OVERSIGHT


def _verifications(rows: list[AuditEntry]) -> tuple[defaultdict[int, set[str]], dict[int, str]]:
    """Return who decided in each search, and when last."""
    who: defaultdict[int, set[str]] = defaultdict(set)
    last: dict[int, str] = {}
    for row in rows:
        search_id = detail_of(row).get("search_id")
        if row.action in ("review.decide", "review.withdraw") and isinstance(search_id, int):
            who[search_id].add(row.who)
            last[search_id] = row.at_utc
    return who, last


def _lies(at_utc: str, after_utc: str | None, before_utc: str | None) -> bool:
    return (after_utc is None or at_utc >= after_utc) and (before_utc is None or at_utc <= before_utc)


def _reason(row: AuditEntry) -> str:
    return _text(detail_of(row), "reason")


def _text(detail: Mapping[str, Any], name: str) -> str:
    value = detail.get(name)
    return value if isinstance(value, str) else ""
