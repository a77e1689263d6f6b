"""File-name templates: what they read, what they refuse, and that no name stops them."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.name_template import KNOWN_FIELDS, name_template

MARKET = "{person}_c{camera}s{seq}_{frame}"


@pytest.mark.parametrize(
    ("template", "path", "fields"),
    [
        (MARKET, "0002_c1s1_000451_03.jpg", {"person": "0002", "camera": "1", "seq": "1", "frame": "000451"}),
        (MARKET, "a/b/0002_c10s2_000451.jpg",
         {"person": "0002", "camera": "10", "seq": "2", "frame": "000451"}),
        (MARKET, "-1_c1s1_000451_00.jpg", {"person": "-1", "camera": "1", "seq": "1", "frame": "000451"}),
        (MARKET, "0002_c1s1_x.jpg", None),
        (MARKET, "0002_c1s1_000451x.jpg", None),
        (MARKET, "x", None),
        ("{who}", "john_smith.x.png", {"who": "john_smith.x"}),
        ("{who}_{what}", "a_b_c.jpg", {"who": "a", "what": "b_c"}),
        ("{a:2}{b:d}-{c:3d}", "xy12345-678 (1).jpg", {"a": "xy", "b": "12345", "c": "678"}),
        ("{*}_{date}_{time}_{lat}_{lon}", "cam_2024-05-18_14.22.33_51.3N_-12.5.jpg",
         {"date": "2024-05-18", "time": "14.22.33", "lat": "51.3N", "lon": "-12.5"}),
        ("{date}{time}{ms}", "20240518142233123_HDR.jpg",
         {"date": "20240518", "time": "142233", "ms": "123"}),
        ("{camera}/{batch:8d}/{person}.{kind}", "root/gate/20240518/anna.crop.jpg",
         {"camera": "gate", "batch": "20240518", "person": "anna", "kind": "crop"}),
        ("{camera}/{person}", "anna.jpg", None),
        ("{{{person}}}", "{anna}.jpg", {"person": "anna"}),
        ("{person}.jpg", "anna.jpg", {"person": "anna"}),
        ("{person}*?[a](b)", "anna*?[a](b).jpg", {"person": "anna"}),
    ],
)  # fmt: skip
def test_templates_read(template: str, path: str, fields: dict[str, str] | None) -> None:
    assert name_template(template).read(path) == fields


@pytest.mark.parametrize(
    "text",
    ["", "plain", "{", "}", "{}", "{Person}", "{a}{b}", "{a}_{a}", "{a:0}", "{a:x}", "{a:}", "{date:4}",
     "{*}{a}", "{a!r}", "{a.b}", "{*}", "{a}\n", "x" * 300, "".join(f"{{a{n}}}_" for n in range(30))],
)  # fmt: skip
def test_what_is_no_template_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"\{person\}_c\{camera\}"):
        name_template(text)


WORDS = st.text(string.ascii_letters + string.digits + "éß.()", min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True).filter(
    lambda name: name not in KNOWN_FIELDS | {"frame", "seq", "sequence", "index", "box"}
)


@given(st.dictionaries(NAMES, WORDS, min_size=1, max_size=8), st.sampled_from(["_", "-", "__", " c", "{{"]))
def test_what_a_template_writes_it_reads_back(fields: dict[str, str], between: str) -> None:
    template = name_template(between.join(f"{{{name}}}" for name in fields))
    plain = between.replace("{{", "{")
    assert template.read(plain.join(fields.values()) + ".jpg") == fields


@given(st.text(max_size=60), st.text(max_size=120))
def test_any_template_and_any_name_are_stood(template: str, path: str) -> None:
    try:
        parsed = name_template(template)
    except UsageError:
        return
    assert parsed.read(path) is None or set(parsed.fields) == set(parsed.read(path) or ())


def test_no_name_makes_matching_slow() -> None:
    template = name_template("_".join(f"{{a{n}}}" for n in range(20)) + "!")
    started_s = time.perf_counter()
    assert template.read("_" * 290) is None
    assert template.read("a_" * 145) is None
    assert time.perf_counter() - started_s < 2
