"""What stands around the search: people."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.people import ALARMS, GROUPS, TOGETHER

from .camera import Camera

LONG_NAME = "Unknown 2, a very long name to see whether it fits anywhere"


def people(camera: Camera, window: MainWindow) -> None:
    """Show nobody, proposed groups, two persons, who was seen with whom, no alarm."""
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    window.peopling.begin()
    camera.keep(window, "nobody")
    window.peopling.begin(TOGETHER)
    camera.keep(window, "nobody-together")
    window.peopling.begin(GROUPS)
    camera.keep(window, "no-groups")
    groups = window.panels.people.groups
    groups.propose()
    camera.wait("the groups", lambda: groups.is_answered)
    camera.keep(window, "groups")
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids[:6]]
    window.peopling.make_person("Unknown 1", tuple(ids[:3]))
    window.peopling.make_person(LONG_NAME, tuple(ids[3:]))
    camera.wait("the persons", lambda: len(window.peopling.persons) == min(2, len(ids)))
    for tab, name in ((0, "persons"), (TOGETHER, "together"), (ALARMS, "no-alarms")):
        window.peopling.begin(tab)
        camera.keep(window, name)
    window.peopling.leave()
    window.panels.workbench.set_lanes(LaneBy.PERSON)
    camera.keep(window, "lanes-by-person")
    window.panels.workbench.set_lanes(LaneBy.EXHIBIT)
