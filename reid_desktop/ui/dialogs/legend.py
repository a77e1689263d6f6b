"""What the marks on the cards of the gallery mean, each painted as it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.ui.colours import Colours, colours_of
from reid_desktop.ui.models.review_marks import Mark
from reid_desktop.ui.painting.card_delegate import paint_clip_mark, paint_rank
from reid_desktop.ui.painting.card_marks import paint_doubt, paint_quick, paint_stack
from reid_desktop.ui.painting.card_review import paint_review
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_WIDE_PX, _HIGH_PX = 150, 76
_EDGE_PX = 18
_PICTURE = QColor("#77808c")
"""In the place of a picture, so that dark marks and light ones show in every theme."""
Paint = Callable[[QPainter, QRect, Colours], None]


class LegendDialog(DialogFrame):
    """Lists the marks."""

    def __init__(self, parent: QWidget | None) -> None:
        """Show each mark on an empty picture, and what it says."""
        words = tr("The tooltip of a card, and whoever reads the screen aloud, say the same in words.")
        super().__init__(parent, tr("Marks on cards"), words)
        self.resize(620, 600)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (paint, meaning) in enumerate(marks()):
            grid.addWidget(_Sample(paint), row, 0)
            told = label(meaning, wraps=True)
            told.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(told, row, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Marks on cards"))
        area.setProperty("part", "window")
        area.setWidget(page)
        self.add_body(area)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()

    @property
    def lines(self) -> list[str]:
        """Return what is said of the marks."""
        return [meaning for _, meaning in marks()]


def marks() -> Iterator[tuple[Paint, str]]:
    """Yield how each mark is painted and what it means."""
    yield _rank, tr("Rank and score of a candidate in the search that is shown")
    yield _clip, tr("Of a video: where in it the person comes into view")
    yield (
        _quick,
        tr(
            "Quick pass: seen in a key frame only. The clip is not looked through yet, or no passage of it "
            "covers the moment"
        ),
    )
    yield _stack, tr("So many doubles or appearances lie under this card; filled: the stack is open")
    yield partial(_doubt, MediaFlag.DAMAGED), tr("The file is damaged")
    yield partial(_doubt, MediaFlag.TIMES_DISAGREE), tr("Facts of the file contradict one another")
    yield partial(_review, Mark(verdict=1)), tr("Confirmed: it is the person looked for")
    yield partial(_review, Mark(verdict=2)), tr("Excluded: it is not the person")
    yield partial(_review, Mark(verdict=3)), tr("Inconclusive: it cannot be told")
    yield (
        partial(_review, Mark(grade=3, is_bookmarked=True, is_tagged=True)),
        tr("Grade, tags and a bookmark"),
    )
    yield partial(_review, Mark(is_alarmed=True)), tr("An alarm for a person of interest waits")


class _Sample(QLabel):
    """An empty picture with one mark."""

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint
        self.setFixedSize(_WIDE_PX + 2, _HIGH_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the stage and the mark on it."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.stage))
        painter.fillRect(self.rect().adjusted(_EDGE_PX, 0, -_EDGE_PX, 0), _PICTURE)
        painter.setFont(self.font())
        self._paint(painter, self.rect(), colours)
        painter.end()


def _rank(painter: QPainter, stage: QRect, colours: Colours) -> None:
    paint_rank(painter, stage, painter.font(), 1, 0.812, colours)


def _clip(painter: QPainter, stage: QRect, _colours: Colours) -> None:
    paint_clip_mark(painter, stage, 75.0)


def _quick(painter: QPainter, stage: QRect, colours: Colours) -> None:
    paint_quick(painter, stage, painter.font(), colours)
    paint_clip_mark(painter, stage, 75.0)


def _stack(painter: QPainter, stage: QRect, colours: Colours) -> None:
    paint_stack(painter, stage, painter.font(), 4, False, colours)


def _doubt(flag: MediaFlag, painter: QPainter, stage: QRect, colours: Colours) -> None:
    paint_doubt(painter, stage, painter.font(), flag, False, colours)


def _review(mark: Mark, painter: QPainter, stage: QRect, colours: Colours) -> None:
    paint_review(painter, stage, painter.font(), mark, colours)
