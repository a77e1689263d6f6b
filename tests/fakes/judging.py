"""Models that are judged in words only."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from reid_desktop.domain.errors import Cancelled, ModelError, ReidError
from reid_desktop.domain.judged import ErrorCurves, Failed, Judged
from reid_desktop.domain.slices import Slice
from reid_desktop.ports.judging import Judging, Wanted

FIGURES = {"rank_1": 90.0, "rank_5": 95.0, "rank_10": 97.0, "rank_20": 99.0, "mAP": 70.5, "mINP": 30.0}
ERRORS = ErrorCurves(
    ((1.0, 0.0), (0.2, 0.01), (0.04, 0.04), (0.001, 0.3), (0.0, 1.0)),
    tuple((n / 2, max(0.0, 0.9 - 0.1 * max(n, 0)), max(0.0, 0.06 - 0.01 * n)) for n in range(-8, 9)),
    0.04,
    24,
)


@dataclass
class FakeModelJudge:
    """Gives the same answer for every folder that is there."""

    wanted: list[Wanted] = field(default_factory=list)
    problem: ReidError | None = None
    """Raised instead, if there is any."""
    errors: ErrorCurves = ERRORS
    may_end: threading.Event = field(default_factory=threading.Event)
    """Where this is not set, nothing comes to its end but by stopping."""

    def __post_init__(self) -> None:
        """Let everything end at once."""
        self.may_end.set()

    def begin(self, wanted: Wanted, pictures: Path) -> Judging:
        """Note it."""
        self.wanted.append(wanted)
        return _FakeJudging(self, wanted, pictures)


class _FakeJudging:
    def __init__(self, judge: FakeModelJudge, wanted: Wanted, pictures: Path) -> None:
        self._judge, self._wanted, self._pictures = judge, wanted, pictures
        self._is_stopped = False

    def result(self) -> Judged:
        while not self._judge.may_end.wait(0.01) and not self._is_stopped:
            pass
        if self._is_stopped:
            raise Cancelled
        if self._judge.problem is not None:
            raise self._judge.problem
        if not Path(self._wanted.folder).is_dir():
            raise ModelError("{name} is no folder.", name=Path(self._wanted.folder).name)
        self._pictures.mkdir()
        picture = self._pictures / "0001.jpg"
        picture.touch()
        return Judged(
            f"{self._wanted.embedder or 'best'}@0123456789ab#v1",
            32,
            32,
            2,
            FIGURES,
            {name: value - 10 for name, value in FIGURES.items()},
            tuple(90 + rank / 5 for rank in range(50)),
            tuple(80 + rank / 5 for rank in range(50)),
            self._judge.errors,
            (Slice("height", "128 to 191 px", 32, 0.9, 0.76, 0.96, 0.705, False),),
            (Failed("p1_c1.png", 3, "p2_c2.png", 0.71, "p1_c2.png", 0.64),),
            (picture,),
        )

    def stop(self) -> None:
        self._is_stopped = True
