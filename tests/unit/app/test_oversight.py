"""Every request takes a right, and roles hold on the command line too."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from reid_desktop.app.oversight import RIGHTS
from reid_desktop.domain.roles import Right
from reid_desktop.ports.copies import MergeRequest, PortableRequest
from reid_desktop.ports.engine import ExportRequest, PreviewRequest, Request, SearchRequest, VerifyRequest
from reid_desktop.ports.ledger import LedgerRequest
from reid_desktop.ports.review import ReviewRequest
from tests.unit.app.inside import Inside

ASK_THEMSELVES = {
    SearchRequest, ExportRequest, PreviewRequest, MergeRequest, PortableRequest,
    *get_args(LedgerRequest), *get_args(ReviewRequest),
}  # fmt: skip
"""Their services ask, since they need the reason or the filters as well."""
FREE = {VerifyRequest}
"""Anybody may check whether a case is whole."""


def test_every_request_takes_a_right() -> None:
    unasked = set(get_args(Request)) - set(RIGHTS) - ASK_THEMSELVES - FREE
    assert {one.__name__ for one in unasked} == set()


@pytest.fixture
def audited(inside: Inside, reviewed_case: Path) -> Path:
    """A case in which Boss supervises and Otto may read the log, and nothing else."""
    inside.must("role", reviewed_case, "give", "Boss", "supervisor")
    inside.must("role", reviewed_case, "give", "Otto", "auditor", "--as", "Boss")
    return reviewed_case


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("show", "media"), Right.VIEW),
        (("show", "sightings"), Right.VIEW),
        (("decide", "1", "--verdict", "confirmed"), Right.DECIDE),
        (("tag", "1", "--tag", "x"), Right.DECIDE),
        (("undo",), Right.DECIDE),
        (("person", "list"), Right.VIEW),
        (("path", "--sighting", "1"), Right.VIEW),
        (("frame", "1"), Right.EXPORT),
        (("portable", "--out", "x"), Right.EXPORT),
        (("policy", "--authority", "off", "--reason", "x"), Right.RUN),
        (("lock", "--to", "age1qqqq"), None),
        (("snapshot", "x"), Right.DECIDE),
        (("purge", "--reason", "x"), Right.PURGE),
        (("second-look", "ask", "--search", "2"), Right.DECIDE),
        (("second-look", "next"), Right.SECOND),
    ],
)
def test_an_auditor_reads_the_log_and_nothing_else(
    inside: Inside, audited: Path, words: tuple[str, ...], right: Right | None
) -> None:
    ended = inside.run(words[0], audited, *words[1:], "--as", "Otto")
    assert ended.code != 0
    if right is not None:
        assert f"Otto may not {right.value}" in ended.err
    inside.must("show", audited, "audit", "--as", "Otto")
