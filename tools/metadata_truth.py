"""Compare what the program reads from files with what others say of them: time, offset, position.

    python -m tools.metadata_truth SAMPLES
    python -m tools.metadata_truth FOLDER --exiftool LISTING.json

SAMPLES holds `exiftool_t`, `exif_ianare` and `takeout`, with the truth beside the files. For any other
folder write the truth with `cd FOLDER && exiftool -json -n -G1 -r . > LISTING.json`. Prints a table of
agreement, then every disagreement with its reason where one is known (`docs/metadata-truth.md`).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.xmp import xmp_properties
from reid_desktop.adapters.places.offline import OfflinePlaces
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.registry import source_reader
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, MediaItem, RawFacts, SourceEntry
from reid_desktop.domain.timing import Surroundings, settle
from tools.metadata_truths import Truth, exifread_dump, exiftool_listing, exiftool_tests, takeout_sidecars

BASE_MAP = Path(__file__).resolve().parent.parent / "resources/map"
SAME_DEG = 1e-4
"""Other tools print positions to a hundredth of a second of arc, or of a minute: 18 m at most."""
SAME_MS = 1000

REASONS = {
    ("takeout", "PXL_20231006_063909898.LS.mp4", "position"): (
        "the file's own position and its sidecar's lie apart: the file counts, both are shown and flagged"
    ),
}
"""Corpus, file name and what: why the two differ, where that is right."""


@dataclass(frozen=True)
class Disagreement:
    """One value that differs."""

    corpus: str
    path: str
    what: str
    """`time`, `offset` or `position`."""
    theirs: str
    ours: str

    @property
    def reason(self) -> str:
        """Why that is, if it is known."""
        name = self.path.rsplit("/", 1)[-1]
        return REASONS.get((self.corpus, name, self.what), "not explained")


@dataclass
class Agreement:
    """How one corpus did."""

    corpus: str
    files: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    differ: list[Disagreement] = field(default_factory=list)

    def share(self, what: str) -> float:
        """Return which share of the values agrees; 1 where there is none."""
        return self.agreed[what] / self.asked[what] if self.asked[what] else 1.0


class Comparison:
    """Reads files as an import does."""

    def __init__(self, root: Path) -> None:
        """List `root` with its sidecars."""
        evidence = OpenEvidence()
        self._root = root
        self._inspector = FileInspector(SystemClock(), evidence)
        places = OfflinePlaces(BASE_MAP)
        self._around = Surroundings({}, places.zone_at, places.name_at)
        reader = source_reader(str(root), evidence, xmp_properties)
        found = (entry for entry in reader.entries(str(root)) if isinstance(entry, SourceEntry))
        self._entries = {Path(entry.path): entry for entry in found}

    def __call__(self, corpus: str, truths: Iterable[Truth]) -> Agreement:
        """Compare all files that are media by our reading."""
        result = Agreement(corpus)
        for truth in truths:
            entry = self._entries.get(truth.path)
            if entry is None:
                continue  # an archive: its members are read, it is no picture
            item: MediaItem | None
            try:
                item = self._read(entry)
            except NotMediaError:
                continue
            except MediaError as error:
                item = None
                result.differ.append(Disagreement(corpus, self._name(truth), "file", "readable", str(error)))
            result.files += 1
            for what, theirs, ours, is_same in _compared(truth, item):
                result.asked[what] += 1
                result.agreed[what] += is_same
                if not is_same:
                    result.differ.append(Disagreement(corpus, self._name(truth), what, theirs, ours))
        return result

    def _name(self, truth: Truth) -> str:
        return truth.path.relative_to(self._root).as_posix()

    def _read(self, entry: SourceEntry) -> MediaItem:
        found = self._inspector.inspect(entry)
        exhibit = ExhibitId("EX-1")
        copy = Copy(
            exhibit,
            SourceId(1),
            entry.path,
            entry.device_path,
            entry.size_bytes,
            entry.mtime_ns,
            entry.beside,
        )
        size, facts = found.size_bytes, found.facts
        item = MediaItem(
            MediaId(1), found.sha256, found.kind, found.container, size, facts, None, None, (copy,)
        )
        settled = settle(item, self._around)
        return MediaItem(
            item.media_id,
            item.sha256,
            item.kind,
            item.container,
            size,
            facts,
            settled.time,
            settled.place,
            (copy,),
        )


def _compared(truth: Truth, item: MediaItem | None) -> Iterable[tuple[str, str, str, bool]]:
    """Yield what is compared, both values in words, and whether they agree."""
    facts = item.facts if item else RawFacts()
    taken = next((claim for claim in facts.times if claim.tag is TimeTag.EXIF_ORIGINAL), None)
    if truth.wall is not None:
        ours = taken.wall[:19].replace("-", ":").replace("T", " ") if taken and taken.wall else "none"
        yield "time", truth.wall, ours, ours == truth.wall
    if truth.utc_ms is not None:
        settled = item.time if item else None
        ours = settled.iso_utc if settled else "none"
        is_same = settled is not None and abs(settled.utc_ms - truth.utc_ms) <= SAME_MS
        yield "time", str(truth.utc_ms), ours, is_same
    if truth.offset is not None:
        ours = (taken.zone if taken else None) or "none"
        yield "offset", truth.offset, ours, ours == truth.offset.replace("Z", "+00:00")
    if truth.latitude_deg is not None and truth.longitude_deg is not None:
        place = item.place if item else None
        is_same = (
            place is not None
            and abs(place.latitude_deg - truth.latitude_deg) <= SAME_DEG
            and abs(place.longitude_deg - truth.longitude_deg) <= SAME_DEG
        )
        theirs = f"{truth.latitude_deg:.6f} {truth.longitude_deg:.6f}"
        ours = f"{place.latitude_deg:.6f} {place.longitude_deg:.6f}" if place else "none"
        yield "position", theirs, ours, is_same


def of_samples(samples: Path) -> list[Agreement]:
    """Return how the three corpora of the samples folder did."""
    tests, cameras, takeout = samples / "exiftool_t" / "t", samples / "exif_ianare", samples / "takeout"
    return [
        Comparison(tests / "images")("exiftool_t", exiftool_tests(tests)),
        Comparison(cameras)("exif_ianare", exifread_dump(cameras)),
        Comparison(takeout)("takeout", takeout_sidecars(takeout)),
    ]


def as_table(found: Iterable[Agreement]) -> str:
    """Return Markdown: agreement a corpus, then every disagreement."""
    kinds = ("time", "offset", "position")
    lines = ["| corpus | files | time | offset | position |", "|---|---|---|---|---|"]
    differ: list[Disagreement] = []
    for one in found:
        cells = [f"{one.agreed[what]} of {one.asked[what]}" for what in kinds]
        lines.append(f"| {one.corpus} | {one.files} | {' | '.join(cells)} |")
        differ += one.differ
    lines += ["", "| corpus | file | what | others say | read here | reason |", "|---|---|---|---|---|---|"]
    lines += [f"| {d.corpus} | {d.path} | {d.what} | {d.theirs} | {d.ours} | {d.reason} |" for d in differ]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--exiftool", type=Path, metavar="LISTING")
    options = parser.parse_args()
    folder = options.folder.resolve()
    started_s = time.monotonic()
    if options.exiftool:
        found = [Comparison(folder)(folder.name, exiftool_listing(options.exiftool, folder))]
    else:
        found = of_samples(folder)
    print(as_table(found))
    print(f"\n{sum(one.files for one in found)} files in {time.monotonic() - started_s:.1f} s")


if __name__ == "__main__":
    main()
