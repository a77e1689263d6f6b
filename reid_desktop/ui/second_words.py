"""What came of second looks, in words: rows of tables, rates with their interval."""

from __future__ import annotations

from reid_desktop.domain.review import Verdict
from reid_desktop.domain.reviewer_agreement import Opinion, Pairing, SecondResults
from reid_desktop.domain.second_look import Agreement, Answer, Proficiency, Rate

from . import text
from .translating import said, tr

VERDICT_WORDS = {
    Verdict.CONFIRMED: said("confirmed"),
    Verdict.EXCLUDED: said("excluded"),
    Verdict.INCONCLUSIVE: said("inconclusive"),
}
_AGREEMENT_WORDS = {
    Agreement.WAITING: said("no second opinion yet"),
    Agreement.AGREED: said("agreed"),
    Agreement.THIRD_WAITING: said("differs, a third is asked"),
    Agreement.SETTLED: said("differs, settled by a third"),
    Agreement.OPEN: said("differs, no two agree"),
}


def opinion_row(one: Opinion) -> tuple[str, ...]:
    """Return sighting, search, the three opinions, and how they stand."""
    found = one.outcome
    return (
        str(found.sighting_id),
        str(found.search_id),
        _by(found.first, one.first_by),
        _answer(found.second),
        _answer(found.third),
        tr(_AGREEMENT_WORDS[found.agreement]),
        "—" if found.verdict is None else tr(VERDICT_WORDS[found.verdict]),
    )


def pairing_row(one: Pairing) -> tuple[str, ...]:
    """Return who decided first, who judged second, and how often they said the same."""
    return one.first, one.second, *rate_cells(one.agreed), str(one.opposite)


def error_rows(one: Proficiency) -> list[tuple[str, ...]]:
    """Return the three rates of one person, a row each."""
    return [
        (one.reviewer, tr("Confirmed, of pairs of two persons"), *rate_cells(one.false_positives)),
        (one.reviewer, tr("Excluded, of pairs of one person"), *rate_cells(one.false_negatives)),
        (one.reviewer, tr("Inconclusive, of all pairs"), *rate_cells(one.inconclusive)),
    ]


def rate_cells(rate: Rate) -> tuple[str, str, str]:
    """Return how many of how many, the share, and the interval in which the true rate lies."""
    counted = tr("{count} of {of}", count=text.number(rate.count), of=text.number(rate.of))
    if rate.value is None or rate.interval is None:
        return counted, tr("not measured"), "—"
    low, high = rate.interval
    span = f"{text.figure(100 * low)} – {text.figure(100 * high)} %"  # noqa: RUF001 - a range
    return counted, f"{text.figure(100 * rate.value)} %", span


def summary(results: SecondResults) -> str:
    """Return in one line how many opinions there are and how many differ."""
    if not results.opinions and not results.waiting:
        return tr("No second person was asked yet. Show a search with decisions, then ask for one here.")
    many = text.counted(len(results.opinions), "candidate", "candidates")
    words = tr(
        "{candidates} went to a second person; on {number} of them two differ.",
        candidates=many,
        number=text.number(len(results.contradictions)),
    )
    if results.waiting:
        hidden = text.counted(results.waiting, "second look", "second looks")
        words += " " + tr("Not shown, since you could still answer: {looks}.", looks=hidden)
    return words


def _by(verdict: Verdict, who: str) -> str:
    return tr("{verdict} by {who}", verdict=tr(VERDICT_WORDS[verdict]), who=who)


def _answer(answer: Answer | None) -> str:
    return "—" if answer is None else _by(answer.verdict, answer.reviewer)
