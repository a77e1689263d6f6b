"""The report says everything, and asks the world for nothing."""

import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.export.html_report import HtmlReport
from reid_desktop.domain.capture import Place, PlaceSource, TimeSource
from reid_desktop.domain.known_from import PLACE_KNOWN_FROM, TIME_KNOWN_FROM
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.query import LEAD_NOTICE, Filters, IndexKind, IndexState, NearPlace
from reid_desktop.ports.export import Selection
from tests.contract.test_exporter import HOSTILE, hostile_selection
from tests.fakes.export import CountingJob, card, media_item, selection

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.sampled_from(HOSTILE)
ADDRESSES = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background", "formaction"}
HEAD, BLOCKS = (
    "html head meta title style body",
    "p header main footer section div h1 h2 h3 dl dt dd ul li article",
)
TABLES, DRAWINGS = "table thead tbody tr th td", "figure figcaption img svg g a rect circle line path text"
TAGS = set(f"{HEAD} {BLOCKS} {TABLES} {DRAWINGS} span bdi mark".split())


class Reader(HTMLParser):
    """Notes the tags, the attributes and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All text, spaces joined."""
        return " ".join(" ".join(self.words).split())


def read(written: Selection, out: Path, report: HtmlReport | None = None) -> Reader:
    """Write a report and parse it."""
    out.unlink(missing_ok=True)
    (report or HtmlReport("9.9.9")).write(written, out, CountingJob())
    reader = Reader()
    reader.feed(out.read_text("utf-8"))
    reader.close()
    return reader


def offences(reader: Reader) -> list[str]:
    """Return what would run, or would be asked for."""
    found = [f"tag {tag}" for tag, _ in reader.tags if tag not in TAGS]
    for tag, attributes in reader.tags:
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                found.append(f"{name} on {tag}")
            if name in ADDRESSES and not re.match(
                r"data:image/jpeg;base64,[A-Za-z0-9+/=]+\Z|#c\d+\Z", value or ""
            ):
                found.append(f"{name}={value!r} on {tag}")
            if "url(" in (value or ""):
                found.append(f"url() in {name}")
    styles = [data for data in reader.words if "--paper" in data]
    found += [word for word in ("url(", "@import", "://") if any(word in style for style in styles)]
    return found


@pytest.fixture
def several(tmp_path: Path) -> Selection:
    items: list[MediaItem] = [media_item(number) for number in range(1, 6)]
    items[1] = replace(items[1], place=None)
    items[2] = replace(items[2], time=None, place=None)
    items[3] = replace(items[3], kind=MediaKind.VIDEO, container="mp4")
    return selection(tmp_path, items)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_no_text_from_evidence_becomes_a_command(tmp_path: Path, text: str) -> None:
    reader = read(hostile_selection(tmp_path, text), tmp_path / "r.html")
    assert offences(reader) == []
    assert len(re.findall("Content-Security-Policy", (tmp_path / "r.html").read_text("utf-8"))) == 1


@pytest.mark.parametrize("text", HOSTILE[:4])
def test_hostile_text_is_shown_as_it_is(tmp_path: Path, text: str) -> None:
    assert text in read(hostile_selection(tmp_path, text), tmp_path / "r.html").text


def test_bidi_controls_are_named(tmp_path: Path) -> None:
    reader = read(hostile_selection(tmp_path, "\u202egpj.exe"), tmp_path / "r.html")
    assert "\u202e" not in "".join(reader.words)
    assert "\u2039U+202E\u203a gpj.exe" in reader.text


