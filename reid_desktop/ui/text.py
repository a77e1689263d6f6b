"""Dates, counts, sizes, scores and hostile names as the user reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from string import Formatter

from PySide6.QtCore import QCoreApplication, QLocale

from reid_desktop.domain.capture import CaptureTime, Place, TimeSource
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.known_from import PLACE_KNOWN_FROM, TIME_KNOWN_FROM
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import ProbeOrigin

from .geometry.circle import length_text
from .geometry.ground import degrees_text
from .sentences import MADE_OF_WORDS, number_in
from .translating import PARTS, SENTENCES, TEMPLATES, is_one, number_marks, said, tr

NOT_KNOWN = said("not known")
_FRAME = re.compile(r"sighting (\d+) (\d[\d:.]*)")
"""What a frame of a clip is called as a probe: its sighting, and the moment in the clip."""
_DRAWN = "box drawn in "
_FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST = 0.001
"""Less than one in a thousand is nothing that anybody counts with; but none it is not."""

TIME_SOURCES = TIME_KNOWN_FROM

TIME_BADGES = {
    TimeSource.OFFSET_TAG: "offset",
    TimeSource.GPS_UTC: "GPS time",
    TimeSource.CONTAINER_OFFSET: "video",
    TimeSource.CONTAINER_UTC: "video",
    TimeSource.GPS_ZONE: "GPS zone",
    TimeSource.PLACE_ZONE: "place zone",
    TimeSource.EXHIBIT_ZONE: "exhibit zone",
    TimeSource.SIDECAR: "sidecar",
    TimeSource.XMP: "XMP",
    TimeSource.REPORT: "report",
    TimeSource.FILE_NAME: "file name",
    TimeSource.FILE_SYSTEM: "file date",
    TimeSource.CHANGED: "changed",
    TimeSource.ASSUMED_UTC: "zone?",
    TimeSource.MANUAL: "by hand",
}

DOUBTFUL = frozenset(
    {TimeSource.FILE_SYSTEM, TimeSource.ASSUMED_UTC, TimeSource.FILE_NAME, TimeSource.CHANGED}
)
"""Sources of time that a reader must be warned of."""

PLACE_SOURCES = PLACE_KNOWN_FROM

KINDS = {MediaKind.PHOTO: said("Photo"), MediaKind.VIDEO: said("Video")}


_LEFT_TO_RIGHT = "\u200e"
"""A mark without width: what stands on either side of it goes from left to right."""


def plain(text: str) -> str:
    """Return `text` with everything made visible that could hide or turn other text.

    Control characters, bidirectional overrides, invisible characters and bytes
    that were no text come out as escapes such as `\\u202e`.
    """
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(letter) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
        return f"\\u{code:04x}"
    return letter


def told(words: str) -> str:
    """Return what another part of the program said, made visible and in the language of the window.

    Sentences it does not know stay as they are, and so does what was filled in.
    """
    return _led(QCoreApplication.translate(SENTENCES, plain(words))) if words else words


def _led(words: str) -> str:
    """Have a sentence go from left to right that begins with a name in Arabic or Hebrew."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    first = next((one for one in strong if one in {"L", "R", "AL"}), "L")
    return words if first == "L" else _LEFT_TO_RIGHT + words


def told_problem(problem: BaseException) -> str:
    """Return what an error says, in the language of the window; what was filled in is not read again."""
    template = problem.sentence if isinstance(problem, ReidError) and problem.values else ""
    found = QCoreApplication.translate(TEMPLATES, template) if template else ""
    if not isinstance(problem, ReidError) or found == template:
        return told(str(problem))
    values = dict[str, str]()
    for _, name, spec, _ in Formatter().parse(template):
        if name is not None:
            value = format(problem.values[name], spec or "")
            values[name] = _part(value) if name in MADE_OF_WORDS else plain(_marked(value) if spec else value)
    return found.format(**values)


def _part(words: str) -> str:
    """Return words of ours that are filled in: `examiner or supervisor`."""
    return QCoreApplication.translate(PARTS, plain(words)) if words else words


