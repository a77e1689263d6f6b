"""Every item model of the window is sound to Qt: filled, changed and emptied; a new one has to join them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel
from pytestqt.qtbot import QtBot

import reid_desktop.ui
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.services.browsing import Browsing, Question
from reid_desktop.ui.dialogs.failures import _OneGroup
from reid_desktop.ui.models.exhibit_list import ExhibitListModel
from reid_desktop.ui.models.job_rows import JobRowsModel
from reid_desktop.ui.models.map_rows import MapRowsModel, rows_in_view
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.models.sighting_grid import SightingGridModel
from tests.ui.scenery import make_scenery
from tests.ui.test_map_layers import points
from tests.ui.test_models import NO_RANKS, NO_SCORES, ModelChecks

Steps = Iterator[QAbstractItemModel]


def exhibits(folder: Path) -> Steps:
    """Exhibits that come and go."""
    scenery = make_scenery(folder / "c", 6, pictures=False)
    rows = Browsing(scenery.store, scenery.thumbnails).view(Question()).exhibits
    model = ExhibitListModel()
    for some in ((), rows, rows[:1], ()):
        model.show_exhibits(some, frozenset())
        yield model


def jobs(_folder: Path) -> Steps:
    """Jobs that begin and end."""
    model = JobRowsModel()
    both = [
        JobState(JobId(1), "Import", JobPhase.RUNNING, Progress(done=3, total=7)),
        JobState(JobId(2), "Verify", JobPhase.FAILED, problem="gone"),
    ]
    for some in ([], both, both[1:], []):
        model.show_jobs(some)
        yield model


def map_rows(_folder: Path) -> Steps:
    """Sightings in view of the map."""
    model = MapRowsModel()
    yield model
    some = points(9)
    for shown in (some.ids, some.ids[:2], some.ids[:0]):
        model.show_rows(rows_in_view(some, shown))
        yield model


def rows(_folder: Path) -> Steps:
    """Texts."""
    yield RowsModel(("A", "B"), [])
    yield RowsModel(("A", "B"), [("1", "2"), ("3", "4")])


def grid(_folder: Path) -> Steps:
    """Cards in columns."""
    model = SightingGridModel()
    for count, columns in ((0, 4), (7, 4), (7, 3), (1, 5), (0, 1)):
        model.set_columns(columns)
        model.show_ids(np.arange(100, 100 + count, dtype=np.int64), NO_RANKS, NO_SCORES)
        yield model


def one_group(folder: Path) -> Steps:
    """Failures of one kind, then all."""
    model = _OneGroup()
    [source] = rows_of_failures(folder)
    model.setSourceModel(source)
    for group in ("", "cut short", "nothing is so", ""):
        model.choose(group)
        yield model


def rows_of_failures(_folder: Path) -> list[RowsModel]:
    """Return a model with the columns that failures have."""
    return [RowsModel(("File", "Reason", "Kind"), [("a", "It is cut short.", "cut short"), ("b", "", "")])]


MODELS: dict[type[QAbstractItemModel], Callable[[Path], Steps]] = {
    ExhibitListModel: exhibits,
    JobRowsModel: jobs,
    MapRowsModel: map_rows,
    RowsModel: rows,
    SightingGridModel: grid,
    _OneGroup: one_group,
}


def own_models() -> set[type[QAbstractItemModel]]:
    """Return every item model that the window's code defines."""
    for module in pkgutil.walk_packages(reid_desktop.ui.__path__, "reid_desktop.ui."):
        importlib.import_module(module.name)
    found: set[type[QAbstractItemModel]] = set()
    to_look_at: list[type[QAbstractItemModel]] = [QAbstractItemModel]
    while to_look_at:
        for one in to_look_at.pop().__subclasses__():
            to_look_at.append(one)
            if one.__module__.startswith("reid_desktop."):
                found.add(one)
    return found


def test_every_item_model_is_checked() -> None:
    assert {one.__name__ for one in own_models()} == {one.__name__ for one in MODELS}


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_the_model_is_sound_at_every_step(
    kind: type[QAbstractItemModel], qtmodeltester: ModelChecks, qtbot: QtBot, tmp_path: Path
) -> None:
    assert qtbot is not None
    seen = 0
    for model in MODELS[kind](tmp_path):
        assert type(model) is kind
        qtmodeltester.check(model)
        seen += 1
    assert seen >= 2
