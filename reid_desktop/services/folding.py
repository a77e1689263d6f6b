"""Which sightings of a case are one row to look at."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from reid_desktop.domain.folding import Stacks, same_persons
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.sighting import Sighting, are_two
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.store import CaseReader, Ids, SightingTable


def appearance_keys(table: SightingTable) -> Ids:
    """Return for every row of `table` the smallest id of its appearance in a clip, else its own."""
    stacks = Stacks(len(table.ids))
    _join_appearances(stacks, table)
    return table.ids[stacks.keys()]


def stack_keys(table: SightingTable, store: CaseReader) -> Ids:
    """Return for every row of `table` the smallest id of its stack.

    One stack holds the tracklets of one appearance in a clip, and the same person in linked media
    (near doubles, a live photo and its moving part) unless somebody took those apart. Two who are in one
    photo, or in a clip at the same time, are never in one stack, whatever links lead from one to the other.
    """
    stacks = Stacks(len(table.ids))
    _join_appearances(stacks, table)
    links = [link for link in store.links() if not link.is_undone]
    if links and len(table.ids):
        _join_links(stacks, table, links, store)
    return table.ids[stacks.keys()]


def _join_appearances(stacks: Stacks, table: SightingTable) -> None:
    rows = np.flatnonzero(table.appearance >= 0)
    order = rows[np.lexsort((rows, table.appearance[rows], table.media_ids[rows]))]
    before, after = order[:-1], order[1:]
    differs = (table.media_ids[before] != table.media_ids[after]) | (
        table.appearance[before] != table.appearance[after]
    )
    stacks.join_runs(order, np.append(True, differs)[: len(order)])


def _join_links(stacks: Stacks, table: SightingTable, links: list[MediaLink], store: CaseReader) -> None:
    linked = np.unique([media for link in links for media in (link.first, link.second)])
    rows = np.flatnonzero(np.isin(table.media_ids, linked))
    found: defaultdict[MediaId, list[tuple[int, Sighting]]] = defaultdict(list)
    sightings = store.sightings([SightingId(one) for one in table.ids[rows].tolist()])
    for row, sighting in zip(rows.tolist(), sightings, strict=True):
        found[sighting.media_id].append((row, sighting))
    members: dict[int, list[Sighting]] = {}
    for row, sighting in (one for here in found.values() for one in here):
        members.setdefault(stacks.top(row), []).append(sighting)
    for link in links:
        ones, others = found.get(link.first, []), found.get(link.second, [])
        pairs = same_persons(
            [(one.box, one.frame_size) for _, one in ones],
            [(other.box, other.frame_size) for _, other in others],
        )
        for i, j in pairs:
            top, other_top = stacks.top(ones[i][0]), stacks.top(others[j][0])
            mine, theirs = members[top], members[other_top]
            if top == other_top or any(are_two(one, other) for one in mine for other in theirs):
                continue
            stacks.join(top, other_top)
            members[stacks.top(top)] = [*mine, *theirs]
