"""Working on persons of interest: acts asked for, proposals shown, alarms acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.alarms import RaisedAlarm, Verdict
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import AlarmId, PersonEventId, PersonId, SightingId
from reid_desktop.domain.person_groups import Groups
from reid_desktop.domain.persons import Person, PersonAct, PersonEvent, PersonVerb
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import (
    AcknowledgeRequest,
    ChangePersonRequest,
    GroupRequest,
    Request,
)
from reid_desktop.services.cards import Card
from reid_desktop.services.people_desk import PeopleState

from . import text
from .dialogs.choosing import ChoiceDialog
from .dialogs.naming import NameDialog
from .pages import PEOPLE, REVIEW
from .panels import Panels
from .translating import tr
from .views.notices import Notice
from .views.people import ALARMS, PERSONS
from .views.people_persons import PersonsTab

_LONGEST_TITLE = 40
"""Letters of a name that a heading has room for."""


class Peopling(QObject):
    """Serves the page of people."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window, self._view = panels, window, panels.people
        self._state: PeopleState | None = None
        self._then_confirm: dict[ChangePersonRequest, tuple[SightingId, ...]] = {}
        self._told_alarms = 0
        panels.bridge.case_changed.connect(self._on_changes)
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        self._view.left_wanted.connect(self.leave)
        self._connect_persons(self._view.persons)
        groups = self._view.groups
        groups.groups_wanted.connect(self._want_groups)
        groups.group_chosen.connect(lambda ids: self._want_cards("group", ids[:400], groups.show_cards))
        groups.person_wanted.connect(self.ask_person)
        groups.gallery_wanted.connect(self._show_in_gallery)
        self._view.together.gallery_wanted.connect(self._show_in_gallery)
        self._view.alarms.alarm_chosen.connect(self._on_alarm)
        self._view.alarms.acknowledged.connect(self._acknowledge)

    def _connect_persons(self, persons: PersonsTab) -> None:
        persons.person_chosen.connect(self._want_person_cards)
        persons.new_wanted.connect(lambda: self.ask_person(self._selected()))
        persons.confirm_wanted.connect(self._confirm)
        persons.rename_wanted.connect(self._ask_name)
        persons.merge_wanted.connect(self._ask_merge)
        persons.split_wanted.connect(self._ask_split)
        persons.move_wanted.connect(self._ask_move)
        persons.release_wanted.connect(self._release)
        persons.undo_wanted.connect(self._undo)
        persons.gallery_wanted.connect(self._show_in_gallery)
        for crops in (persons.crops, self._view.groups.crops):
            crops.looked_at.connect(self._panels.selection.look_at)

    def begin(self, tab: int = PERSONS) -> None:
        """Show the page of people."""
        self._view.turn_to(tab)
        self._panels.pages.turn_to(PEOPLE)
        self._view.focus_target.setFocus()
        self.refresh()

    def begin_alarms(self) -> None:
        """Show the alarms."""
        self.begin(ALARMS)

    def leave(self) -> None:
        """Go back to the gallery."""
        self._panels.pages.turn_to(REVIEW)
        self._panels.gallery.focus_target.setFocus()

    def refresh(self) -> None:
        """Read everything about the people afresh."""
        self._panels.reader.ask("people", self._panels.desk.people.state, self._show)

    # ------------------------------------------------------------ acts

    def ask_person(self, sightings: Sequence[SightingId]) -> None:
        """Ask for the name of a new person whom these sightings show."""
        if not sightings:
            words = tr("Select sightings in the gallery first that show the person.")
            self._panels.notices.say(Notice("people", words))
            return
        many = text.counted(len(sightings), "sighting", "sightings")
        words = tr("Confirmed for the person: {sightings}. It can be undone at any time.", sightings=many)
        dialog = NameDialog(
            self._window, tr("New person of interest"), words, tr("Name"), tr("Make the person")
        )
        dialog.name_given.connect(lambda name: self.make_person(name, tuple(sightings)))
        dialog.open()

    @property
    def persons(self) -> list[Person]:
        """Return the persons of interest that were last read."""
        return self._present()

    def make_person(self, name: str, sightings: tuple[SightingId, ...]) -> None:
        """Make a person of interest, and confirm sightings for them."""
        request = ChangePersonRequest(PersonAct(PersonVerb.ADDED, text=name))
        self._then_confirm[request] = sightings
        self._panels.tasks.submit(request, tr("Persons of interest"))

    def _confirm(self, person_id: PersonId) -> None:
        selected = self._selected()
        if selected:
            self._act(PersonAct(PersonVerb.CONFIRMED, person_id, sightings=selected))

    def _release(self, person: Person, sightings: tuple[SightingId, ...]) -> None:
        self._act(PersonAct(PersonVerb.RELEASED, person.person_id, sightings=sightings))

    def _undo(self, event_id: PersonEventId) -> None:
        self._act(PersonAct(PersonVerb.UNDONE, undoes=event_id))

    def _ask_name(self, person: Person) -> None:
        dialog = NameDialog(
            self._window, tr("Rename"), tr("The old name stays in the history."), tr("Name"), tr("Rename"),
            text.plain(person.name),
        )  # fmt: skip
        dialog.name_given.connect(
            lambda name: self._act(PersonAct(PersonVerb.RENAMED, person.person_id, text=name))
        )
        dialog.open()

    def _ask_merge(self, person: Person) -> None:
        others = [one for one in self._present() if one.person_id != person.person_id]
        if not others:
            words = tr("There is nobody else to merge.")
            self._panels.notices.say(Notice("people", words))
            return
        name = text.shortened(text.plain(person.name), _LONGEST_TITLE)
        dialog = ChoiceDialog(
            self._window,
            tr("Merge into {name}", name=name),
            tr("Everything of the other becomes {name}'s. It can be undone at any time.", name=name),
            [(text.plain(one.name), int(one.person_id)) for one in others],
            tr("Merge"),
        )
        dialog.chosen.connect(
            lambda other: self._act(PersonAct(PersonVerb.MERGED, person.person_id, other=PersonId(other)))
        )
        dialog.open()

    def _ask_split(self, person: Person, sightings: tuple[SightingId, ...]) -> None:
        many = text.counted(len(sightings), "sighting", "sightings")
        words = tr("Goes to another person: {sightings}.", sightings=many)
        dialog = NameDialog(self._window, tr("Split off"), words, tr("Name"), tr("Split off"))
        dialog.name_given.connect(
            lambda name: self._act(
                PersonAct(PersonVerb.SPLIT, text=name, other=person.person_id, sightings=sightings)
            )
        )
        dialog.open()

    def _ask_move(self, person: Person, sightings: tuple[SightingId, ...]) -> None:
        others = [one for one in self._present() if one.person_id != person.person_id]
        if not others:
            words = tr("There is nobody else to move them to. Split them off instead.")
            self._panels.notices.say(Notice("people", words))
            return
        many = text.counted(len(sightings), "sighting", "sightings")
        words = tr("Goes to the other: {sightings}. It can be undone at any time.", sightings=many)
        choices = [(text.plain(one.name), int(one.person_id)) for one in others]
        dialog = ChoiceDialog(self._window, tr("Move to another person"), words, choices, tr("Move"))
        dialog.chosen.connect(
            lambda other: self._act(PersonAct(PersonVerb.MOVED, PersonId(other), sightings=sightings))
        )
        dialog.open()

    def _act(self, act: PersonAct) -> None:
        self._panels.tasks.submit(ChangePersonRequest(act), tr("Persons of interest"))

    def _acknowledge(self, alarm_id: AlarmId, verdict: Verdict) -> None:
        self._panels.tasks.submit(AcknowledgeRequest(alarm_id, verdict), tr("Alarms"))

    def _want_groups(self, looseness: float) -> None:
        self._view.groups.show_busy()
        self._panels.tasks.submit(GroupRequest(looseness), tr("Propose groups"))

    # ------------------------------------------------------------ what came

    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.persons or changes.alarms:
            self.refresh()

    def _show(self, state: PeopleState) -> None:
        self._state = state
        self._view.show_state(state)
        alarmed = frozenset(int(one.alarm.sighting_id) for one in state.alarms if one.is_waiting)
        self._panels.gallery.show_alarms(alarmed)
        waiting = sum(one.is_waiting for one in state.alarms)
        if waiting > self._told_alarms:
            many = text.counted(waiting, "alarm waits", "alarms wait")
            offers = ((tr("Show"), self.begin_alarms),)
            self._panels.notices.say(Notice("alarms", many + ".", "warning", offers))
        elif not waiting:
            self._panels.notices.close_notice("alarms")
        self._told_alarms = waiting

    def _on_answer(self, request: Request, value: object) -> None:
        if isinstance(value, Groups):
            self._view.groups.show_groups(value)
        elif isinstance(value, PersonEvent) and isinstance(request, ChangePersonRequest):
            sightings = self._then_confirm.pop(request, ())
            if sightings:
                self._act(PersonAct(PersonVerb.CONFIRMED, value.act.person_id, sightings=sightings))

    def _on_failed(self, request: Request, sentence: str) -> None:
        if isinstance(request, GroupRequest):
            self._view.groups.show_problem(sentence)
        if isinstance(request, ChangePersonRequest):
            self._then_confirm.pop(request, None)

    def _on_alarm(self, raised: RaisedAlarm) -> None:
        self._panels.selection.look_at(raised.alarm.sighting_id)
        self._want_cards("alarm", [raised.alarm.sighting_id], self._view.alarms.show_cards)

    def _want_person_cards(self, person_id: PersonId) -> None:
        state = self._state
        person = None if state is None else state.people.persons.get(person_id)
        if person is not None:
            show = self._view.persons.show_cards
            self._want_cards("person", person.sightings[:400], lambda cards: show(person_id, cards))

    def _want_cards(self, topic: str, ids: Sequence[SightingId], show: Callable[[list[Card]], None]) -> None:
        browsing = self._panels.desk.browsing
        self._panels.reader.ask(f"cards of {topic}", lambda: browsing.cards(ids), show, is_quick=True)

    def _show_in_gallery(self, sightings: Sequence[SightingId]) -> None:
        self._panels.pages.turn_to(REVIEW)
        self._panels.workbench.leave_search()
        self._panels.workbench.set_filters(Filters(sightings=frozenset(sightings)))

    def _selected(self) -> tuple[SightingId, ...]:
        selection = self._panels.selection
        chosen = tuple(SightingId(int(one)) for one in selection.ids)
        return chosen or ((selection.current,) if selection.current is not None else ())

    def _present(self) -> list[Person]:
        return [] if self._state is None else self._state.people.present
