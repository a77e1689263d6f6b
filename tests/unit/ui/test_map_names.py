"""Names on the map in the language of the window and in the script of the country."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from reid_desktop.domain.languages import ENGLISH, LANGUAGES
from reid_desktop.ui.geometry.basemap import BaseMapDamagedError, load_countries, load_places
from reid_desktop.ui.geometry.map_names import FILE_NAME, SPOKEN, MapNames, NameStyle, load_names
from reid_desktop.ui.painting.map_labels import MapWords
from tools.build_map_names import country_names, dbf_rows, place_names
from tools.own_names import own_name

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "map"
GREEK_ATHENS, RUSSIAN_PERM = "\u0391\u03b8\u03ae\u03bd\u03b1", "\u041f\u0435\u0440\u043c\u044c"


def test_the_shipped_names_belong_to_the_shipped_map() -> None:
    names, countries, places = load_names(SHIPPED), load_countries(SHIPPED), load_places(SHIPPED)
    number = {countries[i]: i for i in range(len(countries))}
    words = MapWords(countries, places, names, NameStyle("de"))
    assert words.country(number["Greece"]) == ("Griechenland", "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1")
    assert words.country(number["Netherlands"]) == ("Niederlande", "")
    assert set(SPOKEN) == set(LANGUAGES) - {ENGLISH}
    for language, name in (("fr", "Allemagne"), ("es", "Alemania"), ("nl", "Duitsland"), ("en", "Germany")):
        assert MapWords(countries, places, names, NameStyle(language)).country(number["Germany"])[0] == name
    largest = {places[i]: i for i in reversed(range(len(places)))}
    assert words.place(largest["Athens"]) == ("Athens", GREEK_ATHENS)
    assert words.place(largest["Perm"]) == ("Perm", RUSSIAN_PERM)
    assert words.place(largest["Berlin"]) == ("Berlin", "")
    assert len(names.places.own) > 15_000
    plain = MapWords(countries, places, names, NameStyle("en", with_own=False))
    assert plain.country(number["Greece"]) == ("Greece", "")


def test_a_map_without_other_names_is_a_map_and_a_damaged_file_is_told(tmp_path: Path) -> None:
    assert load_names(tmp_path) == MapNames()
    (tmp_path / FILE_NAME).write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "countries.npz").write_bytes((SHIPPED / "countries.npz").read_bytes())
    with pytest.raises(BaseMapDamagedError):
        load_names(tmp_path)


@pytest.mark.parametrize(
    ("country", "name", "others", "own"),
    [
        ("GR", "Athens", ["Athina"], GREEK_ATHENS),
        ("GR", "Volos", ["Volos", "\u0412\u043e\u043b\u043e\u0441"], ""),  # Cyrillic only
        ("RU", "Perm", [], RUSSIAN_PERM),
        ("RU", "Dubna", ["\u0414\u0443\u0431\u043d\u0430"], "\u0414\u0443\u0431\u043d\u0430"),
        ("RU", "Dubna", ["\u0422\u0432\u0435\u0440\u044c"], ""),  # reads otherwise
        ("SA", "Tabuk", ["\u062a\u0628\u0648\u0643", "\u062a\u0628\u0648\u06a9"], "\u062a\u0628\u0648\u0643"),
        ("SA", "Two", ["\u062a\u0628", "\u062a\u0628\u0648\u0643"], ""),  # two in the same letters
        ("JP", "Chiba", ["\u5343\u8449", "\u3061\u3070", "\u5343\u8449\u5e02"], "\u5343\u8449"),
        ("DE", "Berlin", ["\u0411\u0435\u0440\u043b\u0438\u043d"], ""),
    ],
)  # fmt: skip
def test_a_name_is_taken_only_where_there_is_no_doubt(
    country: str, name: str, others: list[str], own: str
) -> None:
    assert own_name(country, name, others) == own


def test_a_place_is_known_by_name_and_position() -> None:
    own = "\u0414\u0443\u0431\u043d\u0430"
    dubna = {"name": "Dubna", "countrycode": "RU", "latitude": 0.0, "longitude": 0.0, "alternatenames": [own]}
    middle = 1 << 23
    known = {("Dubna", middle, middle): 7, ("Dubna", middle + 9, middle): 8}
    assert place_names({"1": dubna}, known) == {7: own}
    assert place_names({"1": {**dubna, "longitude": 50.0}}, known) == {}


def test_a_table_of_countries_is_read() -> None:
    columns = {"NAME": "Greece", "NAME_LONG": "", "NAME_EN": "Greece", "NAME_DE": "Griechenland"}
    columns |= {"ISO_A2_EH": "GR", "NAME_EL": GREEK_ATHENS}
    columns |= {"NAME_FR": "Grèce", "NAME_ES": "Grecia", "NAME_NL": "Griekenland"}
    cells = [value.encode().ljust(24) for value in columns.values()]
    heads = b"".join(name.encode().ljust(16, b"\0") + bytes([24]) + bytes(15) for name in columns)
    row = b" " + b"".join(cells)
    size = 32 + len(heads) + 1
    data = struct.pack("<BBBBIHH", 3, 0, 0, 0, 1, size, len(row)) + bytes(20) + heads + b"\r" + row
    assert country_names(dbf_rows(data), ["Greece", "Atlantis"]) == {
        "de": ["Griechenland", ""],
        "fr": ["Grèce", ""],
        "es": ["Grecia", ""],
        "nl": ["Griekenland", ""],
        "own": [GREEK_ATHENS, ""],
    }
