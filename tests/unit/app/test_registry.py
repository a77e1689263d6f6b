"""What the registry offers is what the user is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from reid_desktop.app.formats import EXPORT_TITLES
from reid_desktop.app.registry import EXPORTERS, ExportTools, exporter
from reid_desktop.domain.errors import UsageError
from reid_desktop.ports.export_media import EvidencePictures, PictureEncoder
from tests.fakes.export_media import FakeEncoder, FakeEvidencePictures


def pictures() -> tuple[EvidencePictures, PictureEncoder]:
    return FakeEvidencePictures({}), FakeEncoder()


@pytest.mark.parametrize("name", EXPORTERS)
def test_each_format_is_made_under_its_name_and_title(name: str, tmp_path: Path) -> None:
    made = exporter(name, ExportTools(tmp_path, pictures, tmp_path, bytes, tmp_path))
    assert (made.format, made.title) == (name, EXPORT_TITLES[name])


def test_formats_and_titles_agree() -> None:
    assert set(EXPORTERS) == set(EXPORT_TITLES)


def test_an_unknown_format_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no export format docx; choose one of .*html"):
        exporter("docx", ExportTools(tmp_path, pictures, tmp_path, bytes, tmp_path))
