"""What a score is worth, in words: never a bare score without saying what it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.ids import SightingId
from reid_desktop.services.weighing import Weighed

from . import text
from .translating import tr

_BELOW = "< "
"""Of an amount that is only known to be less than the least that is told."""


def strength_words(strength: Strength) -> str:
    """Return `log10 LR +1.23 (+0.90 to +1.50)`, or why there is nothing of the kind."""
    if strength.log10_lr is None or strength.low is None or strength.high is None:
        return tr("no calibrated strength: {why}", why=text.told(strength.reason))
    figures = (strength.log10_lr, strength.low, strength.high)
    value, low, high = (text.figures_in(f"{one:+.2f}") for one in figures)
    return tr("log10 LR {value} ({low} to {high})", value=value, low=low, high=high)


def meaning_words(strength: Strength) -> str:
    """Return what the figure means; empty where there is none."""
    if strength.log10_lr is None:
        return ""
    times = text.amount(10 ** abs(strength.log10_lr))
    if strength.log10_lr >= 0:
        return tr(
            "Labelled pairs of one person have this score {times} times as often as pairs of two.",
            times=times,
        )
    return tr(
        "Labelled pairs of two persons have this score {times} times as often as pairs of one.", times=times
    )


def expected_words(strength: Strength) -> str:
    """Return how many others would score as high; empty where it is not known."""
    if strength.expected_false is None:
        return ""
    count = text.amount(strength.expected_false)
    if count == "1":
        return tr("About one sighting of another person in a case of this size would score as high.")
    if count.startswith(_BELOW):
        return tr(
            "Fewer than {count} sightings of other persons in a case of this size would score as high.",
            count=count.removeprefix(_BELOW),
        )
    return tr(
        "About {count} sightings of other persons in a case of this size would score as high.", count=count
    )


def clothes_words(weighed: Weighed) -> str:
    """Return a warning where clothes may have been changed between; empty where not."""
    if not weighed.may_be_dressed_anew or weighed.apart_s is None:
        return ""
    return tr(
        "{span} lie between the two: people change clothes, so likeness of clothing says little.",
        span=text.span(weighed.apart_s),
    )


def lines_of(weighed: Weighed) -> list[str]:
    """Return everything about one candidate, a line each."""
    strength = weighed.strength
    worth = (strength_words(strength), meaning_words(strength), expected_words(strength))
    return [line for line in (*worth, clothes_words(weighed)) if line]


def short_lines_of(strength: Strength) -> list[str]:
    """Return what a score is worth in up to three short lines, for narrow columns."""
    words = strength_words(strength)
    lines = [words if strength.log10_lr is not None else f"{words[:1].upper()}{words[1:]}"]
    if strength.log10_lr is not None:
        times = text.amount(10 ** abs(strength.log10_lr))
        is_for = strength.log10_lr >= 0
        lines.append(
            tr("{times} × as common in pairs of one person", times=times)  # noqa: RUF001 - the sign for times
            if is_for
            else tr("{times} × as common in pairs of two persons", times=times)  # noqa: RUF001
        )
    if strength.expected_false is not None:
        lines.append(_others_words(text.amount(strength.expected_false)))
    return lines


def _others_words(count: str) -> str:
    """Return how many others would score as high in few words, of the amount in words."""
    if count.startswith(_BELOW):
        return tr("Fewer than {count} others would score as high.", count=count.removeprefix(_BELOW))
    if count == "1":
        return tr("About one other would score as high.")
    return tr("About {count} others would score as high.", count=count)


def list_words(ids: Sequence[SightingId], found: Mapping[SightingId, Weighed]) -> str:
    """Return what holds for the whole list of candidates, in a line."""
    weighed = [found[one] for one in ids if one in found]
    if not weighed:
        return ""
    known = sum(one.strength.log10_lr is not None for one in weighed)
    if not known:
        reasons = {one.strength.reason for one in weighed}
        said = tr("no calibrated strength")
        if len(reasons) == 1:
            said = tr("no calibrated strength: {why}", why=text.told(reasons.pop()).rstrip("."))
    elif known == len(weighed):
        said = tr("calibrated strength for all")
    else:
        said = tr("calibrated strength for {known} of {all}", known=text.number(known), all=len(weighed))
    expected = [one.strength.expected_false for one in weighed if one.strength.expected_false is not None]
    if not expected:
        return said
    count = text.amount(max(expected))
    if count.startswith(_BELOW):
        least = count.removeprefix(_BELOW)
        false = tr("fewer than {count} other persons' sightings would score like the lowest", count=least)
    elif count == "1":
        false = tr("about one other person's sighting would score like the lowest")
    else:
        false = tr("about {count} other persons' sightings would score like the lowest", count=count)
    return f"{said} · {false}"
