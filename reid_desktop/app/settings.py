"""Where the program finds and keeps its things."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "reid-desktop"
MODELS_VARIABLE = "REID_DESKTOP_MODELS"
DEVICE_VARIABLE = "REID_DESKTOP_DEVICE"
EXAMINER_VARIABLE = "REID_DESKTOP_EXAMINER"
"""Who works: stands in the log and with decisions."""
HOME_VARIABLE = "REID_DESKTOP_HOME"
"""Keeps everything the program writes outside cases below one folder."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders, chosen once at the start."""

    cards: Path
    """The model cards that ship with the program."""
    resources: Path
    """Base map, icons."""
    model_folders: tuple[Path, ...]
    """Looked through for weights, in this order."""
    user_models: Path
    """Where `models add` and `models fetch` put files."""
    cache: Path
    config: Path
    device: str = "cpu"
    """What runs the networks: `cpu` or `gpu`."""
    examiner: str = ""
    """Who works; empty: whoever the case names."""

    @property
    def keys(self) -> Path:
        """Return the folder of the agency's signing keys."""
        return self.user_models.parent / "keys"


def load_settings(models: Path | None = None, examiner: str | None = None) -> Settings:
    """Return the folders; `models` (from `--models`) is looked through first, `examiner` (`--as`) works."""
    home = os.environ.get(HOME_VARIABLE)
    data = Path(home) / "data" if home else Path(platformdirs.user_data_dir(APP, appauthor=False))
    cache = Path(home) / "cache" if home else Path(platformdirs.user_cache_dir(APP, appauthor=False))
    config = Path(home) / "config" if home else Path(platformdirs.user_config_dir(APP, appauthor=False))
    user_models = data / "models"
    named = [Path(part) for part in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if part]
    cards = _shipped("models")
    folders = ([models] if models else []) + named + [user_models, cards]
    device = os.environ.get(DEVICE_VARIABLE, "").strip().lower() or "cpu"
    return Settings(
        cards,
        _shipped("resources"),
        tuple(folders),
        user_models,
        cache,
        config,
        device,
        (examiner or os.environ.get(EXAMINER_VARIABLE, "")).strip(),
    )


def as_table(settings: Settings) -> dict[str, object]:
    """Return the folders as JSON can hold them, for a process that is started with them."""
    table: dict[str, object] = {
        name: str(getattr(settings, name))
        for name in ("cards", "resources", "user_models", "cache", "config")
    }
    return {
        **table,
        "device": settings.device,
        "examiner": settings.examiner,
        "model_folders": [str(folder) for folder in settings.model_folders],
    }


def from_table(table: Mapping[str, object]) -> Settings:
    """Return the settings that `as_table` wrote down."""
    folders = table["model_folders"]
    assert isinstance(folders, list)
    cards, resources, user_models, cache, config = (
        Path(str(table[name])) for name in ("cards", "resources", "user_models", "cache", "config")
    )
    inside = tuple(Path(str(one)) for one in folders)
    device, examiner = str(table["device"]), str(table["examiner"])
    return Settings(cards, resources, inside, user_models, cache, config, device, examiner)


def _shipped(name: str) -> Path:
    """Return a folder that ships inside the package, or stands in the checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