def _marked(words: str) -> str:
    """Return a number of English form with the marks of the language."""
    return number_in(words, number_marks())


def figures_in(words: str) -> str:
    """Return words of ours with every number in it as the language writes numbers."""
    return _FIGURES.sub(lambda found: _marked(found[0]), words)


def number(value: int) -> str:
    """Return a count with separators: `12,408`."""
    return _marked(f"{value:,}")


def figure(value: float, digits: int = 1) -> str:
    """Return a number with so many decimals: `0.812`."""
    return _marked(f"{value:.{digits}f}")


def rate(value: float) -> str:
    """Return how many a second: `4.2/s`, `42/s`."""
    return f"{figure(value, 1 if value < 10 else 0)}/s"


def amount(value: float) -> str:
    """Return a number with three digits that count, never with an exponent: `0.34`, `12,300`, `< 0.001`."""
    if value < _LEAST:
        return "0" if value <= 0 else f"< {_marked(str(_LEAST))}"
    if value < 100:
        return _marked(f"{value:.3g}")
    digits = 3 - len(str(int(value)))
    return number(int(round(value, digits)))


def counted(value: int, one: str, many: str) -> str:
    """Return `1 file` or `12,408 files`."""
    return f"{number(value)} {tr(one if is_one(value) else many)}"


def plural(value: int, one: str, many: str, **values: object) -> str:
    """Return the sentence for one or for many, with `{count}` filled in."""
    return tr(one if is_one(value) else many, count=number(value), **values)


def labelled(name: str, words: str) -> str:
    """Return words behind what they are about: `Clothing: agrees`; in French the colon stands apart."""
    return tr("{name}: {told}", name=name, told=words)


def length(metres: float) -> str:
    """Return a length as text: `850 m`, `12.4 km`."""
    return figures_in(length_text(metres))


def moment(utc_ms: int) -> str:
    """Return `2024-05-18 12:22:33`, in UTC."""
    return f"{datetime.fromtimestamp(utc_ms // 1000, tz=UTC):%Y-%m-%d %H:%M:%S}"


def moment_utc(utc_ms: int | None) -> str:
    """Return `2024-05-18 12:22:33 UTC`, or that it is not known."""
    return tr(NOT_KNOWN) if utc_ms is None else f"{moment(utc_ms)} UTC"


