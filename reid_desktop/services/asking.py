"""From the crops and the feedback of a search to one vector for each person looked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.domain.common_part import unit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.fusing import fused
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.ports.scan import Ids
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.probing import Probe

EXPANDED_BY = 5
"""With query expansion, so many of the first candidates join the probe."""
MOST_TOGETHER = 6
"""Who stands for whom in one photo is tried in every way, which more persons would make too many."""


def persons_asked(
    compared: ComparedVectors, probes: Sequence[Probe], options: SearchOptions, allowed: Ids | None
) -> list[Compared]:
    """Return one vector for each person, in the order of their numbers.

    :raises UsageError: feedback or expansion was asked for with several persons, or too many together.
    """
    numbers = sorted({probe.origin.person for probe in probes})
    if len(numbers) > 1 and (options.liked or options.unliked or options.expand):
        raise UsageError("More like this, not this and expansion need a search for one person.")
    if len(numbers) > MOST_TOGETHER and options.together is Together.ALL:
        raise UsageError("At most {most} persons can be looked for together.", most=MOST_TOGETHER)
    if len(numbers) > 1 and options.together is Together.ONE:
        raise UsageError("A search for several persons says whether any or all of them are meant.")
    asked = []
    for number in numbers:
        crops = [
            compared.probe(probe.vector, probe.media_id, bare=options.bare)
            for probe in probes
            if probe.origin.person == number
        ]
        liked, unliked = (_known(compared, ids, options) for ids in (options.liked, options.unliked))
        vector = fused(np.array([crop.vector for crop in crops]), liked, unliked)
        asked.append(Compared(vector, crops[0].is_bare))
    return [_expanded(compared, one, allowed) if options.expand else one for one in asked]


def _known(
    compared: ComparedVectors, ids: Sequence[SightingId], options: SearchOptions
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.asarray(compared.known(np.array(sorted(set(ids)), np.int64), bare=options.bare), np.float32)


def _expanded(compared: ComparedVectors, asked: Compared, allowed: Ids | None) -> Compared:
    """Return the mean of the probe and its first candidates, each weighed by its cube (Radenovic 2018)."""
    first = compared.rank(asked, EXPANDED_BY, allowed)
    if not first:
        return asked
    ids = np.array(sorted(i for i, _ in first), np.int64)
    scores = dict(first)
    weights = np.array([max(scores[SightingId(int(i))], 0.0) ** 3 for i in ids], np.float32)
    joined = asked.vector + (weights[:, None] * compared.known(ids, bare=asked.is_bare)).sum(axis=0)
    return Compared(unit(joined[None, :])[0], asked.is_bare)
