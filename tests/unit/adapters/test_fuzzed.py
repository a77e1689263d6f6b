"""A few hundred files broken in many ways: each is accounted for, and no reader meets an error of its own.

`python -m tests.fuzz` does the same to thousands, and looks for persons in them.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.xmp import xmp_properties
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.registry import source_reader
from reid_desktop.domain.errors import MediaError, NotMediaError, SourceError
from reid_desktop.domain.media import FileOutcome
from tests.fuzz.laying import lay_out
from tests.fuzz.mutations import broken
from tests.fuzz.seeds import PASSWORD, seeds

VARIANTS = 360


def test_every_broken_file_is_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    laid = lay_out(tmp_path, VARIANTS, seed=11)
    evidence = OpenEvidence()
    evidence.add_passwords([PASSWORD])
    inspector = FileInspector(SystemClock(), evidence)
    found: Counter[str] = Counter()
    for entry in source_reader(str(tmp_path), evidence, xmp_properties).entries(str(tmp_path)):
        if isinstance(entry, FileOutcome):
            assert entry.reason
            found[entry.outcome.value] += 1
            continue
        try:
            inspector.inspect(entry)
            found["read"] += 1
        except (MediaError, NotMediaError, SourceError) as cause:
            found["refused" if str(cause) else "refused without a word"] += 1
    assert found.total() >= laid
    assert found["refused without a word"] == 0
    assert min(found["read"], found["refused"], found["failed"]) > 20


def test_the_same_number_breaks_alike(tmp_path: Path) -> None:
    cores = [one.core for one in seeds()[:3]]
    one, other = (broken(cores[0], random.Random(7), cores) for _ in range(2))
    assert one == other != cores[0]
    assert lay_out(tmp_path / "a", 20, seed=1, only=".jpg") == 20
