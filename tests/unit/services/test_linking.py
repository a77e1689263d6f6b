"""Linking what belongs together, and taking it apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.fingerprints import FINGERPRINT_BYTES
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import Copy, MediaKind, RawFacts
from reid_desktop.domain.stacks import LinkKind
from reid_desktop.ports.engine import LinkRequest
from reid_desktop.services.linking import FIRST_S, LinkMedia, TurnLinks
from tests.contract.store.builders import EXHIBIT, inspection
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore

WHO = "D. Adler"


class Phone:
    """A case that photos and clips are put into."""

    def __init__(self) -> None:
        self.store = FakeCaseStore()
        self.clock = FixedClock()
        self.link = LinkMedia(self.store, self.clock)

    def add(self, name: str, side_px: int = 100, prints: bytes | None = None) -> MediaId:
        """Add an item, with its perceptual hash."""
        kind = MediaKind.VIDEO if name.endswith("MOV") else MediaKind.PHOTO
        facts = RawFacts(size=Size(side_px, side_px), duration_s=2.0 if kind is MediaKind.VIDEO else None)
        with self.store.transaction(WHO) as case:
            case.add_exhibit(Exhibit(EXHIBIT))
            source = case.add_source(EXHIBIT, "/p", "folder")
            media_id, _ = case.add_media(replace(inspection(name, kind), facts=facts), None, None)
            case.add_copy(media_id, Copy(EXHIBIT, source, f"/p/{name}", name, 1, 1))
            if prints is not None:
                case.set_fingerprint(media_id, prints)
        return media_id

    def run(self) -> int:
        """Link; return how many are new."""
        return self.link(WHO, CountingJob()).changed

    def undo(self, *, is_undone: bool = True) -> int:
        """Take all links apart, or join them again."""
        links = tuple(replace(link, is_undone=is_undone) for link in self.store.links())
        return TurnLinks(self.store)(LinkRequest(links, "they are two"), WHO).changed

    def actions(self) -> list[str]:
        """Return what the log says."""
        return [row.action for row in self.store.audit()]


def prints(seed: int) -> bytes:
    return np.random.default_rng(seed).integers(0, 256, FINGERPRINT_BYTES, dtype=np.uint8).tobytes()


def test_the_larger_picture_comes_first() -> None:
    phone = Phone()
    small, large = phone.add("a.jpg", 100, prints(1)), phone.add("b.jpg", 400, prints(1))
    phone.add("c.jpg", 100, prints(2))
    assert phone.run() == 1
    [link] = phone.store.links()
    assert (link.first, link.second, link.kind) == (large, small, LinkKind.NEAR_DOUBLE)
    assert link.detail == "perceptual hash, 0 bits apart"
    assert phone.actions()[-1] == "media.linked"


def test_a_second_run_finds_nothing_new_and_writes_nothing() -> None:
    phone = Phone()
    phone.add("a.jpg", prints=prints(1))
    phone.add("b.jpg", prints=prints(1))
    phone.add("IMG_1.HEIC")
    phone.add("IMG_1.MOV")
    assert phone.run() == 2
    rows = phone.actions()
    assert phone.run() == 0
    assert phone.actions() == rows


def test_what_comes_later_joins_what_is_there() -> None:
    phone = Phone()
    phone.add("a.jpg", 100, prints(1))
    phone.add("b.jpg", 90, prints(1))
    phone.run()
    better = phone.add("c.jpg", 500, prints(1))
    assert phone.run() == 1
    assert phone.store.links()[-1].first == better


def test_what_a_person_took_apart_is_never_linked_again() -> None:
    phone = Phone()
    phone.add("a.jpg", 100, prints(1))
    phone.add("b.jpg", 90, prints(1))
    phone.add("IMG_1.HEIC")
    phone.add("IMG_1.MOV")
    assert (phone.run(), phone.undo()) == (2, 4)
    assert phone.run() == 0
    assert all(link.is_undone for link in phone.store.links())
    third = phone.add("d.jpg", 80, prints(1))
    assert phone.run() == 1
    newest = phone.store.links()[-1]
    assert newest.second == third
    assert phone.run() == 0


def test_links_are_joined_again_by_hand_and_logged() -> None:
    phone = Phone()
    phone.add("IMG_1.HEIC")
    phone.add("IMG_1.MOV")
    phone.run()
    phone.undo()
    assert phone.undo() == 0
    assert phone.undo(is_undone=False) == 2
    assert phone.actions()[-2:] == ["media.unlinked", "media.linked_again"]
    assert not phone.store.links()[0].is_undone


def test_only_what_was_linked_can_be_turned() -> None:
    phone = Phone()
    phone.add("IMG_1.HEIC")
    phone.add("IMG_1.MOV")
    phone.run()
    [link] = phone.store.links()
    with pytest.raises(UsageError):
        TurnLinks(phone.store)(LinkRequest((replace(link, kind=LinkKind.NEAR_DOUBLE),)), WHO)


def test_it_keeps_up_now_and_then_only() -> None:
    phone = Phone()
    phone.add("IMG_1.HEIC")
    phone.add("IMG_1.MOV")
    phone.link.keep_up(WHO, CountingJob())
    assert phone.store.links() == []
    phone.clock.utc_ms += int(1000 * FIRST_S)
    phone.link.keep_up(WHO, CountingJob())
    assert len(phone.store.links()) == 1
