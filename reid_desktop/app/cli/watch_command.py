"""The command `watch`: alarms as they are raised, and a folder that a phone fills."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from reid_desktop.adapters.sources.arriving import Arriving
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder, refuse_own_folder
from reid_desktop.app.cli.alarm_records import alarm_rows, alarm_words
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.engine import start_engine
from reid_desktop.app.settings import Settings
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import AlarmId, ExhibitId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.engine import Engine, ImportRequest, News

ENDED = {JobPhase.DONE, JobPhase.FAILED, JobPhase.CANCELLED}


def watch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print alarms until interrupted; import what arrives in a folder meanwhile."""
    folder = case_folder(Path(arguments.case))
    if (arguments.folder is None) != (arguments.exhibit is None):
        raise UsageError("--folder and --exhibit go together.")
    if arguments.folder is not None and not arguments.folder.is_dir():
        raise UsageError("There is no folder at {path}.", path=arguments.folder)
    case = OpenCase(settings, folder, read_only=True)
    try:
        teller = _Teller(case, as_json=arguments.json, shows_all=arguments.all)
        if not arguments.json:
            line(LEAD_NOTICE)
        teller()
        if arguments.once:
            return 0
        with _until_interrupted() as is_over:
            if arguments.folder is None:
                while not is_over.wait(arguments.interval):
                    teller()
            else:
                refuse_own_folder(folder, str(arguments.folder.absolute()))
                _fill(settings, folder, case, arguments, teller, is_over)
        teller()
    finally:
        case.close()
    return 0


class _Teller:
    """Prints each alarm once."""

    def __init__(self, case: OpenCase, *, as_json: bool, shows_all: bool) -> None:
        self._case = case
        self._as_json = as_json
        self._shows_all = shows_all
        self._newest: AlarmId | None = None

    def __call__(self) -> None:
        new = self._case.store.alarms(self._newest)
        for row in alarm_rows(self._case, [one for one in new if self._shows_all or one.is_waiting]):
            if self._as_json:
                print_json(row)
            else:
                line(alarm_words(row))
        if new:
            self._newest = new[-1].alarm.alarm_id
            sys.stdout.flush()


def _fill(
    settings: Settings,
    folder: Path,
    case: OpenCase,
    arguments: argparse.Namespace,
    teller: Callable[[], None],
    is_over: threading.Event,
) -> None:
    """Import the folder whenever something in it is new and has stopped growing."""
    known = {exhibit.exhibit_id: exhibit for exhibit in case.store.exhibits()}
    exhibit_id = ExhibitId(arguments.exhibit)
    request = ImportRequest((str(arguments.folder.absolute()),), known.get(exhibit_id, Exhibit(exhibit_id)))
    arriving = Arriving(arguments.folder)
    engine = start_engine(settings, folder)
    news: SimpleQueue[News] = SimpleQueue()
    engine.subscribe(news.put)
    say(f"Watching {arguments.folder}; Ctrl+C ends it.")
    try:
        while not is_over.wait(arguments.interval):
            if arriving.has_settled():
                _import(engine, request, news, teller, is_over)
            teller()
    finally:
        engine.close()


def _import(
    engine: Engine,
    request: ImportRequest,
    news: SimpleQueue[News],
    teller: Callable[[], None],
    is_over: threading.Event,
) -> None:
    job_id = engine.submit(request, "Import what arrived")
    while True:
        if is_over.is_set():
            engine.cancel(job_id)
        try:
            item = news.get(timeout=0.2)
        except Empty:
            teller()
            continue
        if isinstance(item, JobState) and item.phase in ENDED:
            if item.phase is JobPhase.FAILED:
                say(item.problem or "The import failed.")
            return


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    """Give what is set by Ctrl+C or SIGTERM: to be ended so is what this command is for."""
    is_over = threading.Event()
    before = {kind: signal.signal(kind, lambda *_: is_over.set()) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield is_over
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
