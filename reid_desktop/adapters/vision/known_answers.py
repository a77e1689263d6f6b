"""The stored answers of the self-test: those that ship with the cards, and those recorded here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.adapters.vision.hashing import write_aside
from reid_desktop.domain.errors import ModelError

INPUTS = "drawn-1"
"""Version of the drawn pictures."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model gave, rounded: vectors of an embedder, or boxes with scores of a detector."""

    rows: tuple[tuple[float, ...], ...]
    """Embedder: one row a crop. Detector: picture number, left, top, right, bottom, score."""


class KnownAnswers:
    """The answers that ship with the cards, and those recorded on this computer."""

    def __init__(self, shipped: Path, recorded: Path) -> None:
        """Look for `NAME.json` in `shipped` first; new ones go to `recorded`."""
        self._shipped = shipped
        self._recorded = recorded

    def find(self, name: str, sha256: str, precision: str) -> tuple[Answer, bool] | None:
        """Return the answer stored for these weights, and whether it shipped with the card.

        A shipped answer (float32, or 8 bit for weights of 8 bit) holds for every precision.
        """
        for folder, is_shipped in ((self._shipped, True), (self._recorded, False)):
            path = folder / (f"{name}.json" if is_shipped else f"{name}-{sha256[:16]}-{precision}.json")
            answer = _read(path, name, sha256)
            if answer is not None:
                return answer, is_shipped
        return None

    def record(self, name: str, sha256: str, precision: str, answer: Answer) -> None:
        """Keep a first answer for later."""
        path = self._recorded / f"{name}-{sha256[:16]}-{precision}.json"
        write_aside(path, encode(answer, sha256))


def encode(answer: Answer, sha256: str) -> bytes:
    """Return an answer as the text of its file."""
    rows = ",\n".join(" " + json.dumps(list(row)) for row in answer.rows)
    head = f'{{"inputs": "{INPUTS}", "sha256": "{sha256}", "rows": [\n'
    return f"{head}{rows}\n]}}\n".encode()


def _read(path: Path, name: str, sha256: str) -> Answer | None:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as cause:
        raise ModelError("The stored answers of the model {name} cannot be read.", name=name) from cause
    if not isinstance(table, dict) or table.get("inputs") != INPUTS or table.get("sha256") != sha256:
        return None
    rows = table.get("rows")
    if not isinstance(rows, list) or not rows:
        raise ModelError("The stored answers of the model {name} are empty.", name=name)
    return Answer(tuple(tuple(float(v) for v in row) for row in rows))
