"""Asking a second person, and a third where two differ, without telling them what the first said."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import NotAuthorisedError, UsageError
from reid_desktop.domain.ids import EntryId, MediaId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.review import Decision, checked_checklist, checked_text
from reid_desktop.domain.roles import Right
from reid_desktop.domain.second_look import (
    Item,
    ItemKind,
    Outcome,
    Proficiency,
    Task,
    differing,
    may_answer,
    outcomes,
    proficiency,
    task_content,
    tasks_of,
)
from reid_desktop.ports.ledger import (
    Governed,
    SecondAnswerRequest,
    SecondLookRequest,
    SeedPhotosRequest,
    SeedRequest,
)
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseStore, CaseWriter
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper

TASKS = (EntryKind.SECOND_LOOK, EntryKind.SECOND_ANSWER)
SHUT_OUT = "{who} decided about these before and cannot be the second opinion; ask somebody else."
NOT_ASKED = "This second look was given to {reviewer}."


@dataclass(frozen=True, slots=True)
class BlindPair:
    """What a second person is shown: two pictures, and nothing else."""

    task_id: EntryId
    place: int
    left: int
    """Pairs still to be answered, this one among them."""
    of: int
    probe_crop: Path | None
    """None: the probe was given without a box, and no crop of it is kept."""
    crop: Path


class SecondLooks:
    """Makes tasks, shows their pairs, keeps the answers."""

    def __init__(
        self,
        store: CaseStore,
        thumbnails: ThumbnailPaths,
        gatekeeper: Gatekeeper,
        clock: Clock,
        chance: Callable[[], random.Random] = random.SystemRandom,
    ) -> None:
        """`chance` draws fillers and order."""
        self._store = store
        self._thumbnails = thumbnails
        self._gatekeeper = gatekeeper
        self._clock = clock
        self._chance = chance

    # ------------------------------------------------------------ reading

    def tasks(self) -> list[Task]:
        """Return the tasks with their answers, oldest first."""
        return tasks_of(self._store.ledger(*TASKS))

    def outcomes(self) -> list[Outcome]:
        """Return all opinions on every candidate that a second person was asked about."""
        return outcomes(self.tasks())

    def proficiency(self) -> list[Proficiency]:
        """Return how everybody did on pairs of which the truth is known."""
        return proficiency(self.tasks())

    def pair(self, who: str, task_id: EntryId | None = None) -> BlindPair | None:
        """Return the next pair that somebody is to look at; None where nothing is left for them.

        :raises UsageError: there is no such task.
        :raises NotAuthorisedError: the task is not theirs.
        """
        self._gatekeeper.require(who, Right.SECOND)
        if task_id is None:
            open_tasks = [task for task in self.tasks() if task.left and may_answer(task, who)]
            if not open_tasks:
                return None
            task = open_tasks[0]
        else:
            task = self._task(task_id, who)
        return self._shown(task, task.left[0]) if task.left else None

    # ------------------------------------------------------------ writing

    def seen(self, pair: BlindPair, who: str) -> None:
        """Log that somebody was shown a pair; without saying which sighting it is of."""
        if not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log("view", f"second look {pair.task_id}", place=pair.place)

    def ask(self, request: SecondLookRequest, who: str) -> Governed:
        """Make a task of what was decided in a search.

        :raises UsageError: nothing was decided in it, or by somebody who is to answer.
        """
        self._gatekeeper.require(who, Right.DECIDE)
        record = self._store.search(request.search_id)
        first = self._decided(record)
        if not first:
            raise UsageError(
                "Nothing is decided in search {search} yet: a second look is at decisions.",
                search=request.search_id,
            )
        shut_out = frozenset(decision.reviewer for decision in first)
        if request.reviewer and request.reviewer in shut_out:
            raise UsageError(SHUT_OUT, who=request.reviewer)
        candidates = [Item(ItemKind.CANDIDATE, one.sighting_id, first=one.verdict) for one in first]
        task = Task(
            EntryId(0), request.search_id, tuple(candidates), who, "", request.reviewer.strip(), shut_out
        )
        with self._store.transaction(who) as case:
            entry_id = self._keep(case, task, who, record, request.fillers, request.seeds)
        return Governed(entry_id, len(first))

    def answer(self, request: SecondAnswerRequest, who: str) -> Governed:
        """Keep what somebody says about a pair; the last answer calls a third person where two differ.

        :raises UsageError: the pair was answered before, or there is none.
        :raises NotAuthorisedError: they decided first, or others were asked.
        """
        self._gatekeeper.require(who, Right.SECOND)
        task = self._task(request.task_id, who)
        if request.place not in task.left:
            raise UsageError("This pair was answered before, or is not in the task.")
        checklist = checked_checklist(request.checklist)
        content = {"place": request.place, "verdict": request.verdict.value, "checklist": checklist}
        now, reason = self._now(), checked_text(request.reason)
        entry = Entry(EntryKind.SECOND_ANSWER, task.task_id, content, who, now, reason)
        with self._store.transaction(who) as case:
            entry_id = case.add_entry(entry)
            case.log(
                "second_look.answer",
                f"second look {task.task_id}",
                place=request.place,
                verdict=request.verdict.value,
                reason=reason,
            )
        if task.left == (request.place,) and task.of_task is None:
            self._call_third(task.task_id, who)
        return Governed(entry_id, len(task.left) - 1)

    def seed(self, request: SeedRequest, who: str) -> Governed:
        """Keep a pair of which the truth is known, to be mixed into second looks.

        :raises UsageError: the case lacks one of the two.
        """
        self._gatekeeper.require(who, Right.RUN)
        pair = [request.probe, request.sighting]
        if request.probe == request.sighting or len(self._store.known_sightings(pair)) != 2:
            raise UsageError("A pair takes two different sightings of the case.")
        content = {"probe": request.probe, "sighting": request.sighting, "is_same": request.is_same}
        with self._store.transaction(who) as case:
            entry = Entry(EntryKind.PROFICIENCY, 0, content, who, self._now(), request.basis)
            entry_id = case.add_entry(entry)
            case.log("second_look.seed", "pair", entry=entry_id, basis=request.basis)
        return Governed(entry_id)

    def seed_from_photos(self, request: SeedPhotosRequest, who: str) -> Governed:
        """Keep pairs of persons who stand apart in one photo; return how many there were.

        :raises NotAuthorisedError: they may not.
        """
        self._gatekeeper.require(who, Right.RUN)
        pairs = self.strangers(request.count)
        for one, other in pairs:
            self.seed(SeedRequest(one, other, False, request.basis), who)
        return Governed(None, len(pairs))

    def strangers(self, count: int) -> list[tuple[SightingId, SightingId]]:
        """Draw pairs that must be two persons: both stand apart in one photo. Fewer, if there are fewer."""
        key = self._store.newest_model_key()
        if key is None:
            return []
        table = self._store.sighting_table(key)
        media, sizes = np.unique(table.media_ids, return_counts=True)
        chance, found = self._chance(), list[tuple[SightingId, SightingId]]()
        crowded = media[sizes > 1].tolist()
        for media_id in chance.sample(crowded, len(crowded)):
            if len(found) == count:
                break
            [item] = self._store.media([MediaId(media_id)])
            if item.kind is not MediaKind.PHOTO:
                continue
            ids = table.ids[table.media_ids == media_id].tolist()
            one, other = self._store.sightings([SightingId(i) for i in chance.sample(ids, 2)])
            if one.box.shared(other.box) is None:
                found.append((one.sighting_id, other.sighting_id))
        return found

    # ------------------------------------------------------------ parts

    def _decided(self, record: SearchRecord) -> list[Decision]:
        ids = [candidate.sighting_id for candidate in record.candidates]
        newest: dict[SightingId, Decision] = {}
        for decision in self._store.decisions(ids):
            if decision.about.search_id == record.search_id and not decision.is_undone:
                newest[decision.sighting_id] = decision
        found = [one for _, one in sorted(newest.items()) if one.verdict is not None]
        probe = self._probe_crop(record.search_id)  # a picture is not compared with itself
        return [one for one in found if self._crop(one.sighting_id) != probe]

    def _call_third(self, task_id: EntryId, who: str) -> None:
        [task] = [one for one in self.tasks() if one.task_id == task_id]
        disputed = differing(task)
        if not disputed:
            return
        record = self._store.search(task.search_id)
        shut_out = task.shut_out | {answer.reviewer for answer in task.answers.values()}
        third = Task(EntryId(0), task.search_id, tuple(disputed), who, "", "", frozenset(shut_out), task_id)
        with self._store.transaction(who) as case:
            self._keep(case, third, who, record, len(disputed), 0)

    def _keep(
        self, case: CaseWriter, task: Task, who: str, record: SearchRecord, fillers: int, seeds: int
    ) -> EntryId:
        chance = self._chance()
        items = [
            *task.items,
            *self._fillers(record, task.items, fillers, chance),
            *self._seeds(seeds, chance),
        ]
        chance.shuffle(items)
        content = task_content(replace(task, items=tuple(items)))
        entry_id = case.add_entry(Entry(EntryKind.SECOND_LOOK, task.search_id, content, who, self._now()))
        case.log(
            "second_look.asked",
            f"second look {entry_id}",
            search=task.search_id,
            reviewer=task.reviewer,
            of=task.of_task,
            pairs=len(items),
        )
        return entry_id

    def _fillers(
        self, record: SearchRecord, taken: Sequence[Item], count: int, chance: random.Random
    ) -> list[Item]:
        """Draw sightings that nobody decided about, from the same list first: strangers that look alike."""
        decided = {int(i) for i in self._store.decided()} | {item.sighting_id for item in taken}
        listed = [c.sighting_id for c in record.candidates if c.sighting_id not in decided]
        drawn = chance.sample(listed, min(count, len(listed)))
        if len(drawn) < count:
            table = self._store.sighting_table(record.model_key)
            others = table.ids[~np.isin(table.ids, [*decided, *listed])].tolist()
            drawn += chance.sample(others, min(count - len(drawn), len(others)))
        return [Item(ItemKind.FILLER, SightingId(i)) for i in drawn]

    def _seeds(self, count: int, chance: random.Random) -> list[Item]:
        pairs = self._store.ledger(EntryKind.PROFICIENCY)
        return [
            Item(
                ItemKind.SEED,
                SightingId(one.content["sighting"]),
                SightingId(one.content["probe"]),
                bool(one.content["is_same"]),
            )
            for one in chance.sample(pairs, min(count, len(pairs)))
        ]

    def _task(self, task_id: EntryId, who: str) -> Task:
        found = next((task for task in self.tasks() if task.task_id == task_id), None)
        if found is None:
            raise UsageError("The case has no second look {number}.", number=task_id)
        if who in found.shut_out:
            raise NotAuthorisedError(SHUT_OUT, who=who)
        if not may_answer(found, who):
            raise NotAuthorisedError(NOT_ASKED, reviewer=found.reviewer)
        return found

    def _shown(self, task: Task, place: int) -> BlindPair:
        item = task.items[place]
        if item.probe_sighting_id is not None:
            probe: Path | None = self._crop(item.probe_sighting_id)
        else:
            probe = self._probe_crop(task.search_id)
        return BlindPair(
            task.task_id, place, len(task.left), len(task.items), probe, self._crop(item.sighting_id)
        )

    def _crop(self, sighting_id: SightingId) -> Path:
        [sighting] = self._store.sightings([sighting_id])
        [item] = self._store.media([sighting.media_id])
        return self._thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s)

    def _probe_crop(self, search_id: SearchId) -> Path | None:
        probe = self._store.search(search_id).probe
        if probe.sighting_id is not None:
            return self._crop(probe.sighting_id)
        crop_path = self._thumbnails.crop_path
        return None if probe.box is None else crop_path(probe.sha256, probe.box, probe.at_s)

    def _now(self) -> str:
        return iso_utc(self._clock.now_utc_ms())
