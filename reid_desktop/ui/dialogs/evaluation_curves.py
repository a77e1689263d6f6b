"""The pages of curves of a judged model: CMC, DET and Tippett, each with what it means."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reid_desktop.domain.judged import ErrorCurves, Judged
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.plot_view import Axis, Curve, PlotView
from reid_desktop.ui.translating import tr

_RANKS = (1, 5, 10, 20, 50)
_FINE_FROM = 50
_LEAST, _MOST = 0.0001, 0.9
_RATES = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
_MOST_LR = 4
_PROBIT = NormalDist().inv_cdf


def cmc_page(judged: Judged) -> QWidget:
    """Return the curve over ranks."""
    curves = [(tr("as searched"), judged.curve), (tr("vectors alone"), judged.bare_curve)]
    view = PlotView(tr("Right person among the first candidates"))
    count = max(len(curve) for _, curve in curves)
    least = min(min(curve, default=0.0) for _, curve in curves)
    lowest = max(0, min(80, 10 * int(least / 10)))
    step = 10 if lowest >= _FINE_FROM else 20
    across = Axis(
        tr("candidates looked at (rank)"),
        1,
        max(2, count),
        tuple((rank, str(rank)) for rank in _RANKS if rank <= count),
    )
    up = Axis(
        tr("queries, %"), lowest, 100, tuple((share, f"{share} %") for share in range(100, lowest - 1, -step))
    )
    told = "; ".join(f"{name}: {text.figure(curve[0])} %" for name, curve in curves if curve)
    made = [Curve(name, tuple(enumerate(curve, start=1))) for name, curve in curves]
    view.show_curves(across, up, made, told)
    words = tr(
        "CMC: of so many queries the right person stands among the first candidates. The steeper at the "
        "left, the fewer candidates need to be looked at."
    )
    return page(view, words)


def det_page(errors: ErrorCurves) -> QWidget:
    """Return the two errors against one another, as a threshold on the score rises."""
    if not errors.det:
        return page(None, too_few())
    view = PlotView(tr("Detection error trade-off"), Qt.Corner.TopRightCorner)
    ticks = tuple((rate, f"{text.amount(100 * rate)} %") for rate in _RATES)
    across = Axis(tr("pairs of two persons taken for one, %"), _LEAST, _MOST, ticks, _PROBIT)
    up = Axis(tr("pairs of one person missed, %"), _LEAST, _MOST, ticks, _PROBIT)
    equal = f"{text.figure(100 * (errors.equal_error_rate or 0))} %"
    told = tr("Both errors are equal at {rate}.", rate=equal)
    view.show_curves(across, up, [Curve(tr("as searched"), errors.det)], told)
    words = tr(
        "DET: the higher the score that is asked for, the fewer strangers are taken for the person, and the "
        "more pairs of the person are missed. Nearer to the lower left corner is better; both errors are "
        "equal at {rate} ({persons}).",
        rate=equal,
        persons=text.counted(errors.persons, "person", "persons"),
    )
    return page(view, words)


def tippett_page(errors: ErrorCurves) -> QWidget:
    """Return the shares of pairs that reach a likelihood ratio."""
    if not errors.tippett:
        return page(None, too_few())
    view = PlotView(tr("Likelihood ratios after Tippett"), Qt.Corner.BottomLeftCorner)
    across = Axis(
        tr("log10 of the likelihood ratio"),
        -_MOST_LR,
        _MOST_LR,
        tuple((power, f"{power:+d}" if power else "0") for power in range(-_MOST_LR, _MOST_LR + 1)),
    )
    up = Axis(
        tr("pairs with this ratio or more, %"),
        0,
        100,
        tuple((share, f"{share} %") for share in range(0, 101, 20)),
    )
    same, other = _at_one(errors.tippett)
    told = tr(
        "A ratio of 1 or more have {same} of the pairs of one person and {other} of those of two.",
        same=f"{text.figure(100 * same)} %",
        other=f"{text.figure(100 * other)} %",
    )
    curves = [
        Curve(tr("pairs of one person"), tuple((lr, 100 * share) for lr, share, _ in errors.tippett)),
        Curve(tr("pairs of two persons"), tuple((lr, 100 * share) for lr, _, share in errors.tippett)),
    ]
    view.show_curves(across, up, curves, told)
    words = tr(
        "Tippett: how many pairs reach a likelihood ratio. The farther apart the curves, the more the ratio "
        "tells; right of 0 the dashed curve shows how often it misleads against somebody."
    )
    return page(view, f"{words} {told}")


def page(view: QWidget | None, words: str) -> QWidget:
    """Return a page of a plot with words below it, or of words alone."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(8, 8, 8, 8)
    if view is not None:
        column.addWidget(view, 1)
    column.addWidget(label(words, "muted", wraps=True))
    if view is None:
        column.addStretch(1)
    return made


def too_few() -> str:
    """Say why there is no curve."""
    return tr(
        "This curve takes at least 20 persons who were seen by two cameras, ten in each half of the set. "
        "There are fewer here."
    )


def _at_one(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Return the shares at a ratio of 1."""
    _, same, other = min(rows, key=lambda row: abs(row[0]))
    return same, other
