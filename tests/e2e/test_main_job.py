"""The main job through the command line: new, import, show, search, export, verify."""

from __future__ import annotations

import csv
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import Program, lay_out_phone, people_pictures

IMPORT_KEYS = {
    "files_total", "imported", "duplicates", "not_media", "failed", "failures",
    "photos", "videos", "sightings", "elapsed_s", "model_key",
}  # fmt: skip
MEDIA_KEYS = {
    "sha256", "kind", "paths", "width_px", "height_px", "make", "model", "time_utc",
    "time_uncertainty_s", "time_original", "time_zone", "time_source", "latitude", "longitude",
    "accuracy_m", "place_source", "duration_s",
}  # fmt: skip
CANDIDATE_KEYS = {
    "rank", "sighting_id", "score", "sha256", "path", "exhibit", "kind", "box", "time_utc",
    "time_source", "latitude", "longitude", "start_s", "end_s", "strength",
}  # fmt: skip


def fingerprints(folder: Path) -> dict[str, tuple[str, int]]:
    """Return hash and mtime of every file."""
    return {
        str(p): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small phone: photos, a double, a text, an empty and a broken file."""
    folder = tmp_path_factory.mktemp("phone")
    lay_out_phone(folder, 8)
    camera = folder / "DCIM" / "Camera"
    shutil.copy(camera / "IMG_0001.jpg", folder / "double.jpg")
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\x00" * 40)
    (folder / "<b>'; DROP TABLE media;--.jpg").write_bytes((camera / "IMG_0002.jpg").read_bytes() + b" ")
    return folder


@pytest.fixture(scope="module")
def case(program: Program, phone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case into which the phone was imported."""
    folder = program.new_case(tmp_path_factory.mktemp("cases") / "main")
    before = fingerprints(phone)
    summary = program.must("import", folder, phone, "--exhibit", "EX-1", "--json").json
    assert set(summary) >= IMPORT_KEYS
    assert summary["files_total"] == 13
    assert (summary["imported"], summary["duplicates"]) == (9, 1)
    assert summary["not_media"] + summary["failed"] == 3
    assert len(summary["failures"]) == summary["failed"]
    assert all(failure["reason"] for failure in summary["failures"])
    assert summary["sightings"] > 0
    assert fingerprints(phone) == before
    return folder


def test_importing_again_finds_only_doubles(program: Program, case: Path, phone: Path) -> None:
    before = program.must("show", case, "sightings", "--json").json
    again = program.must("import", case, phone, "--exhibit", "EX-1", "--json").json
    assert (again["imported"], again["duplicates"], again["files_total"]) == (0, 10, 13)
    assert program.must("show", case, "sightings", "--json").json == before


def test_media_say_when_and_how_that_is_known(program: Program, case: Path) -> None:
    media = program.must("show", case, "media", "--json").json
    assert all(set(item) >= MEDIA_KEYS for item in media)
    first = next(m for m in media if m["paths"][0].endswith("IMG_0000.jpg"))
    assert first["time_utc"] == "2024-05-01T12:00:33.000Z"
    assert (first["time_source"], first["time_zone"]) == ("offset_tag", "+02:00")
    assert (first["make"], first["model"]) == ("Maker", "Phone 5")
    double = next(m for m in media if len(m["paths"]) == 2)
    assert any(path.endswith("double.jpg") for path in double["paths"])


def test_a_search_is_ranked_recorded_and_repeatable(program: Program, case: Path) -> None:
    probe = people_pictures()[1]
    found = program.must("search", case, "--probe", probe, "--json", "--top", "4").json
    assert found["notice"].startswith("Candidate list")
    assert [c["rank"] for c in found["candidates"]] == [1, 2, 3, 4]
    assert all(set(c) >= CANDIDATE_KEYS for c in found["candidates"])
    scores = [c["score"] for c in found["candidates"]]
    assert scores == sorted(scores, reverse=True)
    again = program.must("search", case, "--probe", probe, "--json", "--top", "4").json
    assert again["candidates"] == found["candidates"]
    assert again["search_id"] == found["search_id"] + 1


def test_a_person_is_found_again_in_other_photos(program: Program, case: Path, shared_models: Path) -> None:
    assert shared_models.is_dir()
    words = ("search", case, "--probe", people_pictures()[1], "--json", "--top", "4")
    candidates = program.must(*words).json["candidates"]
    # Every second photo shows the picture that the probe is from.
    assert all(int(Path(c["path"]).stem[-4:]) % 2 for c in candidates if "IMG" in c["path"])


def test_filters_narrow_and_a_box_chooses(program: Program, case: Path) -> None:
    probe = people_pictures()[0]
    words = ("search", case, "--probe", probe, "--box", "50,400,245,900", "--json")
    everything = program.must(*words).json
    assert everything["probe"]["box"] == [50, 400, 245, 900]
    early = program.must(*words, "--before", "2024-05-03T00:00:00+02:00").json
    assert 0 < len(early["candidates"]) < len(everything["candidates"])
    assert all(c["time_utc"] < "2024-05-02T22:00:00.000Z" for c in early["candidates"])
    assert program.must(*words, "--near", "-33.8,151.2,500").json["candidates"] == []
    assert program.must(*words, "--exhibit", "EX-2").json["candidates"] == []


def test_exact_and_hnsw_agree_on_a_small_case(program: Program, case: Path) -> None:
    words = ("search", case, "--probe", people_pictures()[0], "--json", "--top", "10")
    exact, approximate = program.must(*words, "--exact").json, program.must(*words, "--hnsw").json
    assert exact["index"]["exact"]
    if "not installed" not in approximate["index"]["note"]:
        assert approximate["index"] == {**exact["index"], "kind": "hnsw", "exact": False} | {
            "note": approximate["index"]["note"],
            "recall": 1.0,
        }
    assert approximate["candidates"] == exact["candidates"]


def test_several_persons_feedback_and_making_a_search_again(program: Program, case: Path) -> None:
    first, second = people_pictures()[:2]
    words = ("search", case, "--probe", first, "--box", "50,400,245,900", "--json", "--top", "8")
    plain = program.must(*words).json
    best, other = (plain["candidates"][at]["sighting_id"] for at in (0, 3))
    without = program.must(*words, "--sighting", best).json
    liked = program.must(*words, "--sighting", best, "--unlike", other).json
    assert [p["sighting_id"] for p in liked["probes"]] == [None, best]
    before, after = (
        {c["sighting_id"]: c["score"] for c in found["candidates"]} for found in (without, liked)
    )
    assert after.get(other, -1.0) < before[other]
    assert all(c["group"] <= c["rank"] for c in plain["candidates"])
    again = program.must(*words, "--rerank", "--kind", "photo", "--area", "-90,-180;-90,0;90,0;90,-180").json
    assert again["options"]["rerank"]
    both = program.must(*words, "--and", "--probe", second).json
    assert [c["person"] for c in both["candidates"][:2]] == [0, 1]
    assert both["candidates"][0]["path"] == both["candidates"][1]["path"]
    assert both["candidates"][0]["joint"] == both["candidates"][1]["joint"]
    assert program.run("search", case, "--probe", first, "--and").code == 2
    for made in (plain, liked, again, both):
        found = program.must("search", case, "--repeat", made["search_id"], "--json").json
        assert (found["same"], found["changes"], found["sightings_since"]) == (True, [], 0)
    reasons = {one["reason"] for one in plain["not_searched"]}
    assert "undecodable_file" in reasons


def test_one_probe_searches_several_cases_that_let_it(program: Program, case: Path, tmp_path: Path) -> None:
    second = shutil.copytree(case, tmp_path / "second.reidcase")
    closed = shutil.copytree(case, tmp_path / "closed.reidcase")
    [opening] = program.must("authority", closed, "--json").json["authorities"]
    program.must("authority", closed, "reject", opening["authority"], "--reason", "no order")
    words = ("search-cases", case, second, closed, "--probe", people_pictures()[0], "--top", "6", "--json")
    found = program.must(*words).json
    assert [(one["search_id"] is None, bool(one["refused"])) for one in found["searches"]] == [
        (False, False),
        (False, False),
        (True, True),
    ]
    [one] = found["lists"]
    scores = [row["score"] for row in one["candidates"]]
    assert (len(scores), scores) == (6, sorted(scores, reverse=True))
    assert {row["case"] for row in one["candidates"]} == {str(case), str(second)}
    assert [row["rank"] for row in one["candidates"]] == [1, 2, 3, 4, 5, 6]
    last = program.must("show", second, "searches", "--json").json[-1]
    assert last["search_id"] == found["searches"][1]["search_id"]
    assert program.run("search-cases", closed, "--probe", people_pictures()[0]).code == 1


def test_a_missed_person_is_added_and_found(program: Program, case: Path) -> None:
    media = program.must("show", case, "media", "--json").json
    photo = next(item for item in media if item["kind"] == "photo" and item["width_px"] > 600)
    words = (
        "add-sighting",
        case,
        photo["sha256"],
        "--box",
        "300,200,380,420",
        "--reason",
        "missed",
        "--json",
    )
    added = program.must(*words).json
    assert (added["box"], added["replaces"]) == ([300, 200, 380, 420], None)
    probe = ("search", case, "--sighting", added["sighting_id"], "--json", "--top", "3")
    assert program.must(*probe).json["candidates"][0]["sighting_id"] == added["sighting_id"]
    program.must("decide", case, added["sighting_id"], "--verdict", "confirmed", "--reason", "cap")
    program.must("tag", case, added["sighting_id"], "--tag", "cap")
    right = ("correct-box", case, added["sighting_id"], "--box", "302,202,378,418", "--json")
    corrected = program.must(*right).json
    assert corrected["replaces"] == added["sighting_id"]
    decided = {one["sighting_id"]: one for one in program.must("show", case, "decisions", "--json").json}
    assert decided[corrected["sighting_id"]]["verdict"] == "confirmed"
    assert str(added["sighting_id"]) in decided[corrected["sighting_id"]]["origin"]
    shown = {one["sighting_id"] for one in program.must("show", case, "sightings", "--json").json}
    assert corrected["sighting_id"] in shown
    assert added["sighting_id"] not in shown
    assert program.run(*right).code == 2


def test_exports_are_whole_and_never_overwrite(program: Program, case: Path, tmp_path: Path) -> None:
    search = program.must("search", case, "--probe", people_pictures()[1], "--json").json
    number = str(search["search_id"])
    html, table = tmp_path / "case.html", tmp_path / "case.csv"
    program.must("export", case, "--format", "html", "--out", html, "--search", number)
    text = html.read_text(encoding="utf-8")
    assert "an investigative lead, not an identification" in text
    assert "DROP TABLE" in text
    assert "<b>'" not in text
    program.must("export", case, "--format", "csv", "--out", table, "--search", number)
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(search["candidates"])
    again = program.run("export", case, "--format", "html", "--out", html)
    assert again.code == 1
    assert "there already" in again.err
    assert program.run("export", case, "--format", "docx", "--out", tmp_path / "x").code == 2


def test_exports_never_go_among_the_evidence(program: Program, case: Path, phone: Path) -> None:
    before = fingerprints(phone)
    out = phone / "DCIM" / "Camera" / "report.html"
    ended = program.run("export", case, "--format", "html", "--out", out)
    assert ended.code == 1
    assert "evidence" in ended.err
    assert fingerprints(phone) == before


def test_verify_names_the_changed_file(program: Program, tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    lay_out_phone(phone, 3)
    case = program.new_case(tmp_path / "case")
    program.must("import", case, phone, "--exhibit", "E", "--no-analyse")
    assert program.must("verify", case, "--json").json["ok"]
    victim = phone / "DCIM" / "Camera" / "IMG_0001.jpg"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    ended = program.run("verify", case, "--json")
    assert ended.code == 1
    assert [p["path"] for p in ended.json["problems"]] == [str(victim)]
    (phone / "DCIM" / "Camera" / "IMG_0002.jpg").unlink()
    assert len(program.run("verify", case, "--json").json["problems"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["import", "CASE", "/nowhere/at/all", "--exhibit", "E"],
        ["import", "CASE", "."],
        ["search", "CASE", "--probe", "/nowhere.jpg"],
        ["search", "CASE", "--probe", "x.jpg", "--box", "5,5,1,1"],
        ["search", "CASE", "--probe", "x.jpg", "--after", "yesterday"],
        ["search", "CASE", "--probe", "x.jpg", "--near", "95,0,10"],
        ["show", "CASE", "everything"],
        ["new", "/tmp/x", "--number", " ", "--title", "t", "--examiner", "e"],
        ["--frobnicate"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(program: Program, case: Path, words: list[str]) -> None:
    ended = program.run(*[str(case) if word == "CASE" else word for word in words])
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert len(ended.err) > 20


def test_a_folder_that_is_no_case_is_exit_code_1(program: Program, tmp_path: Path) -> None:
    ended = program.run("show", tmp_path, "media")
    assert (ended.code, ended.out) == (1, "")
    assert "Traceback" not in ended.err


def test_an_import_works_without_any_network(program: Program, phone: Path, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    tried = subprocess.run([unshare or "false", "-n", "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("needs the right to make an empty network namespace (unshare -n)")
    case = program.new_case(tmp_path / "case")
    words = ["import", str(case), str(phone), "--exhibit", "E", "--json"]
    command = [str(unshare), "-n", sys.executable, "-m", "reid_desktop", *words]
    ended = subprocess.run(command, env=program.environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert '"imported": 9' in ended.stdout


def test_no_socket_to_any_network_is_ever_connected(program: Program, phone: Path, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs strace, and the right to use it")
    case = program.new_case(tmp_path / "case")
    probe = next(path for path in sorted(phone.rglob("*")) if path.suffix == ".jpg")
    jobs: list[tuple[str | Path, ...]] = [
        ("import", case, phone, "--exhibit", "E"),
        ("search", case, "--probe", probe),
        ("export", case, "--format", "html", "--out", tmp_path / "case.html"),
        ("verify", case),
    ]
    for number, words in enumerate(jobs):
        told = tmp_path / f"calls-{number}"
        watch = [strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg,bind", "-o", str(told)]
        command = [*watch, sys.executable, "-m", "reid_desktop", *map(str, words)]
        ended = subprocess.run(command, env=program.environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        calls = told.read_text(encoding="utf-8", errors="replace").splitlines()
        assert [call for call in calls if "AF_INET" in call or "AF_PACKET" in call] == []


def test_the_person_of_a_street_frame_is_found_in_the_next_frames(
    program: Program, shared_samples: Path, shared_models: Path, tmp_path: Path
) -> None:
    assert shared_models.is_dir()
    case = program.new_case(tmp_path / "case")
    street = shared_samples / "people_photos"
    program.must("import", case, street, "--exhibit", "E")
    found = program.must("search", case, "--probe", street / "c1s1_009376.jpg", "--json").json
    names = [Path(c["path"]).name for c in found["candidates"]]
    assert names[:3] == ["c1s1_009376.jpg", "c1s1_009451.jpg", "c1s1_009476.jpg"]
    assert found["candidates"][2]["score"] > found["candidates"][3]["score"] + 0.2
