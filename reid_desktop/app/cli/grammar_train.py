"""The command that trains models."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, command_of
from reid_desktop.app.cli.grammar_models import LAYOUTS
from reid_desktop.domain.detector_training import DETECTOR_ARCHITECTURES, DetectorOptions
from reid_desktop.domain.training import ARCHITECTURES, TrainingOptions

_USUAL = TrainingOptions()
_USUAL_DETECTOR = DetectorOptions()


def _add_train(commands: Commands) -> None:
    command = command_of(
        commands, "train", "train_command:train", "Train a model on your own labelled pictures."
    )
    kinds = command.add_subparsers(metavar="KIND", required=True)
    text = "Train or fine-tune an embedder: OSNet with a BNNeck."
    embedder = kinds.add_parser("embedder", help=text, description=text, allow_abbrev=False)
    embedder.set_defaults(kind="embedder")
    embedder.add_argument("--models", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    embedder.add_argument("--json", action="store_true", help="print JSON on stdout")
    embedder.add_argument("--layout", required=True, choices=LAYOUTS)
    embedder.add_argument("folder", metavar="DIR")
    embedder.add_argument("--name", required=True, metavar="NAME", help="of the new model")
    embedder.add_argument("--work", required=True, type=Path, metavar="DIR", help="keeps the checkpoints")
    embedder.add_argument("--architecture", choices=ARCHITECTURES, default=_USUAL.architecture)
    embedder.add_argument("--from", dest="start", type=Path, metavar="FILE", help="checkpoint to start from")
    embedder.add_argument("--teacher", metavar="MODEL", help="embedder whose likenesses are learned, too")
    text = "folder of crops of nobody known, on whom the teacher is asked, too"
    embedder.add_argument("--unlabelled", type=Path, metavar="DIR", help=text)
    text = "names of the persons who judge, one a line (default: a share, drawn)"
    embedder.add_argument("--judges", type=Path, metavar="FILE", help=text)
    embedder.add_argument("--out", type=Path, metavar="DIR", help="model folder (default: your own)")
    text = "keep the weights in 16 bit: half the size, computed in float32 all the same"
    embedder.add_argument("--half", action="store_true", help=text)
    embedder.add_argument("--licence", default="Not stated.", metavar="TEXT", help="for the card")
    _numbers(embedder)
    _add_detector(kinds)


def _add_detector(kinds: Commands) -> None:
    text = "Train or fine-tune a detector: YOLO with one class, a person."
    detector = kinds.add_parser("detector", help=text, description=text, allow_abbrev=False)
    detector.set_defaults(kind="detector", run="train_detector_command:train_detector")
    detector.add_argument("--models", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    detector.add_argument("--json", action="store_true", help="print JSON on stdout")
    detector.add_argument("folder", metavar="DIR", help="holds images/train, labels/train in YOLO's form")
    detector.add_argument("--name", required=True, metavar="NAME", help="of the new model")
    detector.add_argument("--work", required=True, type=Path, metavar="DIR", help="keeps the checkpoints")
    detector.add_argument(
        "--architecture", choices=DETECTOR_ARCHITECTURES, default=_USUAL_DETECTOR.architecture
    )
    detector.add_argument("--from", dest="start", type=Path, metavar="FILE", help="checkpoint to start from")
    detector.add_argument("--teacher", metavar="MODEL", help="detector that completes the labels")
    detector.add_argument("--out", type=Path, metavar="DIR", help="model folder (default: your own)")
    detector.add_argument("--licence", default="AGPL-3.0 (made with ultralytics).", metavar="TEXT")
    usual = _USUAL_DETECTOR
    detector.add_argument("--side", dest="side_px", type=values.positive, default=usual.side_px, metavar="PX")
    for name in ("rounds", "batch", "patience", "workers"):
        detector.add_argument(f"--{name}", type=values.positive, default=getattr(usual, name), metavar="N")
    detector.add_argument("--seed", type=int, default=usual.seed, metavar="N")
    detector.add_argument(
        "--learning-rate", type=values.not_negative, default=usual.learning_rate, metavar="X"
    )
    detector.add_argument("--hold-out", type=values.share, default=usual.hold_out, metavar="SHARE")
    detector.add_argument("--device", choices=("cpu", "cuda"), default=usual.device)


def _numbers(command: argparse.ArgumentParser) -> None:
    whole = {
        "rounds": "at most",
        "steps_per_round": "batches",
        "persons_per_batch": "",
        "crops_per_person": "",
        "unlabelled_per_batch": "",
        "passes": "how often a round shows every person",
    }
    whole |= {"patience": "rounds without a better one until the end", "seed": ""}
    for name, text in whole.items():
        kind = values.positive if name != "seed" else int
        option = f"--{name.replace('_', '-')}"
        command.add_argument(option, type=kind, default=getattr(_USUAL, name), metavar="N", help=text or None)
    for name in ("learning_rate", "margin", "distil", "imitate", "minutes"):
        option = f"--{name.replace('_', '-')}"
        command.add_argument(option, type=values.not_negative, default=getattr(_USUAL, name), metavar="X")
    for name in ("hold_out", "warm_up", "smoothing", "erasing", "variety"):
        option = f"--{name.replace('_', '-')}"
        command.add_argument(option, type=values.share, default=getattr(_USUAL, name), metavar="SHARE")
    text = "bring each colour of a crop to the same mean and spread first"
    command.add_argument("--even-light", action="store_true", help=text)
    command.add_argument("--device", choices=("cpu", "cuda"), default="cpu")


GRAMMAR: Grammar = {"train": _add_train}
