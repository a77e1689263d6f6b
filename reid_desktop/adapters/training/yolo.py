"""YOLO with one class, trained by ultralytics."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ultralytics.data.dataset import YOLODataset
from ultralytics.models.yolo.detect import DetectionTrainer

from reid_desktop.adapters.training.yolo_network import State, is_folded, network_of, opened, unfold, write
from reid_desktop.domain.detector_training import DetectorOptions, DetectorRound, LabelledPicture, best_of
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.detector_training import BEST, CHECKPOINT, Tell

_LOSSES = ("box_loss", "cls_loss", "dfl_loss")
_LOOKED_AT = 16
"""Batches whose mean and spread are taken for a network that was rebuilt from an exported one."""
RECIPE: Mapping[str, Any] = {
    "optimizer": "AdamW", "lrf": 0.01, "weight_decay": 5e-4, "warmup_epochs": 1.0, "warmup_bias_lr": 0.0,
    "cos_lr": True, "close_mosaic": 8, "mosaic": 1.0, "scale": 0.7, "translate": 0.15, "degrees": 5.0,
    "fliplr": 0.5, "mixup": 0.05, "hsv_h": 0.015, "hsv_s": 0.7, "hsv_v": 0.5,
}  # fmt: skip
"""Small and large persons: four pictures are laid together, each 0.3 to 1.7 times as large as it was."""


class PersonPictures(YOLODataset):  # type: ignore[misc]
    """Pictures whose labels were read already: nothing is looked for in, or written to, their folder."""

    def get_img_files(self, img_path: Any) -> list[str]:
        """Return the paths of the pictures."""
        return [one.path for one in self.data["pictures"][img_path]]

    def get_labels(self) -> list[dict[str, Any]]:
        """Return the labels as ultralytics wants them."""
        return [_label(one) for one in self.data["pictures"][self.img_path]]

    def load_image(self, i: int, *arguments: Any, **named: Any) -> Any:
        """Return a picture, with what may be a person painted over."""
        is_new = self.ims[i] is None
        answer = super().load_image(i, *arguments, **named)
        if is_new:
            for box in self.data["pictures"][self.img_path][i].doubtful:
                _paint_over(answer[0], box)
        return answer


def _paint_over(picture: Any, box: tuple[float, float, float, float]) -> None:
    height, width = picture.shape[:2]
    x, y, wide, high = box
    left, right = max(0, int((x - wide / 2) * width) - 1), int((x + wide / 2) * width) + 2
    top, bottom = max(0, int((y - high / 2) * height) - 1), int((y + high / 2) * height) + 2
    part = picture[top:bottom, left:right]
    if part.size:
        part[:] = part.reshape(-1, part.shape[-1]).mean(axis=0).astype(part.dtype)


def _label(picture: LabelledPicture) -> dict[str, Any]:
    boxes = np.asarray(picture.persons, np.float32).reshape(-1, 4)
    return {
        "im_file": picture.path, "shape": (picture.height_px, picture.width_px),
        "cls": np.zeros((len(boxes), 1), np.float32), "bboxes": boxes, "segments": [], "keypoints": None,
        "normalized": True, "bbox_format": "xywh",
    }  # fmt: skip


class PersonRun(DetectionTrainer):  # type: ignore[misc]
    """One run.

    Its name leaves out the word by which ultralytics picks what it reports to its makers.
    """

    def __init__(
        self,
        taught: Sequence[LabelledPicture],
        judging: Sequence[LabelledPicture],
        options: DetectorOptions,
        folder: Path,
        tell: Tell,
        start: State | None = None,
    ) -> None:
        """Start from weights at random or from `start`; a run that lies in `folder` goes on."""
        self._pictures = {"train": list(taught), "val": list(judging)}
        self._options = options
        self._folder = folder
        self._say = tell
        self._start = start
        self._began_s = 0.0
        self.history: list[DetectorRound] = []
        super().__init__(overrides=_overrides(options, folder))
        self.add_callback("on_train_epoch_start", PersonRun.begin_round)

    # What ultralytics asks for, in its own words.

    def get_dataset(self) -> dict[str, Any]:
        """Return what is known of the pictures."""
        return {
            "train": "train", "val": "val", "nc": 1, "names": {0: "person"}, "channels": 3,
            "pictures": self._pictures,
        }  # fmt: skip

    def build_dataset(self, img_path: str, mode: str = "train", batch: int | None = None) -> PersonPictures:
        """Return the pictures of one part."""
        is_teaching = mode == "train"
        return PersonPictures(
            img_path=img_path, imgsz=self.args.imgsz, batch_size=batch, augment=is_teaching, hyp=self.args,
            rect=not is_teaching, cache=self.args.cache or None, stride=int(self.stride),
            pad=0.0 if is_teaching else 0.5, task="detect", data=self.data,
        )  # fmt: skip

    def setup_model(self) -> None:
        """Build the network, with the weights it starts from."""
        file = self._folder / CHECKPOINT
        state = opened(file)["network"] if file.is_file() else self._start
        self.model = network_of(self._options.architecture, state)

    def resume_training(self, _: Any) -> None:
        """Take up the run that lies in the folder; judge the starting network where there is none."""
        file = self._folder / CHECKPOINT
        if file.is_file():
            self._go_on(opened(file))
        else:
            self._begin()
        best = best_of(self.history)
        self.best_fitness = best.mean_ap
        self.stopper.best_fitness, self.stopper.best_epoch = best.mean_ap, best.number

    def save_metrics(self, metrics: dict[str, float]) -> None:
        """Remember how the round ended."""
        loss = sum(float(value) for value in (self.tloss or {}).values())
        self.history.append(_round(self.epoch + 1, loss, metrics, time.monotonic() - self._began_s))

    def save_model(self) -> bool:
        """Write the run, and the network if no round was better; say how it went."""
        self._keep()
        last = self.history[-1]
        self._say(last, last.elapsed_s * max(0, self.epochs - last.number))
        return True

    def final_eval(self) -> None:
        """Leave out judging once more: every round was judged."""

    # Our own.

    def _begin(self) -> None:
        if self._start is not None and is_folded(self.model):
            self._draw_from(0)
            unfold(self.model, islice(self._shown(), _LOOKED_AT))
            self.ema.ema.load_state_dict(self.model.state_dict())
        started_s = time.monotonic()
        self.loss_items = {name: torch.zeros((), device=self.device) for name in _LOSSES}
        self.epoch = 0
        metrics = self.validator(self)
        self.history.append(_round(0, 0.0, metrics, time.monotonic() - started_s))
        self._keep()
        self._say(self.history[-1], None)

    def _shown(self) -> Iterator[torch.Tensor]:
        for batch in self.train_loader:
            yield self.preprocess_batch(batch)["img"]

    def _go_on(self, table: Mapping[str, Any]) -> None:
        self.model.load_state_dict(table["network"])
        self.ema.ema.load_state_dict(table["average"])
        self.ema.updates = int(table["updates"])
        for kept, group in zip(table["optimizer"]["param_groups"], self.optimizer.param_groups, strict=True):
            kept["fused"] = group.get("fused")  # the device of this run decides, not that of the last
        self.optimizer.load_state_dict(table["optimizer"])
        self.history = history_of(table)
        self.start_epoch = self.history[-1].number

    def begin_round(self) -> None:
        """Draw from the seed and the round alone, so that a run that was taken up goes the same way."""
        self._began_s = time.monotonic()
        self._draw_from(self.epoch + 1)

    def _draw_from(self, number: int) -> None:
        seed = self._options.seed * 100_003 + number
        random.seed(seed)
        np.random.seed(seed % 2**32)
        torch.manual_seed(seed)
        self.train_loader.reset()
        self.train_loader.dataset.buffer.clear()
        self.train_loader.generator.manual_seed(seed)

    def _keep(self) -> None:
        average = self.ema.ema.state_dict()
        if best_of(self.history) is self.history[-1]:
            write({"network": {name: value.detach().cpu() for name, value in average.items()}},
                  self._folder / BEST)  # fmt: skip
        table = {
            "options": comparable(self._options),
            "network": self.model.state_dict(),
            "average": average,
            "updates": self.ema.updates,
            "optimizer": self.optimizer.state_dict(),
            "history": [list(asdict(one).values()) for one in self.history],
        }
        write(table, self._folder / CHECKPOINT)


def history_of(table: Mapping[str, Any]) -> list[DetectorRound]:
    """Return the rounds that a checkpoint tells of."""
    return [DetectorRound(int(row[0]), *map(float, row[1:])) for row in table["history"]]


def comparable(options: DetectorOptions) -> dict[str, Any]:
    """Return what must be the same for a run to go on."""
    changing = {"patience", "device", "workers"}
    return {name: value for name, value in asdict(options).items() if name not in changing}


def refuse_another(table: Mapping[str, Any], options: DetectorOptions, file: Path) -> None:
    """Refuse a checkpoint of a run with other options.

    :raises ModelError: it is one.
    """
    if table.get("options") != comparable(options):
        raise ModelError(
            "{file} is of a run with other options; use those, or another folder.", file=str(file)
        )


def _overrides(options: DetectorOptions, folder: Path) -> dict[str, Any]:
    is_cuda = options.device != "cpu"
    return {
        **RECIPE,
        "task": "detect", "model": f"{options.architecture}.yaml", "imgsz": options.side_px,
        "epochs": options.rounds, "batch": options.batch, "nbs": options.batch, "lr0": options.learning_rate,
        "patience": options.patience, "seed": options.seed, "workers": options.workers,
        "device": "0" if is_cuda else "cpu", "amp": "bf16" if is_cuda else False,
        "deterministic": not is_cuda, "cache": "ram", "plots": False, "pretrained": False, "verbose": False,
        "project": str(folder), "name": "ultralytics", "exist_ok": True,
    }  # fmt: skip


def _round(number: int, loss: float, metrics: Mapping[str, float], elapsed_s: float) -> DetectorRound:
    def of(name: str) -> float:
        return float(metrics.get(f"metrics/{name}(B)", 0.0))

    return DetectorRound(number, loss, of("mAP50"), of("mAP50-95"), of("precision"), of("recall"), elapsed_s)
