"""The command `path` on a case in a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reid_desktop.adapters.store.case import create_case, open_case
from reid_desktop.app.cli.main import main
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.query import LEAD_NOTICE, Candidate
from tests.contract.store.builders import EXHIBIT, FACTS, KEY, add, at, new_sighting, search_record

HOUR_MS = 3_600_000
BERLIN, PARIS = (52.52, 13.40), (48.86, 2.35)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Berlin at ten, Paris at eleven, one without a place, one without a time."""
    folder = tmp_path / "c.reidcase"
    store = create_case(folder, FACTS, "D. Adler")
    with store.transaction("D. Adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        found: list[SightingId] = []
        places = [
            Place(*BERLIN, PlaceSource.GPS_TAG, 8.0),
            Place(*PARIS, PlaceSource.GPS_TAG),
            None,
            Place(*PARIS, PlaceSource.GPS_TAG),
        ]
        for number, place in enumerate(places):
            time = None if number == 3 else at((10 + number) * HOUR_MS)
            media = add(writer, f"{number}.jpg", time=time, place=place)
            found += writer.finish_media(media, KEY, [new_sighting()], 1.0)
        candidates = tuple(Candidate(rank, one, 1 - rank / 10) for rank, one in enumerate(found, start=1))
        writer.add_search(search_record(candidates))
        person = writer.add_person_event(PersonAct(PersonVerb.ADDED, text="Red"), "").act.person_id
        writer.add_person_event(PersonAct(PersonVerb.CONFIRMED, person, sightings=tuple(found[:2])), "")
    store.close()
    return folder


def test_a_search_becomes_a_path_with_its_flag(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", str(case), "--search", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["notice"], told["flagged"], told["limit_kmh"]) == (LEAD_NOTICE, 1, 300.0)
    assert [stop["sighting_id"] for stop in told["stops"]] == [1, 2]
    assert (told["untimed"], told["unplaced"], told["conflicts"]) == ([4], [3], [])
    [leg] = told["legs"]
    assert leg["verdict"] == "impossible"
    assert leg["elapsed_s"] == 3600.0
    assert leg["speed_kmh"] == pytest.approx(leg["distance_m"] / 1000, abs=0.1)
    assert leg["least_distance_m"] == pytest.approx(leg["distance_m"] - 108, abs=0.11)
    assert leg["most_elapsed_s"] == 3602.0
    store = open_case(case)
    *_, last = store.audit()
    store.close()
    assert (last.action, last.object) == ("view", "search 1")


def test_what_is_confirmed_for_a_person_becomes_a_path(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["path", str(case), "--person", "red", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["of"], len(told["stops"]), told["flagged"]) == ("person 1", 2, 1)


def test_named_sightings_and_another_limit(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["path", str(case), "--sighting", "2", "--sighting", "1", "--sighting", "99"]
    assert main([*words, "--limit-kmh", "1000"]) == 0
    out = capsys.readouterr().out
    assert "0 flagged at 1,000 km/h" in out
    assert out.index("sighting 1 ") < out.index("sighting 2 ")


def test_wrong_usage_and_an_unknown_search(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", str(case), "--sighting", "1", "--top", "3"]) == 2
    assert main(["path", str(case), "--search", "7"]) == 1
    assert "no search 7" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["path", str(case), "--search", "1", "--limit-kmh", "0"])
