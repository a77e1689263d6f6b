"""A command that only reads brings a case of an older version up to date, where it can be written to."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store.carrying import MARKER
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.cli.main import main
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.errors import CaseTooOldError
from tests.unit.adapters.store.test_guarding import older_case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "old.reidcase"
    older_case(folder)
    return folder


def test_a_case_opened_to_be_read_is_brought_up_to_date(folder: Path) -> None:
    with closing(OpenCase(load_settings(), folder, read_only=True)) as case:
        assert case.store.is_read_only
        assert len(case.store.media_ids()) == 2
    assert (folder / "case-before-schema-9.db").is_file()


@pytest.mark.parametrize(
    "words", [["review"], ["second-look"], ["merge"], ["watch", "--once"]], ids=lambda words: words[0]
)
def test_commands_that_read_open_an_older_case(folder: Path, words: list[str]) -> None:
    assert main([words[0], str(folder), *words[1:]]) == 0


def test_one_that_cannot_be_written_to_says_what_to_do(folder: Path) -> None:
    (folder / MARKER).write_text("{}", encoding="ascii")
    with pytest.raises(CaseTooOldError, match="Open it once where it can be written to"):
        OpenCase(load_settings(), folder, read_only=True)
