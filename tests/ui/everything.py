"""Answers to every request that a window can make, over the case in memory."""

from __future__ import annotations

from collections.abc import Callable

from reid_desktop.domain.errors import EngineError, ReidError
from reid_desktop.ports.drawing import DrawRequest
from reid_desktop.ports.engine import Answer, ExportRequest, Request
from reid_desktop.ports.ledger import (
    Governed,
    SecondAnswerRequest,
    SecondLookRequest,
    SecondResultsRequest,
    SeedPhotosRequest,
    SeedRequest,
)
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.second_looks import SecondLooks
from tests.fakes.engine import Script
from tests.fakes.media import FixedClock
from tests.ui.scenery import Scenery
from tests.ui.test_overseeing import Engine


def everything(scenery: Scenery) -> Script:
    """Return the answers; what cannot be made up is refused in a sentence, and nothing stays open."""
    before = Engine(scenery)
    looks = SecondLooks(
        scenery.store, scenery.thumbnails, Gatekeeper(scenery.store, FixedClock()), FixedClock()
    )

    def look(request: Request) -> Answer | None:
        if isinstance(request, SecondLookRequest):
            return looks.ask(request, scenery.who)
        if isinstance(request, SecondAnswerRequest):
            return looks.answer(request, scenery.who)
        if isinstance(request, SeedRequest):
            return looks.seed(request, scenery.who)
        if isinstance(request, SeedPhotosRequest):
            return looks.seed_from_photos(request, scenery.who)
        return Governed(None, 2) if isinstance(request, SecondResultsRequest) else None

    def answer(request: Request) -> Answer | ReidError:
        if isinstance(request, ExportRequest):
            return request.out
        if isinstance(request, DrawRequest):
            return EngineError("The picture is out of reach.")
        return refused(lambda: look(request)) or before(request) or EngineError("It is out of reach.")

    return answer


def refused(call: Callable[[], Answer | None]) -> Answer | ReidError | None:
    """Return an answer, or the refusal."""
    try:
        return call()
    except ReidError as refusal:
        return refusal
