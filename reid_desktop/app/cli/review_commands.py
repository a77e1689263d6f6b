"""The commands that say something about sightings, and tell how far the review is."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import DecisionId, NoteId, SearchId, SightingId
from reid_desktop.domain.review import About, GradeSet, NoteTarget, Verdict
from reid_desktop.ports.review import (
    BookmarkRequest,
    DecideRequest,
    GradeRequest,
    GradeSetRequest,
    LookedRequest,
    NoteRequest,
    Reviewed,
    ReviewRequest,
    TagRequest,
    UndoRequest,
)
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.review_progress import Queue
from reid_desktop.services.review_queues import NamedQueue


def decide(arguments: argparse.Namespace, settings: Settings) -> int:
    """Decide about sightings."""
    withdraws = arguments.verdict not in [verdict.value for verdict in Verdict]
    request = DecideRequest(
        _sightings(arguments),
        None if withdraws else Verdict(arguments.verdict),
        About(SearchId(arguments.search) if arguments.search else None, arguments.person),
        arguments.reason,
        dict(arguments.checklist),
    )
    return _say(arguments, _done(arguments, settings, request), verdict=arguments.verdict)


def tag(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give sightings a tag, or take it off."""
    request = TagRequest(_sightings(arguments), arguments.tag, not arguments.remove, arguments.reason)
    return _say(arguments, _done(arguments, settings, request), tag=arguments.tag)


def grade(arguments: argparse.Namespace, settings: Settings) -> int:
    """Grade sightings."""
    request = GradeRequest(_sightings(arguments), arguments.value, arguments.set, arguments.reason)
    done = _done(arguments, settings, request)
    return _say(arguments, done, grade_set=arguments.set, value=arguments.value)


def grade_set(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a set of grades, or change one."""
    request = GradeSetRequest(GradeSet(arguments.name, tuple(arguments.levels)))
    return _say(arguments, _done(arguments, settings, request), grade_set=arguments.name)


def bookmark(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bookmark sightings, or take the bookmark off."""
    request = BookmarkRequest(_sightings(arguments), not arguments.remove)
    return _say(arguments, _done(arguments, settings, request))


def note(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a note on the case or on something in it."""
    if arguments.withdraws and arguments.text:
        raise UsageError("A note that is withdrawn gets no text.")
    target = NoteTarget.case()
    if arguments.media is not None:
        target = _media(arguments, settings)
    elif arguments.sighting is not None:
        target = NoteTarget.sighting(SightingId(arguments.sighting))
    elif arguments.decision is not None:
        target = NoteTarget.decision(DecisionId(arguments.decision))
    earlier = arguments.replaces or arguments.withdraws
    if not arguments.text and not arguments.withdraws:
        raise UsageError("A note needs a text.")
    request = NoteRequest(target, arguments.text, NoteId(earlier) if earlier else None)
    return _say(arguments, _done(arguments, settings, request))


def undo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Undo one's last act."""
    return _say(arguments, _done(arguments, settings, UndoRequest(reason=arguments.reason)))


def redo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Redo what was undone last."""
    return _say(arguments, _done(arguments, settings, UndoRequest(True, arguments.reason)))


def review(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print how far the review is, and what is new."""
    search_id = SearchId(arguments.search) if arguments.search else None
    case = OpenCase(settings, case_folder(Path(arguments.case)), read_only=not arguments.looked)
    try:
        desk = ReviewDesk(case.store)
        progress = desk.progress(Queue(search_id, arguments.person))
        new = desk.novelty(case.who)
        queues = desk.queues(case.who) if arguments.queues else []
        if arguments.looked:
            case.reviewing()(LookedRequest(), case.who)
    finally:
        case.close()
    if arguments.json:
        print_json(
            {
                "search_id": search_id,
                "person": arguments.person,
                "total": progress.total,
                "left": progress.left,
                "decisions": progress.counts,
                "new": {
                    "who": case.who,
                    "since_utc": new.since_utc,
                    "after_sighting": new.after,
                    "sightings": new.sightings,
                    "reviewed": len(new.reviewed),
                    "searches": new.searches,
                    "notes": new.notes,
                },
                **({"queues": [_queue_row(one) for one in queues]} if arguments.queues else {}),
            }
        )
        return 0
    line(progress.sentence)
    line(", ".join(f"{count:,} {word}" for word, count in progress.counts.items()))
    since = f"Since {new.since_utc}" if new.since_utc else "In all"
    line(
        f"{since}: {new.sightings:,} new sightings, {len(new.reviewed):,} reviewed by others, "
        f"{new.searches:,} searches, {new.notes:,} notes by others."
    )
    for one in queues:
        name = f"{one.kind} {one.name}".strip()
        line(f"{name}: {one.progress.sentence}")
    return 0


def _queue_row(one: NamedQueue) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "search_id": one.queue.search_id,
        "total": one.progress.total,
        "left": one.progress.left,
        "decisions": one.progress.counts,
    }


def _sightings(arguments: argparse.Namespace) -> tuple[SightingId, ...]:
    return tuple(SightingId(number) for number in chain.from_iterable(arguments.sightings))


def _done(arguments: argparse.Namespace, settings: Settings, request: ReviewRequest) -> Reviewed:
    case = OpenCase(settings, case_folder(Path(arguments.case)))
    try:
        return case.reviewing()(request, case.who)
    finally:
        case.close()


def _media(arguments: argparse.Namespace, settings: Settings) -> NoteTarget:
    case = OpenCase(settings, case_folder(Path(arguments.case)), read_only=True)
    try:
        media_id = case.store.media_by_sha256(arguments.media.lower())
    finally:
        case.close()
    if media_id is None:
        raise UsageError(
            "The case holds no photo or video with the SHA-256 {digest}.", digest=arguments.media
        )
    return NoteTarget.media(media_id)


def _say(arguments: argparse.Namespace, done: Reviewed, **told: object) -> int:
    if arguments.json:
        print_json({**told, "sightings": done.sightings, "act": done.act_id, "note": done.note_id})
    elif done.note_id is not None:
        line(f"Note {done.note_id} is kept.")
    else:
        line(f"Kept: {done.sightings:,} sightings." if done.act_id else "Kept.")
    return 0
