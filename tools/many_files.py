"""Import very many small files in one go, and see whether rate and memory stay as they are.

    python -m tools.many_files [--files 100000] [--json]

Makes the files in a temporary folder (100,000 need 1.2 GB and half an hour at most on two cores): photos with
and without EXIF, doubles, live photos, texts, broken files and archives. They are brought in through the real
analysis process, without looking for persons, and linked. Printed are the rate and the resident memory of
each tenth, the four counts, and how much time passed after the last file was read.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from reid_desktop.adapters.process.engine import WORK, ProcessEngine
from reid_desktop.app.bench.ours import import_through, new_case
from reid_desktop.app.bench.processes import engine_process, usage
from reid_desktop.app.engine import ChildSetup, child_main
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.jobs import JobState
from reid_desktop.ports.engine import ImportRequest, ImportSummary

PER_FOLDER, PER_ARCHIVE = 500, 50
LOOK_S = 0.2
TENTHS = 10


def photo(number: int, *, has_exif: bool) -> bytes:
    """Return a small photo that no other number gives."""
    chance = np.random.default_rng(number)
    pixels = np.kron(chance.integers(0, 256, (6, 8, 3), dtype=np.uint8), np.ones((8, 8, 1), np.uint8))
    exif = Image.Exif()
    if has_exif:
        exif[0x010F], exif[0x0110] = "Acme", "One"
        day, second = 1 + number % 28, number % 60
        exif.get_ifd(0x8769)[0x9003] = f"2024:05:{day:02} {number % 24:02}:{number % 59:02}:{second:02}"
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def _double(number: int) -> bytes:
    return photo(number - number % 20, has_exif=True)


KINDS: tuple[tuple[int, str, Callable[[int], bytes]], ...] = (
    (12, "IMG_{n:06}.jpg", lambda n: photo(n, has_exif=True)),
    (16, "IMG-20240518-WA{n:06}.jpg", lambda n: photo(n, has_exif=False)),
    (17, "copy of {n:06}.jpg", _double),
    (18, "notes {n:06} ä写.txt", lambda n: f"text {n}".encode()),
    (19, "broken_{n:06}.jpg", lambda n: photo(n, has_exif=True)[: 200 + n % 400]),
    (20, "no_ending_{n:06}", lambda n: photo(n, has_exif=True)),
)
"""Of each twenty files, up to which number is of which kind."""


def lay_out(folder: Path, count: int) -> None:
    """Write `count` files; every hundredth folder's worth lies in archives."""
    for start in range(0, count, PER_FOLDER):
        number = start // PER_FOLDER
        files = {}
        for n in range(start, min(start + PER_FOLDER, count)):
            _, name, make = next(kind for kind in KINDS if n % 20 < kind[0])
            files[name.format(n=n)] = make(n)
        if number % 10 == 9:
            _pack(folder / f"archives/{number:04}", files)
            continue
        home = folder / f"DCIM/{number:04}"
        home.mkdir(parents=True)
        for name, data in files.items():
            (home / name).write_bytes(data)


def _pack(home: Path, files: dict[str, bytes]) -> None:
    home.mkdir(parents=True)
    names = list(files)
    for start in range(0, len(names), PER_ARCHIVE):
        with zipfile.ZipFile(home / f"{start:04}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names[start : start + PER_ARCHIVE]:
                archive.writestr(name, files[name])


@dataclass(slots=True)
class Watch:
    """Looks at the engine process and at how many files it has read."""

    done: int = 0
    seen: list[tuple[float, int, float]] = field(default_factory=list)
    """Seconds, files read, MiB resident."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def note(self, state: JobState) -> None:
        """Take in how far the import is."""
        self.done = max(self.done, state.progress.done)

    def look(self) -> None:
        """Look until stopped; in a thread of its own."""
        started_s = time.perf_counter()
        while not self._stop.wait(LOOK_S):
            process_id = engine_process()
            if process_id is not None:
                resident_mib = usage(process_id).resident_mib
                self.seen.append((time.perf_counter() - started_s, self.done, resident_mib))

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def tenths(self, count: int) -> list[dict[str, float]]:
        """Return rate and memory of each tenth of the files."""
        found = []
        before_s, before = 0.0, 0
        for tenth in range(1, TENTHS + 1):
            wanted = count * tenth // TENTHS
            reached = next((one for one in self.seen if one[1] >= wanted), None)
            if reached is None:
                break
            rate = (reached[1] - before) / max(reached[0] - before_s, 1e-9)
            found.append({"files": reached[1], "per_s": round(rate, 1), "resident_mib": round(reached[2], 1)})
            before_s, before = reached[0], reached[1]
        return found


def measure(folder: Path, case: Path) -> tuple[ImportSummary, Watch, float]:
    """Import everything below `folder`; return the summary, what was seen and the time it took."""
    new_case(case)
    setup = ChildSetup(load_settings(None), case, None)
    engine = ProcessEngine(child_main, {WORK: setup})
    watch = Watch()
    looker = threading.Thread(target=watch.look, daemon=True)
    started_s = time.perf_counter()
    looker.start()
    try:
        request = ImportRequest((str(folder),), Exhibit(ExhibitId("E"), time_zone="Europe/Berlin"), None)
        summary = import_through(engine, request, watch.note)
    finally:
        elapsed_s = time.perf_counter() - started_s
        watch.stop()
        looker.join()
        engine.close()
    return summary, watch, elapsed_s


def main() -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reid-many-") as name:
        folder = Path(name) / "dump"
        folder.mkdir()
        lay_out(folder, arguments.files)
        summary, watch, elapsed_s = measure(folder, Path(name) / "Many.reidcase")
    counts = {
        "files": summary.files_total,
        "imported": summary.imported,
        "duplicates": summary.duplicates,
        "not_media": summary.not_media,
        "failed": summary.failed,
    }
    tenths = watch.tenths(summary.files_total)
    if arguments.json:
        print(json.dumps({**counts, "elapsed_s": round(elapsed_s, 1), "tenths": tenths}, indent=1))
        return 0
    print(", ".join(f"{number:,} {name}" for name, number in counts.items()), f"in {elapsed_s:.0f} s")
    print(f"{'files read':>12} {'files/s':>9} {'MiB':>7}")
    for tenth in tenths:
        print(f"{tenth['files']:12,} {tenth['per_s']:9.1f} {tenth['resident_mib']:7.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
