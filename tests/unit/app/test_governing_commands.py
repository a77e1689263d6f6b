"""Policy, authority, roles and snapshots from the command line."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store import open_case
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.query import ProbeOrigin
from tests.contract.store.builders import search_record
from tests.unit.app.inside import Inside


def make(inside: Inside, folder: Path, *words: str) -> Path:
    inside.must("new", folder, "--number", "1", "--title", "T", "--examiner", "Ester", *words)
    return folder


def test_an_authority_is_enforced_and_without_one_use_is_urgent(inside: Inside, tmp_path: Path) -> None:
    with_one = make(inside, tmp_path / "a.reidcase", "--authority", "W-9")
    assert inside.json("policy", with_one)["authority"] == "enforce"
    [authority] = inside.json("authority", with_one)["authorities"]
    assert (authority["reference"], authority["standing"]) == ("W-9", "valid")
    without = make(inside, tmp_path / "b.reidcase")
    told = inside.json("policy", without)
    assert (told["authority"], len(told["to_do"])) == ("enforce", 1)
    [urgent] = inside.json("authority", without)["authorities"]
    assert (urgent["urgent"], urgent["standing"], urgent["confirm_by_utc"] is not None) == (
        True,
        "valid",
        True,
    )
    recorded = inside.json("authority", without, "record", "W-8")
    assert [row["standing"] for row in recorded["authorities"]] == ["superseded", "valid"]
    assert recorded["to_do"] == []
    strict = make(inside, tmp_path / "c.reidcase", "--authority-policy", "enforce")
    picture = tmp_path / "p.jpg"
    picture.write_bytes(b"x")
    refused = inside.run("search", strict, "--probe", picture)
    assert refused.code == 1
    assert 'authority CASE record "REFERENCE"' in refused.err


def test_an_authority_is_recorded_confirmed_and_rejected_with_its_searches(
    inside: Inside, reviewed_case: Path
) -> None:
    recorded = inside.json(
        "authority", reviewed_case, "record", "W-1", "--offence", "theft", "--exhibit", "EX-1", "--urgent",
        "--expires", "2999-01-01", "--after", "2024-01-01", "--sought", "man in red",
    )  # fmt: skip
    [_, row] = recorded["authorities"]
    assert (row["exhibits"], row["expires_utc"], row["sought"]) == (
        ["EX-1"],
        "2999-01-01T00:00:00.000Z",
        ["man in red"],
    )
    assert row["confirm_by_utc"] is not None
    number = str(row["authority"])
    inside.must("authority", reviewed_case, "confirm", number, "--reason", "order came")
    with closing(open_case(reviewed_case)) as store, store.transaction("t") as writer:
        under = {"authority": int(number)}
        writer.add_entry(Entry(EntryKind.SEARCHED_UNDER, SearchId(1), under, "t", "t"))
    told = inside.json("authority", reviewed_case, "reject", number, "--reason", "judge refused")
    assert told["purged_searches"] == 1
    assert [row["standing"] for row in told["authorities"]] == ["superseded", "rejected"]
    assert [s["search_id"] for s in inside.json("show", reviewed_case, "searches")] == [2]
    actions = [row["action"] for row in inside.json("show", reviewed_case, "audit")]
    assert actions[-5:] == [
        "authority.confirmed",
        "authority.rejected",
        "purge.searches",
        "view",
        "view",
    ]


def test_searches_of_several_probes_are_purged_with_the_crops_that_no_other_search_needs(
    inside: Inside, reviewed_case: Path
) -> None:
    inside.must("authority", reviewed_case, "record", "W-1")
    boxes = [Box(n, n, 9, 9) for n in range(3)]
    names = ThumbnailNames(reviewed_case / "thumbs")
    own, shared, others = (names.crop_path("cd" * 32, box, None) for box in boxes)
    for crop in (own, shared, others):
        crop.parent.mkdir(parents=True, exist_ok=True)
        crop.write_bytes(b"jpeg")
    probes = [ProbeOrigin("p.jpg", "cd" * 32, box) for box in boxes]
    with closing(open_case(reviewed_case)) as store, store.transaction("t") as writer:
        [_, authority] = store.ledger(EntryKind.AUTHORITY)
        first = writer.add_search(replace(search_record(), probe=probes[0], also=(probes[1],)))
        writer.add_search(replace(search_record(), probe=probes[1], also=(probes[2],)))
        under = {"authority": authority.entry_id}
        writer.add_entry(Entry(EntryKind.SEARCHED_UNDER, first, under, "t", "t"))
    number = str(authority.entry_id)
    assert inside.json("authority", reviewed_case, "reject", number, "--reason", "no")["purged_searches"] == 1
    assert [crop.exists() for crop in (own, shared, others)] == [False, True, True]


def test_roles_and_snapshots(inside: Inside, reviewed_case: Path) -> None:
    inside.must("decide", reviewed_case, "1", "--verdict", "confirmed")
    taken = inside.json("snapshot", reviewed_case, "Friday")["snapshots"]
    inside.must("decide", reviewed_case, "1", "--verdict", "excluded")
    done = inside.json("restore", reviewed_case, str(taken[0]["snapshot"]), "--reason", "x")
    assert done["sightings"] == 1
    assert [r["current"] for r in inside.json("show", reviewed_case, "decisions")] == [False, False, True]
    inside.must("role", reviewed_case, "give", "Boss", "supervisor")
    inside.must("role", reviewed_case, "give", "Rita", "reviewer", "--as", "Boss")
    assert inside.json("role", reviewed_case)["roles"] == {"Boss": ["supervisor"], "Rita": ["reviewer"]}
    refused = inside.run("policy", reviewed_case, "--authority", "off", "--reason", "x", "--as", "Rita")
    assert refused.code == 1
    assert "Rita may not change policies" in refused.err
    assert inside.run("show", reviewed_case, "audit", "--as", "Rita").code == 1


def test_a_spoilt_agency_policy_is_not_taken_for_none(
    inside: Inside, reviewed_case: Path, tmp_path: Path
) -> None:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "agency.toml").write_text('authority = "enforce"\nask_reason = ["export"]\n', encoding="utf-8")
    assert inside.json("policy", reviewed_case)["authority"] == "enforce"
    for text in ("authority = 7", "autority = 'off'", "ask_reason = ['x']", "="):
        (config / "agency.toml").write_text(text, encoding="utf-8")
        spoilt = inside.run("policy", reviewed_case)
        assert (spoilt.code, "agency.toml" in spoilt.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "--authority", "off"),
        ("authority", "record"),
        ("authority", "record", "W", "--after", "2025", "--before", "2024"),
        ("authority", "reject", "x", "--reason", "y"),
        ("role", "give", "Ann"),
        ("role", "give", "Ann", "examiner"),
        ("snapshot", " "),
        ("restore", "9"),
    ],
)
def test_nonsense_is_wrong_usage(inside: Inside, reviewed_case: Path, words: tuple[str, ...]) -> None:
    ended = inside.run(words[0], reviewed_case, *words[1:])
    assert (ended.code, ended.out) == (2, ""), ended.err


def test_a_case_is_purged_when_its_time_is_over(inside: Inside, reviewed_case: Path) -> None:
    inside.must("policy", reviewed_case, "--retain-until", "2999-01-01", "--reason", "law")
    early = inside.run("purge", reviewed_case, "--reason", "over")
    assert (early.code, "kept until 2999" in early.err) == (1, True)
    assert inside.run("purge", reviewed_case, "--reason", " ", "--early").code == 1
    told = inside.json("purge", reviewed_case, "--reason", "court order", "--early")
    assert (told["deleted"]["sighting"], told["deleted"]["search"]) == (5, 2)
    assert inside.json("show", reviewed_case, "media") == []
    rows = inside.json("show", reviewed_case, "audit")
    assert any(row["action"] == "purge.case" and "court order" in row["detail"] for row in rows)
