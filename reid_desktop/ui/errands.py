"""What the commands of the menu do: dialogs that ask, requests that follow, words at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.model_card import ModelStatus
from reid_desktop.domain.query import SearchRecord
from reid_desktop.ports.engine import (
    AnalyseRequest,
    ExportRequest,
    ImportRequest,
    ImportSummary,
    LookRequest,
    ProbePicture,
    Request,
    SearchRequest,
    VerifyReport,
    VerifyRequest,
)
from reid_desktop.ports.store import Counts

from . import text
from .bridge import later
from .dialogs.failures import FailuresDialog
from .dialogs.import_media import ImportDialog
from .dialogs.legend import LegendDialog
from .dialogs.models import ModelsDialog
from .dialogs.tables import SearchesDialog, ShortcutsDialog, VerifyDialog
from .dialogs.words import AboutDialog, ProblemDialog
from .facts import import_words, out_of_reach
from .panels import Panels
from .probing import Probing
from .reasons import asks_password
from .time_zones import time_zones
from .translating import tr
from .views.notices import Notice

FETCH_COMMAND = "reid-desktop models fetch --recommended"
_MODELS_AFTER_MS = 1000
"""The process of searches starts with it: half a second of both processors, while the case is first shown."""


class Errands(QObject):
    """Runs the commands that need to ask something or take a while."""

    def __init__(self, panels: Panels, probing: Probing, window: QWidget, version: str) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._probing, self._window = panels, probing, window
        self._version = version
        self._statuses: list[ModelStatus] = []
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        panels.tasks.broken.connect(self._on_broken)
        panels.tasks.cancelled.connect(self._on_cancelled)
        panels.tasks.changed.connect(lambda: panels.jobs.show_jobs(panels.tasks.work))
        panels.jobs.pause_wanted.connect(panels.tasks.pause)
        panels.jobs.resume_wanted.connect(panels.tasks.resume)
        panels.jobs.cancel_wanted.connect(panels.tasks.cancel)
        panels.jobs.failures_wanted.connect(self.show_failures)

    def begin(self) -> None:
        """Read what is needed later: what is left to do, failures, and, when the case is shown, models."""
        self._offer_rest()
        self._count_failures()
        later(self, self._read_models, _MODELS_AFTER_MS)

    def ask_import(
        self,
        paths: Sequence[Path] = (),
        exhibit_id: ExhibitId | None = None,
        asks_password: bool = False,
    ) -> None:
        """Ask for the exhibit that files belong to, then bring them in."""
        browsing = self._panels.desk.browsing

        def show(found: tuple[list[Exhibit], tuple[str, ...]]) -> None:
            dialog = ImportDialog(self._window, paths, *found)
            if exhibit_id is not None:
                dialog.choose_exhibit(exhibit_id)
            if asks_password:
                dialog.ask_passwords()
            dialog.import_wanted.connect(self._on_import)
            dialog.open()

        self._panels.reader.ask(
            "import dialog", lambda: (browsing.exhibits(), time_zones()), show, is_quick=True
        )

    def ask_probe(self) -> None:
        """Ask for a picture of the person."""
        dialog = QFileDialog(self._window, tr("A picture of the person"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_probe_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def analyse(self) -> None:
        """Look for persons in what is waiting."""
        for old in ("waiting", "done", "problem"):
            self._panels.notices.close_notice(old)
        self._panels.tasks.submit(AnalyseRequest(), tr("Analyse"))

    def verify(self) -> None:
        """Hash the evidence again."""
        self._panels.tasks.submit(VerifyRequest(), tr("Verify evidence"))

    def show_failures(self) -> None:
        """List the files that did not come in."""

        browsing = self._panels.desk.browsing

        def show(found: tuple[list[FileOutcome], dict[Outcome, int]]) -> None:
            dialog = FailuresDialog(self._window, *found)
            dialog.retry_wanted.connect(self.retry_failed)
            dialog.open()

        self._panels.reader.ask("failures", lambda: (browsing.failures(), browsing.outcomes()), show)

    def retry_failed(self) -> None:
        """Bring in again the sources that files did not come in from; the rest of them is known."""

        def submit(found: list[tuple[Exhibit, tuple[str, ...]]]) -> None:
            for exhibit, paths in found:
                words = tr("Try again: {exhibit}", exhibit=text.plain(exhibit.exhibit_id))
                self._panels.tasks.submit(ImportRequest(paths, exhibit), words)

        self._panels.reader.ask("retry", self._panels.desk.browsing.failed_sources, submit)

    def show_searches(self) -> None:
        """List the recorded searches."""

        def show(searches: list[SearchRecord]) -> None:
            dialog = SearchesDialog(self._window, searches)
            dialog.search_chosen.connect(self._probing.show_search)
            dialog.open()

        self._panels.reader.ask("searches", self._panels.desk.browsing.searches, show)

    def show_models(self) -> None:
        """Show the model cards."""

        def show(statuses: list[ModelStatus]) -> None:
            if not self._statuses:
                self._on_statuses(statuses)
            ModelsDialog(self._window, statuses).open()

        if self._statuses:
            show(self._statuses)
        else:
            self._panels.reader.ask("models", self._panels.desk.library, show)

    def show_legend(self) -> None:
        """Say what the marks on cards mean."""
        LegendDialog(self._window).open()

    def show_shortcuts(self) -> None:
        """List the shortcuts."""
        ShortcutsDialog(self._window).open()

    def show_about(self) -> None:
        """Say what the program is."""
        AboutDialog(self._window, self._version).open()

    def say_problem(self, words: str) -> None:
        """Show a sentence about something that did not work."""
        self._panels.notices.say(Notice("problem", text.told(words), "danger"))

    def say_recovered(self) -> None:
        """Say that the case was opened again after the program ended without being told to."""
        words = tr(
            "The program did not end as it should. The case was opened again where you were; everything "
            "that was decided and imported is in it."
        )
        self._panels.notices.say(Notice("recovered", words, "warning"))

    def _read_models(self) -> None:
        self._panels.reader.ask("models", self._panels.desk.library, self._on_statuses)

    def _on_statuses(self, statuses: list[ModelStatus]) -> None:
        self._statuses = statuses
        if any(status.is_default and status.card.baseline for status in statuses):
            words = tr(
                "Models trained on research data: for a first look, not for casework. The recommended ones "
                "come with the command `{command}`.",
                command=FETCH_COMMAND,
            )
            offers = ((tr("Models…"), self.show_models),)
            self._panels.notices.say(Notice("baseline", words, "warning", offers, stays=True))

    def _count_failures(self) -> None:
        browsing, panels = self._panels.desk.browsing, self._panels

        def show(count: int) -> None:
            panels.jobs.show_failures(count)
            panels.job_panel.show_failures(count)

        panels.reader.ask("failure count", lambda: len(browsing.failures()), show)

    def _on_import(self, request: ImportRequest) -> None:
        self._panels.notices.close_notice("done")
        if request.analyse is not None:
            self._panels.notices.close_notice("waiting")  # the import takes these files up too
        exhibit = text.plain(request.exhibit.exhibit_id)
        self._panels.tasks.submit(request, tr("Import for {exhibit}", exhibit=exhibit))

    def _on_probe_file(self, path: str) -> None:
        self._probing.look_at_picture(ProbePicture(Path(path).name, path=path))

    def _on_answer(self, request: Request, value: object) -> None:
        notices = self._panels.notices
        if isinstance(value, ImportSummary):
            self._count_failures()
            self._say_done(request, value)
        elif isinstance(value, VerifyReport):
            VerifyDialog(self._window, value).open()
        elif isinstance(request, ExportRequest) and isinstance(value, Path):
            ways = ((tr("Open"), lambda: _open(value)), (tr("Show folder"), lambda: _open(value.parent)))
            notices.say(Notice("export", tr("Exported to {path}", path=text.plain(str(value))), "good", ways))

    def _say_done(self, request: Request, summary: ImportSummary) -> None:
        """Say how an import or an analysis ended, and what can be done about the rest."""
        if isinstance(request, AnalyseRequest):
            found = text.counted(summary.sightings, "sighting", "sightings")
            words = tr(
                "Analysis finished: {found} in {span}.", found=found, span=text.span(summary.elapsed_s)
            )
            words += out_of_reach(summary)
        else:
            words = import_words(summary)
        offers = []
        if summary.waiting:
            offers.append((tr("Analyse now"), self.analyse))
        if isinstance(request, ImportRequest) and asks_password([one.reason for one in summary.failures]):
            offers.append((tr("Give a password…"), lambda: self._ask_password(request)))
        if summary.failed:
            offers.append((tr("Show what failed"), self.show_failures))
        tone = "warning" if offers else "good"
        self._panels.notices.say(Notice("done", words, tone, tuple(offers)))

    def _ask_password(self, request: ImportRequest) -> None:
        """Offer the same import again, with room for passwords."""
        paths = [Path(one) for one in request.paths]
        self._panels.notices.close_notice("done")
        self.ask_import(paths, request.exhibit.exhibit_id, asks_password=True)

    def _offer_rest(self) -> None:
        self._panels.reader.ask("counts", self._panels.desk.browsing.counts, self._on_counts)

    def _on_counts(self, counts: Counts) -> None:
        """Offer to go on with what an earlier job or session left."""
        if counts.waiting and not self._panels.tasks.work:
            many = text.counted(counts.waiting, "file of this case is", "files of this case are")
            words = tr(
                "{many} not yet analysed: an import was stopped, or the evidence was out of reach.", many=many
            )
            offers = ((tr("Analyse now"), self.analyse),)
            self._panels.notices.say(Notice("waiting", words, "warning", offers))

    def _on_cancelled(self, request: Request) -> None:
        """Say what became of a job that was stopped."""
        if isinstance(request, ImportRequest | AnalyseRequest):
            words = tr("Stopped. What was done stays; import the same files again to bring in the rest.")
            if isinstance(request, AnalyseRequest):
                words = tr("Stopped. What was done stays.")
            self._panels.notices.say(Notice("done", words))
            self._count_failures()
            self._offer_rest()

    def _on_broken(self, sentence: str, details: str) -> None:
        """Show an error in the program as what it is, with details to copy."""
        to_do = tr("You can go on working. If it happens again, send the details to whoever supports you.")
        ProblemDialog(self._window, text.told(sentence), to_do, details).open()

    def _on_failed(self, request: Request, sentence: str) -> None:
        if not isinstance(request, LookRequest | SearchRequest):
            if isinstance(request, ImportRequest) and asks_password([sentence]):
                offer = (tr("Give a password…"), lambda: self._ask_password(request))
                self._panels.notices.say(Notice("done", text.told(sentence), "warning", (offer,)))
            else:
                self.say_problem(sentence)
            self._count_failures()
            if isinstance(request, ImportRequest | AnalyseRequest):
                self._offer_rest()


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
