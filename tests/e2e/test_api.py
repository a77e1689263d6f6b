"""The programming interface, as its page describes it."""

import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest
from PIL import Image

from reid_desktop.app.api import Case, CaseFacts, new_case
from reid_desktop.domain.errors import CaseError, NotAuthorisedError, ReidError, UsageError
from reid_desktop.ports import engine

from .program import Program, people_pictures

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
FACTS = CaseFacts("K 7/26", "Test", "T. Ester")


def test_the_page_names_every_request() -> None:
    named = set(re.findall(r"`(\w+Request)`", PAGE))
    assert named == {one.__name__ for one in typing.get_args(engine.Request)}


def test_the_page_names_every_method() -> None:
    methods = {name for name in vars(Case) if not name.startswith("_")} - {"folder"}
    assert {name for name in methods if f"`{name}" not in PAGE and f"{name}(" not in PAGE} == set()


def test_the_job_of_the_page_runs_as_it_stands(program: Program, tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    script.write_text(found.group(1), encoding="utf-8")
    phone = tmp_path / "phone"
    phone.mkdir()
    bus, _ = people_pictures()
    Image.open(bus).save(phone / "one.jpg")
    Image.open(bus).rotate(2).save(phone / "two.jpg")
    words = [str(tmp_path / "case"), str(phone), str(bus), str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, str(script), *words],
        env=program.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    first, *candidates, last = ended.stdout.splitlines()
    assert re.fullmatch(r"2 imported, 0 failed, \d+ sightings", first)
    assert last == "verified: True"
    assert len(candidates) > 1
    assert candidates[0].startswith("1 1.0 ")
    assert "one.jpg" in candidates[0]
    assert "one.jpg" in (tmp_path / "case.html").read_text(encoding="utf-8")
    shown = program.must("show", tmp_path / "case", "audit", "--json").out
    assert '"action": "view", "object": "api"' in shown


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings and caches below a folder of its own."""
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    return tmp_path


def test_what_goes_wrong_is_raised_with_its_sentence(home: Path) -> None:
    folder = new_case(home / "case", FACTS)
    assert folder.name == "case.reidcase"
    with pytest.raises(CaseError, match="already"):
        new_case(home / "case", FACTS)
    with Case(home / "case") as case:
        with pytest.raises(UsageError, match="There is nothing at"):
            case.bring_in([home / "gone"], "A1")
        with pytest.raises(UsageError, match="The case itself lies"):
            case.bring_in([folder], "A1")
        with pytest.raises(UsageError, match="no export format"):
            case.export("doc", home / "out")
        with pytest.raises(ReidError):
            case.search(home / "gone.jpg")


def test_an_import_without_analysis_is_watched_and_told(home: Path) -> None:
    phone = home / "phone"
    phone.mkdir()
    Image.new("RGB", (64, 48), "navy").save(phone / "sea.png")
    phases = []
    with Case(new_case(home / "case", FACTS), who="S. Cript") as case:
        brought = case.bring_in([phone], "A1", watch=lambda state: phases.append(state.phase), analyse=False)
        assert (brought.files_total, brought.imported) == (1, 1)
        assert [item.copies[0].path for item in case.media()] == [str(phone / "sea.png")]
        assert list(case.sightings()) == []
        assert {row.who for row in case.log() if row.action == "view"} == {"S. Cript"}
    assert phases[-1].value == "done"


def test_who_may_not_read_the_log_is_refused(program: Program, home: Path) -> None:
    folder = new_case(home / "case", FACTS)
    program.must("role", folder, "give", "T. Ester", "supervisor")
    program.must("role", folder, "give", "R. Eader", "reviewer")
    with Case(folder, who="R. Eader") as case, pytest.raises(NotAuthorisedError):
        list(case.log())
