"""Killed at any moment, the case opens again with nothing lost and nothing doubled (row A4)."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.e2e.program import Program, lay_out_phone

KILLS = int(os.environ.get("REID_DESKTOP_KILLS", "4"))
PHOTOS = 40


def content(program: Program, case: Path) -> tuple[list[str], Counter[tuple[Any, ...]]]:
    """Return what the case holds, without the numbers that depend on the order of work."""
    media = program.must("show", case, "media", "--json").json
    sightings = program.must("show", case, "sightings", "--json").json
    found = Counter((s["sha256"], *s["box"], s["score"]) for s in sightings)
    return sorted(m["sha256"] for m in media), found


def check_is_sound(program: Program, case: Path) -> None:
    """Whatever is there is there once, and verifies."""
    shas, sightings = content(program, case)
    assert len(shas) == len(set(shas)), "a photo is there twice"
    assert not [s for s, count in sightings.items() if count > 1], "a sighting is there twice"
    assert {s[0] for s in sightings} <= set(shas), "a sighting of no photo"
    report = program.run("verify", case, "--json").json
    assert report["database_ok"]
    assert report["audit_ok"]
    assert report["problems"] == []


def child_of(pid: int) -> int | None:
    """Return the engine process that a command started."""
    tasks = Path(f"/proc/{pid}/task")
    found = [int(word) for lists in tasks.glob("*/children") for word in lists.read_text().split()]
    names = {p: Path(f"/proc/{p}/cmdline").read_bytes() for p in found}
    return next((p for p, name in names.items() if b"spawn_main" in name), None)


def test_killed_imports_lose_and_double_nothing(program: Program, tmp_path: Path) -> None:
    phone, chance = tmp_path / "phone", random.Random(20)
    lay_out_phone(phone, PHOTOS)
    whole = program.new_case(tmp_path / "whole")
    started_s = time.monotonic()
    summary = program.must("import", whole, phone, "--exhibit", "E1", "--json").json
    whole_s = time.monotonic() - started_s
    assert summary["imported"] == PHOTOS
    expected = content(program, whole)

    rounds = 0
    while rounds < KILLS:
        case = program.new_case(tmp_path / f"killed-{rounds}")
        for _ in range(min(2, KILLS - rounds)):
            process = program.start("import", case, phone, "--exhibit", "E1", "--json")
            time.sleep(chance.uniform(0.3, whole_s * 0.9))
            child = child_of(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            if child is not None and rounds % 2:
                os.kill(child, signal.SIGKILL)
            process.communicate()
            rounds += 1
            check_is_sound(program, case)
        again = program.must("import", case, phone, "--exhibit", "E1", "--json").json
        assert again["imported"] + again["duplicates"] == PHOTOS
        assert content(program, case) == expected
        assert program.must("verify", case, "--json").json["ok"]


def test_a_killed_engine_is_started_again_and_the_import_goes_on(program: Program, tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    lay_out_phone(phone, PHOTOS)
    case = program.new_case(tmp_path / "case")
    process = program.start("import", case, phone, "--exhibit", "E1", "--json")
    child = None
    while child is None and process.poll() is None:
        time.sleep(0.05)
        child = child_of(process.pid)
    time.sleep(0.6)
    assert child is not None
    os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert '"failed": 0' in out
    assert len(content(program, case)[0]) == PHOTOS
