"""What the demo says about itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reid_desktop.app.demo.story import LOOKED_AT, Result
from reid_desktop.domain.query import LEAD_NOTICE

BASELINE = (
    "These models ship with the program and were trained on research data: for a first look, not for "
    "casework. `reid-desktop models fetch --recommended` gets the recommended ones."
)


_MADE_OF = """\
What this is made of
  Two phones that do not exist. Their photos are cut out of two pictures of people
  that ship inside the Python package ultralytics (bus.jpg and zidane.jpg), at other
  sizes, in other light, with grain. Times and places are invented; nobody was where
  the map shows them. The clip pans over bus.jpg.
  Every view of a person comes from one single picture, so finding the person again
  is easy here. The demo shows that the program works on this computer; it says
  nothing about how often it is right on real media.

What is here
  phone-A, phone-B   the made-up phones: photos with time and place, one without
                     EXIF, a HEIC photo, a clip, an exact double, a screenshot, a
                     text file and a damaged photo
  probe.jpg          the person looked for""".splitlines()


def readme(result: Result, screenshots: Sequence[Path], notes: Sequence[str]) -> str:
    """Return the text of README.txt."""
    return "\n".join(_lines(result, screenshots, notes)) + "\n"


def summary(result: Result) -> list[str]:
    """Return what was done, a sentence a line."""
    found, models, report = result.found, result.models, result.report
    totals = [
        f"{name}: {s.files_total} files: {s.imported} imported, {s.duplicates} duplicates, "
        f"{s.not_media} no media, {s.failed} failed; {s.sightings} sightings of persons."
        for name, s in result.imports.items()
    ]
    where = " and ".join(found.exhibits) or "no phone"
    return [
        *totals,
        f"Models: {models.detector}; {models.embedder}.",
        *([BASELINE] if models.is_baseline else []),
        f"Search {found.search_id}: {found.candidates} candidates. Of the first {LOOKED_AT}, {found.judged} "
        f"are photos whose content is known; {found.right} of them are the person looked for ({where}).",
        f"Evidence: {report.unchanged} of {report.files_checked} files are unchanged; "
        + ("nothing is wrong with the case." if not report.problems else "SEE `reid-desktop verify`."),
        LEAD_NOTICE,
    ]


def _lines(result: Result, screenshots: Sequence[Path], notes: Sequence[str]) -> Iterator[str]:
    out = result.out
    yield "reid-desktop: demo"
    yield ""
    yield from _MADE_OF
    yield f"  {result.case.name:18} the case; open it with: reid-desktop {result.case.name}"
    for path in result.exports:
        yield f"  {path.relative_to(out).as_posix():18} the search as a file"
    for path in screenshots:
        yield f"  {path.relative_to(out).as_posix():18}  the window with the search"
    yield ""
    yield "What was done"
    for line in summary(result):
        yield f"  {line}"
    for note in (*result.laid.notes, *notes):
        yield f"  {note}"
    yield f"  All of it took {result.elapsed_s:.0f} seconds."
