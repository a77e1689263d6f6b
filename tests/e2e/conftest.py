"""The program, with the real models where they are and the baseline where not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.program import Program


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program; its cache is kept through the session, so that models are exported once."""
    named = os.environ.get("REID_DESKTOP_MODELS")
    models = Path(named) if named else ROOT.parent / "shared" / "models"
    return Program(tmp_path_factory.mktemp("home"), models if models.is_dir() else None)
