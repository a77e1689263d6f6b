"""Running the real program, and a small phone for it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout says."""
        return json.loads(self.out)


class Program:
    """The command `reid-desktop` with folders of its own."""

    def __init__(self, home: Path, models: Path | None) -> None:
        """Keep settings and caches below `home`; look for models in `models` only."""
        self.environment = {**os.environ, "REID_DESKTOP_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        self.environment.pop("REID_DESKTOP_MODELS", None)
        if models is not None:
            self.environment["REID_DESKTOP_MODELS"] = str(models)

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "reid_desktop", *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str | Path, timeout_s: float = 300) -> Ended:
        """Run a command to its end."""
        process = self.start(*words)
        out, err = process.communicate(timeout=timeout_s)
        return Ended(process.returncode, out, err)

    def must(self, *words: str | Path) -> Ended:
        """Run a command that has to succeed."""
        ended = self.run(*words)
        assert ended.code == 0, ended.err
        return ended

    def new_case(self, folder: Path) -> Path:
        """Make a case."""
        self.must("new", folder, "--number", "K 7/26", "--title", "Test", "--examiner", "T. Ester")
        return folder.with_name(folder.name + ".reidcase")


def people_pictures() -> list[Path]:
    """Return pictures of people that ship inside an installed package."""
    found = importlib.util.find_spec("ultralytics")
    if found is None or found.origin is None:
        pytest.skip("needs the pictures inside the ultralytics package: install the [torch] extra")
    assets = Path(found.origin).parent / "assets"
    return [assets / "bus.jpg", assets / "zidane.jpg"]


def lay_out_phone(folder: Path, count: int) -> None:
    """Write `count` different photos of people with EXIF times, as a phone would."""
    random = np.random.default_rng(7)
    pictures = [Image.open(path).convert("RGB") for path in people_pictures()]
    camera = folder / "DCIM" / "Camera"
    camera.mkdir(parents=True)
    for number in range(count):
        picture = pictures[number % len(pictures)]
        left, top = (int(v) for v in random.integers(0, 60, 2))
        cut = picture.crop((left, top, picture.width - 30, picture.height - 30)).resize((810, 810))
        exif = Image.Exif()
        exif[271], exif[272] = "Maker", "Phone 5"
        details = exif.get_ifd(0x8769)
        details[36867] = f"2024:05:{1 + number % 28:02} 14:{number % 60:02}:33"
        details[36881] = "+02:00"
        cut.save(camera / f"IMG_{number:04}.jpg", quality=88, exif=exif)
