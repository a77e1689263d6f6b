"""The window of one open case: panels, menus, toolbar, docks, drops."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from PySide6.QtCore import QChildEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabBar

from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.jobs import JobState
from reid_desktop.ports.closing import ClosingErrand
from reid_desktop.services.browsing import View

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
from .dressing import Dressing
from .dropped import local_files
from .errands import Errands
from .evaluating import Evaluating
from .exporting import Exporting
from .framing import Framing
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
from .keeping import Keeping
from .letting_go import let_go_with
from .linking import Linking
from .mapping import Mapping
from .outlining import Outlining
from .overseeing import Overseeing
from .pages import COMPARE, PEOPLE
from .panels import Panels
from .parting import Parting
from .peopling import Peopling
from .preferences import Preferences
from .probing import Probing
from .queueing import Queueing
from .recalling import Recalling
from .refining import Refining
from .remarking import Remarking
from .steering import Steering
from .supervising import Supervising
from .taking_back import TakingBack
from .theme import ThemeKeeper
from .timing import Timing
from .translating import tr
from .views.totals import TotalsLabel

_ALL_MADE = object()
_NEED_CURRENT = ("search_sighting", "correct")


class MainWindow(QMainWindow):
    """Shows one case and turns what the user wants into requests."""

    left = Signal(str)
    """The window closed; says why: `close`, `quit`, `new` or `open`."""

    def __init__(
        self,
        desk: Desk,
        preferences: Preferences,
        theme: ThemeKeeper,
        icons: IconShelf,
        version: str,
        *,
        in_turns: bool = False,
    ) -> None:
        """Make the window; reading the case begins when it is shown.

        :param in_turns: leave the making to `make_next`, between the calls of which other windows may be
            served: all of it takes a quarter of a second.
        """
        super().__init__()
        self._desk, self.preferences, self._theme = desk, preferences, theme
        self._why_left = "quit"
        self.errand: ClosingErrand | None = None
        self._may_close = False
        self._has_begun = self._has_shown = self._has_cards = False
        self._naming = QTimer(self, singleShot=True, interval=0)
        self._naming.timeout.connect(self._name_tabs)
        self.setObjectName("case")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setMinimumSize(1024, 640)
        self.setWindowTitle(f"{desk.case.name} — reid-desktop")
        self._parts = self._make(icons, version)
        while not in_turns and self.make_next():
            pass

    def make_next(self) -> bool:
        """Make the next part; tell whether more may be left."""
        return next(self._parts, _ALL_MADE) is not _ALL_MADE

    def _make(self, icons: IconShelf, version: str) -> Iterator[None]:
        self.actions_table = ActionTable(self, icons)
        yield
        self.panels = Panels(self._desk, self.actions_table, icons, self)
        yield from self.panels.make()
        self._totals = TotalsLabel()
        yield from self._serve(version)
        self._docks = build_docks(self, self.panels, icons)
        yield
        centre = build_centre(self.panels)
        yield
        self.setCentralWidget(centre)
        yield
        preferences, theme = self.preferences, self._theme
        self.framing = Framing(self, self.panels, self._docks, preferences, theme)
        self.steering = Steering(self.panels, self._docks, self.probing, preferences, self)
        build_menus(self, self.actions_table, self._docks, self.framing.fill_workspaces)
        yield
        self._bar = CommandBar(self.actions_table, icons, self._desk.case.stem, self.framing.turn_theme)
        self.addToolBar(self._bar)
        build_status(self, self.panels, self.framing.looked, self._totals)
        order_tabs(self._bar, self.panels)
        yield
        self._connect_commands()
        self._connect_views()
        pages = {COMPARE: self.comparing.begin, PEOPLE: self.peopling.begin}
        self.keeping = Keeping(self, self.panels, self.framing, preferences, pages)
        yield
        self.keeping.restore(self.lay_out)
        self.steering.begin()
        self.panels.listen()
        yield

    def _serve(self, version: str) -> Iterator[None]:
        """Make what turns commands into dialogs and requests."""
        desk, preferences = self._desk, self.preferences
        self.justifying = Justifying(self.panels, self)
        self.probing = Probing(self.panels, self.justifying, self)
        self.refining = Refining(self.panels, self.probing, self)
        self.errands = Errands(self.panels, self.probing, self, version)
        self.linking, self.amending = Linking(self.panels, self), Amending(self.panels, self)
        self.timing = Timing(self.panels, preferences, desk.case, self)
        self.mapping = Mapping(self.panels, preferences, desk.case, self.errands.say_problem, self)
        yield
        self.comparing = Comparing(self.panels, self.probing, self)
        self.parting = Parting(self.panels, self.comparing, self)
        self.drawing = Drawing(self.panels, self)
        self.outlining = Outlining(self.panels, self.comparing, self.probing, self.drawing, self)
        self.judging = Judging(self.panels, self.comparing, self.justifying, preferences, self)
        self.recalling = Recalling(self.panels, self.comparing, self.judging, self)
        self.dressing = Dressing(self.panels, self)
        self.queueing = Queueing(self.panels, self.judging, self)
        self.remarking = Remarking(self.panels, self.judging, self)
        self.taking_back = TakingBack(self.panels, self.queueing.show_queue, self)
        self.peopling = Peopling(self.panels, self)
        yield
        self.governing, self.supervising = Governing(self.panels, self), Supervising(self.panels, self)
        self.overseeing, self.copying = Overseeing(self.panels, self), Copying(self.panels, self)
        self.exporting = Exporting(self.panels, self)
        self.evaluating = Evaluating(self.panels, self)
        self.closing = Closing(self.panels, self._leave_for, self)
        yield

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
                "past_searches": errands.show_searches,
                "clear_filters": self.linking.clear_filters,
                "compare": self.comparing.begin,
                "go_people": self.peopling.begin,
                "go_alarms": self.peopling.begin_alarms,
                "shortcuts": errands.show_shortcuts,
                "legend": errands.show_legend,
                "models": errands.show_models,
                "about": errands.show_about,
            }
        )
        for server in (self.steering, self.framing, self.judging):
            server.connect_commands()
        panels.job_panel.failures_wanted.connect(errands.show_failures)

    def _connect_views(self) -> None:
        panels = self.panels
        panels.workbench.shown.connect(self._on_shown)
        panels.selection.current_changed.connect(lambda _origin: self._tell_current())
        panels.reader.failed.connect(self._on_reader_failed)
        self._theme.changed.connect(self._tell_theme)
        self._tell_theme()
        self._tell_current()

    @property
    def wants_whole_screen(self) -> bool:
        """Tell whether the window should begin with the whole screen."""
        return self.keeping.wants_whole_screen

    def lay_out(self) -> None:
        """Give the docks the sizes that suit the window."""
        lay_out_docks(self, self._docks)

    def _tell_theme(self) -> None:
        self._bar.show_theme(self._theme.is_dark)

    # ------------------------------------------------------------ what came

    def _on_facts(self, facts: CaseFacts) -> None:
        name = f"{text.plain(facts.number)} · {text.plain(facts.title)}"
        self._bar.name_case(name)
        self.setWindowTitle(f"{name} — reid-desktop")

    def _on_shown(self, view: View, _is_live: bool) -> None:
        counts = view.counts
        media = text.counted(counts.media, "file", "files")
        sightings = text.counted(counts.sightings, "sighting", "sightings")
        models = text.short_key(view.model_key) if view.model_key else ""
        self._totals.tell(f"{media} · {sightings}", models, text.plain(view.model_key or ""))
        self._place_keyboard(len(view.ids) > 0)
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
            self.errands.say_problem(text.told_problem(problem))
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
            self._naming.start()

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
            self.queueing.refresh()
            self.justifying.refresh()
            self.peopling.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the models at the bottom where there is room beside a job."""
        super().resizeEvent(event)
        self._totals.fit(self.width())

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
        self.keeping.end()
        self.framing.exposure.stop()
        self.evaluating.close()
        self.mapping.close()
        self.panels.close()
        event.accept()
        let_go_with(self)
        self.left.emit(self._why_left)

    def close_at_once(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()
