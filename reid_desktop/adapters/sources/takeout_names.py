"""Which JSON file Google Takeout keeps beside a picture.

What is known of the names (seen in exports since 2018; nothing of it is documented by the maker):

- `IMG.jpg` has `IMG.jpg.json`, since the end of 2024 `IMG.jpg.supplemental-metadata.json`, earlier also
  `IMG.json`.
- A name is cut so that it has 51 characters with `.json`: `.supplemental-metad.json`, `.suppl.json`,
  `.s.json`, `..json`, and of a long name of a picture only the first 46 characters are left.
- Doubles are numbered before the picture's ending, but behind it in the sidecar: `IMG(1).jpg` has
  `IMG.jpg(1).json` or `IMG.jpg.supplemental-metadata(1).json`.
- An edited picture has none of its own: `IMG-edited.jpg` has that of `IMG.jpg`. The word is in the user's
  language.
- The moving part of a live or motion photo has that of the still: `IMG_0042.MP4` that of `IMG_0042.HEIC`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

TAIL = ".supplemental-metadata"
CUT_AT = 46
"""So much is left of what stands before `.json`."""

_NUMBERED = re.compile(r"(?P<stem>.+?)(?P<number>\([0-9]{1,4}\))", re.DOTALL)
_STILLS = (".heic", ".jpg", ".jpeg", ".heif", ".png", ".dng")
_MOVING = {".mov", ".mp4", ".m4v", ".mp"}
EDITED = (
    "-edited", "-effects", "-effects-edited", "-smile", "-mix", "-animation", "-collage", "-pano",
    "-cinematic", "-bearbeitet", "-bewerkt", "-edytowane", "-editado", "-editada", "-modifié",
    "-modificato", "-modifica", "-redigerad", "-redigeret", "-redigert", "-rediģēts", "-muokattu",
    "-upraveno", "-upravené", "-szerkesztett", "-düzenlendi", "-editat", "-retušuota", "-uređeno",
    "-urejeno", "-ha editado", "-diedit", "-đã chỉnh sửa", "-изменено", "-редактирано",
    "-відредаговано", "-επεξεργασμένο", "-编辑后", "-已修改", "-已編輯", "-編集済み", "-수정됨", "-แก้ไขแล้ว",
    "-נערך", "-معدلة", "-संपादित",
)  # fmt: skip


class Kinship(Enum):
    """Whose sidecar it is."""

    OWN = "own"
    STILL = "still"
    """That of the still picture of which this is the moving part."""
    ORIGINAL = "original"
    """That of the picture before it was edited."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that a sidecar may have."""

    name: str
    kinship: Kinship = Kinship.OWN


def wanted_names(name: str) -> Iterator[Wanted]:
    """Yield the names that the sidecar of the file `name` may have, the likeliest first; some come twice.

    Compare without regard to case: endings are written `.JPG` and `.jpg`.
    """
    yield from (Wanted(found) for found in _of_picture(name))
    stem, ending = _split(name)
    if ending.lower() in _MOVING:
        for still in _STILLS:
            yield from (Wanted(found, Kinship.STILL) for found in _of_picture(stem + still))
        if ending.lower() == ".mp":  # a Pixel's PXL_1.MP belongs to PXL_1.MP.jpg
            yield from (Wanted(found, Kinship.STILL) for found in _of_picture(f"{name}.jpg"))
    for original in _originals(stem):
        yield from (Wanted(found, Kinship.ORIGINAL) for found in _of_picture(original + ending))


def _of_picture(name: str) -> Iterator[str]:
    """Yield the names of a picture's own sidecar."""
    yield from _tailed(name, "")
    stem, ending = _split(name)
    numbered = _NUMBERED.fullmatch(stem)
    if numbered:
        yield from _tailed(numbered["stem"] + ending, numbered["number"])
        yield f"{numbered['stem']}{numbered['number']}.json"
    elif ending:
        yield f"{stem}.json"


def _tailed(name: str, number: str) -> Iterator[str]:
    """Yield `name`, each cut of the tail, and the number, with `.json`."""
    yield f"{name}{number}.json"
    for length in range(len(TAIL), 0, -1):
        yield f"{name}{TAIL[:length]}{number}.json"
    if len(name) > CUT_AT:
        yield f"{name[:CUT_AT]}{number}.json"


def _originals(stem: str) -> Iterator[str]:
    """Yield the stem without the word for `edited`; a number may stand on either side of it."""
    folded = stem.casefold()
    numbered = _NUMBERED.fullmatch(stem)
    for word in EDITED:
        if len(stem) > len(word) and folded.endswith(word):
            yield stem[: -len(word)]
        if numbered and numbered["stem"].casefold().endswith(word):
            yield numbered["stem"][: -len(word)] + numbered["number"]


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem else (name, "")
