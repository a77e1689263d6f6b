"""Which sightings of a case are one row to look at."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from reid_desktop.domain.folding import Stacks, same_persons
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.store import CaseReader, Ids, SightingTable


def stack_keys(table: SightingTable, store: CaseReader) -> Ids:
    """Return for every row of `table` the smallest id of its stack.

    One stack holds the tracklets of one appearance in a clip, and the same person in linked media
    (near doubles, a live photo and its moving part) unless somebody took those apart.
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
    same = (table.media_ids[before] == table.media_ids[after]) & (
        table.appearance[before] == table.appearance[after]
    )
    for one, other in zip(before[same].tolist(), after[same].tolist(), strict=True):
        stacks.join(one, other)


def _join_links(stacks: Stacks, table: SightingTable, links: list[MediaLink], store: CaseReader) -> None:
    linked = np.unique([media for link in links for media in (link.first, link.second)])
    rows = np.flatnonzero(np.isin(table.media_ids, linked))
    found: defaultdict[MediaId, list[tuple[int, Sighting]]] = defaultdict(list)
    sightings = store.sightings([SightingId(one) for one in table.ids[rows].tolist()])
    for row, sighting in zip(rows.tolist(), sightings, strict=True):
        found[sighting.media_id].append((row, sighting))
    for link in links:
        ones, others = found.get(link.first, []), found.get(link.second, [])
        pairs = same_persons(
            [(one.box, one.frame_size) for _, one in ones],
            [(other.box, other.frame_size) for _, other in others],
        )
        for i, j in pairs:
            stacks.join(ones[i][0], others[j][0])
