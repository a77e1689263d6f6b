"""Persons of interest through the command line."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from shutil import copy

import pytest

from reid_desktop.app.cli.main import main
from tests.e2e.program import Program, lay_out_phone, people_pictures


@pytest.fixture(scope="module")
def case(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a few sightings."""
    folder = tmp_path_factory.mktemp("persons")
    lay_out_phone(folder / "phone", 3)
    made = program.new_case(folder / "c")
    summary = program.must("import", made, folder / "phone", "--exhibit", "EX-1", "--json").json
    assert summary["sightings"] >= 3
    return made


def test_probes_of_a_file_and_of_a_sighting(program: Program, case: Path) -> None:
    picture = people_pictures()[0]
    made = program.must("person", case, "add", "Man at the bus", "--image", picture, "--json").json
    assert (made["done"], made["person"]["name"]) == ("probe_added", "Man at the bus")
    number = made["person"]["person_id"]
    shown = program.must("person", case, "probe", "man at the BUS", "--sighting", "1", "--json").json
    assert [probe["sighting_id"] for probe in shown["person"]["probes"]] == [None, 1]
    assert shown["person"]["person_id"] == number
    assert program.run("person", case, "probe", "Nobody", "--sighting", "1").code == 2


def run(capsys: pytest.CaptureFixture[str], case: Path, *words: object) -> tuple[int, str]:
    code = main(["person", str(case), *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_changes_are_told_listed_and_taken_back(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("add", "Anna <b>", "--note", "red coat"),
        ("add", "Berta"),
        ("confirm", "Anna <b>", 2, "--reason", "gait"),
        ("confirm", "Berta", 3),
        ("threshold", "Berta", "0.4"),
        ("threshold", "Anna <b>", "--false-alarms", "0.01"),
        ("merge", "Anna <b>", "Berta"),
    ):
        code, out = run(capsys, case, *words)
        assert code == 0, out
    assert "Berta" not in run(capsys, case, "list")[1]
    code, out = run(capsys, case, "confirm", "Berta", 2)
    assert (code, "no person of interest Berta" in out) == (2, True)
    history = run(capsys, case, "history")[1].splitlines()
    merge = next(line.split()[0] for line in history if "merged" in line)
    assert run(capsys, case, "undo", merge)[0] == 0
    shown = run(capsys, case, "show", "Berta")[1]
    assert "sightings: 3" in shown
    assert "alarm from 0.4000 on" in shown
    assert run(capsys, case, "rename", "Berta", "Berta B.")[0] == 0
    assert "(undone)" in run(capsys, case, "history", "Berta B.")[1]


def test_groups_and_meetings_are_printed(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("groups", "--looseness", "1"),
        ("groups", "--json"),
        ("together",),
        ("together", "--json"),
    ):
        code, out = run(capsys, case, *words)
        assert code == 0, out
    assert '"pairs"' in out
    assert run(capsys, case, "groups")[1].startswith("Proposed groups")


def test_alarms_are_raised_by_an_import_told_and_decided(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A phone's folder is watched; what arrives shows the person of a probe."""
    case = program.new_case(tmp_path / "w")
    picture = people_pictures()[0]
    (tmp_path / "first").mkdir()
    copy(people_pictures()[1], tmp_path / "first")
    program.must("import", case, tmp_path / "first", "--exhibit", "EX-1")
    program.must("person", case, "add", "Man at the bus", "--image", picture)
    program.must("person", case, "threshold", "1", "0.9", "--compared", "bare")
    filling = tmp_path / "filling"
    filling.mkdir()
    words = ("watch", case, "--folder", filling, "--exhibit", "EX-2", "--interval", "0.3", "--json")
    with program.start(*words) as watching:
        copy(picture, filling / "bus.jpg")
        assert watching.stdout is not None
        alarm = json.loads(watching.stdout.readline())
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 0
    assert (alarm["person"], alarm["exhibit"], alarm["decisions"]) == ("Man at the bus", "EX-2", [])
    assert alarm["score"] >= 0.9
    assert Path(alarm["crop"]).is_file()
    code, out = run(capsys, case, "acknowledge", alarm["alarm_id"], "confirmed", "--reason", "jacket")
    assert code == 0, out
    assert run(capsys, case, "alarms", "--json")[1].split() == ["[", "]"]
    assert f"sightings: {alarm['sighting_id']}" in run(capsys, case, "show", "1")[1]
