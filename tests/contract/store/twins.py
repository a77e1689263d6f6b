"""The store and its fake, filled alike."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.adapters.store import SqliteCaseStore, create_case
from reid_desktop.domain.case import Exhibit
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import EXHIBIT, FACTS, KEY, add, new_sighting
from tests.fakes.store import FakeCaseStore


def twins(folder: Path) -> tuple[SqliteCaseStore, FakeCaseStore]:
    """Return a case in `folder` and a fake, each with sightings 1 to 5."""
    real, fake = create_case(folder, FACTS, "adler"), FakeCaseStore(FACTS)
    for store in (real, fake):
        fill(store)
    return real, fake


def fill(store: CaseStore) -> None:
    """Add sightings 1 to 5."""
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        writer.finish_media(add(writer, "a"), KEY, [new_sighting()] * 5, 1.0)
