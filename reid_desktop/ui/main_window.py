"""The window of one open case: panels, menus, toolbar, docks, drops."""

from __future__ import annotations

import traceback

from PySide6.QtCore import QByteArray, QChildEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QWidget

from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.jobs import JobState
from reid_desktop.domain.query import Filters
from reid_desktop.ports.closing import ClosingErrand
from reid_desktop.services.browsing import Question, View

from . import text
from .actions import ActionTable
from .amending import Amending
from .bridge import later
from .closing import Closing
from .comparing import Comparing
from .copying import Copying
from .desk import Desk
from .dialogs.words import ProblemDialog, QuestionDialog
from .drawing import Drawing
from .dropped import local_files
from .errands import Errands
from .evaluating import Evaluating
from .exporting import Exporting
from .framing import LAYOUT_VERSION, Framing
from .furnishing import (
    CommandBar,
    build_centre,
    build_docks,
    build_menus,
    build_status,
    lay_out_docks,
    order_tabs,
)
from .governing import Governing
from .icons import IconShelf
from .judging import Judging
from .justifying import Justifying
from .kept_filters import filters_as_text, filters_from_text
from .kept_place import KeptPlace, place_as_text, place_from_text
from .letting_go import let_go_with
from .linking import Linking
from .mapping import Mapping
from .outlining import Outlining
from .overseeing import Overseeing
from .painting.making import label
from .panels import Panels
from .parting import Parting
from .peopling import Peopling
from .preferences import Preferences
from .probing import Probing
from .refining import Refining
from .theme import ThemeChoice, ThemeKeeper
from .timing import Timing
from .translating import tr

_STEP_PX = 24
_AUTOSAVE_MS = 1500
"""Where one is is kept so soon after the last step."""
_NEED_CURRENT = ("search_sighting", "correct")
_FIRST_WIDTH_PX, _FIRST_HEIGHT_PX = 1440, 900
_FIRST_SHARE = 0.85
_FRAME_PX = 40
"""What a window manager may add around a window."""
_LOW_PX = 800
_LOW_CARD_PX = 114
"""On a low screen two rows of cards are worth more than large ones."""


