"""What a Takeout sidecar says, however hostile it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.sources.takeout_facts import takeout_facts
from reid_desktop.domain.claims import Beside, TimeTag


def facts(found: dict[str, Any], name: str = "a.jpg") -> Beside:
    read = takeout_facts(json.dumps(found).encode(), name)
    assert read is not None
    return read


TAKEN = {"photoTakenTime": {"timestamp": "1716034953", "formatted": "18.05.2024, 12:22:33 UTC"}}


def test_time_is_absolute_and_keeps_its_text() -> None:
    (time,) = facts(TAKEN).times
    assert (time.tag, time.utc_ms, time.step_s) == (TimeTag.TAKEOUT, 1_716_034_953_000, 1.0)
    assert time.text == "1716034953 (18.05.2024, 12:22:33 UTC)"
    (before,) = facts({"photoTakenTime": {"timestamp": "-86400"}}).times
    assert before.utc_ms == -86_400_000


@pytest.mark.parametrize(
    "stamp", ["0", "", "x", None, True, [], {}, 1.5, "9" * 14, "1" * 5000, "-99999999999999"]
)
def test_what_is_no_time_is_left_out(stamp: object) -> None:
    assert facts({"photoTakenTime": {"timestamp": stamp}}).times == ()


def test_the_position_from_the_file_comes_before_the_users() -> None:
    found = facts(
        {
            "geoData": {"latitude": 48.0, "longitude": 11.0, "altitude": 0.0},
            "geoDataExif": {"latitude": -33.5, "longitude": 151.2, "altitude": 82.09},
        }
    )
    assert [c.place.latitude_deg for c in found.places] == [-33.5, 48.0]
    assert [c.place.altitude_m for c in found.places] == [82.09, None]


def test_the_same_position_twice_is_one() -> None:
    here = {"latitude": 48.0, "longitude": 11.0, "altitude": 1.0}
    (claim,) = facts({"geoData": here, "geoDataExif": here}).places
    assert claim.text.startswith("geoDataExif")


@pytest.mark.parametrize(
    "where",
    [
        {"latitude": 0.0, "longitude": 0.0},
        {"latitude": 91, "longitude": 1},
        {"latitude": "48", "longitude": 1},
        {"latitude": True, "longitude": 1},
        {"latitude": 10**400, "longitude": 1},
        {"longitude": 1},
        [],
        None,
        "x",
    ],
)
def test_what_is_no_place_is_left_out(where: object) -> None:
    assert facts({**TAKEN, "geoData": where, "geoDataExif": where}).places == ()


def test_infinity_is_no_place() -> None:
    read = takeout_facts(b'{"geoData": {"latitude": Infinity, "longitude": NaN}}', "a.jpg")
    assert read is not None
    assert read.places == ()


def test_names_folders_and_sharing_are_noted() -> None:
    found = facts(
        {
            **TAKEN,
            "title": "b.jpg",
            "description": "At the gate",
            "people": [{"name": "Anna"}, {"name": 5}, "x", {"name": "Ben"}],
            "trashed": True,
            "archived": "true",
            "googlePhotosOrigin": {
                "fromPartnerSharing": {},
                "mobileUpload": {"deviceFolder": {"localFolderName": "WhatsApp Images"}},
            },
        }
    )
    notes = " ".join(found.notes)
    for word in ("“b.jpg”", "At the gate", "Anna, Ben.", "partner", "“WhatsApp Images”", "trash"):
        assert word in notes
    assert "archived" not in notes
    assert found.app == "WhatsApp"


@pytest.mark.parametrize(
    "data", [b"[]", b"1", b'"x"', b"{}", b'{"title": "album", "date": {}}', b'{"photoTakenTime": 5}']
)
def test_json_of_another_kind_is_no_sidecar(data: bytes) -> None:
    assert takeout_facts(data, "a.jpg") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"photoTakenTime": ' + b"1" * 9000 + b"}",
    ],
)
def test_what_is_no_json_is_told(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each parser has words of its own
        takeout_facts(data, "a.jpg")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["photoTakenTime", "timestamp", "formatted", "geoData", "geoDataExif", "latitude", "longitude",
             "altitude", "title", "people", "name", "googlePhotosOrigin", "mobileUpload", "deviceFolder",
             "localFolderName", "trashed"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON)
def test_any_json_is_stood(value: object) -> None:
    found = takeout_facts(json.dumps(value).encode(), "a.jpg")
    assert found is None or isinstance(found, Beside)
