"""The views of one open case, made and given what they use."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QThreadPool

from .actions import ActionTable
from .bridge import Bridge, Reader
from .desk import Desk
from .drafts import Drafts
from .icons import IconShelf
from .pages import Pages
from .painting.one_by_one import OneByOne
from .painting.thumbnails import ThumbnailLoader
from .selection import SharedSelection
from .tasks import Tasks
from .views.chips import FilterChips
from .views.compare import CompareView
from .views.gallery import GalleryView
from .views.inspector import InspectorView
from .views.job_panel import JobPanel
from .views.jobs import JobsView
from .views.map import MapView
from .views.map_panel import MapPanel
from .views.notices import NoticesView
from .views.people import PeopleView
from .views.probe import ProbeView
from .views.refine_bar import RefineBar
from .views.sources import SourcesView
from .views.timeline import TimelineView
from .weighed import WeighedCandidates
from .workbench import Workbench


class Panels:
    """Everything that a window shows of a case, and what stands behind it."""

    def __init__(self, desk: Desk, actions: ActionTable, icons: IconShelf, owner: QObject) -> None:
        """Make what stands behind the views; `make` makes these."""
        self.desk = desk
        self.actions = actions
        self._icons = icons
        self.bridge = Bridge(owner)
        self.reader = Reader(owner)
        self.loader = ThumbnailLoader(owner)
        self.selection = SharedSelection(owner)
        self.workbench = Workbench(desk.browsing, self.reader, self.bridge, owner)
        self.drafts = Drafts(owner)
        self.tasks = Tasks(desk.engine, self.bridge, owner)
        self.weighed = WeighedCandidates(desk.weighing, self.workbench, self.reader, owner)

    def make(self) -> Iterator[None]:
        """Make the views, one between two answers; they are placed and linked by others."""
        desk, actions, icons = self.desk, self.actions, self._icons
        self.probe = ProbeView(actions, icons)
        self.refine = RefineBar(actions, icons, self.loader)
        yield
        self.sources = SourcesView(actions)
        yield
        self.chips = FilterChips(icons)
        self.notices = NoticesView(icons)
        self.jobs = JobsView(icons)
        self.job_panel = JobPanel()
        yield
        sorting = OneByOne(QThreadPool.globalInstance())
        self.map = MapView(desk.basemap_dir, files=desk.maps, sorting=sorting)
        self.map_panel = MapPanel(self.map)
        yield
        self.timeline = TimelineView(sorting)
        yield
        reading = (desk.browsing, self.reader, self.loader, self.selection, actions, icons)
        self.gallery = GalleryView(*reading)
        yield
        self.inspector = InspectorView(*reading)
        yield
        self.compare = CompareView(actions, icons)
        yield
        self.people = PeopleView(self.loader, icons)
        self.pages = Pages()
        yield
        for served in (self.gallery, self.inspector, self.compare):
            actions.serve_keys(served)
        for shown in (self.gallery, self.inspector):
            self.weighed.changed.connect(shown.show_weighed)
        self.loader.veil_changed.connect(self._veil_the_rest)

    def listen(self) -> None:
        """Hear what the engine announces from now on."""
        self.desk.engine.subscribe(self.bridge.announce)

    def _veil_the_rest(self) -> None:
        """Veil the pictures that do not come from the loader."""
        self.probe.scene.set_veil(self.loader.veil)
        self.compare.set_veil(self.loader.veil)

    def close(self) -> None:
        """Stop the workers of the views; blocks for the picture or read in hand."""
        self.reader.close()
        self.loader.close()
