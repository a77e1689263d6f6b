"""The command `search-cases`: one person looked for in several cases at once."""

from __future__ import annotations

import argparse
import stat
from collections import defaultdict
from pathlib import Path

from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.records import Row, search_row
from reid_desktop.app.cli.work_commands import facts_of
from reid_desktop.app.engine import open_for
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import ReidError, UsageError
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.engine import ProbePicture, SearchRequest


def search_cases(arguments: argparse.Namespace, settings: Settings) -> int:
    """Search each case with its own models, record it in each, and list together what can be compared.

    A case that does not let the person search in it, or cannot be searched, is named with the reason;
    the others are searched all the same.
    """
    request = _request(arguments)
    rows: list[Row] = []
    lists: defaultdict[str, list[Row]] = defaultdict(list)
    for name in dict.fromkeys(arguments.cases):
        try:
            found = _search(settings, Path(name), request)
        except UsageError:
            raise
        except ReidError as refusal:
            rows.append(
                {"case": name, "number": None, "search_id": None, "model_key": None, "refused": str(refusal)}
            )
            say(f"{name}: {refusal}")
            continue
        rows.append({key: found[key] for key in ("case", "number", "search_id", "model_key", "refused")})
        lists[str(found["model_key"])] += _candidates(found)
    together: list[Row] = [
        {"model_key": key, "candidates": _best(candidates, arguments.top)}
        for key, candidates in sorted(lists.items())
    ]
    if arguments.json:
        print_json({"notice": LEAD_NOTICE, "searches": rows, "lists": together})
    else:
        _print_plain(together)
    return 0 if lists else 1


def _request(arguments: argparse.Namespace) -> SearchRequest:
    path = Path(arguments.probe).absolute()
    if not stat.S_ISREG(facts_of(str(path)).st_mode):
        raise UsageError("There is no picture at {path}.", path=arguments.probe)
    picture = ProbePicture(path.name, path=str(path))
    return SearchRequest(picture, arguments.box, arguments.top, reason=arguments.reason)


def _search(settings: Settings, name: Path, request: SearchRequest) -> Row:
    """Search one case; return its search with the candidates."""
    folder = case_folder(name)
    case = open_for(request, settings, folder)
    try:
        permit = case.oversight.gatekeeper.search(request.filters, request.reason, case.who)
        if permit.advice:
            say(f"{name}: {permit.advice}")
        search_id = case.search()(case.probes().probes(request.crops), request, case.who)
        record = case.store.search(search_id)
        found = case.store.sightings([candidate.sighting_id for candidate in record.candidates])
        items = case.store.media(sorted({sighting.media_id for sighting in found}))
        row = search_row(record, {s.sighting_id: s for s in found}, {i.media_id: i for i in items})
        number = case.store.facts().number
    finally:
        case.close()
    return {**row, "case": str(folder), "number": number, "refused": None}


def _candidates(found: Row) -> list[Row]:
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    of_case = {"case": found["case"], "number": found["number"]}
    return [{**of_case, **candidate} for candidate in candidates]


def _best(candidates: list[Row], top: int) -> list[Row]:
    """Return the best of all cases, ranked anew; `rank_in_case` is the rank in the case's own search."""

    def order(row: Row) -> tuple[float, str, int]:
        score, sighting_id = row["score"], row["sighting_id"]
        assert isinstance(score, float)
        assert isinstance(sighting_id, int)
        return (-score, str(row["case"]), sighting_id)

    best = sorted(candidates, key=order)[:top]
    return [{**row, "rank_in_case": row["rank"], "rank": rank} for rank, row in enumerate(best, start=1)]


def _print_plain(lists: list[Row]) -> None:
    line(LEAD_NOTICE)
    for one in lists:
        line(f"Models {one['model_key']}")
        candidates = one["candidates"]
        assert isinstance(candidates, list)
        for row in candidates:
            when = row["time_utc"] or "no time known"
            line(f"{row['rank']:4}  {row['score']:7.4f}  {when:24}  {row['number']}: {row['path']}")
    if len(lists) > 1:
        line("Scores of different models cannot be compared: each list stands alone.")
