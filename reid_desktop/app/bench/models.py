"""Which weights the benchmark uses, the same in both pipelines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.app.bench.processes import run_module
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelState

DETECTORS = ("yolo11n", "yolo11n_dequant")
INT8_DETECTOR = "yolo11n_int8_openvino"
FULL, SMALL = "osnet_x1_0", "osnet_x0_25_msmt17"
SEEDED = "bench_osnet_x1_0_v2"
"""A card of our own for seeded weights, where no trained OSNet x1.0 is at hand; with the recipe's version."""
SEEDED_NOTE = (
    "OSNet x1.0 has seeded, untrained weights, the same in both pipelines: the speed means something, the "
    "likenesses do not, so they are compared with the trained weights only."
)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Network:
    """A checkpoint that both pipelines load."""

    card: str
    architecture: str
    checkpoint: Path
    graph: Path
    is_trained: bool
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is measured."""

    settings: Settings
    detector: Network
    embedders: tuple[Network, ...]
    has_int8: bool
    notes: tuple[str, ...]


def choose(settings: Settings, which: str, shipped: Sequence[Path], tell: Tell) -> Chosen:
    """Return what can be measured here; checkpoints are exported now, before any clock runs.

    Everything made for it is kept below the cache folder and used again.

    :param which: embedders: `full`, `small` or `both`.
    :raises ModelError: there is no YOLO11n checkpoint, or no small embedder and no other is wanted.
    """
    home = settings.cache / "bench"
    folders = (*settings.model_folders, home / "models")
    own = replace(settings, user_models=home / "models", model_folders=folders, cache=home)
    library = _library(own)
    detector = next((found for name in DETECTORS if (found := _network(library, name, tell))), None)
    if detector is None:
        raise ModelError(
            "The comparison needs YOLO11n: `reid-desktop models fetch yolo11n`, or name a folder that holds "
            "it with --models."
        )
    embedders, notes = [], []
    if which != "small":
        full = _full(own, shipped, tell)
        embedders.append(full)
        notes += [] if full.is_trained else [SEEDED_NOTE]
    if which != "full":
        small = _network(library, SMALL, tell)
        embedders += [small] if small else []
        notes += [] if small else [f"{SMALL} was left out: its file is not here."]
    if not embedders:
        raise ModelError("The file of {name} is not here.", name=SMALL)
    states = {status.card.name: status.state for status in library.statuses()}
    has_int8 = states.get(INT8_DETECTOR) is ModelState.PRESENT
    return Chosen(own, detector, tuple(embedders), has_int8, tuple(notes))


def _full(settings: Settings, shipped: Sequence[Path], tell: Tell) -> Network:
    """Return OSNet x1.0, with seeded weights where there are no trained ones."""
    full = _network(_library(settings), FULL, tell)
    if full is None:
        tell("Making seeded weights for OSNet x1.0 ...")
        _make_seeded(settings, shipped)
        full = _network(_library(settings), SEEDED, tell)
    if full is None:
        raise ModelError("The seeded weights of {name} could not be made.", name=FULL)
    return replace(full, is_headline=True)


def _library(settings: Settings) -> CardLibrary:
    return CardLibrary(settings.cards, settings.model_folders, settings.user_models, settings.cache)


def _network(library: CardLibrary, name: str, tell: Tell) -> Network | None:
    """Return a network whose file is here, exported."""
    cards = {card.name: card for card in library.cards()}
    if name not in cards:
        return None
    located = library.locate(cards[name])
    if located.state is not ModelState.PRESENT:
        return None
    if not library.graphs.has(located.card, located.sha256):
        tell(f"Exporting {name} ...")
    graph = library.graphs.graph(located.card, located.paths[0], located.sha256)
    return Network(name, located.card.architecture, located.paths[0], graph, is_trained=name != SEEDED)


def _make_seeded(settings: Settings, shipped: Sequence[Path]) -> None:
    """Write the checkpoint and its card."""
    folder = settings.user_models
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / f"{SEEDED}.pth"
    if not checkpoint.is_file():
        part = checkpoint.with_suffix(".part")
        words = [FULL, str(part), *(str(path) for path in shipped)]
        run_module("reid_desktop.adapters.comparison.checkpoint", words, scratch=folder)
        part.replace(checkpoint)
    digest = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    text = (settings.cards / f"{FULL}.toml").read_text(encoding="utf-8")
    head, _, _ = text.partition("[[files]]")
    head = head.replace(f'name = "{FULL}"', f'name = "{SEEDED}"', 1).replace(
        'title = "OSNet x1.0', 'title = "OSNet x1.0, seeded weights', 1
    )
    head = "\n".join("preference = 0" if s.startswith("preference") else s for s in head.splitlines())
    files = (
        f'\n[[files]]\nname = "{checkpoint.name}"\nsize_bytes = {checkpoint.stat().st_size}\n'
        f'sha256 = "{digest}"\n'
    )
    (folder / f"{SEEDED}.toml").write_text(head + files, encoding="utf-8")
