"""How soon the persons of long clips can be searched: with the quick pass, and without it.

    python -m tools.first_sightings CLIP... [--repeat N] [--no-quick-pass] [--until-searchable]

Imports the clips into a new case in a temporary folder with the program itself, and looks into it meanwhile.
Printed are the seconds until the first sighting, until each clip was seen at all, and until all is done.
`--repeat` plays each clip so many times in a row; `--until-searchable` stops before clips are looked through,
since an hour of video takes its time.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import av

LOOK_S, END_S = 0.2, 120.0


def repeated(clip: Path, times: int, out: Path) -> Path:
    """Write a clip that plays another so many times, without encoding it again."""
    with av.open(str(out), "w") as target:
        shift = 0
        track = None
        for _ in range(times):
            with av.open(str(clip)) as source:
                picture = source.streams.video[0]
                track = track or target.add_stream_from_template(picture)
                newest = shift
                for packet in source.demux(picture):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    newest = max(newest, packet.pts + (packet.duration or 1))
                    packet.stream = track
                    target.mux(packet)
                shift = newest
    return out


def looked(case: Path) -> tuple[int, int, int]:
    """Return how many sightings there are, and how many clips were seen at all and to their end."""
    try:
        with closing(sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True, timeout=5)) as db:
            (sightings,) = db.execute("SELECT COUNT(*) FROM sighting").fetchone()
            (seen,) = db.execute("SELECT COUNT(*) FROM analysis").fetchone()
            (whole,) = db.execute("SELECT COUNT(*) FROM analysis WHERE state <> 'quick'").fetchone()
    except sqlite3.OperationalError:
        return 0, 0, 0
    return sightings, seen, whole


def measure(clips: list[Path], case: Path, words: list[str], *, until_searchable: bool) -> dict[str, float]:
    """Import the clips; return when what was there, in seconds since the start."""
    program = [sys.executable, "-m", "reid_desktop"]
    facts = ["--number", "1", "--title", "t", "--examiner", "t"]
    subprocess.run([*program, "new", str(case), *facts], check=True, capture_output=True)
    started_s = time.monotonic()
    process = subprocess.Popen(
        [*program, "import", str(case), *map(str, clips), "--exhibit", "E", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    found: dict[str, float] = {}
    while process.poll() is None:
        sightings, seen, whole = looked(case)
        now_s = round(time.monotonic() - started_s, 1)
        if sightings:
            found.setdefault("first_sighting_s", now_s)
        if seen == len(clips):
            found.setdefault("all_searchable_s", now_s)
            if until_searchable:
                os.killpg(process.pid, signal.SIGINT)
                break
        if whole == len(clips):
            found.setdefault("looked_through_s", now_s)
        time.sleep(LOOK_S)
    process.wait(timeout=END_S)
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--no-quick-pass", action="store_true")
    parser.add_argument("--until-searchable", action="store_true")
    parser.add_argument("--video-fps", default="3")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reid-first-") as name:
        home = Path(name)
        clips = asked.clips
        if asked.repeat > 1:
            clips = [repeated(one, asked.repeat, home / f"long-{one.stem}.mp4") for one in clips]
        words = ["--video-fps", asked.video_fps, *(["--no-quick-pass"] if asked.no_quick_pass else [])]
        case = home / "case.reidcase"
        found = measure(clips, case, words, until_searchable=asked.until_searchable)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
