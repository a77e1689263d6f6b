"""All that a window needs to work on one open case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.export_profile import ExportProfile
from reid_desktop.domain.model_card import ModelStatus
from reid_desktop.ports.closing import WholeCases
from reid_desktop.ports.engine import Engine
from reid_desktop.ports.judging import ModelJudge
from reid_desktop.ports.maps import MapFiles
from reid_desktop.services.browsing import Browsing
from reid_desktop.services.case_desk import CaseDesk
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.people_desk import PeopleDesk
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.second_looks import SecondLooks
from reid_desktop.services.second_results import ReadSecondResults
from reid_desktop.services.travelling import Travelling
from reid_desktop.services.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Desk:
    """An open case with what reads it and what works on it."""

    case: Path
    browsing: Browsing
    review: ReviewDesk
    people: PeopleDesk
    gatekeeper: Gatekeeper
    """Tells how the case stands with the law."""
    running: CaseDesk
    """Policy, roles, snapshots, merges."""
    second_looks: SecondLooks
    second_results: ReadSecondResults
    who: str
    """Who works here, as the log has it."""
    engine: Engine
    library: Callable[[], list[ModelStatus]]
    """May look at files: it is called outside the GUI thread."""
    export_formats: tuple[tuple[str, str], ...]
    """Format and title, such as (`html`, `HTML report (one file)`)."""
    export_profiles: Callable[[], tuple[ExportProfile, ...]]
    """The profiles as they are saved now."""
    save_profile: Callable[[ExportProfile], None]
    """Keeps a profile; one of the same name is replaced."""
    signing_keys: Callable[[], tuple[tuple[str, bool], ...]]
    """The keys on this computer: name, and whether a passphrase opens it."""
    basemap_dir: Path
    maps: MapFiles
    """Reads archives of tiles and overlays, in a process of its own."""
    travelling: Travelling
    whole_cases: WholeCases
    """What is done with a case that nobody has open; may take long: called outside the GUI thread."""
    judge: ModelJudge
    """Judges models on labelled crops."""
    recovery_keys: Callable[[], tuple[str, ...]]
    """The agency's own public keys, for which every case is encrypted."""
    close: Callable[[], None]
    """Stops the engine and closes the case; is called outside the GUI thread."""
    weighing: Weighing | None = None
    """Tells what the scores of a search are worth; it reads the case: ask outside the GUI thread."""
    get_ready: Callable[[], object] = lambda: None
    """Has the models of a drawn sighting loaded, so that nobody waits for them; returns at once."""
