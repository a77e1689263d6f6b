"""What a case demands of the work in it: an authority, reasons, an end."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from reid_desktop.domain.authority import REASONS, Gate, Policy
from reid_desktop.domain.capture import iso_utc
from reid_desktop.services.case_desk import Policies
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import said, tr

from .date_field import DateField
from .frame import AskingFrame, FieldForm

_GATES = (
    (Gate.ENFORCE, said("Needed: no search without a valid one")),
    (Gate.ADVISE, said("Advised: each search without one says so")),
    (Gate.OFF, said("Not asked for")),
)
_ACTS = {
    "search": said("for searches"),
    "export": said("for exports"),
    "decide": said("for decisions"),
    "delete": said("for deletions"),
}


class PolicyDialog(AskingFrame):
    """Shows what a case demands, and sets it anew."""

    policy_wanted = Signal(object, str)  # Policy, reason

    def __init__(self, parent: QWidget | None, policies: Policies) -> None:
        """Show the policy of the case, and where the agency demands more."""
        words = tr("What it demands stands in the log with every change, and is checked before each act.")
        super().__init__(parent, tr("Policy of the case"), words)
        self.setMinimumWidth(560)
        own = policies.own
        self._gate = QComboBox()
        self._gate.setAccessibleName(tr("Authority for searches"))
        for gate, name in _GATES:
            self._gate.addItem(tr(name), gate.value)
        self._gate.setCurrentIndex(self._gate.findData(own.gate.value))
        self._acts = {act: QCheckBox(tr(_ACTS[act])) for act in REASONS}
        acts = QVBoxLayout()
        acts.setSpacing(4)
        for act, box in self._acts.items():
            box.setChecked(act in own.reasons)
            acts.addWidget(box)
        self._until = DateField(tr("until the end of"), tr("To be kept"))
        if own.retain_until_utc:
            self._until.show_day(date.fromisoformat(own.retain_until_utc[:10]))
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("Why it is changed; goes into the log"))
        self._reason.setAccessibleName(tr("Reason"))
        form = FieldForm()
        form.add(tr("Authority"), self._gate)
        form.add(tr("Ask for a reason"), acts)
        form.add(tr("Keep the case"), self._until)
        form.add(tr("Reason"), self._reason)
        self.add_body(form)
        if policies.in_force != own:
            self.add_body(label(_demanded(policies.in_force), "warning", wraps=True), 0)
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self._set = self.add_button(tr("Set"), self.set_policy, primary=True)
        self.finish()
        self._reason.textChanged.connect(self._tell)
        self._tell()

    def choose(self, policy: Policy, reason: str = "") -> None:
        """Fill everything in."""
        self._gate.setCurrentIndex(self._gate.findData(policy.gate.value))
        for act, box in self._acts.items():
            box.setChecked(act in policy.reasons)
        until = policy.retain_until_utc
        self._until.show_day(date.fromisoformat(until[:10]) if until else None)
        self._reason.setText(reason)

    @property
    def can_set(self) -> bool:
        """Tell whether a reason is given."""
        return self._set.isEnabled()

    def set_policy(self) -> None:
        """Ask for the policy as it was filled in."""
        last_ms = self._until.last_ms
        policy = Policy(
            Gate(self._gate.currentData()),
            frozenset(act for act, box in self._acts.items() if box.isChecked()),
            None if last_ms is None else iso_utc(last_ms),
        )
        self.say_problem("")
        self.policy_wanted.emit(policy, self._reason.text().strip())

    def _tell(self) -> None:
        self._set.setEnabled(bool(self._reason.text().strip()))


def _demanded(policy: Policy) -> str:
    """Return what holds because the agency demands it of all its cases."""
    gate = next(tr(name) for gate, name in _GATES if gate is policy.gate)
    acts = ", ".join(tr(_ACTS[act]) for act in REASONS if act in policy.reasons) or tr("none")
    return tr("In force, with what the agency demands: {gate}. Reasons: {acts}.", gate=gate, acts=acts)
