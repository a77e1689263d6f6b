"""Exporting a checkpoint once to a graph, in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import reid_desktop
from reid_desktop.adapters.vision.hashing import sha256_of, write_aside
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelCard

_VERSION = "e1"
"""Raised when the export itself changes; older graphs are then made anew."""
_TIMEOUT_S = 600
_NEEDED = {"ultralytics": ("torch", "ultralytics", "onnx"), "torchreid": ("torch", "torchreid", "onnx")}
_ROOT = Path(reid_desktop.__file__).resolve().parent.parent
_WORKER = "reid_desktop.adapters.vision.export_worker"


def needs_export(card: ModelCard) -> bool:
    """Tell whether the model is a checkpoint that torch must open."""
    return card.runtime in _NEEDED


def is_extra_installed(card: ModelCard) -> bool:
    """Tell whether the packages that open this checkpoint are installed, without importing them."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED[card.runtime])


@dataclass(frozen=True, slots=True)
class GraphCache:
    """The exported graphs, each named by the hash of its checkpoint."""

    folder: Path

    def path(self, card: ModelCard, sha256: str) -> Path:
        """Return where the graph of a checkpoint lies or will lie."""
        return self.folder / f"{card.name}-{sha256[:16]}-{_VERSION}.onnx"

    def has(self, card: ModelCard, sha256: str) -> bool:
        """Tell whether the graph is there and unchanged since it was made."""
        graph = self.path(card, sha256)
        try:
            return _note(graph).read_text(encoding="ascii").strip() == sha256_of(graph)
        except OSError:
            return False

    def graph(self, card: ModelCard, checkpoint: Path, sha256: str) -> Path:
        """Return the graph of a checkpoint, exporting it if need be (about 10 s, once).

        The caller has made sure that the checkpoint's hash stands on a card or
        that the user trusts it: opening an ultralytics file runs code in it.

        :raises ModelError: the extra is missing, or the export failed.
        """
        graph = self.path(card, sha256)
        if self.has(card, sha256):
            return graph
        if not is_extra_installed(card):
            raise ModelError(
                "The model {name} is a checkpoint that only the extra [torch] can open once: "
                'install it with `python -m pip install "reid-desktop[torch]"`, or choose another model.',
                name=card.name,
            )
        graph.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="export-") as scratch:
            made = self._run(card, _copy(card, checkpoint, sha256, Path(scratch)), Path(scratch))
            digest = sha256_of(made)
            made.replace(graph)
        write_aside(_note(graph), digest.encode())
        return graph

    def _run(self, card: ModelCard, checkpoint: Path, scratch: Path) -> Path:
        job = {
            "runtime": card.runtime,
            "architecture": card.architecture,
            "checkpoint": str(checkpoint),
            "height_px": card.input.height_px,
            "width_px": card.input.width_px,
            "dimensions": card.dimensions,
            "out": str(scratch / "graph.onnx"),
        }
        # Isolated, so that neither the folder nor the environment slips a module under ours.
        start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {_WORKER} import main; main()"
        command = [sys.executable, "-I", "-c", start]
        try:
            done = subprocess.run(
                command, input=json.dumps(job), text=True, encoding="utf-8", errors="replace",
                capture_output=True, timeout=_TIMEOUT_S, check=False, env=_quiet(scratch), cwd=scratch,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise ModelError("The model {name} could not be exported.", name=card.name) from cause
        made = scratch / "graph.onnx"
        if done.returncode != 0 or not made.is_file():
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ModelError(
                "The model {name} could not be exported: {reason}", name=card.name, reason=last[:300]
            )
        return made


def _copy(card: ModelCard, checkpoint: Path, sha256: str, scratch: Path) -> Path:
    """Return a copy that is what was judged: a file that may run code is hashed where nobody changes it."""
    # By this name ultralytics knows its own, whatever a file was called.
    copy = scratch / ("checkpoint.pt" if card.runtime == "ultralytics" else f"checkpoint{checkpoint.suffix}")
    try:
        shutil.copyfile(checkpoint, copy)
    except OSError as cause:
        raise ModelError("{file} cannot be read.", file=checkpoint.name) from cause
    if sha256_of(copy) != sha256:
        raise ModelError("The file of the model {name} has just changed; it is not opened.", name=card.name)
    return copy


def _note(graph: Path) -> Path:
    return graph.with_suffix(".sha256")


def _quiet(scratch: Path) -> dict[str, str]:
    """Return an environment in which nothing is installed, fetched, or reported anywhere."""
    nowhere = "http://127.0.0.1:9"
    return {
        **os.environ,
        "YOLO_AUTOINSTALL": "false",
        "YOLO_OFFLINE": "true",
        "YOLO_VERBOSE": "false",
        "YOLO_CONFIG_DIR": str(scratch),
        "MPLCONFIGDIR": str(scratch),
        "TORCH_HOME": str(scratch),
        "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "ALL_PROXY": nowhere,
        "http_proxy": nowhere, "https_proxy": nowhere, "all_proxy": nowhere, "no_proxy": "",
    }  # fmt: skip
