"""The report in a real browser without a network: it shows, and nothing in it runs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.adapters.export.html_report import HtmlReport
from tests.fakes.export import CountingJob, media_item, selection

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_the_report_shows_in_chromium_and_nothing_runs(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1), media_item(2)], text=HOSTILE)
    some = replace(some, case=replace(some.case, title=HOSTILE))
    page, shot = tmp_path / "report.html", tmp_path / "page.png"
    HtmlReport("9").write(some, page, CountingJob())
    assert BROWSER is not None
    words = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--host-resolver-rules=MAP * ~NOTFOUND", "--no-first-run", "--disable-extensions",
    ]  # fmt: skip
    dom = subprocess.run([*words, "--dump-dom", page.as_uri()], capture_output=True, timeout=120, check=True)
    text = dom.stdout.decode("utf-8")
    assert "<title>owned</title>" not in text
    assert "&lt;script&gt;" in text
    assert text.count("<script") == 0
    subprocess.run(
        [*words, f"--screenshot={shot}", "--window-size=1000,1400", page.as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert shot.read_bytes().startswith(b"\x89PNG")
