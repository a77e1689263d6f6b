"""When searches are purged, crops of their probes go, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import ProbeOrigin, SearchRecord
from reid_desktop.services.probe_crops import lost_crops
from tests.contract.store.builders import search_record
from tests.unit.services.scene import Scene

BOX = Box(1, 2, 3, 4)


def of(number: int, *probes: ProbeOrigin) -> SearchRecord:
    first, *more = probes
    return replace(search_record(), search_id=SearchId(number), probe=first, also=tuple(more))


def test_only_crops_that_nothing_needs_any_more_are_lost() -> None:
    scene = Scene()
    media_id = scene.add("/e/a", b"persons 2")
    [item] = scene.store.media([media_id])
    outside, shared, clip = ProbeOrigin("a", "a" * 64, BOX), ProbeOrigin("b", "b" * 64, BOX), "c" * 64
    own = ProbeOrigin("own", item.sha256, BOX)
    frame = ProbeOrigin("clip", clip, BOX, at_s=2.5)
    with scene.store.transaction("t") as case:
        kept = case.add_search(of(0, shared, replace(frame, at_s=3.5)), None, {})
    gone = [of(98, outside, shared, own), of(99, frame), of(int(kept), replace(outside, sha256="d" * 64))]
    assert lost_crops(scene.store, gone) == {("a" * 64, BOX, None), (clip, BOX, 2.5)}
