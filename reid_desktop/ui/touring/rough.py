"""What is rough on a window: the first start, every dock, high contrast, names of any length and script."""

from __future__ import annotations

from reid_desktop.domain.authority import Authority
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import NoteTarget
from reid_desktop.domain.roles import Role
from reid_desktop.ports.engine import ImportRequest
from reid_desktop.ports.ledger import AuthorityRequest, RoleRequest, SnapshotRequest
from reid_desktop.ports.review import NoteRequest, TagRequest
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.dialogs.naming import LONGEST
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.views.people import TOGETHER

from .bringing_in import IMPORT_PATIENCE_S
from .camera import Camera
from .main_job import begin_search
from .showing import view_of

PERSONS = (
    "Unknown man with the blue coat, the white trainers and the rucksack, seen first at the bus station",
    "رجل مجهول يرتدي معطفا أزرق وحذاء رياضيا أبيض ويحمل حقيبة ظهر",
    "身元不明の男性、青いコート、白い運動靴、黒いリュックサック、駅前で最初に目撃",
)
"""As long as one writes them, in three scripts."""
_NAMING = (
    "import", "failures", "exhibit", "export", "correct", "past_searches", "queues", "tag", "grade", "note",
    "authority", "roles", "second_look", "second_results", "snapshots", "portable", "lock", "purge",
)  # fmt: skip
_SMALL_PX, _LARGE_PX = (1280, 720), (2560, 1440)


def first_start(camera: Camera) -> None:
    """Show the start page as it is for the first time, and what it asks."""
    program = camera.program
    program.show_start()
    camera.keep(program.start_window, "first-start")
    program.ask_new()
    camera.keep_dialog(program.start_window, "new-case")
    program.ask_unlock()
    camera.keep_dialog(program.start_window, "unlock")


def later_start(camera: Camera) -> None:
    """Show the start page with cases to choose from, and with a problem."""
    program = camera.program
    camera.keep(program.start_window, "recent")
    program.open(camera.stops.out / "A case that is no longer there, for somebody moved it.reidcase")
    camera.wait("the refusal", lambda: program.reader.is_idle)
    camera.keep(program.start_window, "refused")


def looks(camera: Camera, window: MainWindow) -> None:
    """Show high contrast, and all panels at once on a large screen."""
    begin_search(camera, window)
    camera.choose(ThemeChoice.CONTRAST)
    for size in (_SMALL_PX, _LARGE_PX):
        camera.keep_at(window, "contrast", *size)
    window.comparing.begin()
    compared = window.panels.compare
    camera.wait("the original pixels", lambda: compared.candidate.has_picture)
    camera.keep_at(window, "contrast-compare", *_SMALL_PX)
    window.comparing.leave()
    for theme in camera.stops.themes:
        camera.choose(theme)
        window.framing.show_only(("sources", "inspector", "spacetime", "jobs"))
        camera.keep_at(window, "all-docks", *_LARGE_PX)
    window.framing.lay_out()


def names(camera: Camera, window: MainWindow) -> None:
    """Show exhibits and files with names of every length and script."""
    stops = camera.stops
    assert stops.names_source is not None
    for number, exhibit in enumerate(stops.names_exhibits):
        request = ImportRequest((str(stops.names_source / str(number)),), exhibit)
        window.panels.tasks.submit(request, "Import")
    camera.pause(500)
    camera.wait_for_work(window, "the import", IMPORT_PATIENCE_S)
    window.actions_table["fold"].trigger()
    camera.rest(window)
    ids = view_of(window).ids
    if not len(ids):
        return
    window.panels.selection.look_at(SightingId(int(ids[0])))
    camera.keep(window, "gallery")
    window.actions_table["scene_mode"].trigger()
    camera.keep(window, "scenes")
    window.actions_table["crop_mode"].trigger()
    window.probing.search_for(SightingId(int(ids[0])))
    camera.wait("the candidates", lambda: view_of(window).record is not None)
    camera.keep(window, "candidates")
    window.comparing.begin()
    camera.wait("the original pixels", lambda: window.panels.compare.candidate.has_picture)
    camera.keep(window, "compare")
    window.comparing.leave()
    window.framing.show_only(("spacetime", "jobs"))
    window.panels.map.fit()
    window.panels.timeline.fit()
    window.panels.map.table_wanted.emit(True)
    camera.keep(window, "places-and-jobs")
    window.panels.map.table_wanted.emit(False)
    window.framing.lay_out()
    _named_people(camera, window)
    _name_things(camera, window)
    exhibits = window.panels.sources.exhibit_list
    exhibits.setCurrentIndex(exhibits.model().index(0, 0))
    for command in _NAMING:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))


def _named_people(camera: Camera, window: MainWindow) -> None:
    """Make persons of long names in several scripts; list them, their groups and their company."""
    ids = [SightingId(int(one)) for one in view_of(window).ids[:8]]
    for number, name in enumerate(PERSONS):
        window.peopling.make_person(name, tuple(ids[number : number + 3]))
    camera.wait_for_work(window, "the persons")
    for tab, name in ((0, "persons"), (TOGETHER, "together")):
        window.peopling.begin(tab)
        camera.keep(window, name)
    window.peopling.leave()
    window.panels.workbench.set_lanes(LaneBy.PERSON)
    window.framing.show_only(("spacetime",))
    camera.keep(window, "lanes-by-person")
    window.panels.workbench.set_lanes(LaneBy.EXHIBIT)
    window.framing.lay_out()


def _name_things(camera: Camera, window: MainWindow) -> None:
    """Give tags, notes, a snapshot, an authority and roles whose words are long."""
    tasks, looked_at = window.panels.tasks, SightingId(int(view_of(window).ids[0]))
    for name in PERSONS:
        tasks.submit(TagRequest((looked_at,), name[:LONGEST]), "Tag")
        tasks.submit(SnapshotRequest(name[:LONGEST]), "Snapshot")
        authority = Authority(name, name, frozenset(), persons=PERSONS, is_urgent=True)
        tasks.submit(AuthorityRequest(authority), "Authority")
    tasks.submit(NoteRequest(NoteTarget.sighting(looked_at), " ".join(PERSONS) * 3), "Note")
    for name in (window.panels.desk.who, *PERSONS):
        tasks.submit(RoleRequest(name, Role.SUPERVISOR, is_on=True, reason=name), "Roles")
    camera.wait_for_work(window, "the long words")
    window.panels.selection.look_at(looked_at)
    camera.keep(window, "said")
