"""Profiles are kept, replaced and forgotten; a damaged file costs nothing but itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from reid_desktop.app.export_profiles import FILE_NAME, ProfileFile
from reid_desktop.domain.errors import ExportError, UsageError
from reid_desktop.domain.export_profile import BUILT_IN, FIELD_WORDS, ExportProfile, Field, left_out_words

COURT = ExportProfile("court", frozenset({Field.SCORES, Field.MARKS}))


def test_the_built_in_ones_are_always_there(tmp_path: Path) -> None:
    assert {one.name for one in ProfileFile(tmp_path).profiles()} == {one.name for one in BUILT_IN}
    assert ProfileFile(tmp_path).named("prosecutor").leave_out == {Field.LOCAL_PATHS, Field.MARKS}
    assert not (tmp_path / FILE_NAME).exists()


def test_a_saved_profile_is_there_for_the_next_start_and_can_be_forgotten(tmp_path: Path) -> None:
    kept = ProfileFile(tmp_path / "new")
    kept.save(COURT)
    kept.save(ExportProfile("court", frozenset({Field.SCORES})))
    assert ProfileFile(tmp_path / "new").named("court").leave_out == {Field.SCORES}
    kept.remove("court")
    with pytest.raises(UsageError, match="no export profile court; there are disclosure"):
        ProfileFile(tmp_path / "new").named("court")
    with pytest.raises(UsageError, match="No export profile"):
        kept.remove("court")


def test_a_saved_profile_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    kept = ProfileFile(tmp_path)
    kept.save(ExportProfile("internal", frozenset({Field.OWNERS})))
    assert kept.named("internal").leave_out == {Field.OWNERS}
    kept.remove("internal")
    assert kept.named("internal").leave_out == frozenset()


@pytest.mark.parametrize("content", ["", "[]", '{"a": 3}', '{"a": ["unheard of"]}', '{"": []}', "\x00"])
def test_a_file_that_cannot_be_understood_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    assert len(ProfileFile(tmp_path).profiles()) == len(BUILT_IN)
    ProfileFile(tmp_path).save(COURT)
    assert ProfileFile(tmp_path).named("court") == COURT


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="cannot be kept"):
        ProfileFile(tmp_path / "file").save(COURT)


@pytest.mark.parametrize("name", ["", " a", "a\n", "x" * 41])
def test_names_that_cannot_be_typed_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        ExportProfile(name)


def test_every_field_has_words() -> None:
    assert set(FIELD_WORDS) == set(Field)
    assert left_out_words(frozenset({Field.MARKS, Field.OWNERS})) == (
        "owners of exhibits, tags, grades and bookmarks"
    )
