"""The disk fills up, the source is pulled, the case cannot be written: a sentence, and nothing is lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reid_desktop.adapters.store.case import open_case
from reid_desktop.domain.audit_log import check_log
from tests.e2e.program import Ended, Program

PHOTOS = 400


def lay_out(folder: Path, count: int, first: int = 0) -> None:
    """Write small photos that all differ, a hundred in a folder."""
    for number in range(first, first + count):
        home = folder / f"{number // 100:03}"
        home.mkdir(parents=True, exist_ok=True)
        pixels = np.full((16, 16, 3), 90, np.uint8)
        pixels[0, 0] = number % 256
        pixels[8:, 8:] = number // 256 * 20
        Image.fromarray(pixels).save(home / f"{number:05}.png")


@contextlib.contextmanager
def small_disk(folder: Path, mib: int) -> Iterator[Path]:
    """Mount a disk of a few MiB, where the system lets us."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs Linux and root")
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        pytest.skip("the system does not let us mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def state(case: Path) -> dict[str, list[str]]:
    """Return what the case holds: content to paths; and see that its log and its database are sound."""
    with contextlib.closing(open_case(case, read_only=True)) as store:
        assert store.integrity_problem() is None
        assert list(check_log(store.audit(), store.log_heads())) == []
        items = store.media(store.media_ids())
    return {item.sha256: sorted(copy.path for copy in item.copies) for item in items}


def is_a_sentence(ended: Ended) -> bool:
    """Tell whether a command failed with one line for the user."""
    said = [line for line in ended.err.splitlines() if line.startswith("reid-desktop: ")]
    return ended.code == 1 and len(said) == 1 and said[0].endswith(".") and "Traceback" not in ended.err


@pytest.mark.slow
def test_a_full_disk_stops_with_a_sentence_and_the_import_goes_on_later(
    program: Program, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    lay_out(first, 50)
    lay_out(second, PHOTOS, first=50)
    evidence = hashes(tmp_path)
    with small_disk(tmp_path / "disk", 8) as disk:
        case = program.new_case(disk / "case")
        program.must("import", case, first, "--exhibit", "E", "--no-analyse")
        before = state(case)
        filler = disk / "filler"
        free = shutil.disk_usage(disk).free
        filler.write_bytes(bytes(max(0, free - 100_000)))
        ended = program.run("import", case, second, "--exhibit", "E", "--no-analyse", "--json")
        assert is_a_sentence(ended), ended
        assert "room" in ended.err or "space" in ended.err or "full" in ended.err
        filler.unlink()
        between = state(case)
        assert before.items() <= between.items()
        again = program.must("import", case, second, "--exhibit", "E", "--no-analyse", "--json").json
        assert (again["files_total"], again["failed"]) == (PHOTOS, 0)
        assert len(state(case)) == 50 + PHOTOS
        assert program.must("verify", case, "--json").json["ok"]
    assert {path: digest for path, digest in hashes(tmp_path).items() if path in evidence} == evidence


def rows_in(case: Path) -> int:
    """Return how many files were noted so far."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True)) as connection,
    ):
        return int(connection.execute("SELECT count(*) FROM file_outcome").fetchone()[0])
    return 0


@pytest.mark.slow
def test_a_source_that_is_pulled_costs_nothing_that_was_read(program: Program, tmp_path: Path) -> None:
    phone, away = tmp_path / "phone", tmp_path / "pulled"
    lay_out(phone, PHOTOS)
    before = hashes(phone)
    whole = program.new_case(tmp_path / "whole")
    program.must("import", whole, phone, "--exhibit", "E", "--no-analyse")
    case = program.new_case(tmp_path / "case")
    process = program.start("import", case, phone, "--exhibit", "E", "--no-analyse", "--json")
    while process.poll() is None and rows_in(case) < 3:
        time.sleep(0.005)
    phone.rename(away)
    out, err = process.communicate(timeout=120)
    ended = Ended(process.returncode, out, err)
    assert "Traceback" not in err
    if ended.code == 0:
        counts = ended.json
        assert all(failure["reason"].endswith(".") for failure in counts["failures"])
        kept = counts["imported"]
    else:
        assert is_a_sentence(ended)
        kept = len(state(case))
    assert len(state(case)) == kept
    away.rename(phone)
    again = program.must("import", case, phone, "--exhibit", "E", "--no-analyse", "--json").json
    assert (again["files_total"], again["failed"]) == (PHOTOS, 0)
    assert state(case) == state(whole)
    assert program.must("verify", case, "--json").json["problems"] == []
    assert hashes(phone) == before


def test_a_case_that_cannot_be_written_says_so_and_is_left_alone(program: Program, tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    lay_out(phone, 3)
    with small_disk(tmp_path / "disk", 16) as disk:
        case = program.new_case(disk / "case")
        program.must("import", case, phone, "--exhibit", "E", "--no-analyse")
        before = hashes(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        try:
            refused = program.run("import", case, phone, "--exhibit", "E", "--no-analyse")
            assert is_a_sentence(refused), refused
            assert len(program.must("show", case, "media", "--json").json) == 3
            assert hashes(disk) == before
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def test_a_case_of_a_newer_version_is_left_alone(program: Program, tmp_path: Path) -> None:
    case = program.new_case(tmp_path / "case")
    with contextlib.closing(sqlite3.connect(case / "case.db")) as connection:
        connection.execute("PRAGMA user_version = 1000")
        connection.commit()
    before = hashes(case)
    for words in (("show", case, "media"), ("import", case, tmp_path, "--exhibit", "E")):
        ended = program.run(*words)
        assert is_a_sentence(ended), (words, ended)
        assert "newer version" in ended.err
    assert {path: digest for path, digest in hashes(case).items() if path in before} == before
