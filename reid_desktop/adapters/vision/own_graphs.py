"""A trained checkpoint as a model of its own: graph and card in a model folder."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from reid_desktop.adapters.vision.cards import read_card
from reid_desktop.adapters.vision.exporting import GraphCache
from reid_desktop.adapters.vision.hashing import sha256_of, write_aside
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.model_card import ModelCard, ModelFile, ModelInput, ModelRole

_TEXTS = (
    "name", "title", "output", "runtime", "architecture", "preprocessing", "trained_on", "licence", "limits",
    "source",
)  # fmt: skip
_SIDES = (256, 128)
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class OwnModel:
    """What the card of a trained embedder says."""

    name: str
    architecture: str
    dimensions: int
    trained_on: str
    licence: str
    limits: str
    takes_bytes: bool = False
    """It is given BGR from 0 to 255, and evens that out itself, as the networks of Open Model Zoo do."""


def check_name(name: str) -> str:
    """Return the name of a new model; raise UsageError if it makes none."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", name):
        raise UsageError("{name} is no name for a model: small letters, digits, - _ and . only.", name=name)
    return name


def add_own(model: OwnModel, checkpoint: Path, folder: Path, cache: Path, half: bool = False) -> ModelCard:
    """Export a checkpoint to `folder/NAME.onnx`, check it against torch, and write its card.

    :param half: keep the weights in 16 bit.
    :raises ModelError: the export failed, or the folder cannot be written.
    """
    digest = sha256_of(checkpoint)
    opened = _card(model, ModelFile(checkpoint.name, checkpoint.stat().st_size, digest))
    made = GraphCache(cache / "exported").graph(replace(opened, runtime="torchreid"), checkpoint, digest)
    return add_graph(opened, _halved(made) if half else made, folder)


def add_own_graph(model: OwnModel, made: Path, folder: Path) -> ModelCard:
    """Write a graph whose weights were trained on, and its card.

    :raises ModelError: the folder cannot be written.
    """
    return add_graph(_card(model, ModelFile(made.name, made.stat().st_size, "")), made, folder)


def add_graph(card: ModelCard, made: Path, folder: Path) -> ModelCard:
    """Write a graph to `folder/NAME.onnx` and its card, with the graph's size and hash, beside it.

    :raises ModelError: the folder cannot be written.
    """
    graph = folder / f"{card.name}.onnx"
    try:
        write_aside(graph, made.read_bytes())
        file = ModelFile(graph.name, graph.stat().st_size, sha256_of(graph))
        return _written(replace(card, files=(file,)), folder)
    except OSError as cause:
        raise ModelError("The model cannot be written to {folder}.", folder=str(folder)) from cause


def tell_more(name: str, folder: Path, more: str) -> ModelCard:
    """Add a sentence to what a card says of the training.

    :raises ModelError: it cannot be read or written.
    """
    card = read_card(folder / f"{name}.toml")
    try:
        return _written(replace(card, trained_on=f"{card.trained_on} {more}"), folder)
    except OSError as cause:
        raise ModelError("The model cannot be written to {folder}.", folder=str(folder)) from cause


def _halved(graph: Path) -> Path:
    from reid_desktop.adapters.vision.halving import halve

    target = graph.with_name(f"half-{graph.name}")
    halve(graph, target)
    return target


def _written(card: ModelCard, folder: Path) -> ModelCard:
    path = folder / f"{card.name}.toml"
    write_aside(path, _toml(card).encode())
    return read_card(path)


def _card(model: OwnModel, file: ModelFile) -> ModelCard:
    sides = ModelInput(*_SIDES, "NCHW", "RGB", 1 / 255, _MEAN, _STD, "stretch")
    if model.takes_bytes:
        sides = ModelInput(*_SIDES, "NCHW", "BGR", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "stretch")
    return ModelCard(
        model.name, f"{model.name} (own)", ModelRole.EMBEDDER, (file,), sides, "embedding", model.dimensions,
        "onnx", model.architecture, model.trained_on, model.licence, model.limits, "Made here.", "v2",
    )  # fmt: skip


def _toml(card: ModelCard) -> str:
    """Return the card as TOML: JSON strings and lists of numbers are TOML, too."""
    texts = {name: getattr(card, name) for name in _TEXTS}
    lines = ["# Written by `reid-desktop train`. Correct what is not true; the name is part of the key."]
    lines += [f"{name} = {json.dumps(value)}" for name, value in texts.items()]
    lines += [f'role = "{card.role.value}"', 'precisions = ["float32", "bf16"]', "preference = 0"]
    lines += [f"dimensions = {card.dimensions}", "", "[input]"]
    sides = card.input
    lines += [f"height_px = {sides.height_px}", f"width_px = {sides.width_px}", 'layout = "NCHW"']
    lines += [
        f'colour_order = "{sides.colour_order}"',
        f"scale = {sides.scale!r}",
        f"resize = {json.dumps(sides.resize)}",
    ]
    lines += [f"mean = {list(sides.mean)}", f"std = {list(sides.std)}", "", "[[files]]"]
    [file] = card.files
    lines += [f"name = {json.dumps(file.name)}", f"size_bytes = {file.size_bytes}"]
    lines += [f"sha256 = {json.dumps(file.sha256)}"]
    return "\n".join(lines) + "\n"
