"""Clocks and corrections from the command line, on files with EXIF."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image

from tests.e2e.program import Program
from tests.older_case import take_back


def photo(path: Path, clock: str, fix: tuple[str, tuple[float, ...]] | None = None) -> str:
    """Write a JPEG with a camera clock and perhaps a satellite's; return its SHA-256."""
    picture = Image.effect_noise((64, 48), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Acme", "One"
    exif.get_ifd(0x8769)[0x9003] = clock
    if fix is not None:
        gps = exif.get_ifd(0x8825)
        gps[29], gps[7] = fix
        gps[1], gps[2], gps[3], gps[4] = "N", (51.0, 20.0, 0.0), "E", (12.0, 22.0, 0.0)
    picture.save(path, exif=exif)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(program: Program, case: Path, digest: str) -> bool:
    """Tell whether nonsense about an item ends with wrong usage."""
    nowhere = program.run("correct", case, digest, "--place", "91,0", "--reason", "x").code
    unknown = program.run("correct", case, "ab" * 32, "--withdraw", "time", "--reason", "x").code
    return (nowhere, unknown) == (2, 2)


def phone_with_a_slow_clock(phone: Path) -> str:
    """Lay out photos whose clock is 12 minutes slow; return the SHA-256 of the one without a fix."""
    phone.mkdir()
    for minute in range(4):  # 14:10 where the satellites say 12:22 UTC, in Leipzig 14:22
        fix = ("2024:05:18", (12.0, 22.0 + minute, 0.0))
        photo(phone / f"{minute}.jpg", f"2024:05:18 14:1{minute}:00", fix)
    return photo(phone / "plain.jpg", "2024:05:18 15:00:00")


def test_a_clock_is_solved_declared_and_a_time_corrected(program: Program, tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    digest = phone_with_a_slow_clock(phone)
    case = tmp_path / "c"
    program.must("new", case, "--number", "1", "--title", "t", "--examiner", "e")
    program.must("import", case, phone, "--exhibit", "E1", "--timezone", "Europe/Berlin", "--no-analyse")

    def shown() -> dict[str, object]:
        rows = program.must("show", case, "media", "--json").json
        [row] = [row for row in rows if row["sha256"] == digest]
        return dict(row)

    assert (shown()["time_utc"], shown()["time_source"]) == ("2024-05-18T13:00:00.000Z", "exhibit_zone")
    found = program.must("solve-clock", case, "E1", "--json").json
    assert (found["offset_s"], len(found["events"]), found["left_out"]) == (720.0, 4, [])
    assert shown()["time_utc"] == "2024-05-18T13:00:00.000Z"
    applied = program.must("solve-clock", case, "E1", "--apply", "--json").json
    assert applied["clock_offset_s"] == 720.0
    assert (shown()["time_utc"], shown()["time_original"]) == (
        "2024-05-18T13:12:00.000Z",
        "2024:05:18 15:00:00",
    )

    program.must(
        "correct", case, digest, "--time", "2024-05-18T13:15:00Z", "--reason", "church clock", "--json"
    )
    row = shown()
    assert (row["time_utc"], row["time_source"], row["flags"]) == (
        "2024-05-18T13:15:00.000Z",
        "manual",
        ["corrected"],
    )
    assert refused(program, case, digest)
    program.must("correct", case, digest, "--withdraw", "time", "--reason", "wrong picture")
    assert shown()["time_utc"] == "2024-05-18T13:12:00.000Z"
    declared = program.must(
        "exhibit", case, "E1", "--timezone", "UTC", "--reason", "seen in settings", "--json"
    ).json
    assert declared["changed"] >= 1
    assert shown()["time_utc"] == "2024-05-18T15:12:00.000Z"
    assert hashlib.sha256((phone / "plain.jpg").read_bytes()).hexdigest() == digest
    assert program.must("verify", case, "--json").json["problems"] == []


def test_a_clock_is_solved_from_photos_of_one_scene(program: Program, tmp_path: Path) -> None:
    case = tmp_path / "c"
    program.must("new", case, "--number", "1", "--title", "t", "--examiner", "e")
    digests = []
    for exhibit, clock in (("E1", "2024:05:18 14:00:00"), ("E2", "2024:05:18 14:12:00")):
        phone = tmp_path / exhibit
        phone.mkdir()
        digests.append(photo(phone / "a.jpg", clock))
        program.must("import", case, phone, "--exhibit", exhibit, "--timezone", "+02:00", "--no-analyse")
    found = program.must("solve-clock", case, "E1", "--same", "=".join(digests), "--json").json
    assert (found["offset_s"], found["uncertainty_s"]) == (720.0, 6.0)
    assert program.run("solve-clock", case, "E1", "--same", "=".join(reversed(digests))).code == 1
    assert program.run("solve-clock", case, "E1", "--same", "12=34").code == 2


def test_a_case_of_an_older_version_is_brought_up_to_date_by_any_command(
    program: Program, tmp_path: Path
) -> None:
    phone_with_a_slow_clock(tmp_path / "phone")
    case = program.new_case(tmp_path / "old")
    assert program.run("import", case, tmp_path / "phone", "--exhibit", "P", "--no-analyse").code == 0
    take_back(case, 7)
    assert program.run("exhibit", case, "P", "--clock-offset", "60", "--reason", "seen").code == 0
