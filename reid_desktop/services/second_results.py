"""What came of second looks, for those who supervise; never for somebody who still has to answer."""

from __future__ import annotations

from reid_desktop.domain.errors import NotAuthorisedError
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.reviewer_agreement import Opinion, SecondResults, decided_first, pairings
from reid_desktop.domain.roles import Right
from reid_desktop.domain.second_look import Task, may_answer, outcomes, proficiency, tasks_of
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.gatekeeping import Gatekeeper

TASKS = (EntryKind.SECOND_LOOK, EntryKind.SECOND_ANSWER)


class ReadSecondResults:
    """Reads opinions, agreement and error rates; safe from several threads."""

    def __init__(self, store: CaseReader, gatekeeper: Gatekeeper) -> None:
        """Read from `store`."""
        self._store = store
        self._gatekeeper = gatekeeper

    def __call__(self, who: str) -> SecondResults:
        """Return what came of the second looks, without those that `who` could still answer.

        :raises NotAuthorisedError: the results are not for them to read.
        """
        self._gatekeeper.require(who, Right.AUDIT)
        tasks = tasks_of(self._store.ledger(*TASKS))
        hidden = self._hidden(tasks, who)
        opinions = [
            opinion for task in tasks if task.task_id not in hidden for opinion in self._opinions(task, tasks)
        ]
        shown = [task for task in tasks if task.task_id not in hidden]
        return SecondResults(
            tuple(opinions),
            tuple(pairings(opinions)),
            tuple(proficiency(shown)),
            len(self._store.ledger(EntryKind.PROFICIENCY)),
            len(hidden),
        )

    def _hidden(self, tasks: list[Task], who: str) -> set[int]:
        """Return the tasks that somebody could still answer, and those that such a task settles."""
        try:
            self._gatekeeper.require(who, Right.SECOND)
        except NotAuthorisedError:
            return set()
        own = [task for task in tasks if task.left and may_answer(task, who)]
        return {task.task_id for task in own} | {task.of_task for task in own if task.of_task is not None}

    def _opinions(self, task: Task, tasks: list[Task]) -> list[Opinion]:
        if task.of_task is not None:
            return []
        thirds = [other for other in tasks if other.of_task == task.task_id]
        found = outcomes([task, *thirds])
        decisions = self._store.decisions([one.sighting_id for one in found])
        return [Opinion(task.task_id, decided_first(task, one, decisions), one) for one in found]
