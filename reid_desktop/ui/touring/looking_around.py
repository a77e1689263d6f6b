"""The gallery on a tour: kinds of cards, veiled, groups, stacks, filters, queues, news."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import VERDICTS
from reid_desktop.services.listing import Order
from reid_desktop.services.review_progress import Queue
from reid_desktop.ui.main_window import MainWindow

from .camera import Camera
from .showing import look_at, view_of

_BIG_CARD_PX = 220
_GROUPED = (Order.EXHIBIT, Order.CLIP, Order.DAY)
_NOWHERE = "a village that nobody has ever heard of, at the end of a long road behind the mountains"


def look_around(camera: Camera, window: MainWindow) -> None:
    """Show crops and scenes, veiled pictures, groups, stacks, filters, queues."""
    camera.keep(window, "crops")
    look_at(window, 0)
    camera.keep(window, "large-crops", card_px=_BIG_CARD_PX)
    window.actions_table["scene_mode"].trigger()
    camera.keep(window, "scenes")
    window.actions_table["crop_mode"].trigger()
    window.panels.notices.close_notice("done")
    window.framing.exposure.rest_due.emit(30)
    camera.keep(window, "rest-due")
    window.panels.notices.close_notice("rest")
    window.actions_table["veil"].trigger()
    camera.keep(window, "veiled")
    window.actions_table["veil"].trigger()
    _groups(camera, window)
    _filters(camera, window)
    _queues(camera, window)
    window.actions_table["legend"].trigger()
    camera.keep_dialog(window, "legend")


def _groups(camera: Camera, window: MainWindow) -> None:
    workbench = window.panels.workbench
    window.actions_table["fold"].trigger()
    workbench.set_order(Order.PLACE)
    camera.keep(window, "unfolded-by-place")
    window.actions_table["fold"].trigger()
    for order in _GROUPED:
        workbench.set_order(order)
        camera.keep(window, f"by-{order}")
    workbench.set_order(Order.NEWEST)
    camera.rest(window)
    look_at(window, 0)
    window.panels.gallery.turn_current_stack()
    camera.rest(window)
    ids = np.asarray(window.panels.gallery.model.ids)
    window.panels.selection.select(np.sort(ids[1:4]))
    camera.keep(window, "open-stack-some-chosen")
    window.panels.selection.clear()
    window.panels.gallery.turn_current_stack()
    camera.rest(window)


def _filters(camera: Camera, window: MainWindow) -> None:
    workbench = window.panels.workbench
    several = Filters(
        after_utc_ms=1_700_000_000_000,
        kinds=frozenset({"photo"}),
        minimum_quality=0.3,
        minimum_height_px=64,
        decisions=frozenset({VERDICTS[0]}),
    )
    workbench.set_filters(several)
    camera.keep(window, "filters")
    workbench.set_filters(Filters(place_name=_NOWHERE))
    camera.keep(window, "nothing-passes")
    workbench.set_filters(Filters())
    camera.rest(window)


def _queues(camera: Camera, window: MainWindow) -> None:
    window.actions_table["queues"].trigger()
    camera.keep_dialog(window, "queues")
    window.queueing.show_queue(Queue(filters=Filters(decisions=frozenset({VERDICTS[0]}))))
    camera.keep(window, "queue")
    window.panels.workbench.set_filters(Filters())
    camera.rest(window)
    assert view_of(window).question.filters.is_empty
