"""Clothing is kept by sighting and narrows to those who wear all of it."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, add, new_sighting


def test_words_narrow(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        writer.finish_media(add(writer, "a"), KEY, [new_sighting()] * 3, 1.0)
        writer.dress(SightingId(1), "m", {"backpack", "upper:red"})
        writer.dress(SightingId(1), "m", {"hat"})
        writer.dress(SightingId(2), "m", {"upper:red"})
    assert store.undressed(KEY, 9) == [3]
    assert store.undressed("never used", 9) == []
    assert (store.undressed_count(KEY), store.undressed_count("never used")) == (1, 0)
    assert store.clothing([SightingId(1), SightingId(3)]) == {SightingId(1): {"backpack", "upper:red"}}

    def passing(*words: str) -> list[int]:
        found: list[int] = store.filtered(KEY, Filters(wearing=frozenset(words))).tolist()
        return found

    assert passing("upper:red") == [1, 2]
    assert passing("upper:red", "backpack") == [1]
    assert passing("hat") == []
    assert passing("red") == []