def day(utc_ms: int) -> str:
    """Return `18 May 2024`, in UTC."""
    date = datetime.fromtimestamp(utc_ms // 1000, tz=UTC)
    month = QLocale().monthName(date.month, QLocale.FormatType.ShortFormat)
    return tr("{day} {month} {year}", day=f"{date.day:02d}", month=month, year=date.year)


def span(seconds: float) -> str:
    """Return a length of time as one would say it: `45 s`, `3 min 20 s`, `2 h`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    if whole < 48 * 3600:
        rest_min = whole % 3600 // 60
        return f"{whole // 3600} h {rest_min} min" if rest_min else f"{whole // 3600} h"
    return counted(whole // 86400, "day", "days")


def clip_position(seconds: float) -> str:
    """Return a place in a clip: `01:23.4`."""
    minutes, rest = divmod(max(0.0, seconds), 60.0)
    return f"{int(minutes):02d}:{rest:04.1f}"


def clip_moment(seconds: float) -> str:
    """Return an exact moment of a clip: `01:23.417`."""
    minutes, rest = divmod(max(0.0, seconds), 60.0)
    return f"{int(minutes):02d}:{rest:06.3f}"


def uncertainty(seconds: float) -> str:
    """Return `± 1 s`; an uncertainty under a second is said to be one."""
    return f"± {span(max(1.0, seconds))}"


def offset(seconds: float) -> str:
    """Return by how much something is moved: `+12 min 3 s`, `-37 s`, `+0.4 s`, `0 s`."""
    hours, rest = divmod(round(abs(seconds), 3), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{number(int(hours))} h" if hours else "", f"{minutes:.0f} min" if minutes else ""]
    parts.append(f"{_marked(f'{round(rest, 3):g}')} s" if rest or not (hours or minutes) else "")
    sign = "" if not seconds else "+" if seconds > 0 else "-"
    return sign + " ".join(part for part in parts if part)


def give_or_take(seconds: float) -> str:
    """Return `± 2 s` as exactly as it is known."""
    return f"± {offset(seconds).lstrip('+')}"


def clock_words(offset_s: float, uncertainty_s: float) -> str:
    """Return by how much a clock is corrected: `corrected by +12 min 3 s ± 2 s`."""
    amount, doubt = offset(offset_s), give_or_take(uncertainty_s)
    return tr("corrected by {amount} {doubt}", amount=amount, doubt=doubt)


def known_time(time: CaptureTime | None) -> str:
    """Return how a capture time is known, in words."""
    return tr(NOT_KNOWN) if time is None else tr(TIME_SOURCES[time.source])


def coordinates(place: Place) -> str:
    """Return `52.37310° N, 4.89250° E`."""
    return degrees(place.latitude_deg, place.longitude_deg)


def degrees(latitude_deg: float, longitude_deg: float) -> str:
    """Return `52.37310° N, 4.89250° E`; with a point in every language, to be pasted anywhere."""
    return degrees_text(latitude_deg, longitude_deg, 5)


def size(size_bytes: int) -> str:
    """Return a size such as `3.2 MB` (powers of ten)."""
    value = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return counted(size_bytes, "byte", "bytes") if unit == "bytes" else f"{figure(value)} {unit}"
        value /= 1000
    return f"{figure(value)} TB"


def score(value: float) -> str:
    """Return a similarity with three decimals: `0.812`."""
    return figure(value, 3)


def box(value: Box) -> str:
    """Return `left 10, top 20, right 110, bottom 320 px`."""
    sides = {"left": value.left_px, "top": value.top_px, "right": value.right_px, "bottom": value.bottom_px}
    return tr("left {left}, top {top}, right {right}, bottom {bottom} px", **sides)


def probe_name(probe: ProbeOrigin) -> str:
    """Return what a search was made with, within a sentence; a file name stays as it is."""
    if probe.sighting_id is not None and probe.name == f"sighting {probe.sighting_id}":
        return tr("sighting {number}", number=probe.sighting_id)
    return picture_name(probe.name)


def picture_name(name: str) -> str:
    """Return what a picture of a probe is called: a box drawn in one in words, a file as it is."""
    frame = _FRAME.fullmatch(name)
    if frame is not None:
        return f"{tr('sighting {number}', number=frame[1])}, {frame[2]}"
    return told(name) if name.startswith(_DRAWN) else plain(name)


def picture_title(name: str) -> str:
    """Return the same as a title: words of ours begin with a capital, a file name stays as it is."""
    words = picture_name(name)
    is_ours = _FRAME.fullmatch(name) is not None or name.startswith(_DRAWN)
    return f"{words[:1].upper()}{words[1:]}" if is_ours else words


def short_key(model_key: str) -> str:
    """Return the names of a model key without hashes: `yolo11n + osnet_x1_0`."""
    return " + ".join(part.split("@", 1)[0].strip() for part in model_key.split(" + "))


def side_by_side(parts: Sequence[str], between: str) -> str:
    """Return parts in their order from the left, even where one of them is written from the right.

    Without the marks a number after a name in Arabic or Hebrew would stand before it, and 96 by 207 be read
    as 207 by 96.
    """
    return f"{_LEFT_TO_RIGHT}{between}".join(parts)


def shortened(words: str, most: int) -> str:
    """Return words of at most so many characters, with dots in their middle where some are left out."""
    if len(words) <= most:
        return words
    before = (most - 1) // 2
    return f"{words[:before]}…{words[len(words) - (most - 1 - before) :]}"


def as_plain_tooltip(words: str) -> str:
    """Return words that a tooltip shows as they are, markup and all, broken where they are long."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt><span style='white-space:pre-wrap'>{escaped}</span></qt>" if words else ""
