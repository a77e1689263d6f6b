"""The report as a folder: every row listed, every link good, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reid_desktop.adapters.export.html_folder import ROWS_A_PAGE, HtmlFolder
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection


class Page(HTMLParser):
    """Collects identifiers, links and sources of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.names: set[str] = set()
        self.tags: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        told = {name: value or "" for name, value in attrs}
        self.links += [told["href"]] if "href" in told else []
        self.sources += [told["src"]] if "src" in told else []
        self.names |= {told["id"]} if "id" in told else set()


@pytest.fixture
def some(tmp_path: Path) -> Selection:
    """Return two and a half pages of rows."""
    few = selection(tmp_path, [media_item(number) for number in (1, 2)])
    count = 2 * ROWS_A_PAGE + ROWS_A_PAGE // 2
    rows = [replace(few.rows[number % 2], rank=number + 1) for number in range(count)]
    return replace(few, rows=rows)


def test_every_row_is_listed_and_every_line_leads_to_it(some: Selection, tmp_path: Path) -> None:
    out = tmp_path / "out"
    HtmlFolder("9").write(some, out, CountingJob())
    index = Page(out / "index.html")
    lines = [link for link in index.links if link.startswith("pages/")]
    assert len(lines) == len(some.rows)
    pages = {path.name: Page(path) for path in sorted((out / "pages").iterdir())}
    assert list(pages) == ["page-0001.html", "page-0002.html", "page-0003.html"]
    for line in lines:
        page, _, name = line.removeprefix("pages/").partition("#")
        assert name in pages[page].names, line
    assert "page-0002.html" in pages["page-0001.html"].links
    assert "page-0002.html" in pages["page-0003.html"].links


def test_pictures_lie_beside_the_pages_and_nothing_else_may_be_loaded(
    some: Selection, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    HtmlFolder("9").write(some, out, CountingJob())
    page = Page(out / "pages" / "page-0001.html")
    assert page.sources
    assert all((out / "pages" / source).resolve().is_file() for source in page.sources)
    for path in (out / "index.html", *(out / "pages").iterdir()):
        text = path.read_text("utf-8")
        assert not Page(path).tags & {"script", "iframe", "object", "form", "link"}
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
        assert policy is not None
        assert "default-src 'none'" in policy[1]
        assert "script-src" not in policy[1]
        assert "http" not in policy[1]
