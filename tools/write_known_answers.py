"""Write the stored answers of the self-test for the models that are present.

    python tools/write_known_answers.py --models DIR [NAME ...]

Run it only when a card or the drawn pictures change, and look at what it writes: whatever a model
gives at this moment becomes what it must give from now on.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.hashing import write_aside
from reid_desktop.adapters.vision.known_answers import encode
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.self_test import boxes_of, vectors_of
from reid_desktop.domain.model_card import ModelRole, ModelState

CARDS = Path(__file__).resolve().parent.parent / "models"


def main() -> None:
    """Write `models/selftest/NAME.json` for each model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--models", type=Path, action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch)
        library = CardLibrary(CARDS, options.models, cache / "user", cache)
        builder = Builder(library.graphs, cache, workers=1)
        for status in library.statuses():
            card = status.card
            is_wanted = card.name in options.names or not options.names
            if not is_wanted or status.state is not ModelState.PRESENT or card.role is ModelRole.ATTRIBUTES:
                continue
            precision = precision_for(card, "float32")
            located = library.locate(card)
            if card.role is ModelRole.DETECTOR:
                detector = builder.detector(located, precision)
                answer, sha256 = boxes_of(detector), detector.key.sha256
            else:
                embedder = builder.embedder(located, precision)
                answer, sha256 = vectors_of(embedder), embedder.key.sha256
            write_aside(CARDS / "selftest" / f"{card.name}.json", encode(answer, sha256))
            print(card.name, len(answer.rows), "rows")


if __name__ == "__main__":
    main()
