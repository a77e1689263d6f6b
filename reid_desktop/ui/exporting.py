"""Exports asked for in the window: the dialog, its preview, the profiles that are saved."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.export_profile import ExportProfile, Field
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import ExportRequest, PreviewRequest

from . import text
from .dialogs.export_case import ExportChoices, ExportDialog
from .dialogs.naming import NameDialog
from .panels import Panels
from .translating import tr


class Exporting(QObject):
    """Serves the command `export`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._dialog: ExportDialog | None = None
        panels.actions.connect({"export": self.ask})
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.failed.connect(self._on_failed)

    def ask(self) -> None:
        """Ask for contents, format and place."""
        desk, view = self._panels.desk, self._panels.workbench.view
        record = view.record if view is not None else None
        # what a search was itself made with is part of it: only filters set since then are left out
        made_with = Filters() if record is None else record.filters
        filters = self._panels.workbench.question.filters
        if filters == made_with and record is not None:
            filters = Filters()
        expected = 0 if view is None else len(record.candidates) if record is not None else view.total

        def read() -> ExportChoices:
            asks_reason = "export" in desk.gatekeeper.policy().reasons
            persons = desk.people.shown_in()
            return ExportChoices(
                desk.export_profiles(), desk.signing_keys(), persons, filters, expected, asks_reason
            )

        search = None if record is None else (record.search_id, text.probe_name(record.probe))

        def show(choices: ExportChoices) -> None:
            dialog = ExportDialog(self._window, desk.export_formats, desk.case / "exports", search, choices)
            dialog.export_wanted.connect(self._export)
            dialog.preview_wanted.connect(self._ask_preview)
            dialog.profile_wanted.connect(self._ask_profile)
            dialog.finished.connect(self._closed)
            self._dialog = dialog
            dialog.open()

        self._panels.reader.ask("export dialog", read, show)

    def _closed(self) -> None:
        self._dialog = None

    def _export(self, request: ExportRequest) -> None:
        self._panels.tasks.submit(request, tr("Export {format}", format=request.format))

    def _ask_preview(self, request: ExportRequest) -> None:
        reason = request.reason or "preview"  # the dialog asks for one itself
        self._panels.tasks.submit(PreviewRequest(replace(request, reason=reason)), tr("Preview"))
        self._previewed = request

    def _on_answered(self, request: object, answer: object) -> None:
        if isinstance(request, PreviewRequest) and isinstance(answer, ExportPreview) and self._dialog:
            self._dialog.show_preview(self._previewed, answer)

    def _on_failed(self, request: object, sentence: str) -> None:
        if isinstance(request, PreviewRequest) and self._dialog is not None:
            self._dialog.show_refusal(self._previewed, text.told(sentence))

    # ------------------------------------------------------------ profiles

    def _ask_profile(self, fields: frozenset[Field]) -> None:
        words = tr("What is left out now can be chosen by this name from now on, on this computer.")
        dialog = NameDialog(self._dialog, tr("Save a profile"), words, tr("Name"), tr("Save"))
        dialog.name_given.connect(lambda name: self._save_profile(name, fields))
        dialog.open()

    def _save_profile(self, name: str, fields: frozenset[Field]) -> None:
        desk = self._panels.desk

        def save() -> tuple[tuple[ExportProfile, ...], str]:
            try:
                desk.save_profile(ExportProfile(name, fields))
            except ReidError as problem:
                return desk.export_profiles(), text.told_problem(problem)
            return desk.export_profiles(), ""

        def show(found: tuple[tuple[ExportProfile, ...], str]) -> None:
            profiles, problem = found
            if self._dialog is not None and problem:
                self._dialog.say_problem(problem)
            elif self._dialog is not None:
                self._dialog.show_profiles(profiles, name)

        self._panels.reader.ask("profile", save, show)
