"""Reads labelled data sets: which crops, of whom, by which camera, and how they are asked for."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.labelled import LabelledCrop, LabelledSet, Split

_PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}
_MARKET = re.compile(r"(?P<person>-?\d+)_c(?P<camera>\d+)")
_MSMT = re.compile(r"(?P<person>\d+)_(?P<shot>\d+)_(?P<camera>\d+)_")
_GRID = re.compile(r"(?P<person>\d+)_(?P<camera>\d+)_")
_VIPER = re.compile(r"(?P<person>\d+)")
_JUNK = "-1"
SPLITS = 10
"""VIPeR and GRID are asked ten times, each with half of the persons (Gray and Tao 2008, Loy et al. 2010)."""


def read_layout(layout: str, folder: Path) -> LabelledSet:
    """Return the data set in a folder.

    :raises UsageError: the folder is not laid out so, or nothing is in it.
    """
    found = LAYOUTS[layout](folder)
    if not found.crops or not any(split.queries and split.gallery for split in found.splits):
        raise UsageError(
            "There are no labelled crops of the layout {layout} in {folder}.",
            layout=layout,
            folder=str(folder),
        )
    return found


def read_training(layout: str, folder: Path) -> list[LabelledCrop]:
    """Return the crops that a layout holds for training; of one without such a part, all.

    :raises UsageError: the folder is not laid out so.
    """
    if layout in ("market1501", "dukemtmc", "cuhk03"):
        inner = next((folder / name for name in ("labeled", "detected") if (folder / name).is_dir()), folder)
        crops = _named(folder, _part(inner, "bounding_box_train"), _MARKET)
        return [crop for crop in crops if crop.person not in (_JUNK, "0")]
    if layout == "msmt17":
        home = next((name for name in ("train", "mask_train_v2") if (folder / name).is_dir()), "train")
        lines = _text(folder / "list_train.txt").splitlines()
        return _labelled([f"{home}/{line.rsplit(' ', 1)[0]}" for line in lines if line.strip()], _MSMT)
    strangers = {"0"} if layout == "grid" else set()
    unique = {crop.path: crop for crop in read_layout(layout, folder).crops}
    return [crop for crop in unique.values() if crop.person not in strangers]


def crops_in(folder: Path) -> list[LabelledCrop]:
    """Return the pictures of a folder as crops of nobody known, by their whole paths.

    :raises UsageError: there are none.
    """
    found = sorted(path.resolve().as_posix() for path in _pictures(folder.rglob("*")))
    if not found:
        raise UsageError("There are no pictures in {folder}.", folder=str(folder))
    return [LabelledCrop(path, "", "") for path in found]


def _market(folder: Path, layout: str = "market1501") -> LabelledSet:
    """Read `query/` and `bounding_box_test/` (Market-1501, DukeMTMC-reID, CUHK03-NP).

    Person -1 marks boxes that are junk: they are in nobody's gallery. Person 0
    is a distractor: it stays, and is never right.
    """
    queries = _named(folder, _part(folder, "query"), _MARKET)
    gallery = _named(folder, _part(folder, "bounding_box_test"), _MARKET)
    kept = [crop for crop in gallery if crop.person != _JUNK]
    rows = tuple(range(len(queries))), tuple(range(len(queries), len(queries) + len(kept)))
    return LabelledSet(layout, (*queries, *kept), (Split(*rows),), left_out=len(gallery) - len(kept))


def _duke(folder: Path) -> LabelledSet:
    return _market(folder, "dukemtmc")


def _cuhk03(folder: Path) -> LabelledSet:
    """Read the new split (Zhong et al. 2017) as it is published in Market's manner (`CUHK03-NP`)."""
    inner = next((folder / name for name in ("labeled", "detected") if (folder / name).is_dir()), folder)
    found = _market(inner, "cuhk03")
    if inner == folder:
        return found
    crops = tuple(LabelledCrop(f"{inner.name}/{c.path}", c.person, c.camera) for c in found.crops)
    return LabelledSet("cuhk03", crops, found.splits, left_out=found.left_out)


def _msmt17(folder: Path) -> LabelledSet:
    """Read `list_query.txt` and `list_gallery.txt`, paths below `test/` or `mask_test_v2/`."""
    home = next((name for name in ("test", "mask_test_v2") if (folder / name).is_dir()), None)
    if home is None:
        raise UsageError("{folder} holds no folder `test` or `mask_test_v2`.", folder=str(folder))
    parts: list[list[LabelledCrop]] = []
    for name in ("list_query.txt", "list_gallery.txt"):
        lines = _text(folder / name).splitlines()
        paths = [line.rsplit(" ", 1)[0] for line in lines if line.strip()]
        parts.append(_labelled([f"{home}/{path}" for path in paths], _MSMT))
    queries, gallery = parts
    rows = tuple(range(len(queries))), tuple(range(len(queries), len(queries) + len(gallery)))
    return LabelledSet("msmt17", (*queries, *gallery), (Split(*rows),))


