"""A second pair of eyes that knows nothing of the first, and how often eyes err.

A task shows pairs of a probe and a sighting in an order of its own: the candidates that were decided
about, fillers that nobody decided about, and seeded pairs of which the truth is known. Who answers
sees neither kind, rank, score, time, place, nor what was decided first. Where the two differ, a third
person is asked in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from .ids import EntryId, SearchId, SightingId
from .ledger import Entry, EntryKind
from .review import Verdict

APART = "they stand apart in one photo"
"""How the truth is known of two persons in one picture."""
Z_95 = 1.959964
"""Two-sided 95 % of the normal distribution."""


class ItemKind(StrEnum):
    """Why a pair stands in a task."""

    CANDIDATE = "candidate"
    FILLER = "filler"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Item:
    """A pair to be compared: the probe of the task's search, or of its own, and a sighting."""

    kind: ItemKind
    sighting_id: SightingId
    probe_sighting_id: SightingId | None = None
    """Of a seeded pair; None: the probe of the search."""
    is_same: bool | None = None
    """The truth of a seeded pair."""
    first: Verdict | None = None
    """What was decided first about a candidate, in the search."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said about one pair."""

    place: int
    """From 0, in the task's order."""
    verdict: Verdict
    reviewer: str
    at_utc: str
    reason: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """Pairs for one person to look at, and what they said so far."""

    task_id: EntryId
    search_id: SearchId
    items: tuple[Item, ...]
    asked_by: str
    at_utc: str
    reviewer: str = ""
    """Who is asked; empty: whoever may."""
    shut_out: frozenset[str] = frozenset()
    """Who decided before, and may not answer."""
    of_task: EntryId | None = None
    """The task whose two opinions this third one settles."""
    answers: Mapping[int, Answer] = field(default_factory=dict)

    @property
    def left(self) -> tuple[int, ...]:
        """Return the places that are not answered."""
        return tuple(place for place in range(len(self.items)) if place not in self.answers)


class Agreement(StrEnum):
    """How the opinions on a candidate stand."""

    WAITING = "waiting"
    AGREED = "agreed"
    THIRD_WAITING = "third waiting"
    SETTLED = "settled"
    """Two of three agree."""
    OPEN = "open"
    """Three opinions, and no two agree."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All opinions on one candidate."""

    search_id: SearchId
    sighting_id: SightingId
    first: Verdict
    second: Answer | None
    third: Answer | None

    @property
    def agreement(self) -> Agreement:
        """Return how they stand."""
        if self.second is None:
            return Agreement.WAITING
        if self.second.verdict is self.first:
            return Agreement.AGREED
        if self.third is None:
            return Agreement.THIRD_WAITING
        is_settled = self.third.verdict in (self.first, self.second.verdict)
        return Agreement.SETTLED if is_settled else Agreement.OPEN

    @property
    def verdict(self) -> Verdict | None:
        """Return what two of them say; None while no two agree."""
        if self.agreement is Agreement.AGREED:
            return self.first
        return self.third.verdict if self.agreement is Agreement.SETTLED and self.third else None


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, with the 95 % interval after Wilson; None where nothing was counted."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the bounds within which the true rate lies in 95 of 100 such trials."""
        if not self.of:
            return None
        share, z2 = self.count / self.of, Z_95**2
        middle = (share + z2 / (2 * self.of)) / (1 + z2 / self.of)
        spread = Z_95 * math.sqrt(share * (1 - share) / self.of + z2 / (4 * self.of**2)) / (1 + z2 / self.of)
        return max(0.0, middle - spread), min(1.0, middle + spread)


@dataclass(frozen=True, slots=True)
class Proficiency:
    """How somebody did on pairs of which the truth is known."""

    reviewer: str
    false_positives: Rate
    """Confirmed, of the pairs of different persons."""
    false_negatives: Rate
    """Excluded, of the pairs of one person."""
    inconclusive: Rate
    """Of all."""


