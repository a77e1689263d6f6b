"""Reading the names of the models back from a model key."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.vision import Look

PRECISIONS = ("float32", "bf16", "int8")


@dataclass(frozen=True, slots=True)
class ModelNames:
    """Which models to load to continue with a key."""

    detector: str
    embedder: str
    precision: str
    look: Look


def names_in(model_key: str) -> ModelNames:
    """Return the names in `DETECTOR@HASH#PREP[.LOOK] + EMBEDDER@HASH#PREP`.

    :raises CaseError: the text is no model key.
    """
    parts = model_key.split(" + ")
    if len(parts) != 2 or not all("@" in part and "#" in part for part in parts):
        raise CaseError(
            "The case names its models in a way this version does not know: {key}.", key=model_key
        )
    preprocessing = parts[1].rsplit("#", 1)[1]
    precision = next((p for p in PRECISIONS[1:] if preprocessing.endswith(f"-{p}")), PRECISIONS[0])
    look = next((one for one in Look if one and parts[0].endswith(one)), Look.UPRIGHT)
    return ModelNames(parts[0].split("@", 1)[0], parts[1].split("@", 1)[0], precision, look)
