"""Making a case: its folder, its facts, and the policy it begins with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.app.account import system_account
from reid_desktop.app.agency import agency_policy
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.settings import Settings
from reid_desktop.domain.case import CaseFacts

if TYPE_CHECKING:
    from reid_desktop.domain.authority import Gate


def make_case(settings: Settings, folder: Path, facts: CaseFacts, gate: Gate | None = None) -> None:
    """Make a case folder; an authority that the facts name is recorded, else it begins with an urgent use.

    :param gate: how strictly an authority is asked for; None: strictly, with an urgent use to begin with.
    :raises CaseError: there is a case already, or the folder cannot be written to.
    :raises UsageError: the agency's policy cannot be read.
    """
    from reid_desktop.adapters.store.case import create_case
    from reid_desktop.services.gatekeeping import Gatekeeper
    from reid_desktop.services.running import RunCase

    agency = agency_policy(settings.config)
    store = create_case(folder, facts, facts.examiner, account=system_account())
    try:
        clock = SystemClock()
        running = RunCase(store, Gatekeeper(store, clock, agency), clock, store.purge_results)
        running.begin(facts.examiner, facts.authority, gate)
    finally:
        store.close()
