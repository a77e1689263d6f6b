"""The made-up phones of the demo: which pictures, when and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from reid_desktop.domain.geometry import Box, Size

if TYPE_CHECKING:
    from reid_desktop.adapters.media.demo_files import Shot
    from reid_desktop.adapters.media.demo_scenes import Original, View

WIDE, TALL = Size(1600, 1200), Size(1200, 1600)
ZONE = timezone(timedelta(hours=2))
COAT, DARK, WALKER = "man in light coat", "man in dark coat", "walker at the edge"
TIE, BADGE = "man with tie", "man with badge"
LOOKED_FOR = COAT

_BUS, _PITCH = "bus.jpg", "zidane.jpg"
_SCENES: tuple[tuple[str, tuple[str, ...], Size], ...] = (
    (_BUS, (COAT,), TALL),
    (_BUS, (COAT, DARK), WIDE),
    (_PITCH, (TIE, BADGE), WIDE),
    (_BUS, (WALKER,), TALL),
    (_BUS, (COAT, WALKER), WIDE),
    (_PITCH, (BADGE,), TALL),
    (_BUS, (DARK,), TALL),
    (_PITCH, (TIE,), WIDE),
)
VIENNA = ((48.2085, 16.3721), (48.2003, 16.3693), (48.1852, 16.3764), (48.2166, 16.3950))
PRAGUE = ((50.0875, 14.4213), (50.0865, 14.4114), (50.0904, 14.4005), (50.0755, 14.4378))


@dataclass(frozen=True, slots=True)
class Outing:
    """A walk through a city with a phone: a photo every so often."""

    places: tuple[tuple[float, float], ...]
    begins: datetime
    minutes_between: int
    photos: int


@dataclass(frozen=True, slots=True)
class Phone:
    """A made-up phone."""

    exhibit: str
    folder: str
    make: str
    model: str
    outings: tuple[Outing, ...]


PHONES = (
    Phone("A-1", "phone-A", "Demo", "Phone A", (
        Outing(VIENNA, datetime(2024, 5, 18, 9, 12, 5, tzinfo=ZONE), 31, 12),
        Outing(PRAGUE, datetime(2024, 5, 25, 10, 40, 31, tzinfo=ZONE), 47, 7),
    )),
    Phone("B-1", "phone-B", "Demo", "Phone B", (
        Outing(PRAGUE, datetime(2024, 5, 20, 15, 3, 44, tzinfo=ZONE), 22, 9),
        Outing(VIENNA, datetime(2024, 6, 1, 11, 27, 9, tzinfo=ZONE), 38, 10),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Laid:
    """What was written, and who is where in it."""

    folders: Mapping[str, Path]
    """Exhibit to folder."""
    probe: Path
    truth: Mapping[str, Mapping[str, Box]]
    """File path to the persons it shows, by name."""
    files: int
    notes: tuple[str, ...]


def lay_out(out: Path, tell: Callable[[str], None] = lambda _: None) -> Laid:
    """Write both phones and the probe below `out`.

    :raises SourceError: the pictures they are cut from are not installed.
    """
    from reid_desktop.adapters.media.demo_files import write_jpeg
    from reid_desktop.adapters.media.demo_scenes import cut_view, load_originals

    originals = load_originals()
    truth: dict[str, Mapping[str, Box]] = {}
    folders: dict[str, Path] = {}
    for number, phone in enumerate(PHONES):
        tell(f"Making {phone.model} ...")
        folders[phone.exhibit] = out / phone.folder
        for path, view, shot in _photos(phone, out / phone.folder, originals, 100 * number):
            write_jpeg(path, view.pixels, shot)
            truth[str(path)] = view.persons
    tell("Making a clip and the files that are in the way ...")
    notes = _extras(folders, originals, truth)
    probe = out / "probe.jpg"
    write_jpeg(probe, cut_view(originals[_BUS], (LOOKED_FOR,), Size(600, 800), 9_001).pixels, None)
    files = sum(path.is_file() for folder in folders.values() for path in folder.rglob("*"))
    return Laid(folders, probe, truth, files, notes)


def _photos(
    phone: Phone, folder: Path, originals: Mapping[str, Original], seed: int
) -> Iterator[tuple[Path, View, Shot]]:
    from reid_desktop.adapters.media.demo_files import Shot
    from reid_desktop.adapters.media.demo_scenes import cut_view

    number = 0
    for outing in phone.outings:
        for step in range(outing.photos):
            name, wanted, size = _SCENES[(number + seed // 33) % len(_SCENES)]
            view = cut_view(originals[name], wanted, size, seed + number)
            taken = outing.begins + timedelta(minutes=step * outing.minutes_between, seconds=17 * step)
            place = None if number % 7 == 6 else _along(outing, step)
            shot = Shot(phone.make, phone.model, taken, place, has_offset=number % 6 != 5)
            yield folder / "DCIM" / "Camera" / f"IMG_{taken:%Y%m%d_%H%M%S}.jpg", view, shot
            number += 1


def _along(outing: Outing, step: int) -> tuple[float, float]:
    """Return where the phone is after some steps of the walk."""
    way = step / max(outing.photos - 1, 1) * (len(outing.places) - 1)
    before = min(int(way), len(outing.places) - 2)
    part = way - before
    (lat, lon), (next_lat, next_lon) = outing.places[before], outing.places[before + 1]
    return lat + part * (next_lat - lat), lon + part * (next_lon - lon)


def _extras(
    folders: Mapping[str, Path], originals: Mapping[str, Original], truth: dict[str, Mapping[str, Box]]
) -> tuple[str, ...]:
    """Add what real phones hold besides photos."""
    from reid_desktop.adapters.media.demo_files import (
        Shot,
        write_clip,
        write_cut_short,
        write_heic,
        write_jpeg,
        write_screenshot,
    )
    from reid_desktop.adapters.media.demo_scenes import cut_view

    first, second = folders["A-1"], folders["B-1"]
    camera, notes = first / "DCIM" / "Camera", []
    taken = datetime(2024, 5, 18, 16, 5, 0, tzinfo=ZONE)
    write_clip(camera / "VID_20240518_160500.mp4", originals[_BUS].pixels, 12.0, taken)
    view = cut_view(originals[_BUS], (COAT, DARK), TALL, 501)
    heic = camera / "IMG_20240518_170211.heic"
    shot = Shot("Demo", "Phone A", datetime(2024, 5, 18, 17, 2, 11, tzinfo=ZONE), VIENNA[3])
    if write_heic(heic, view.pixels, shot):
        truth[str(heic)] = view.persons
    else:
        notes.append("No HEIC photo: the installed pillow-heif cannot write one.")
    copy = cut_view(originals[_BUS], (COAT,), Size(720, 960), 502)
    sent = second / "Messenger" / "IMG-20240602-0003.jpg"
    write_jpeg(sent, copy.pixels, None)
    truth[str(sent)] = copy.persons
    source = sorted((second / "DCIM" / "Camera").glob("*.jpg"))[0]
    double = second / "Download" / f"copy of {source.name}"
    double.parent.mkdir(parents=True)
    copyfile(source, double)
    write_screenshot(second / "Pictures" / "Screenshot_20240602.png", ["See you there?", "At ten.", "Good."])
    (first / "Documents").mkdir()
    (first / "Documents" / "notes.txt").write_text("A text file, no picture.\n", encoding="utf-8")
    cut_short = cut_view(originals[_PITCH], (TIE, BADGE), WIDE, 503)
    write_cut_short(first / "DCIM" / "Camera" / "IMG_20240519_cut_short.jpg", cut_short.pixels, 0.4)
    truth[str(first / "DCIM" / "Camera" / "IMG_20240519_cut_short.jpg")] = cut_short.persons
    return tuple(notes)
