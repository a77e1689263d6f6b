"""The date that camcorders write into the stream."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.media.camcorder import recording_time
from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.media import SourceEntry
from tests.fakes.media import FixedClock

HEAD = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"


def message(*entries: str) -> bytes:
    return b"\0\0\0\1\x06\5" + HEAD + bytes([len(entries)]) + bytes.fromhex("".join(entries)) + b"\x80rest"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (("1802200812", "1931231624"), "2008-12-31T23:16:24+01:00"),
        (("1825202403", "1905070809"), "2024-03-05T07:08:09-02:30"),
        (("18ff202403", "1905070809"), "2024-03-05T07:08:09"),
        (("18ff202403", "190500000303"), "2024-03-05T00:00:03"),  # as an encoder escapes two zeros
        (("1802200812",), None),
        (("18022008fa", "1931231624"), None),
        ((), None),
    ],
)
def test_the_date_is_read(entries: tuple[str, ...], said: str | None) -> None:
    assert recording_time(message(*entries)) == said


@given(st.binary(max_size=300), st.integers(0, 255))
def test_whatever_stands_there_is_a_date_or_none(tail: bytes, count: int) -> None:
    for packet in (tail, HEAD + tail, HEAD + bytes([count]) + tail):
        assert recording_time(packet) is None or "T" in str(recording_time(packet))


def test_a_real_camcorder_s_file_has_its_date(shared_samples: Path) -> None:
    path = next((shared_samples / "exiftool_t").rglob("M2TS.mts"))
    found = FileInspector(FixedClock(), OpenEvidence()).inspect(
        SourceEntry(str(path), path.name, path.stat().st_size, 1)
    )
    [claim] = [claim for claim in found.facts.times if claim.tag is TimeTag.CONTAINER]
    assert claim.text == "2008-12-31T23:16:24+01:00"
