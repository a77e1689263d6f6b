"""What stands around the views of a window: docks, menus, toolbar, status bar, the way of the Tab key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from .actions import ActionTable
from .commands import MENUS
from .docking import PanelDock
from .icons import IconShelf
from .menu_letters import letter_apart
from .pages import COMPARE, PEOPLE, REVIEW
from .painting.elided import ElidedLabel
from .painting.making import command_button, tab_stops
from .panels import Panels
from .translating import said, tr

_TOOLBAR_PX = 42
_LEAST_NAME_PX, _APART_PX = 200, 90
"""Of the name of the case; and between it and the buttons, with all margins."""
_LOW_PX = 800
"""On a low screen the cards need the height more than the map does."""
_USUAL, _LISTED = (5000, 6000), (7000, 4000)
"""Map and timeline: shares of whatever room there is."""
_COMMANDS = (
    ("import", "import", said("Import")),
    ("search_picture", "person-search", said("Search")),
    ("past_searches", "history", said("Past searches")),
    ("export", "export", said("Export")),
    ("verify", "verify", said("Verify")),
)
"""Command, icon and word of each button."""


def build_docks(window: QMainWindow, panels: Panels, icons: IconShelf) -> dict[str, PanelDock]:
    """Put the panels around the gallery into docks; return these by name."""
    below = QSplitter(Qt.Orientation.Horizontal)
    below.setChildrenCollapsible(False)
    below.addWidget(panels.map_panel)
    below.addWidget(panels.timeline)
    below.setStretchFactor(0, 5)
    below.setStretchFactor(1, 6)
    below.setSizes(list(_USUAL))
    panels.map_panel.turned.connect(lambda: _share_out(below, panels.map_panel.is_listing))
    panels.map.setMinimumSize(220, 150)
    panels.timeline.setMinimumSize(240, 150)
    panels.inspector.setMinimumWidth(250)
    area = Qt.DockWidgetArea
    docks = {
        "sources": PanelDock(tr("Sources"), panels.sources, icons, window, "sources"),
        "inspector": PanelDock(tr("Inspector"), panels.inspector, icons, window, "inspector"),
        "spacetime": PanelDock(tr("Map and timeline"), below, icons, window, "spacetime"),
        "jobs": PanelDock(tr("Jobs"), panels.job_panel, icons, window, "jobs"),
    }
    window.addDockWidget(area.LeftDockWidgetArea, docks["sources"])
    window.addDockWidget(area.RightDockWidgetArea, docks["inspector"])
    window.addDockWidget(area.BottomDockWidgetArea, docks["spacetime"])
    window.addDockWidget(area.BottomDockWidgetArea, docks["jobs"])
    window.tabifyDockWidget(docks["spacetime"], docks["jobs"])
    docks["jobs"].hide()
    window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
    window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
    return docks


def _share_out(below: QSplitter, is_listing: bool) -> None:
    """Give a map with its list beside it the greater part, for as long as it is listed."""
    shares = (_LISTED, _USUAL) if is_listing else (_USUAL, _LISTED)
    if max(below.sizes()) == 0 or _nearest(below, shares) == 1:
        below.setSizes(list(shares[0]))


def _nearest(below: QSplitter, shares: tuple[tuple[int, int], tuple[int, int]]) -> int:
    """Return which of two ways to share the room is nearer to that of now."""
    now = below.sizes()[0] / max(sum(below.sizes()), 1)
    far = [abs(one[0] / sum(one) - now) for one in shares]
    return far.index(min(far))


def lay_out_docks(window: QMainWindow, docks: Mapping[str, PanelDock]) -> None:
    """Give the docks the sizes that suit the window; map and timeline lead where no filters are shown."""
    sides = [docks["sources"], docks["inspector"]]
    width, height = window.width(), window.height()
    wide = [min(max(226, round(width * 0.165)), 300), min(max(270, round(width * 0.235)), 560)]
    window.resizeDocks(sides, wide, Qt.Orientation.Horizontal)
    leads = docks["sources"].isHidden() and not docks["spacetime"].isHidden()
    below = round(height * 0.52) if leads else min(round(height * 0.29), 460) if height >= _LOW_PX else 160
    window.resizeDocks([docks["spacetime"]], [below], Qt.Orientation.Vertical)


def build_centre(panels: Panels) -> QWidget:
    """Return the middle of the window: notices over the page that is shown."""
    review = QWidget()
    inside = _column(review)
    for widget in (panels.probe, panels.refine, panels.chips):
        inside.addWidget(widget)
    inside.addWidget(panels.gallery, 1)
    panels.pages.add_page(REVIEW, review)
    panels.pages.add_page(COMPARE, panels.compare)
    panels.pages.add_page(PEOPLE, panels.people)
    centre = QWidget()
    column = _column(centre)
    column.addWidget(panels.notices)
    column.addWidget(panels.pages, 1)
    centre.setMinimumWidth(420)
    return centre


def _column(owner: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def build_menus(
    window: QMainWindow,
    actions: ActionTable,
    docks: Mapping[str, PanelDock],
    fill_workspaces: Callable[[QMenu], None],
) -> None:
    """Fill the menu bar from the table of commands."""
    for name in MENUS:
        menu = window.menuBar().addMenu(f"&{tr(name)}")
        actions.fill(menu, name)
        if name == "View":
            menu.addSeparator()
            for dock in docks.values():
                menu.addAction(dock.toggleViewAction())
            spaces = menu.addMenu(tr("Arran&gements"))
            spaces.aboutToShow.connect(partial(fill_workspaces, spaces))
            menu.addSeparator()
            themes = menu.addMenu(tr("&Theme"))
            actions.fill(themes, "Theme")
            letter_apart(themes.actions())
        letter_apart(menu.actions())
    letter_apart(window.menuBar().actions())


class CommandBar(QToolBar):
    """The most used commands, the name of the case, and light or dark."""

    def __init__(
        self, actions: ActionTable, icons: IconShelf, stem: str, turn_theme: Callable[[], None]
    ) -> None:
        """Show `stem` until the name of the case is known."""
        super().__init__(tr("Commands"))
        self._icons = icons
        self.setObjectName("commands")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setFixedHeight(_TOOLBAR_PX)
        self._buttons = [command_button(icons, actions[one], icon, tr(name)) for one, icon, name in _COMMANDS]
        for button in self._buttons:
            self.addWidget(button)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self._case_name = ElidedLabel(stem, tone="strong")
        self._case_name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._case_name.setMaximumWidth(_LEAST_NAME_PX)
        self.addWidget(self._case_name)
        self._theme = QToolButton()
        self._theme.setAccessibleName(tr("Change between light and dark"))
        self._theme.setToolTip(tr("Light or dark"))
        self._theme.setIconSize(QSize(18, 18))
        self._theme.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        icons.dress(self._theme, "theme")
        self._theme.clicked.connect(lambda _checked=False: turn_theme())
        self.addWidget(self._theme)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def event(self, event: QEvent) -> bool:
        """Leave the name of the case all the room that the buttons do not need."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            taken = sum(one.sizeHint().width() for one in (*self._buttons, self._theme))
            self._case_name.setMaximumWidth(max(self.width() - taken - _APART_PX, _LEAST_NAME_PX))
        return done

    def name_case(self, name: str) -> None:
        """Show the name of the case."""
        self._case_name.set_words(name)

    def show_theme(self, is_dark: bool) -> None:
        """Offer the other theme."""
        self._icons.dress(self._theme, "sun" if is_dark else "moon")


def build_status(window: QMainWindow, panels: Panels, looked: QLabel, totals: QLabel) -> None:
    """Put the jobs, the time of looking and the totals at the bottom."""
    totals.setContentsMargins(0, 0, 10, 0)
    looked.setContentsMargins(0, 0, 10, 0)
    window.statusBar().setSizeGripEnabled(False)
    window.statusBar().addWidget(panels.jobs, 1)
    window.statusBar().addPermanentWidget(looked)
    window.statusBar().addPermanentWidget(totals)


def order_tabs(bar: QToolBar, panels: Panels) -> None:
    """Let Tab go through the panels as they are read, each in its own order."""
    parts: tuple[QWidget, ...] = (
        bar,
        panels.sources,
        panels.probe,
        panels.refine,
        panels.gallery,
        panels.compare,
        panels.people,
        panels.inspector,
        panels.map_panel,
        panels.timeline,
        panels.jobs,
    )
    stops = [stop for part in parts for stop in tab_stops(part)]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