def test_the_policy_forbids_everything_but_its_own_pictures(several: Selection, tmp_path: Path) -> None:
    reader = read(several, tmp_path / "r.html")
    [policy] = [a["content"] for tag, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert offences(reader) == []


def test_it_says_what_a_court_asks_for(several: Selection, tmp_path: Path) -> None:
    text = read(several, tmp_path / "r.html").text
    for said in (
        "4711/24",
        "Theft",
        "DS Gray",
        "CID",
        "Warrant 9",
        "2024-06-02T10:00:00.000Z",
        "reid-desktop 9.9.9",
        "EX-1",
        "S-1",
        "Doe",
        "Europe/Berlin",
        "12.5 s taken from the device's clock",
        "probe.png",
        "aa" * 32,
        "5, 6, 70, 200",
        several.model_key or "",
        "MSMT17 and private data",
        "Apache-2.0",
        "Weak across a change of clothing",
        "Exact: the probe was compared with every one of the 800 sightings",
        "taken after 1970-01-01T00:00:00.000Z; exhibits EX-1, EX-2",
        "comparable only within this model",
        "2024-05-18 12:32:33.000 UTC \u00b1 1 s",
        "as found: 2024:05:18 14:22:33 (zone +02:00)",
        TIME_KNOWN_FROM[TimeSource.OFFSET_TAG],
        PLACE_KNOWN_FROM[PlaceSource.GPS_TAG],
        "accurate to about 12 m",
        "52.51830° N, 13.38103° E",
        "Canon EOS",
        "DCIM/IMG_1.JPG",
        "detector score 0.91, crop quality 0.77",
        "0:01:23.400 to 0:01:30.000",
        "3 files not yet analysed under this model, 1 file unreadable",
        "No place known 2 of them",
        "No time known 1 of them",
        "score 0.8990",
    ):
        assert said in text, said
    assert all(row.media.sha256 in text for row in several.rows)


def test_every_list_of_candidates_says_that_it_is_a_lead(several: Selection, tmp_path: Path) -> None:
    reader = read(several, tmp_path / "r.html")
    assert (
        reader.text.count(LEAD_NOTICE) >= 6
    )  # the banner, each part about candidates, the hashes, each printed page
    assert reader.text.count("a lead, not an identification") == len(several.rows)
    assert f'content: "{LEAD_NOTICE}"' in (tmp_path / "r.html").read_text("utf-8")


def test_the_box_is_drawn_in_the_pixels_of_the_frame(several: Selection, tmp_path: Path) -> None:
    reader = read(several, tmp_path / "r.html")
    assert sum(a.get("viewbox") == "0 0 400 300" for tag, a in reader.tags if tag == "svg") == 5
    boxes = [a for tag, a in reader.tags if tag == "rect" and a.get("class") == "box"]
    assert {(b["x"], b["y"], b["width"], b["height"]) for b in boxes} == {("100", "60", "80", "200")}


def test_a_missing_or_foreign_picture_leaves_a_plain_place(several: Selection, tmp_path: Path) -> None:
    several.rows[0].crop_path.write_bytes(b"<svg onload=alert(1)>")
    several.rows[1].scene_path.unlink()
    reader = read(several, tmp_path / "r.html")
    assert reader.text.count("crop missing") == 1
    assert reader.text.count("scene missing") == 1
    assert sum(tag == "img" for tag, _ in reader.tags) == 9


def test_scenes_are_left_out_beyond_a_number_and_it_says_so(several: Selection, tmp_path: Path) -> None:
    reader = read(several, tmp_path / "r.html", HtmlReport("1", most_scenes=2))
    assert "The whole scene is shown for the first 2 rows only" in reader.text
    assert sum(tag == "img" for tag, _ in reader.tags) == 1 + 5 + 2


def test_baseline_models_are_marked(several: Selection, tmp_path: Path) -> None:
    assert "first look" not in read(several, tmp_path / "a.html").text
    marked = replace(several, cards=(card(baseline=True),))
    assert read(marked, tmp_path / "b.html").text.count("for a first look, not for casework") == 2


def test_all_sightings_without_a_search(several: Selection, tmp_path: Path) -> None:
    plain = replace(several, search=None, probe_crop_path=None)
    rows = tuple(replace(row, rank=None, score=None) for row in plain.rows)
    text = read(replace(plain, rows=rows), tmp_path / "r.html").text
    assert "All sightings" in text
    within = replace(plain, rows=rows, filters=Filters(whole_only=True, minimum_height_px=100))
    text = read(within, tmp_path / "within.html").text
    assert "All sightings" not in text
    assert "Within filters: persons at least 100 px tall; no persons whom the frame cuts." in text
    assert "Sighting 41" in text
    assert "comparable only within" not in text


def test_filters_and_an_approximate_index_are_told(several: Selection, tmp_path: Path) -> None:
    assert several.search is not None
    search = replace(
        several.search,
        filters=Filters(near=NearPlace(52.5, 13.4, 250), minimum_quality=0.3, kinds=frozenset({"photo"})),
        index=IndexState(IndexKind.HNSW, False, 300_000, 300_000),
    )
    text = read(replace(several, search=search), tmp_path / "r.html").text
    assert (
        "within 250 m of latitude 52.50000, longitude 13.40000; only photos; crop quality at least 0.30"
        in text
    )
    assert "Approximate: an approximate index (HNSW) over 300,000 sightings" in text
    assert "may have been missed" in text


def test_the_map_is_drawn_whole(several: Selection, tmp_path: Path, checkout: Path) -> None:
    far = [(52.5, 13.4), (40.4, -3.7), (59.3, 18.1), (41.0, 29.0), (36.8, 3.1)]
    rows = tuple(
        replace(row, media=replace(row.media, place=Place(*place, PlaceSource.GPS_TAG)))
        for row, place in zip(several.rows, far, strict=True)
    )
    report = HtmlReport("1", checkout / "resources" / "map")
    reader = read(replace(several, rows=rows), tmp_path / "r.html", report)
    drawn = {a.get("class"): a.get("d") or "" for tag, a in reader.tags if tag == "path"}
    assert len(drawn["land"]) > 50_000  # all of Europe, not cut off like a long text
    assert all(re.fullmatch(r"[MZvh0-9., -]+", path) for path in drawn.values())
    assert offences(reader) == []


def test_the_file_of_the_probe_is_pointed_out(several: Selection, tmp_path: Path) -> None:
    assert several.search is not None
    own = replace(several.search.probe, sha256=several.rows[2].media.sha256)
    text = read(replace(several, search=replace(several.search, probe=own)), tmp_path / "r.html").text
    assert text.count("from the same file as the probe") == 1


def test_memory_does_not_grow_with_the_pictures(several: Selection, tmp_path: Path) -> None:
    heavy = several.rows[0].scene_path
    heavy.write_bytes(heavy.read_bytes() + bytes(400_000))
    rows = tuple(replace(several.rows[0], rank=number) for number in range(1, 61))
    report = HtmlReport("1")
    report.write(several, tmp_path / "warm.html", CountingJob())  # the templates are compiled now
    tracemalloc.start()
    try:
        report.write(replace(several, rows=rows), tmp_path / "r.html", CountingJob())
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "r.html").stat().st_size > 30e6
    assert peak_bytes < 8e6


@pytest.mark.parametrize("kind", [TimeSource, PlaceSource])
def test_every_source_has_words(kind: type[TimeSource | PlaceSource]) -> None:
    known: set[str] = {*TIME_KNOWN_FROM, *PLACE_KNOWN_FROM}
    assert {source.value for source in kind} <= known
