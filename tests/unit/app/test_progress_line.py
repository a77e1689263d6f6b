"""What a job says of itself on the terminal."""

from __future__ import annotations

import pytest

from reid_desktop.app.cli.output import ProgressLine
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress


def test_the_clip_in_work_is_named_with_nothing_that_steers_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = Progress(
        "Looking for persons", 1, 3, current="a\x1b[2Jb.mp4: 12:31 of 2:00:00", remaining_s=95.0
    )
    ProgressLine().show(JobState(JobId(1), "t", JobPhase.RUNNING, progress))
    assert capsys.readouterr().err == (
        "Looking for persons: 1 of 3 files, about 1 min 35 s left (a\\x1b[2Jb.mp4: 12:31 of 2:00:00)\n"
    )
