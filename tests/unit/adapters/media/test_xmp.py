"""Reading XMP packets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.media.xmp import MOST_PROPERTIES, xmp_properties
from reid_desktop.domain.xmp import xmp_claims

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
EXIF = 'xmlns:e="http://ns.adobe.com/exif/1.0/"'


def packet(inside: str, names: str = "") -> bytes:
    return (
        f'<?xpacket begin="\ufeff"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}>'
        f'<rdf:Description rdf:about="" {EXIF} {names}>{inside}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def test_elements_and_attributes_are_properties_under_their_usual_prefix() -> None:
    found = xmp_properties(
        packet("<e:DateTimeOriginal> 2024-05-18 </e:DateTimeOriginal>", 'e:GPSLatitude="51,20.38N"')
    )
    assert found == {"exif:DateTimeOriginal": "2024-05-18", "exif:GPSLatitude": "51,20.38N"}


def test_lists_and_structures_are_named_by_their_path() -> None:
    container = 'xmlns:C="http://ns.google.com/photos/1.0/container/"'
    item = 'xmlns:I="http://ns.google.com/photos/1.0/container/item/"'
    found = xmp_properties(
        packet(
            '<C:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><C:Item I:Mime="image/jpeg"/></rdf:li>'
            '<rdf:li rdf:parseType="Resource"><C:Item I:Mime="video/mp4" I:Length="42"/></rdf:li></rdf:Seq>'
            "</C:Directory><e:Subject><rdf:Bag><rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Bag></e:Subject>",
            f"{container} {item}",
        )
    )
    assert found["Container:Directory[2]/Container:Item/Item:Length"] == "42"
    assert found["exif:Subject"] == "one"
    assert found["exif:Subject[2]"] == "two"


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xd8\xff",
        b"<x",
        b'<?xml version="1.0" encoding="no-such"?><x/>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    ],
)
def test_what_is_no_packet_or_attacks_says_nothing(hostile: bytes) -> None:
    assert xmp_properties(hostile) == {}


def test_deep_and_endless_packets_are_cut() -> None:
    deep = "<e:a>" * 100_000 + "</e:a>" * 100_000
    assert xmp_properties(packet(deep)) == {}
    many = "".join(f"<e:p{n}>1</e:p{n}>" for n in range(MOST_PROPERTIES + 100))
    assert len(xmp_properties(packet(many))) == MOST_PROPERTIES


@given(st.binary(max_size=400))
def test_any_bytes_are_stood(data: bytes) -> None:
    assert isinstance(xmp_properties(data), dict)
    assert isinstance(xmp_properties(packet("")[:200] + data), dict)


def test_real_sidecars_tell_time_and_place(shared_samples: Path) -> None:
    folder = shared_samples / "takeout/internal/exif/sidecars/xmpsidecar/DATA"
    dated = xmp_claims(xmp_properties((folder / "159d9172-2a1e-4d95-aef1-b5133549927b.jpg.xmp").read_bytes()))
    assert [c.text for c in dated.times] == ["2018-08-11T17:38:25Z"]
    placed = xmp_claims(xmp_properties((folder / "IMG_2477.CR2.xmp").read_bytes()))
    assert placed.places[0].place.latitude_deg == pytest.approx(48.40837614, abs=1e-7)
    assert placed.places[0].place.longitude_deg == pytest.approx(-3.09058979, abs=1e-7)
