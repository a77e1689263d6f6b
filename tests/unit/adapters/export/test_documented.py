"""What docs/command-line.md promises is what is written and printed."""

import argparse
import re
from pathlib import Path

import pytest

from reid_desktop.adapters.export.csv_table import COLUMNS
from reid_desktop.app.cli.main import parser
from reid_desktop.app.cli.output import SCHEMA_VERSION
from reid_desktop.app.cli.records import (
    candidate_row,
    exhibit_row,
    media_row,
    search_head,
    sighting_row,
    summary_row,
    verify_row,
)
from reid_desktop.domain.capture import PlaceSource, TimeSource
from reid_desktop.ports.engine import ImportSummary, VerifyReport
from tests.fakes.export import media_item, selection


@pytest.fixture(scope="module")
def text() -> str:
    return (Path(__file__).parents[4] / "docs" / "command-line.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return a chapter: the headings between two hashes and the next."""
    found = re.search(rf"^(#+) {re.escape(title)}$(.*?)(?=^##? |^### |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[2]


def test_the_columns_stand_there_in_order(text: str) -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", section(text, "The CSV table"), re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(COLUMNS)


def test_every_command_and_option_stands_there(text: str) -> None:
    (group,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    for name, command in group.choices.items():
        assert re.search(rf"^reid-desktop \[?{name}\b", text, re.MULTILINE), name
        for action in command._actions:
            for option in action.option_strings:
                assert option in text or option in {"-h", "--help"}, f"{name} {option}"


def test_every_field_of_the_json_stands_there(text: str, tmp_path: Path) -> None:
    chosen = selection(tmp_path, [media_item(1)])
    assert chosen.search is not None
    row = chosen.rows[0]
    documents: dict[str, dict[str, object]] = {
        "import": summary_row(ImportSummary(0, 0, 0, 0, 0, (), 0, 0, 0, 0.0)),
        "show": {
            **media_row(row.media),
            **sighting_row(row.sighting, row.media.sha256),
            **exhibit_row(chosen.exhibits[0]),
        },
        "search": {
            **search_head(chosen.search),
            **candidate_row(1, 0.5, row.sighting, row.media, row.media.copies[0]),
        },
        "verify": verify_row(VerifyReport(0, 0, (), True, True, True, 0.0)),
    }
    for name, document in documents.items():
        missing = [field for field in document if f"`{field}`" not in section(text, name)]
        assert missing == [], name


def test_every_source_and_the_version_stand_there(text: str) -> None:
    assert all(f"| `{source}` |" in text for source in (*TimeSource, *PlaceSource))
    assert f"Schema version: **{SCHEMA_VERSION}**" in text