class MainWindow(QMainWindow):
    """Shows one case and turns what the user wants into requests."""

    left = Signal(str)
    """The window closed; says why: `close`, `quit`, `new` or `open`."""

    def __init__(
        self, desk: Desk, preferences: Preferences, theme: ThemeKeeper, icons: IconShelf, version: str
    ) -> None:
        """Make the window; reading the case begins when it is shown."""
        super().__init__()
        self._desk, self.preferences, self._theme = desk, preferences, theme
        self._why_left = "quit"
        self._came_back_to: SightingId | None = None
        self.errand: ClosingErrand | None = None
        self._may_close = self.wants_whole_screen = False
        self._autosave = QTimer(self, singleShot=True, interval=_AUTOSAVE_MS)
        self._autosave.timeout.connect(self._keep_place)
        self._has_begun = self._has_shown = self._has_cards = False
        self.setObjectName("case")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setMinimumSize(1024, 640)
        self.setWindowTitle(f"{desk.case.name} — reid-desktop")
        self.actions_table = ActionTable(self, icons)
        self.panels = Panels(desk, self.actions_table, icons, self)
        self._totals = label("", "muted")
        self._serve(preferences, version)
        self._docks = build_docks(self, self.panels, icons)
        self.setCentralWidget(build_centre(self.panels))
        self.framing = Framing(self, self.panels, self._docks, preferences, theme)
        build_menus(self, self.actions_table, self._docks, self.framing.fill_workspaces)
        self._bar = CommandBar(self.actions_table, icons, desk.case.stem, self._turn_theme)
        self.addToolBar(self._bar)
        build_status(self, self.panels, self.framing.looked, self._totals)
        order_tabs(self._bar, self.panels)
        self._connect_commands()
        self._connect_views()
        self._restore()

    def _serve(self, preferences: Preferences, version: str) -> None:
        """Make what turns commands into dialogs and requests."""
        desk = self._desk
        self.justifying = Justifying(self.panels, self)
        self.probing = Probing(self.panels, self.justifying, self)
        self.refining = Refining(self.panels, self.probing, self)
        self.errands = Errands(self.panels, self.probing, self, version)
        self.linking, self.amending = Linking(self.panels, self), Amending(self.panels, self)
        self.timing = Timing(self.panels, preferences, desk.case, self)
        self.mapping = Mapping(self.panels, preferences, desk.case, self.errands.say_problem, self)
        self.comparing = Comparing(self.panels, self.probing, self)
        self.parting = Parting(self.panels, self.comparing, self)
        self.drawing = Drawing(self.panels, self)
        self.outlining = Outlining(self.panels, self.comparing, self.probing, self.drawing, self)
        self.judging = Judging(self.panels, self.comparing, self.justifying, preferences, self)
        self.peopling = Peopling(self.panels, self)
        self.governing = Governing(self.panels, self)
        self.overseeing, self.copying = Overseeing(self.panels, self), Copying(self.panels, self)
        self.exporting = Exporting(self.panels, self)
        self.evaluating = Evaluating(self.panels, self)
        self.closing = Closing(self.panels, self._leave_for, self)

    def _connect_commands(self) -> None:
        panels, errands = self.panels, self.errands
        self.actions_table.connect(
            {
                "new_case": lambda: self._leave("new"),
                "open_case": lambda: self._leave("open"),
                "close_case": lambda: self._leave("close"),
                "quit": lambda: self._leave("quit"),
                "import": errands.ask_import,
                "analyse": errands.analyse,
                "verify": errands.verify,
                "failures": errands.show_failures,
                "exhibit": panels.sources.open_current,
                "correct": self.amending.ask_correction,
                "search_picture": errands.ask_probe,
                "paste_probe": self.probing.paste,
                "search_sighting": self._search_current,
                "past_searches": errands.show_searches,
                "clear_search": self._clear_search,
                "clear_filters": self.linking.clear_filters,
                "crop_mode": lambda: self._show_scenes(False),
                "scene_mode": lambda: self._show_scenes(True),
                "fold": lambda: self._fold(self.actions_table["fold"].isChecked()),
                "turn_stack": panels.gallery.turn_current_stack,
                "larger": lambda: panels.gallery.resize_cards(_STEP_PX),
                "smaller": lambda: panels.gallery.resize_cards(-_STEP_PX),
                "fit_map": panels.map.fit,
                "refresh": self._refresh,
                "go_filters": lambda: self._go(panels.sources.exhibit_list, "sources"),
                "go_probe": lambda: self._go(panels.probe.focus_target, None),
                "go_gallery": lambda: self._go(panels.gallery.focus_target, None),
                "go_inspector": lambda: self._go(panels.inspector.scene, "inspector"),
                "next_group": lambda: panels.gallery.table.go_to_group(1),
                "previous_group": lambda: panels.gallery.table.go_to_group(-1),
                "go_map": lambda: self._go(panels.map, "spacetime"),
                "go_timeline": lambda: self._go(panels.timeline, "spacetime"),
                "shortcuts": errands.show_shortcuts,
                "models": errands.show_models,
                "about": errands.show_about,
            }
        )
        self._connect_frame()

    def _connect_frame(self) -> None:
        framing = self.framing
        self.actions_table.connect(
            {
                "palette": framing.find_command,
                "settings": framing.ask_settings,
                "veil": framing.turn_veil,
                "save_workspace": framing.ask_workspace,
                "lay_out": framing.lay_out,
                "jobs": lambda: self._go(self.panels.job_panel.table, "jobs"),
                "theme_system": lambda: framing.choose_theme(ThemeChoice.SYSTEM),
                "theme_light": lambda: framing.choose_theme(ThemeChoice.LIGHT),
                "theme_dark": lambda: framing.choose_theme(ThemeChoice.DARK),
                "theme_contrast": lambda: framing.choose_theme(ThemeChoice.CONTRAST),
            }
        )
        self.actions_table.connect({"compare": self.comparing.begin})
        self.judging.connect_commands()
        self.actions_table.connect(
            {"go_people": self.peopling.begin, "go_alarms": self.peopling.begin_alarms}
        )
        self.panels.job_panel.failures_wanted.connect(self.errands.show_failures)

    def _connect_views(self) -> None:
        panels = self.panels
        panels.workbench.shown.connect(self._on_shown)
        panels.selection.current_changed.connect(lambda _origin: self._tell_current())
        panels.reader.failed.connect(self._on_reader_failed)
        panels.workbench.filters_changed.connect(self._keep_filters)
        panels.gallery.card_width_changed.connect(self._keep_card_width)
        for changed in (panels.workbench.shown, panels.selection.current_changed):
            changed.connect(lambda *_values: self._autosave.start())
        self._theme.changed.connect(self._tell_theme)
        self._tell_theme()
        self._tell_current()

    def _restore(self) -> None:
        """Lay the window out as it was left, or as it is meant for the first time."""
        geometry = self.preferences.window_state("geometry")
        state = self.preferences.window_state("docks")
        if geometry is not None:
            self.restoreGeometry(geometry)
        else:
            self._take_room()
        if state is None or not self.restoreState(state, LAYOUT_VERSION):
            self.lay_out()
        shows_scenes = self.preferences.shows_scenes
        self.panels.gallery.set_cards(self.preferences.card_width_px, shows_scenes)
        self._tell_mode(shows_scenes)
        self.actions_table["fold"].setChecked(self.preferences.is_folded)
        filters = filters_from_text(self.preferences.case_filters(self._desk.case))
        place = place_from_text(self.preferences.case_place(self._desk.case))
        question = Question(
            filters, place.order, search_id=place.search_id, is_folded=self.preferences.is_folded
        )
        self._came_back_to = place.current
        self.panels.workbench.begin_with(question)

    def _keep_place(self) -> None:
        """Keep arrangement and place: the program may end at any moment, and opens here again."""
        question, own = self.panels.workbench.question, self.preferences
        place = KeptPlace(question.order, question.search_id, self.panels.selection.current)
        own.keep_case_place(self._desk.case, place_as_text(place))
        own.keep_window_state("geometry", QByteArray(self.saveGeometry()))
        own.keep_window_state("docks", QByteArray(self.saveState(LAYOUT_VERSION)))
        own.save()

    def _come_back(self, view: View) -> None:
        """Look at what was looked at when the case was left."""
        current, self._came_back_to = self._came_back_to, None
        if current is not None and current in view.ids:
            self.panels.selection.look_at(current)

    def _take_room(self) -> None:
        """Begin at a good size, or with the whole screen where that is smaller."""
        room = self.screen().availableGeometry()
        if room.width() < _FIRST_WIDTH_PX + _FRAME_PX or room.height() < _FIRST_HEIGHT_PX + _FRAME_PX:
            self.resize(room.size())
            if room.height() < _LOW_PX:
                self.preferences.card_width_px = _LOW_CARD_PX
            self.wants_whole_screen = True
        else:
            width = max(_FIRST_WIDTH_PX, round(room.width() * _FIRST_SHARE))
            self.resize(width, max(_FIRST_HEIGHT_PX, round(room.height() * _FIRST_SHARE)))

    def lay_out(self) -> None:
        """Give the docks the sizes that suit the window."""
        lay_out_docks(self, self._docks)

    # ------------------------------------------------------------ what the user wants

    def _search_current(self) -> None:
        current = self.panels.selection.current
        if current is not None:
            self.probing.search_for(current)

    def _clear_search(self) -> None:
        self.panels.probe.clear()
        self.panels.workbench.leave_search()

    def _show_scenes(self, shows_scenes: bool) -> None:
        self.preferences.shows_scenes = shows_scenes
        self.panels.gallery.set_cards(self.preferences.card_width_px, shows_scenes)
        self.panels.inspector.show_scene(shows_scenes)
        self._tell_mode(shows_scenes)

    def _tell_mode(self, shows_scenes: bool) -> None:
        self.actions_table["crop_mode"].setChecked(not shows_scenes)
        self.actions_table["scene_mode"].setChecked(shows_scenes)

    def _keep_filters(self, filters: Filters) -> None:
        self.preferences.keep_case_filters(self._desk.case, filters_as_text(filters))

    def _fold(self, is_folded: bool) -> None:
        self.preferences.is_folded = is_folded
        self.panels.workbench.fold(is_folded)

    def _keep_card_width(self, width_px: int) -> None:
        self.preferences.card_width_px = width_px

    def _refresh(self) -> None:
        self.panels.loader.retry_missing()
        self.panels.gallery.forget_cards()
        self.panels.workbench.refresh()

    def _turn_theme(self) -> None:
        self.framing.choose_theme(ThemeChoice.LIGHT if self._theme.is_dark else ThemeChoice.DARK)

    def _tell_theme(self) -> None:
        for choice in ThemeChoice:
            self.actions_table[f"theme_{choice}"].setChecked(choice is self._theme.choice)
        later(self, lambda: self._bar.show_theme(self._theme.is_dark))

    def _go(self, target: QWidget, dock: str | None) -> None:
        if dock is not None:
            self._docks[dock].show()
            self._docks[dock].raise_()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------ what came

    def _on_facts(self, facts: CaseFacts) -> None:
        name = f"{text.plain(facts.number)} · {text.plain(facts.title)}"
        self._bar.name_case(name)
        self.setWindowTitle(f"{name} — reid-desktop")

    def _on_shown(self, view: View, _is_live: bool) -> None:
        counts = view.counts
        media = text.counted(counts.media, "file", "files")
        sightings = text.counted(counts.sightings, "sighting", "sightings")
        models = f" · {text.short_key(view.model_key)}" if view.model_key else ""
        self._totals.setText(f"{media} · {sightings}{models}")
        self._totals.setToolTip(text.as_plain_tooltip(text.plain(view.model_key or "")))
        self._place_keyboard(len(view.ids) > 0)
        self._come_back(view)
        self.actions_table["clear_search"].setEnabled(view.record is not None)
        self.actions_table["clear_filters"].setEnabled(not view.question.filters.is_empty)

    def _place_keyboard(self, has_cards: bool) -> None:
        """Begin in the gallery; come back to it when the first cards take the import button away."""
        is_lost = self.panels.inspector.isAncestorOf(self.focusWidget())
        if not self._has_shown or (has_cards and not self._has_cards and is_lost):
            self.panels.gallery.focus_target.setFocus()
        self._has_shown, self._has_cards = True, has_cards

    def _tell_current(self) -> None:
        self.actions_table.enable(_NEED_CURRENT, self.panels.selection.current is not None)

    def _on_reader_failed(self, problem: Exception) -> None:
        if isinstance(problem, ReidError):
            self.errands.say_problem(str(problem))
            return
        details = "".join(traceback.format_exception(problem))
        happened = tr("The case could not be read as expected. Nothing was changed in it.")
        to_do = tr(
            "Try again with View, Refresh. If it happens again, send the details to whoever supports you."
        )
        ProblemDialog(self, happened, to_do, details).open()

    # ------------------------------------------------------------ window events

    def childEvent(self, event: QChildEvent) -> None:
        """Name the tabs that Qt makes for panels in one place, for screen readers."""
        super().childEvent(event)
        if event.added() and event.child().isWidgetType():
            later(self, self._name_tabs)

    def _name_tabs(self) -> None:
        for bar in self.findChildren(QTabBar):
            bar.setAccessibleName(tr("Panels in one place"))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read the case once the window can be seen."""
        super().showEvent(event)
        if not self._has_begun:
            self._has_begun = True
            self.panels.inspector.show_scene(True)
            self.panels.workbench.refresh()
            self.panels.reader.ask("facts", self._desk.browsing.facts, self._on_facts)
            self.errands.begin()
            self.judging.tell_news()
            self.justifying.refresh()
            self.peopling.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders: they are imported."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the exhibit once the drop is over."""
        paths = local_files(event.mimeData())
        if not paths:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        later(self, lambda: self.errands.ask_import(paths))

    def _leave(self, why: str) -> None:
        self._why_left, self.errand = why, None
        self.close()

    def _leave_for(self, errand: ClosingErrand) -> None:
        self._why_left, self.errand = "close", errand
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first while a job runs; then let go of everything."""
        jobs: list[JobState] = self.panels.tasks.work
        if jobs and not self._may_close:
            event.ignore()
            words = tr(
                "{job} is still running. What is done stays; the rest can be taken up again when the case is "
                "next opened.",
                job=text.plain(jobs[0].title),
            )
            QuestionDialog(
                self,
                tr("Close while a job runs?"),
                words,
                tr("Close"),
                lambda: later(self, self.close_at_once),
            ).open()
            return
        self._autosave.stop()
        self._keep_place()
        self.framing.exposure.stop()
        self.panels.close()
        event.accept()
        let_go_with(self)
        self.left.emit(self._why_left)

    def close_at_once(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()
