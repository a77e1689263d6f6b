"""How far the second persons agree with the first: counted for each two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .ids import EntryId
from .review import Decision, Verdict
from .second_look import Agreement, Outcome, Proficiency, Rate, Task

DIFFERING = frozenset({Agreement.THIRD_WAITING, Agreement.SETTLED, Agreement.OPEN})
"""How opinions stand where the second was not the first."""
_OPPOSITE = frozenset({Verdict.CONFIRMED, Verdict.EXCLUDED})


@dataclass(frozen=True, slots=True)
class Opinion:
    """All opinions on one candidate, with who was the first to decide."""

    task_id: EntryId
    first_by: str
    outcome: Outcome

    @property
    def is_contradiction(self) -> bool:
        """Tell whether the second opinion is not the first, whatever a third said."""
        return self.outcome.agreement in DIFFERING


@dataclass(frozen=True, slots=True)
class Pairing:
    """What two persons said about the candidates that both judged, the second without knowing the first.

    Third opinions are not counted: they are asked for only where two differ, and would look worse than
    they are.
    """

    first: str
    second: str
    agreed: Rate
    opposite: int
    """One confirmed what the other excluded."""


@dataclass(frozen=True, slots=True)
class SecondResults:
    """What came of the second looks of a case."""

    opinions: tuple[Opinion, ...]
    pairings: tuple[Pairing, ...]
    proficiency: tuple[Proficiency, ...]
    seeds: int
    """Pairs of known truth that the case holds."""
    waiting: int
    """Second looks whose opinions are not shown: whoever asks could still answer them."""

    @property
    def contradictions(self) -> tuple[Opinion, ...]:
        """Return the candidates on which two differ."""
        return tuple(one for one in self.opinions if one.is_contradiction)


def decided_first(task: Task, outcome: Outcome, decisions: Iterable[Decision]) -> str:
    """Return who decided first about a candidate of a task; everybody who may have, where that is lost."""
    found = [
        one.reviewer
        for one in decisions
        if one.sighting_id == outcome.sighting_id
        and one.about.search_id == task.search_id
        and one.verdict is outcome.first
        and one.at_utc <= task.at_utc
        and one.reviewer in task.shut_out
    ]
    return found[-1] if found else ", ".join(sorted(task.shut_out))


def pairings(opinions: Sequence[Opinion]) -> list[Pairing]:
    """Return how far each two persons agree, by their names."""
    told: dict[tuple[str, str], list[tuple[Verdict, Verdict]]] = {}
    for one in opinions:
        second = one.outcome.second
        if second is not None:
            both = (one.outcome.first, second.verdict)
            told.setdefault((one.first_by, second.reviewer), []).append(both)
    return [
        Pairing(
            first,
            second,
            Rate(sum(a is b for a, b in verdicts), len(verdicts)),
            sum({a, b} == _OPPOSITE for a, b in verdicts),
        )
        for (first, second), verdicts in sorted(told.items())
    ]
