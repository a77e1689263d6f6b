"""What a model key tells of how the case was looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.vision import Look
from reid_desktop.services.model_keys import names_in
from tests.fakes.vision import FakeVisionLoader


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("precision", ["float32", "bf16", "int8"])
def test_a_key_is_read_back_whole(look: Look, precision: str) -> None:
    vision = replace(FakeVisionLoader().load(None, None, precision), look=look)
    names = names_in(vision.model_key)
    assert (names.detector, names.embedder) == ("fake-detector", "fake-embedder")
    assert (names.precision, names.look) == (precision, look)


def test_looks_never_share_a_key() -> None:
    vision = FakeVisionLoader().load(None, None, "float32")
    assert len({replace(vision, look=look).model_key for look in Look}) == len(Look)


def test_a_foreign_key_is_refused() -> None:
    with pytest.raises(CaseError, match="does not know"):
        names_in("something else")
