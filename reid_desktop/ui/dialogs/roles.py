"""Who is what in a case: examiner, reviewer, supervisor, auditor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from reid_desktop.domain.roles import Role
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label, rule
from reid_desktop.ui.translating import said, tr

from .frame import AskingFrame, FieldForm, note
from .tables import rows_table

_LEAST_PX, _MOST_PX = 160, 320
"""Width of the names."""
_TABLE_PX = 150
ROLE_NAMES = {
    Role.EXAMINER: said("examiner"),
    Role.REVIEWER: said("reviewer"),
    Role.SUPERVISOR: said("supervisor"),
    Role.AUDITOR: said("auditor"),
}
_ROLE_WORDS = {
    Role.EXAMINER: said("Brings evidence in, searches, decides, corrects, exports, reads the log."),
    Role.REVIEWER: said("Looks, decides, and judges as a second person."),
    Role.SUPERVISOR: said("May do everything: policies, authorities, roles and deletions, too."),
    Role.AUDITOR: said("Reads the log and what came of second looks; sees no evidence."),
}


class RolesDialog(AskingFrame):
    """Lists who has which roles; gives one, or takes it."""

    role_wanted = Signal(str, object, bool, str)  # person, Role, is_on, reason

    def __init__(self, parent: QWidget | None, roles: Mapping[str, frozenset[Role]], who: str) -> None:
        """`who` works here."""
        words = tr("A name is taken for the person who gives it: roles keep honest people to their part.")
        super().__init__(parent, tr("Roles"), words)
        self.setMinimumWidth(640)
        self._roles: dict[str, frozenset[Role]] = {}
        self._nobody = label(tr("Nobody has a role: everybody may do everything."), "muted", wraps=True)
        self._person, self._role, self._reason = QComboBox(), QComboBox(), QLineEdit()
        self._means = note()
        self.add_body(self._nobody, 0)
        self._table = rows_table(tr("Roles"), self._model({}), 1)
        self._table.setMinimumHeight(_TABLE_PX)
        self._table.clicked.connect(self._take_up)
        self.add_body(self._table)
        self.add_body(rule(), 0)
        self._add_form(who)
        self.add_problem()
        self.add_button(tr("Close"), self.reject)
        self._take = self.add_button(tr("Take the role"), lambda: self.ask(is_on=False))
        self._give = self.add_button(tr("Give the role"), lambda: self.ask(is_on=True), primary=True)
        self.finish()
        self._person.editTextChanged.connect(lambda _words: self._tell())
        self._role.currentIndexChanged.connect(lambda _row: self._tell())
        self._person.setEditText(who)
        self.show_roles(roles)
        if not roles:
            self._role.setCurrentIndex(self._role.findData(Role.SUPERVISOR.value))  # has to be the first

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what the list shows: person and roles."""
        return [(person, self._words(held)) for person, held in sorted(self._roles.items())]

    def show_roles(self, roles: Mapping[str, frozenset[Role]]) -> None:
        """Show who has which roles now."""
        self._roles = dict(roles)
        self.say_problem("")
        self._table.setModel(self._model(roles))
        self._table.resizeColumnToContents(0)
        self._table.setColumnWidth(0, min(max(self._table.columnWidth(0) + 12, _LEAST_PX), _MOST_PX))
        self._table.setVisible(bool(roles))
        self._nobody.setVisible(not roles)
        people = sorted(roles)
        written = self._person.currentText()
        self._person.clear()
        self._person.addItems(people)
        self._person.setEditText(written)
        if written in people:
            self._table.selectRow(people.index(written))
        self._table.selectionModel().currentRowChanged.connect(lambda now, _was: self._take_up(now))
        self._tell()

    def choose(self, person: str, role: Role, reason: str = "") -> None:
        """Fill everything in."""
        self._person.setEditText(person)
        self._role.setCurrentIndex(self._role.findData(role.value))
        self._reason.setText(reason)

    def ask(self, *, is_on: bool) -> None:
        """Ask for the change as it was filled in."""
        role = Role(self._role.currentData())
        self.say_problem("")
        self.role_wanted.emit(self._person.currentText().strip(), role, is_on, self._reason.text().strip())

    def _add_form(self, who: str) -> None:
        self._person.setEditable(True)
        self._person.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._person.setAccessibleName(tr("Person"))
        edit = self._person.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(tr("The name that stands in the log"))
        self._role.setAccessibleName(tr("Role"))
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Optional"))
        for role, name in ROLE_NAMES.items():
            self._role.addItem(tr(name), role.value)
        form = FieldForm()
        form.add(tr("Person"), self._person)
        form.add(tr("Role"), self._role)
        form.add("", self._means)
        form.add(tr("Reason"), self._reason)
        self.add_body(form, 0)
        words = tr("You work here as {who}. The first role of a case is a supervisor's.", who=who)
        self.add_body(label(words, "muted", wraps=True), 0)

    def _take_up(self, row: QModelIndex) -> None:
        """Fill in who stands in a row of the list, with a role that can be taken."""
        person = str(row.siblingAtColumn(0).data() or "")
        for role in ROLE_NAMES:
            if role in self._roles.get(person, ()):
                self._person.setEditText(person)
                self._role.setCurrentIndex(self._role.findData(role.value))
                return

    def _model(self, roles: Mapping[str, frozenset[Role]]) -> RowsModel:
        rows = [(person, self._words(held)) for person, held in sorted(roles.items())]
        return RowsModel((tr("Person"), tr("Roles")), rows, self)

    @staticmethod
    def _words(held: frozenset[Role]) -> str:
        return ", ".join(tr(name) for role, name in ROLE_NAMES.items() if role in held)

    def _tell(self) -> None:
        role, person = Role(self._role.currentData()), self._person.currentText().strip()
        self._means.setText(tr(_ROLE_WORDS[role]))
        has_it = role in self._roles.get(person, ())
        self._give.setEnabled(bool(person) and not has_it)
        self._take.setEnabled(has_it)
