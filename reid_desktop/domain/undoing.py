"""Which act undo and redo reach: replayed from all that one person did, over all sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .ids import ActId


class Deed(StrEnum):
    """What a step did."""

    MARK = "mark"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one person; acts that were made together are one step."""

    act_id: ActId
    """Of the step's first act."""
    deed: Deed
    of_act: ActId | None = None
    """The step that is undone or redone."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What undo would undo and redo would redo; None where there is nothing."""

    undo: ActId | None
    redo: ActId | None


def reach(steps: Iterable[Step]) -> Reach:
    """Return what can be undone and redone after these steps of one person, oldest first.

    A new act ends what could be redone, as everyone knows it from editors.
    """
    done: list[ActId] = []
    undone: list[ActId] = []
    for step in steps:
        if step.deed is Deed.MARK:
            done.append(step.act_id)
            undone.clear()
        elif step.of_act is None:
            continue
        elif step.deed is Deed.UNDO:
            _move(step.of_act, done, undone)
        else:
            _move(step.of_act, undone, done)
    return Reach(done[-1] if done else None, undone[-1] if undone else None)


def _move(act_id: ActId, giving: list[ActId], taking: list[ActId]) -> None:
    if giving and giving[-1] == act_id:
        giving.pop()
    elif act_id in giving:
        giving.remove(act_id)
    else:
        return  # it was purged with the search that it was about
    taking.append(act_id)
