"""Reading model cards from TOML and refusing what makes no sense."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelCard, ModelFile, ModelInput, ModelRole

PRECISIONS = ("float32", "bf16", "int8")
_OUTPUTS = {
    ModelRole.DETECTOR: {"yolo", "ssd"},
    ModelRole.EMBEDDER: {"embedding"},
    ModelRole.ATTRIBUTES: {"attributes"},
}
_RUNTIMES = {"openvino", "onnx", "ultralytics", "torchreid", "builtin"}
BUILT_IN = frozenset({"builtin"})
"""Runtimes that need no file."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}\Z")
_SHA256 = re.compile(r"([0-9a-f]{64})?\Z")
_URL = re.compile(r"https?://[^\s]+\Z")
_CARD_KEYS = {
    "name", "title", "role", "output", "dimensions", "runtime", "architecture", "precisions",
    "preprocessing", "preference", "baseline", "trained_on", "licence", "limits", "source", "input", "files",
    "measured",
}  # fmt: skip


def read_cards(folder: Path) -> list[ModelCard]:
    """Return the cards of a folder by name; an absent folder has none.

    :raises ModelError: a card makes no sense, or two cards have one name.
    """
    cards: dict[str, ModelCard] = {}
    for path in sorted(folder.glob("*.toml")):
        card = read_card(path)
        if card.name in cards:
            raise ModelError("Two model cards are called {name}; remove one of them.", name=card.name)
        cards[card.name] = card
    return list(cards.values())


def read_card(path: Path) -> ModelCard:
    """Return the card in a TOML file.

    :raises ModelError: with the file's name and what is wrong in it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise ModelError("The model card {file} cannot be read.", file=path.name) from cause
    try:
        return parse_card(table)
    except ValueError as cause:
        raise ModelError(
            "The model card {file} makes no sense: {what}.", file=path.name, what=str(cause)
        ) from cause


def parse_card(table: Mapping[str, object]) -> ModelCard:
    """Return the card in a TOML table.

    :raises ValueError: says what is wrong.
    """
    _only(table, _CARD_KEYS, "card")
    name = _matching(table, "name", _NAME)
    role = _role(_text(table, "role"))
    runtime = _one_of(_text(table, "runtime"), _RUNTIMES, "runtime")
    files = tuple(_file(entry) for entry in _tables(table.get("files", [])))
    if bool(files) == (runtime in BUILT_IN):
        raise ValueError(f"runtime {runtime} with {len(files)} files")
    dimensions = _number(table, "dimensions", 0, 65536)
    if (dimensions > 0) == (role is ModelRole.DETECTOR):
        raise ValueError(f"a {role} cannot have {dimensions} dimensions")
    entry = table.get("input")
    if not isinstance(entry, dict):
        raise ValueError("[input] is missing")
    return ModelCard(
        name=name,
        title=_text(table, "title"),
        role=role,
        files=files,
        input=_input(entry),
        output=_one_of(_text(table, "output"), _OUTPUTS[role], f"output of a {role}"),
        dimensions=dimensions,
        runtime=runtime,
        architecture=_text(table, "architecture"),
        trained_on=_text(table, "trained_on"),
        licence=_text(table, "licence"),
        limits=_text(table, "limits"),
        measured=_text(table, "measured") if "measured" in table else "",
        source=_text(table, "source"),
        preprocessing=_matching(table, "preprocessing", re.compile(r"v[0-9]{1,4}\Z")),
        precisions=_precisions(table),
        baseline=_flag(table, "baseline"),
        preference=_number(table, "preference", 0, 1000) if "preference" in table else 0,
    )


def _role(text: str) -> ModelRole:
    try:
        return ModelRole(text)
    except ValueError:
        raise ValueError(f"there is no role {text!r}") from None


def _file(table: Mapping[str, object]) -> ModelFile:
    _only(table, {"name", "size_bytes", "sha256", "url"}, "file")
    name = _text(table, "name")
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
        raise ValueError(f"the file name {name!r} leaves the model folder")
    url = _matching(table, "url", _URL) if "url" in table else None
    sha256 = _matching(table, "sha256", _SHA256)
    return ModelFile(name, _number(table, "size_bytes", 0, 1 << 40), sha256, url)


def _input(table: Mapping[str, object]) -> ModelInput:
    keys = {"height_px", "width_px", "layout", "colour_order", "scale", "mean", "std", "resize"}
    _only(table, keys, "input")
    std = _triple(table, "std")
    if min(std) <= 0:
        raise ValueError("std must be above 0")
    return ModelInput(
        height_px=_number(table, "height_px", 1, 8192),
        width_px=_number(table, "width_px", 1, 8192),
        layout=_one_of(_text(table, "layout"), {"NCHW", "NHWC"}, "layout"),
        colour_order=_one_of(_text(table, "colour_order"), {"RGB", "BGR"}, "colour_order"),
        scale=_real(table.get("scale"), "scale"),
        mean=_triple(table, "mean"),
        std=std,
        resize=_one_of(_text(table, "resize"), {"stretch", "letterbox"}, "resize"),
    )


def _precisions(table: Mapping[str, object]) -> tuple[str, ...]:
    value = table.get("precisions", ["float32"])
    if not isinstance(value, list) or not value:
        raise ValueError("precisions must be a list")
    return tuple(_one_of(str(entry), set(PRECISIONS), "precision") for entry in value)


def _only(table: Mapping[str, object], allowed: set[str], what: str) -> None:
    strange = sorted(set(table) - allowed)
    if strange:
        raise ValueError(f"the {what} has an unknown entry {strange[0]!r}")


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is missing")
    return value


def _matching(table: Mapping[str, object], key: str, pattern: re.Pattern[str]) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not pattern.match(value):
        raise ValueError(f"{key} is {value!r}")
    return value


def _one_of(value: str, allowed: set[str], what: str) -> str:
    if value not in allowed:
        raise ValueError(f"{what} is {value!r}, not one of {', '.join(sorted(allowed))}")
    return value


def _number(table: Mapping[str, object], key: str, least: int, most: int) -> int:
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{key} is {value!r}")
    return value


def _flag(table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is {value!r}")
    return value


def _real(value: object, what: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{what} is {value!r}")
    return float(value)


def _triple(table: Mapping[str, object], key: str) -> tuple[float, float, float]:
    value = table.get(key)
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError(f"{key} must be three numbers")
    first, second, third = (_real(entry, key) for entry in value)
    return first, second, third


def _tables(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError("files must be [[files]] tables")
    return list(value)
