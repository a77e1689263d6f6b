"""What a search is made with is changed piece by piece, and every piece can be taken back."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import Filters, IndexKind, IndexState, ProbeOrigin, SearchRecord
from reid_desktop.domain.search_options import DEFAULT, SearchOptions, Together
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.ui.refinement import Refinement, refinement_of

ONE, TWO, THREE = SightingId(1), SightingId(2), SightingId(3)
FILE = ProbePicture("other.jpg", path="/other.jpg")


def sighting(number: int) -> ProbePicture:
    return ProbePicture(f"sighting {number}", sighting_id=SightingId(number))


def test_what_is_liked_is_no_longer_not_the_person() -> None:
    now = Refinement().unliking([ONE, TWO]).liking([TWO, THREE])
    assert (now.liked, now.unliked) == ((TWO, THREE), (ONE,))
    assert now.options == SearchOptions(liked=(TWO, THREE), unliked=(ONE,))
    assert now.unmarking(TWO).unmarking(THREE).unmarking(ONE) == Refinement()
    assert Refinement().options == DEFAULT


def test_other_persons_have_numbers_without_gaps_and_are_looked_for_in_any_way() -> None:
    now = Refinement(liked=(ONE,)).with_picture(sighting(7), is_other=False)
    assert (now.persons, now.crops[0].person) == (1, 0)
    now = now.with_picture(sighting(8), is_other=True).with_picture(FILE, is_other=True)
    assert [crop.person for crop in now.crops] == [0, 1, 2]
    assert now.options == SearchOptions(together=Together.ANY)  # feedback is about one person
    all_of = replace(now, together=Together.ALL, within_s=300.0)
    assert all_of.options == SearchOptions(together=Together.ALL, within_s=300.0)
    fewer = now.without(now.extras[1])
    assert [(crop.picture.name, crop.person) for crop in fewer.crops] == [("sighting 7", 0), ("other.jpg", 1)]
    assert fewer.without(fewer.extras[1]).options.liked == (ONE,)


def test_a_crop_counts_once() -> None:
    now = Refinement().with_picture(FILE, is_other=False).with_picture(FILE, is_other=True)
    assert [extra.person for extra in now.extras] == [1]


def test_a_recorded_search_tells_what_it_was_made_with() -> None:
    origins = [
        ProbeOrigin(name, "ab" * 32, Box(0, 0, 5, 9), SightingId(number) if number else None, person=person)
        for name, number, person in (("p.jpg", 0, 0), ("sighting 7", 7, 0), ("other.jpg", 0, 1))
    ]
    state = IndexState(IndexKind.EXACT, True, 1, 1)
    options = SearchOptions(together=Together.ALL, within_s=60.0)
    record = SearchRecord(
        SearchId(1),
        "",
        "t",
        origins[0],
        "key",
        Filters(),
        5,
        state,
        (),
        also=tuple(origins[1:]),
        options=options,
    )
    lost = refinement_of(record, Refinement())
    assert (lost.lost, [crop.picture.name for crop in lost.crops]) == (1, ["sighting 7"])
    assert lost.options == options
    known = refinement_of(record, Refinement().with_picture(FILE, is_other=True))
    assert (known.lost, [crop.picture for crop in known.crops]) == (0, [sighting(7), FILE])
