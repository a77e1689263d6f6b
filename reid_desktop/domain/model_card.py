"""What a model is, where it comes from and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ModelRole(StrEnum):
    """What a model does."""

    DETECTOR = "detector"
    EMBEDDER = "embedder"
    ATTRIBUTES = "attributes"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model."""

    name: str
    size_bytes: int
    sha256: str
    """64 hexadecimal digits; empty when not pinned (the file then needs the user's trust)."""
    url: str | None = None
    """Official address, or None when it cannot be fetched."""


@dataclass(frozen=True, slots=True)
class ModelInput:
    """How a picture becomes the network's input."""

    height_px: int
    width_px: int
    layout: str
    """`NCHW` or `NHWC`."""
    colour_order: str
    """`RGB` or `BGR`."""
    scale: float
    """Pixels are multiplied by this first (1/255 or 1)."""
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    resize: str
    """`stretch` or `letterbox` (keep the proportions, grey border, stride 32)."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model card, after Mitchell et al. 2019, `Model Cards for Model Reporting`."""

    name: str
    title: str
    role: ModelRole
    files: tuple[ModelFile, ...]
    input: ModelInput
    output: str
    """`yolo`, `ssd`, `embedding`, `attributes`."""
    dimensions: int
    """Length of the vector; 0 for a detector."""
    runtime: str
    """`openvino`, `onnx`, `ultralytics`, `torchreid`, `builtin`."""
    architecture: str
    trained_on: str
    licence: str
    limits: str
    source: str
    """Official address of the model's page."""
    preprocessing: str
    """Version of input and output handling; part of the model key."""
    precisions: tuple[str, ...] = ("float32",)
    """What its graph can be run in: `float32`, `bf16`, `int8` (weights of 8 bit)."""
    baseline: bool = False
    """Trained on research data: for a first look, not for casework; there until better ones are fetched."""
    preference: int = 0
    """Among the models that are present, the highest is the default; 0 is never chosen by itself."""
    measured: str = ""
    """How often it errs, and on what that was measured."""


class ModelState(StrEnum):
    """What was found of a model on this computer."""

    PRESENT = "present"
    MISSING = "missing"
    DAMAGED = "damaged"
    NEEDS_EXTRA = "needs_extra"
    """The files are there but the `[torch]` extra is not installed."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A card with what was found on this computer."""

    card: ModelCard
    state: ModelState
    folder: str | None
    """Folder the files were found in."""
    problem: str | None = None
    is_default: bool = False
