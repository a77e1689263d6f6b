"""What is declared of an exhibit: facts, time zone and clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.clock_solving import DECLARED, basis_of
from reid_desktop.domain.clocks import ClockSolution, SameMoment
from reid_desktop.ports.engine import DeclareExhibitRequest, SolveClockRequest
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame, FieldForm, note
from .span_field import SpanField
from .zone_field import NO_SUCH_ZONE, ZoneField

_LONGEST_TITLE = 40
"""Letters of a number that the heading has room for."""
_WORDS = said("Zone and clock are laid over what was found: the original texts stay visible everywhere.")
_FACTS = ("description", "seal", "owner", "make", "model")


NAME_LETTERS = 26
"""Of a file name beside another."""
SCENE_HINT = said(
    "Two phones photographed one scene? Select a sighting of each in the gallery before, and Solve uses them."
)


@dataclass(frozen=True, slots=True)
class OneScene:
    """Two selected files of two exhibits that may show one scene."""

    own: str
    """Name of the file that is from the exhibit (hostile text)."""
    other: str
    moment: SameMoment


def scene_words(scene: OneScene) -> str:
    """Return what is ticked when two files show one scene."""
    own, other = (_short(text.plain(name)) for name in (scene.own, scene.other))
    return tr("{own} and {other}: one scene", own=own, other=other)


def _short(name: str) -> str:
    """Return a name that leaves room for another beside it; its end tells more than its middle."""
    return name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 9]}…{name[-8:]}"


class ExhibitDialog(DialogFrame):
    """Collects what is declared of one exhibit, and says what the clock will do."""

    declaration_wanted = Signal(object)  # DeclareExhibitRequest
    solution_wanted = Signal(object)  # SolveClockRequest

    def __init__(
        self,
        parent: QWidget | None,
        exhibit: Exhibit,
        items: int,
        zones: Sequence[str],
        scene: OneScene | None = None,
    ) -> None:
        """Show `exhibit`, which `items` media items came from; `scene` are two files that are selected."""
        name = text.shortened(text.plain(exhibit.exhibit_id), _LONGEST_TITLE)
        super().__init__(parent, tr("Exhibit {name}", name=name), tr(_WORDS))
        self.setMinimumWidth(720)
        self._exhibit, self._items, self._scene = exhibit, items, scene
        self._is_one_scene = QCheckBox(scene_words(scene) if scene else "")
        self._facts = {name: QLineEdit(getattr(exhibit, name)) for name in _FACTS}
        for field in self._facts.values():
            field.setCursorPosition(0)  # of a long text the beginning is shown
        self._zone = ZoneField(zones)
        self._offset = SpanField(tr("Clock offset"), can_be_negative=True)
        self._doubt = SpanField(tr("Uncertainty of the offset"))
        self._basis = exhibit.clock_basis
        self._basis_words = note(lines=1)
        self._preview = note(tone="strong")
        self._reason = QLineEdit()
        self._problem = label("", "danger", wraps=True)
        self._build()
        self.add_button(tr("Cancel"), self.reject)
        self._declare = self.add_button(tr("Declare"), self.declare, primary=True)
        self.finish()
        self._zone.show_zone(exhibit.time_zone)
        self._offset.show_value(exhibit.clock_offset_s)
        self._doubt.show_value(exhibit.clock_uncertainty_s)
        self._connect()
        self._check()

    @property
    def preview(self) -> str:
        """Return what the clock will do to the files."""
        return self._preview.text()

    @property
    def problem(self) -> str:
        """Return what is missing or wrong."""
        return self._problem.text()

    @property
    def can_declare(self) -> bool:
        """Tell whether something changed and all that is needed is there."""
        return self._declare.isEnabled()

    def write(self, name: str, words: str) -> None:
        """Write a fact: `description`, `seal`, `owner`, `make`, `model`, `time_zone` or `reason`."""
        if name == "time_zone":
            self._zone.show_zone(words)
        else:
            (self._reason if name == "reason" else self._facts[name]).setText(words)

    def tell_one_scene(self, is_one: bool) -> None:
        """Say whether the two selected files show one scene."""
        self._is_one_scene.setChecked(is_one)

    def set_clock(self, offset_s: float, uncertainty_s: float) -> None:
        """Write an offset and its uncertainty."""
        self._offset.show_value(offset_s)
        self._doubt.show_value(uncertainty_s)
        self._on_clock()

    def take_solution(self, solution: ClockSolution) -> None:
        """Take an offset that reference events support."""
        self._offset.show_value(solution.offset_s)
        self._doubt.show_value(solution.uncertainty_s)
        self._basis = basis_of(solution)
        if not self._reason.text().strip():
            self._reason.setText(tr("Clock {how}", how=text.told(self._basis)))
        self._check()

    def _build(self) -> None:
        form = FieldForm()
        names = (tr("Description"), tr("Seal"), tr("Owner"), tr("Make"), tr("Model"))
        for name, field in zip(names, self._facts.values(), strict=True):
            field.setAccessibleName(name)
            form.add(name, field)
        clock = QHBoxLayout()
        clock.setSpacing(8)
        clock.addWidget(self._offset, 3)
        clock.addWidget(label("±"))
        clock.addWidget(self._doubt, 2)
        solve = push_button(tr("Solve…"), self._solve)
        solve.setObjectName("solve")
        clock.addWidget(solve)
        self._offset.setToolTip(tr("To be added to the device's clock to get true time"))
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Required when zone or clock change: how you know"))
        form.add(tr("Time zone"), self._zone)
        form.add(tr("Clock offset"), clock)
        if self._scene is not None:
            self._is_one_scene.setToolTip(
                tr("Taken at one moment: Solve compares the first one's clock with the second one's time")
            )
            form.add("", self._is_one_scene)
        else:
            form.add("", note(tr(SCENE_HINT), lines=2))
        form.add("", self._basis_words)
        form.add("", self._preview)
        form.add(tr("Reason"), self._reason)
        self.add_body(form)
        self.add_body(self._problem, 0)

    def _connect(self) -> None:
        for field in (*self._facts.values(), self._reason):
            field.textChanged.connect(self._check)
        self._zone.editTextChanged.connect(self._check)
        self._offset.changed.connect(self._on_clock)
        self._doubt.changed.connect(self._on_clock)

    def _solve(self) -> None:
        is_told = self._scene is not None and self._is_one_scene.isChecked()
        same = (self._scene.moment,) if self._scene is not None and is_told else ()
        self.solution_wanted.emit(SolveClockRequest(self._exhibit.exhibit_id, same=same))

    def _on_clock(self) -> None:
        same = self._offset.value_s == self._exhibit.clock_offset_s
        same = same and self._doubt.value_s == self._exhibit.clock_uncertainty_s
        self._basis = self._exhibit.clock_basis if same else DECLARED
        self._check()

    def _declared(self) -> Exhibit:
        written = {name: field.text().strip() for name, field in self._facts.items()}
        return replace(
            self._exhibit,
            description=written["description"],
            seal=written["seal"],
            owner=written["owner"],
            make=written["make"],
            model=written["model"],
            time_zone=self._zone.zone,
            clock_offset_s=self._offset.value_s,
            clock_uncertainty_s=self._doubt.value_s,
            clock_basis=self._basis,
        )

    def _check(self) -> None:
        if not self._zone.is_known:
            self._problem.setText(tr(NO_SUCH_ZONE))
            self._declare.setEnabled(False)
            return
        new, old = self._declared(), self._exhibit
        moves = (new.time_zone, new.clock_offset_s, new.clock_uncertainty_s) != (
            old.time_zone,
            old.clock_offset_s,
            old.clock_uncertainty_s,
        )
        lacks = moves and not self._reason.text().strip()
        self._problem.setText(tr("A change of zone or clock needs a reason.") if lacks else "")
        self._declare.setEnabled(new != old and not lacks)
        self._basis_words.setText(tr("How known: {how}", how=text.told(self._basis) or tr("not declared")))
        self._preview.setText(clock_preview(new, self._items))

    def declare(self) -> None:
        """Ask for the declaration as it was filled in."""
        self.declaration_wanted.emit(DeclareExhibitRequest(self._declared(), self._reason.text().strip()))
        self.accept()


def clock_preview(exhibit: Exhibit, items: int) -> str:
    """Return what an exhibit's clock does to its files, in one sentence."""
    files = text.counted(items, "item", "items")
    offset_s, doubt = exhibit.clock_offset_s, text.give_or_take(exhibit.clock_uncertainty_s)
    zone = text.plain(exhibit.time_zone) if exhibit.time_zone else tr("UTC, and marked as assumed")
    reads = tr("Clocks without a zone are read in {zone}.", zone=zone)
    if not offset_s and not exhibit.clock_uncertainty_s:
        return tr("Adds nothing to the clock of {files}.", files=files) + " " + reads
    values = {"amount": text.offset(abs(offset_s)).lstrip("+"), "doubt": doubt, "files": files}
    if offset_s < 0:
        return tr("Takes {amount} {doubt} from the clock of {files}.", **values) + " " + reads
    return tr("Adds {amount} {doubt} to the clock of {files}.", **values) + " " + reads
