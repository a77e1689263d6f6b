"""Reads whole scenes with known persons: PRW, CUHK-SYSU, or a plain table.

PRW: `frames/`, `annotations/FRAME.jpg.mat` (`box_new`, `anno_file` or `anno_previous`: rows of person,
left, top, width, height), `query_info.txt` (person, left, top, width, height, frame), `frame_test.mat`.
CUHK-SYSU: `Image/SSM/` and `annotation/test/train_test/TestG100.mat`. A plain table: `frames/` and
`boxes.csv` (frame, person, left, top, right, bottom; camera), and perhaps `queries.csv` of the same columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.scene_search import LabelledBox, Scene, SceneQuery

_NOBODY = {"", "-1", "-2"}
"""Persons whom the set does not name: they may be found, and are never right."""
_PRW_CAMERA = re.compile(r"c(\d+)")
_PRW_BOXES = ("box_new", "anno_file", "anno_previous")


@dataclass(frozen=True, slots=True)
class SceneSet:
    """A data set of whole scenes."""

    layout: str
    folder: Path
    """Where the paths of the scenes begin."""
    scenes: tuple[Scene, ...]
    queries: tuple[SceneQuery, ...]
    across_cameras: bool


Row = tuple[str, str, Box, str]
"""Frame, person, box, camera."""


def read_scenes(folder: Path) -> SceneSet:
    """Return the scenes in a folder, whichever of the three ways it is laid out.

    :raises UsageError: it is laid out in none of them, or a table makes no sense.
    """
    if (folder / "boxes.csv").is_file():
        found = _from_tables(folder)
    elif (folder / "query_info.txt").is_file():
        found = _prw(folder)
    elif (folder / "annotation").is_dir():
        found = _sysu(folder)
    else:
        raise UsageError("{folder} holds no boxes.csv, query_info.txt or annotation/.", folder=str(folder))
    if not found.scenes or not found.queries:
        raise UsageError("{folder} holds no scenes with somebody to look for.", folder=str(folder))
    return found


def _from_tables(folder: Path) -> SceneSet:
    rows = list(_table(folder / "boxes.csv"))
    asked = folder / "queries.csv"
    queries = list(_table(asked)) if asked.is_file() else [row for row in rows if row[1] not in _NOBODY]
    across = len({camera for *_, camera in rows}) > 1
    return _joined("scenes", folder / "frames", rows, queries, across_cameras=across)


def _table(file: Path) -> Iterator[Row]:
    try:
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
            sides = [round(float(row[name])) for name in ("left", "top", "right", "bottom")]
            yield row["frame"], row["person"].strip(), Box(*sides), row.get("camera") or ""
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as cause:
        raise UsageError("{file} makes no sense: {why}.", file=file.name, why=str(cause)) from cause


def _prw(folder: Path) -> SceneSet:
    named = (
        _mat(folder / "frame_test.mat")["img_index_test"] if (folder / "frame_test.mat").is_file() else None
    )
    wanted = None if named is None else {str(one[0][0]) for one in named}
    rows: list[Row] = []
    for file in sorted((folder / "annotations").glob("*.mat")):
        frame = file.name.removesuffix(".mat")
        if wanted is not None and frame.removesuffix(".jpg") not in wanted:
            continue
        content = _mat(file)
        name = next((name for name in _PRW_BOXES if name in content), None)
        if name is None:
            raise UsageError("{file} holds no boxes.", file=file.name)
        for person, left, top, width, height in content[name].tolist():
            rows.append((frame, str(int(person)), _box(left, top, width, height), _camera(frame)))
    queries = []
    for line in (folder / "query_info.txt").read_text(encoding="utf-8").splitlines():
        person, *sides, frame = line.split()
        frame = frame if frame.endswith(".jpg") else f"{frame}.jpg"
        queries.append((frame, str(int(person)), _box(*map(float, sides)), _camera(frame)))
    return _joined("prw", folder / "frames", rows, queries, across_cameras=False)


def _camera(frame: str) -> str:
    found = _PRW_CAMERA.search(frame)
    return found[1] if found else ""


def _sysu(folder: Path) -> SceneSet:
    table = _mat(folder / "annotation" / "test" / "train_test" / "TestG100.mat")["TestG100"].ravel()
    rows: dict[tuple[str, str], Row] = {}
    queries: list[Row] = []
    for entry in table:
        asked = entry["Query"][0, 0]
        person = str(asked["idname"][0])
        frame = str(asked["imname"][0])
        box = _box(*asked["idlocate"][0].tolist())
        queries.append((frame, person, box, ""))
        rows[frame, person] = (frame, person, box, "")
        for one in entry["Gallery"].ravel():
            name, sides = str(one["imname"][0]), one["idlocate"]
            rows.setdefault((name, "-1"), (name, "-1", Box(0, 0, 1, 1), ""))
            if sides.size:
                rows[name, person] = (name, person, _box(*sides[0].tolist()), "")
    return _joined("cuhk-sysu", folder / "Image" / "SSM", list(rows.values()), queries, across_cameras=False)


def _box(left: float, top: float, width: float, height: float) -> Box:
    first = max(0, round(left)), max(0, round(top))
    return Box(*first, max(first[0] + 1, round(left + width)), max(first[1] + 1, round(top + height)))


def _joined(
    layout: str, folder: Path, rows: list[Row], queries: list[Row], *, across_cameras: bool
) -> SceneSet:
    frames = sorted({frame for frame, *_ in rows} | {frame for frame, *_ in queries})
    number = {frame: row for row, frame in enumerate(frames)}
    boxes: dict[str, list[LabelledBox]] = {frame: [] for frame in frames}
    cameras = {frame: camera for frame, _, _, camera in [*queries, *rows]}
    for frame, person, box, _ in rows:
        if person not in _NOBODY:
            boxes[frame].append(LabelledBox(person, box))
    scenes = tuple(Scene(frame, cameras[frame], tuple(boxes[frame])) for frame in frames)
    asked = tuple(SceneQuery(number[frame], person, box) for frame, person, box, _ in queries)
    return SceneSet(layout, folder, scenes, asked, across_cameras)


def _mat(file: Path) -> Mapping[str, Any]:
    """Return what a MATLAB file holds."""
    try:
        from scipy.io import loadmat
    except ImportError as cause:
        raise UsageError(
            "Labels of MATLAB need the extra [torch], which brings scipy; or make a boxes.csv."
        ) from cause
    try:
        content: Mapping[str, Any] = loadmat(str(file))
    except Exception as cause:  # scipy raises what it likes about a file that is none
        raise UsageError("{file} cannot be read.", file=file.name) from cause
    return content
