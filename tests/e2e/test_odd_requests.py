"""Requests that make no sense, and places that cannot be read or written, end in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.program import Program, lay_out_phone

LONG = "x" * 300


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three photos."""
    folder = tmp_path_factory.mktemp("phone")
    lay_out_phone(folder, 3)
    return folder


@pytest.fixture(scope="module")
def case(program: Program, phone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with the phone in it."""
    folder = program.new_case(tmp_path_factory.mktemp("cases") / "main")
    program.must("import", folder, phone, "--exhibit", "EX-1")
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["new", "/", "--number", "1", "--title", "t", "--examiner", "e"],
        ["new", ".", "--number", "1", "--title", "t", "--examiner", "e"],
        ["imprt"],
        ["import", "CASE", f"/tmp/{LONG}", "--exhibit", "E"],
        ["import", "CASE", "PHONE", "--exhibit", " "],
        ["import", "CASE", "PHONE", "--exhibit", "E\x1b[31m"],
        ["import", "CASE", "PHONE", "--exhibit", "E", "--clock-offset", "nan"],
        ["import", "CASE", "PHONE", "--exhibit", "E", "--clock-offset", "-inf"],
        ["import", "CASE", "PHONE", "--exhibit", "E", "--clock-offset", "1e300"],
        ["import", "CASE", "CASE", "--exhibit", "E"],
        ["import", "CASE", "ABOVE-CASE", "--exhibit", "E"],
        ["search", "CASE", "--probe", f"/tmp/{LONG}"],
        ["search", "CASE", "--probe", "PHONE"],
        ["search", "CASE", "--probe", "x.jpg", "--box", "-5,0,10,10"],
        ["search", "CASE", "--probe", "x.jpg", "--max-overlap", "1.5"],
        ["show", "CASE", "media", "--whole"],
        ["export", "CASE", "--format", "csv", "--out", "x.csv", "--min-score", "nan"],
        ["search", "CASE", "--probe", "x.jpg", "--top", "99999999999999999999"],
    ],
)
def test_a_request_without_sense_is_exit_code_2(
    program: Program, case: Path, phone: Path, words: list[str]
) -> None:
    places = {"CASE": str(case), "PHONE": str(phone), "ABOVE-CASE": str(case.parent)}
    ended = program.run(*[places.get(word, word) for word in words], timeout_s=60)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert "\x1b" not in ended.err
    assert len(ended.err) > 20


@pytest.mark.parametrize("out", ["/", f"/tmp/{LONG}", f"/tmp/{'x' * 250}", "FILE/report.html", "LINK/r.html"])
def test_an_export_to_an_impossible_place_is_a_sentence(
    program: Program, case: Path, phone: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(phone)
    out = out.replace("FILE", str(tmp_path / "file")).replace("LINK", str(tmp_path / "link"))
    ended = program.run("export", case, "--format", "csv", "--out", out)
    assert (ended.code, ended.out) == (1, "")
    assert "error in the program" not in ended.err
    assert not [p for p in phone.rglob("*") if "r.html" in p.name]


def test_evidence_named_through_a_link_is_not_written_to(
    program: Program, phone: Path, tmp_path: Path
) -> None:
    case, link = program.new_case(tmp_path / "case"), tmp_path / "link"
    link.symlink_to(phone)
    program.must("import", case, link, "--exhibit", "E")
    ended = program.run("export", case, "--format", "csv", "--out", phone / "r.csv")
    assert ended.code == 1
    assert "evidence" in ended.err
    assert not (phone / "r.csv").exists()


def test_a_case_is_found_from_inside(program: Program, case: Path) -> None:
    words = [sys.executable, "-m", "reid_desktop", "show", ".", "exhibits", "--json"]
    ended = subprocess.run(
        words, cwd=case, env=program.environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "EX-1" in ended.stdout


def test_files_named_twice_are_met_once(program: Program, phone: Path, tmp_path: Path) -> None:
    case = program.new_case(tmp_path / "case")
    camera = phone / "DCIM" / "Camera"
    words = ("import", case, camera, phone, phone, camera / "IMG_0000.jpg", "--exhibit", "E")
    summary = program.must(*words, "--no-analyse", "--json").json
    assert (summary["files_total"], summary["imported"], summary["duplicates"]) == (3, 3, 0)


def test_an_unknown_exhibit_is_told(program: Program, case: Path, phone: Path) -> None:
    probe = next(phone.rglob("*.jpg"))
    ended = program.must("search", case, "--probe", probe, "--exhibit", "EX-9", "--json")
    assert ended.json["candidates"] == []
    assert "no exhibit EX-9" in ended.err


def test_names_of_files_cannot_forge_lines(program: Program, tmp_path: Path) -> None:
    phone, case = tmp_path / "phone", program.new_case(tmp_path / "case")
    phone.mkdir()
    (phone / "a\nfailed: forged\x1b[2J\u202e.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\x00" * 40)
    plain = program.must("import", case, phone, "--exhibit", "E", "--no-analyse").out
    assert not [line for line in plain.splitlines() if line.startswith("failed: forged")]
    assert "\x1b" not in plain
    assert "\u202e" not in plain


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_what_cannot_be_printed_is_a_failure(program: Program, case: Path) -> None:
    words = [sys.executable, "-m", "reid_desktop", "show", str(case), "media", "--json"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            words, env=program.environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert "No space left" in ended.stderr
    assert "Exception" not in ended.stderr


def test_files_that_may_not_be_read_are_named(program: Program, phone: Path, tmp_path: Path) -> None:
    setpriv = shutil.which("setpriv")
    locked = tmp_path / "phone" / "locked"
    shutil.copytree(phone / "DCIM", tmp_path / "phone" / "DCIM")
    shutil.copytree(phone / "DCIM", locked)
    victim = tmp_path / "phone" / "DCIM" / "Camera" / "IMG_0001.jpg"
    case = program.new_case(tmp_path / "case")
    victim.chmod(0)
    locked.chmod(0)
    none = "-dac_override,-dac_read_search"
    lesser = (
        [setpriv or "setpriv", f"--bounding-set={none}", f"--inh-caps={none}"] if os.getuid() == 0 else []
    )
    command = [*lesser, sys.executable, "-m", "reid_desktop"]

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        line = [*command, *map(str, words)]
        return subprocess.run(line, env=program.environment, capture_output=True, text=True, check=False)

    try:
        if lesser and run("--version").returncode:
            pytest.skip("needs setpriv, to give up the rights of root")
        ended = run("import", case, tmp_path / "phone", "--exhibit", "E", "--no-analyse", "--json")
        assert ended.returncode == 0, ended.stderr
        assert '"files_total": 4, "imported": 2, "duplicates": 0, "not_media": 0, "failed": 2' in ended.stdout
        for words in (
            ("import", case, locked / "Camera" / "IMG_0001.jpg", "--exhibit", "E"),
            ("search", case, "--probe", locked / "Camera" / "IMG_0001.jpg"),
            ("show", locked / "case", "media"),
            ("export", case, "--format", "csv", "--out", locked / "x.csv"),
        ):
            ended = run(*words)
            assert ended.returncode in {1, 2}
            assert "Traceback" not in ended.stderr
            assert "error in the program" not in ended.stderr
    finally:
        locked.chmod(0o755)
        victim.chmod(0o644)


def test_evidence_unplugged_during_the_analysis_is_analysed_when_it_is_back(
    program: Program, tmp_path: Path
) -> None:
    drive, case = tmp_path / "drive", program.new_case(tmp_path / "case")
    lay_out_phone(drive, 20)
    process = program.start("import", case, drive, "--exhibit", "E", "--workers", "1", "--json")
    while process.poll() is None and not any((case / "thumbs").rglob("*.jpg")):
        time.sleep(0.02)
    drive.rename(tmp_path / "away")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    summary = json.loads(out)
    assert (summary["imported"], summary["failed"]) == (20, 0)
    assert 0 < summary["waiting"] < 20
    search = program.must("search", case, "--probe", next(tmp_path.rglob("*.jpg")))
    assert f"{summary['waiting']} photos and videos are not analysed yet" in search.err
    (tmp_path / "away").rename(drive)
    again = program.must("analyse", case, "--json").json
    assert (again["media"], again["waiting"], again["failed"]) == (summary["waiting"], 0, 0)
    rest = program.must("analyse", case, "--json").json
    assert (rest["media"], rest["waiting"]) == (0, 0), "nothing is left to analyse"


def test_a_file_of_two_exhibits_is_shown_where_it_was_asked_for(
    program: Program, phone: Path, tmp_path: Path
) -> None:
    case, other = program.new_case(tmp_path / "case"), tmp_path / "other"
    shutil.copytree(phone, other)
    program.must("import", case, phone, "--exhibit", "EX-1")
    program.must("import", case, other, "--exhibit", "EX-2", "--no-analyse")
    probe = next(phone.rglob("*.jpg"))
    for exhibit, folder in (("EX-1", phone), ("EX-2", other)):
        found = program.must("search", case, "--probe", probe, "--exhibit", exhibit, "--json").json
        assert found["candidates"]
        assert {c["exhibit"] for c in found["candidates"]} == {exhibit}
        assert all(c["path"].startswith(str(folder)) for c in found["candidates"])