def proficiency(tasks: Iterable[Task]) -> list[Proficiency]:
    """Return how everybody did who answered seeded pairs, by name."""
    told: dict[str, list[tuple[bool, Verdict]]] = {}
    for task in tasks:
        for place, answer in task.answers.items():
            truth = task.items[place].is_same
            if truth is not None:
                told.setdefault(answer.reviewer, []).append((truth, answer.verdict))
    return [_proficiency(name, answers) for name, answers in sorted(told.items())]


def _proficiency(name: str, answers: Sequence[tuple[bool, Verdict]]) -> Proficiency:
    of_others = [verdict for is_same, verdict in answers if not is_same]
    of_one = [verdict for is_same, verdict in answers if is_same]
    unsure = sum(verdict is Verdict.INCONCLUSIVE for _, verdict in answers)
    return Proficiency(
        name,
        Rate(of_others.count(Verdict.CONFIRMED), len(of_others)),
        Rate(of_one.count(Verdict.EXCLUDED), len(of_one)),
        Rate(unsure, len(answers)),
    )


def outcomes(tasks: Sequence[Task]) -> list[Outcome]:
    """Return all opinions on every candidate, by task and then by sighting."""
    thirds = {task.of_task: task for task in tasks if task.of_task is not None}
    result: list[Outcome] = []
    for task in tasks:
        if task.of_task is not None:
            continue
        third = thirds.get(task.task_id)
        settled = _by_sighting(third) if third else {}
        for sighting_id, (item, answer) in sorted(_by_sighting(task).items()):
            assert item.first is not None, "a candidate was decided about"
            other = settled[sighting_id][1] if sighting_id in settled else None
            result.append(Outcome(task.search_id, sighting_id, item.first, answer, other))
    return result


def may_answer(task: Task, who: str) -> bool:
    """Tell whether somebody may be the second person: they did not decide, and nobody else was named."""
    return who not in task.shut_out and task.reviewer in ("", who)


def differing(task: Task) -> list[Item]:
    """Return the candidates on which the second opinion is not the first."""
    found = _by_sighting(task).values()
    return [item for item, answer in found if answer is not None and answer.verdict is not item.first]


def _by_sighting(task: Task) -> dict[SightingId, tuple[Item, Answer | None]]:
    return {
        item.sighting_id: (item, task.answers.get(place))
        for place, item in enumerate(task.items)
        if item.kind is ItemKind.CANDIDATE
    }


def task_content(task: Task) -> dict[str, Any]:
    """Return a task as JSON, without its answers."""
    return {
        "search": task.search_id,
        "reviewer": task.reviewer,
        "shut_out": sorted(task.shut_out),
        "of_task": task.of_task,
        "items": [
            [
                item.kind.value,
                item.sighting_id,
                item.probe_sighting_id,
                item.is_same,
                item.first.value if item.first else None,
            ]
            for item in task.items
        ],
    }


def tasks_of(entries: Iterable[Entry]) -> list[Task]:
    """Return the tasks with their answers, oldest first."""
    found: dict[int, Task] = {}
    for entry in entries:
        content = entry.content
        if entry.kind is EntryKind.SECOND_LOOK:
            items = tuple(
                Item(ItemKind(kind), sighting, probe, is_same, Verdict(first) if first else None)
                for kind, sighting, probe, is_same, first in content["items"]
            )
            found[entry.entry_id] = Task(
                entry.entry_id,
                SearchId(content["search"]),
                items,
                entry.author,
                entry.at_utc,
                content["reviewer"],
                frozenset(content["shut_out"]),
                content["of_task"],
            )
        elif entry.kind is EntryKind.SECOND_ANSWER and entry.subject in found:
            task = found[entry.subject]
            answer = Answer(
                content["place"],
                Verdict(content["verdict"]),
                entry.author,
                entry.at_utc,
                entry.reason,
                content["checklist"],
            )
            found[entry.subject] = replace(task, answers={**task.answers, answer.place: answer})
    return list(found.values())