def _viper(folder: Path) -> LabelledSet:
    """Read `cam_a` and `cam_b`; ten splits, half of the persons each."""
    a = [_with(crop, "a") for crop in _named(folder, _part(folder, "cam_a"), _VIPER)]
    b = [_with(crop, "b") for crop in _named(folder, _part(folder, "cam_b"), _VIPER)]
    shared = sorted({crop.person for crop in a} & {crop.person for crop in b})
    crops = (*a, *b)
    return LabelledSet("viper", crops, _halves(crops, shared, "a", "b"), across_cameras=False)


def _grid(folder: Path) -> LabelledSet:
    """Read `probe` and `gallery`; ten splits; person 0 of the gallery is a distractor in all of them."""
    probes = [_with(crop, "probe") for crop in _named(folder, _part(folder, "probe"), _GRID)]
    gallery = [_with(crop, "gallery") for crop in _named(folder, _part(folder, "gallery"), _GRID)]
    shared = sorted({crop.person for crop in probes} & {crop.person for crop in gallery})
    crops = (*probes, *gallery)
    splits = _halves(crops, shared, "probe", "gallery", always={"0"})
    return LabelledSet("grid", crops, splits, across_cameras=False)


def _folder(folder: Path) -> LabelledSet:
    """Read `labels.csv` (path, person or person_id, camera; set, date), or PERSON/CAMERA/, or Market's names.

    Every crop is asked for among all others. Where the table names sets, persons and cameras of two sets
    are different ones.
    """
    table = folder / "labels.csv"
    if table.is_file():
        crops = _from_table(table)
    else:
        paths = sorted(path.relative_to(folder).as_posix() for path in _pictures(folder.rglob("*")))
        deep = [path.split("/") for path in paths if path.count("/") >= 2]
        crops = [LabelledCrop("/".join(parts), parts[-3], parts[-2]) for parts in deep]
        crops = crops or _labelled([path for path in paths if _MARKET.match(Path(path).name)], _MARKET)
    rows = tuple(range(len(crops)))
    return LabelledSet("folder", tuple(crops), (Split(rows, rows),))


def _from_table(table: Path) -> list[LabelledCrop]:
    rows = list(csv.DictReader(_text(table).splitlines()))
    try:
        return [
            LabelledCrop(
                row["path"],
                _in_set(row, row.get("person") or row["person_id"]),
                _in_set(row, row["camera"]),
                row.get("set") or "",
                _day(row.get("date") or ""),
            )
            for row in rows
        ]
    except KeyError as cause:
        raise UsageError("{file} lacks the column {column}.", file=table.name, column=str(cause)) from cause


def _day(text: str) -> int | None:
    """Return the number of an ISO 8601 date; None where there is none."""
    try:
        return date.fromisoformat(text[:10]).toordinal() if text else None
    except ValueError as cause:
        raise UsageError("{text} in labels.csv is no date; give YYYY-MM-DD.", text=text) from cause


def _in_set(row: Mapping[str, str], label: str) -> str:
    return f"{row['set']}/{label}" if row.get("set") else label


def _halves(
    crops: Sequence[LabelledCrop], persons: Sequence[str], asks: str, answers: str, always: Iterable[str] = ()
) -> tuple[Split, ...]:
    """Return ten splits, each of half of the persons, drawn from a fixed seed."""
    splits = []
    for number in range(SPLITS):
        order = np.random.default_rng(number).permutation(len(persons))
        half = {persons[row] for row in order[: max(1, len(persons) // 2)]}
        splits.append(
            Split(
                tuple(r for r, c in enumerate(crops) if c.camera == asks and c.person in half),
                tuple(
                    r for r, c in enumerate(crops)
                    if c.camera == answers and (c.person in half or c.person in always)
                ),
            )
        )  # fmt: skip
    return tuple(splits)


def _named(folder: Path, part: Path, pattern: re.Pattern[str]) -> list[LabelledCrop]:
    paths = sorted(path.relative_to(folder).as_posix() for path in _pictures(part.iterdir()))
    return _labelled(paths, pattern)


def _labelled(paths: Sequence[str], pattern: re.Pattern[str]) -> list[LabelledCrop]:
    """Return crops whose labels stand in their names; numbers without leading zeros.

    :raises UsageError: a name does not tell.
    """
    crops = []
    for path in paths:
        found = pattern.match(path.rsplit("/", 1)[-1])
        if found is None:
            raise UsageError("The name {path} does not tell the person and the camera.", path=path)
        labels = found.groupdict()
        crops.append(LabelledCrop(path, str(int(labels["person"])), str(int(labels.get("camera") or 0))))
    return crops


def _with(crop: LabelledCrop, camera: str) -> LabelledCrop:
    return LabelledCrop(crop.path, crop.person, camera)


def _pictures(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() in _PICTURES]


def _part(folder: Path, name: str) -> Path:
    part = folder / name
    if not part.is_dir():
        raise UsageError("{folder} holds no folder {name}.", folder=str(folder), name=name)
    return part


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError("{file} cannot be read.", file=str(path)) from cause


LAYOUTS: dict[str, Callable[[Path], LabelledSet]] = {
    "market1501": _market,
    "dukemtmc": _duke,
    "cuhk03": _cuhk03,
    "msmt17": _msmt17,
    "viper": _viper,
    "grid": _grid,
    "folder": _folder,
}
