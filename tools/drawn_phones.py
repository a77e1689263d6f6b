"""Two phones full of drawn people, and a case of them: what the pictures of the guide show.

    python -m tools.drawn_phones OUT

No real person is among them; the photos go through the real import, models and search.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from reid_desktop.adapters.vision.self_test_pictures import draw_person, street
from reid_desktop.app.cli.main import main as command
from reid_desktop.domain.geometry import Pixels

WIDTH_PX, HEIGHT_PX = 1600, 1200
PEOPLE = 7
PHOTOS = 26
"""On each phone."""


@dataclass(frozen=True)
class Phone:
    """A phone that does not exist."""

    exhibit: str
    make: str
    model: str
    latitude_deg: float
    longitude_deg: float
    first: datetime


PHONES = (
    Phone("A-1", "Drawn", "Phone 5", 48.2082, 16.3738, datetime(2024, 5, 18, 8, 12)),  # noqa: DTZ001 - a camera clock
    Phone("B-1", "Sketch", "S-12", 50.0875, 14.4213, datetime(2024, 5, 19, 15, 40)),  # noqa: DTZ001
)


def main() -> None:
    """Draw the phones, then import and search them."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True)
    random = np.random.default_rng(5)
    for phone in PHONES:
        _lay_out(out / f"phone-{phone.exhibit}", phone, random)
    witness = out / "witness.jpg"
    _save(_scene([2, 0, 4], random), witness)
    case = str(out / "Demo.reidcase")
    facts = ["--number", "DEMO-1", "--title", "Drawn people", "--examiner", "A. Example"]
    _must(["new", case, *facts, "--authority", "none: drawn pictures"])
    for phone in PHONES:
        folder = str(out / f"phone-{phone.exhibit}")
        _must(["import", case, folder, "--exhibit", phone.exhibit, "--timezone", "Europe/Vienna"])
    _must(["search", case, "--probe", str(witness), "--top", "60"])


def _must(words: list[str]) -> None:
    if command(words):
        raise SystemExit(f"{words[0]} failed")


def _lay_out(folder: Path, phone: Phone, random: np.random.Generator) -> None:
    camera = folder / "DCIM" / "Camera"
    camera.mkdir(parents=True)
    moment = phone.first
    for number in range(PHOTOS):
        moment += timedelta(minutes=int(random.integers(4, 900)))
        people = [int(one) for one in random.choice(PEOPLE, int(random.integers(1, 4)), replace=False)]
        exif = Image.Exif()
        exif[271], exif[272] = phone.make, phone.model
        if number % 7:
            details = exif.get_ifd(0x8769)
            details[36867] = moment.strftime("%Y:%m:%d %H:%M:%S")
            if number % 3:
                details[36881] = "+02:00"
        if number % 5:
            latitude = phone.latitude_deg + float(random.normal(0, 0.02))
            longitude = phone.longitude_deg + float(random.normal(0, 0.03))
            exif.get_ifd(0x8825).update(
                {1: "N", 2: _sexagesimal(latitude), 3: "E", 4: _sexagesimal(longitude)}
            )
        name = f"IMG_{moment:%Y%m%d_%H%M%S}.jpg" if number % 7 else f"saved-{number:02}.jpg"
        _save(_scene(people, random), camera / name, exif)


def _scene(people: list[int], random: np.random.Generator) -> Pixels:
    """Draw a street with these people, each always in the same clothes."""
    canvas = street(int(random.integers(1 << 30)), WIDTH_PX, HEIGHT_PX, persons=0)
    for place, person in enumerate(people):
        tall_px = HEIGHT_PX * float(random.uniform(0.5, 0.85))
        centre_px = WIDTH_PX * (place + 0.5 + float(random.uniform(-0.15, 0.15))) / len(people)
        draw_person(canvas, centre_px, HEIGHT_PX * 0.96 - tall_px, tall_px, np.random.default_rng(person))
    light = float(random.uniform(0.75, 1.1))
    soft = cv2.GaussianBlur(canvas, (0, 0), 1.2).astype(np.float32) * light
    return np.clip(soft + random.normal(0, 5, canvas.shape), 0, 255).astype(np.uint8)


def _sexagesimal(value_deg: float) -> tuple[float, float, float]:
    minutes = value_deg % 1 * 60
    return float(int(value_deg)), float(int(minutes)), round(minutes % 1 * 60, 3)


def _save(picture: Pixels, path: Path, exif: Image.Exif | None = None) -> None:
    image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    image.save(path, quality=88, exif=exif or Image.Exif())


if __name__ == "__main__":
    main()
