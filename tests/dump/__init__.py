"""Lays real pictures and clips out the way phones do, and keeps the truth beside them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from tests.dump.clips import lay_clip
from tests.dump.junk import lay_junk
from tests.dump.photos import LAYOUTS, Shot
from tests.dump.truth import DUMP_ZONE, Truth, lay, truth_path, write_truth

__all__ = ["DUMP_ZONE", "Truth", "build_dump", "sample_clips", "sample_pictures", "truth_path"]

_FIRST = datetime(2024, 5, 18, 12, 22, 33, 123_000, tzinfo=UTC)
_MOST_ORIGINALS = 40


def build_dump(out: Path, pictures: list[Path], clips: list[Path], count: int) -> list[Truth]:
    """Write `count` files below the new folder `out`, at least 40, and return the truth about each.

    Large pictures are laid out as a phone's shots; small ones (under 400
    pixels) and those with EXIF of their own as untouched originals. The truth
    is also written beside the folder. The same arguments give the same files.
    """
    out.mkdir(parents=True)
    chance = random.Random(20240518)
    truths = lay_junk(out)
    for number in range(min(max(2, count // 30), 12)):
        truth, data = lay_clip(number, clips, _FIRST + timedelta(days=number, hours=3))
        truths.append(lay(out, truth, data))
    scenes = [path for path in pictures if _is_scene(path)]
    others = [path for path in pictures if path not in scenes][: min(_MOST_ORIGINALS, count // 6)]
    seen = {truth.sha256 for truth in truths}
    for number, path in enumerate(others):
        truth = lay(out, _original(path, number), path.read_bytes())
        truths.append(replace(truth, outcome="duplicate") if truth.sha256 in seen else truth)
        seen.add(truth.sha256)
    doubles = max(2, count // 12)
    shots = _shots(scenes, chance)
    for layout in itertools.cycle(LAYOUTS):
        if len(truths) >= max(count, 40) - doubles:
            break
        truths.append(lay(out, *layout(next(shots))))
    originals = [truth for truth in truths if truth.outcome == "imported" and truth.kind == "photo"]
    for number, original in enumerate(chance.sample(originals, doubles)):
        truths.append(_double(out, original, number))
    write_truth(out, truths)
    return truths


def sample_pictures(samples: Path) -> list[Path]:
    """Return the pictures of the shared samples that a dump is made of."""
    return [
        *sorted((samples / "people_photos").glob("*.jpg")),
        *sorted((samples / "exif_ianare" / "jpg" / "gps").glob("*.jpg")),
        *sorted((samples / "exif_ianare" / "jpg" / "mobile").glob("*.jpg")),
        *sorted((samples / "exif_ianare" / "jpg").glob("*_*.jpg")),
        *sorted((samples / "reid_pku" / "images").glob("*/*.png"))[::16],
    ]


def sample_clips(samples: Path) -> list[Path]:
    """Return the clips of the shared samples, those with persons first."""
    names = ("one-by-one-person-detection.mp4", "vtest.avi", "car-detection.mp4")
    return [samples / "video" / name for name in names]


def _is_scene(path: Path) -> bool:
    with Image.open(path) as picture:
        return max(picture.size) >= 400 and not picture.getexif()


def _original(path: Path, number: int) -> Truth:
    with Image.open(path) as picture:
        name = f"{number:03d}_{path.stem}.{(picture.format or 'jpg').lower()}"
    return Truth(f"DCIM/Imported/{name}", kind="photo", made_from=path.name, facts_known=False)


def _shots(scenes: list[Path], chance: random.Random) -> Iterator[Shot]:
    """Yield shots without end: the scenes in turn, each cut a little differently, on a walk in a city."""
    latitude, longitude, taken = 52.52, 13.405, _FIRST
    for number in itertools.count(1):
        path = scenes[number % len(scenes)] if scenes else None
        picture, name = (_opened(path), path.name) if path else (_drawn(number), "generated")
        edge = number % 17
        width, height = picture.size
        picture = picture.crop((edge, number % 13, width - 2 * (number % 11), height - edge))
        # Every seventh walk is on the other side of the equator and of Greenwich.
        side = -1 if number % 7 == 0 else 1
        yield Shot(number, picture, name, taken, side * round(latitude, 6), side * round(longitude, 6))
        latitude += chance.uniform(-0.004, 0.004)
        longitude += chance.uniform(-0.006, 0.006)
        taken += timedelta(seconds=chance.randint(40, 40_000), milliseconds=chance.randint(0, 999))
        taken = taken.replace(microsecond=taken.microsecond // 1000 * 1000)


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def _drawn(number: int) -> Image.Image:
    picture = Image.new("RGB", (640, 480), (40 + number % 80, 90, 120))
    pen = ImageDraw.Draw(picture)
    for at in range(4):
        left = 40 + 150 * at + number % 40
        colour = ((number * 37 + at * 60) % 256, (number * 91) % 256, at * 60)
        pen.rectangle((left, 120, left + 60, 420), fill=colour)
        pen.ellipse((left + 10, 70, left + 50, 120), fill=(224, 172, 105))
    return picture


def _double(out: Path, original: Truth, number: int) -> Truth:
    data = out.joinpath(*original.path.split("/")).read_bytes()
    folder = "WhatsApp/Media/WhatsApp Images/Sent" if number % 2 else "Download"
    return lay(out, replace(original, path=f"{folder}/copy {number}.jpg", outcome="duplicate"), data)
