"""Running commands of the program inside this process: what takes a second each outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reid_desktop.app.cli.main import main
from tests.e2e.program import Ended


class Inside:
    """The command `reid-desktop` with folders of its own."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        """Keep settings below `home`."""
        self._capture = capture
        patch.setenv("REID_DESKTOP_HOME", str(home))
        patch.delenv("REID_DESKTOP_EXAMINER", raising=False)

    def run(self, *words: str | Path) -> Ended:
        """Run a command to its end."""
        self._capture.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # what argparse refuses
            code = int(ended.code or 0)
        said = self._capture.readouterr()
        return Ended(code, said.out, said.err)

    def must(self, *words: str | Path) -> Ended:
        """Run a command that has to succeed."""
        ended = self.run(*words)
        assert ended.code == 0, ended.err
        return ended

    def json(self, *words: str | Path) -> Any:
        """Run a command that has to succeed; return what it says as JSON."""
        return json.loads(self.must(*words, "--json").out)
