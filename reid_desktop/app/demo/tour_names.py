"""Names of every length and script for the tour: photos copied under them, and exhibits that carry them."""

from __future__ import annotations

import shutil
from pathlib import Path

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.ids import ExhibitId

MOST_PHOTOS = 18
_SUFFIXES = frozenset({".jpg", ".jpeg", ".heic", ".png"})
_NAME_BYTES = 200
"""What every file system in use takes; most end at 255."""
_LONG = "a photo that somebody described at length before it was sent on, with the place and everybody in it "
_NAMES = (
    _LONG * 2,
    "صورة من الهاتف في السوق القديم قبل غروب الشمس مع ثلاثة أصدقاء",
    "写真 渋谷駅前 夜 友達と一緒に 二〇二四年七月十三日 最後の一枚",
    "사진 서울역 광장 저녁 친구들과 함께",
    "תמונה מהחוף עם כולם",
    "IMG_0001 (1) (1) (copy) [edited] & <b>not bold</b> %s",
)
_EXHIBITS = (
    (
        "2026-K-000815-ASSERVAT-",
        "Smartphone, black, cracked display, found under the passenger seat ",
    ),
    ("معرض-7", "هاتف أسود مع شاشة مكسورة"),
    ("証拠品-12", "黒いスマートフォン、画面にひび、助手席の下で発見"),
)
_NUMBER_LENGTH, _DESCRIPTION_LENGTH = 120, 240

TITLE = "Robbery at the main station, the bus station and two car parks, all in the first week of July 2024"


def facts_of(examiner: str, created_utc: str, version: str) -> CaseFacts:
    """Return the facts of a case whose number and title are as long as they come."""
    return CaseFacts(
        "2026-K-000815/4711-A (Station)", TITLE, examiner, created_utc=created_utc, program_version=version
    )


def lay_out(source: Path, folder: Path) -> tuple[Exhibit, ...]:
    """Copy some photos of `source` into `folder/0`, `folder/1`, ... under odd names; return the exhibits.

    Each copy has a few bytes after its end, so that it is no double of the photo it was made from.
    """
    found = [source] if source.is_file() else sorted(source.rglob("*"))
    photos = [one for one in found if one.suffix.lower() in _SUFFIXES and one.is_file()]
    photos = photos[:: max(1, len(photos) // MOST_PHOTOS)][:MOST_PHOTOS]
    for number, photo in enumerate(photos):
        into = folder / str(number % len(_EXHIBITS))
        into.mkdir(parents=True, exist_ok=True)
        copy = into / f"{_cut(_NAMES[number % len(_NAMES)])} {number}{photo.suffix}"
        shutil.copyfile(photo, copy)
        with copy.open("ab") as end:
            end.write(b"\0tour")
    return tuple(
        Exhibit(
            ExhibitId((number * 8)[:_NUMBER_LENGTH] if number.isascii() else number),
            (words * 4)[:_DESCRIPTION_LENGTH] if number.isascii() else words,
        )
        for number, words in _EXHIBITS[: len(photos)]
    )


def _cut(name: str) -> str:
    """Return the beginning of a name that a file system takes, without characters that some refuse."""
    allowed = "".join("_" if one in '<>:"/\\|?*' else one for one in name)
    return allowed.encode()[:_NAME_BYTES].decode(errors="ignore").strip()
