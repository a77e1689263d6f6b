"""Train a small embedder to give what a large one gives, on crops changed in many ways that both see.

    python -m tools.match_teacher TEACHER.onnx DATA OUT [--unlabelled DIR] [--judges FILE] [--from FILE]
        [--architecture A] [--minutes M] [--device cuda]

No label is used: crops are turned in hue, mixed, put together of two persons, made coarser, relit and
patched, and the teacher is asked about each as it then is (Beyer et al. 2022, `Knowledge distillation: A
good teacher is patient and consistent`). DATA is laid out as `--layout folder` says; persons named in the
judges' FILE are left out, and looked for after every half minute. OUT is the checkpoint, weights in half
precision, written again each time. The teacher takes (n, 3, 256, 128), BGR from 0 to 255.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from reid_desktop.adapters.datasets.layouts import read_training
from reid_desktop.adapters.training.augmenting import Chance, normal, unit
from reid_desktop.adapters.training.crops import sized
from reid_desktop.adapters.training.graph import GraphNetwork
from reid_desktop.adapters.training.layout import faster_layout
from reid_desktop.adapters.training.losses import likeness
from reid_desktop.adapters.training.osnet import OsnetWithNeck, load_parts, parts_of
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.retrieval import Labelled, retrieve
from reid_desktop.services.training import labels_of
from tools.mixing import mixed

DIMENSIONS = 256
HALF_DIMENSIONS = 2
JUDGED_EVERY_S = 30.0
AWAY, LIKENESS = 10.0, 40.0
"""Weights of the vector's and of the likenesses' part in the loss."""
RISING = 0.04
WEIGHT_DECAY = 2e-5
STEPS_AHEAD = 10
JUDGED_AT_ONCE = 256


class Run:
    """A network, its teacher, and the crops."""

    def __init__(self, asked: argparse.Namespace) -> None:
        """Read all crops."""
        self.asked = asked
        self.device = torch.device(asked.device)
        self.is_cuda = self.device.type == "cuda"
        names = set(asked.judges.read_text(encoding="utf-8").split()) if asked.judges else set()
        crops = read_training("folder", asked.data)
        self.judging = [crop for crop in crops if crop.person in names]
        taught = [asked.data / crop.path for crop in crops if crop.person not in names]
        free = sorted(asked.unlabelled.iterdir()) if asked.unlabelled else []
        self.counts = len(taught), len(free)
        self.crops = _read([*taught, *free]).to(self.device)
        self.judged = _read([asked.data / crop.path for crop in self.judging]).to(self.device)
        self.network = OsnetWithNeck(asked.architecture, 1, DIMENSIONS, even=True).to(self.device)
        if asked.start is not None:
            state = torch.load(asked.start, map_location="cpu", weights_only=True)
            load_parts(self.network, {n: v.float() if v.is_floating_point() else v for n, v in state.items()})
        self.teacher = GraphNetwork(asked.teacher).to(self.device).eval()
        self.order = torch.contiguous_format
        if self.is_cuda:
            self.order = faster_layout(self.network, asked.batch)
        self.network.to(memory_format=self.order)

    def told(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the network's vectors of pictures from 0 to 1, RGB."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.is_cuda):
            _, after = self.network(normal(pictures).contiguous(memory_format=self.order))
        assert self.network.telling is not None
        return torch.as_tensor(self.network.telling(after))

    def right(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the teacher's."""
        with torch.no_grad(), torch.autocast(self.device.type, torch.float16, enabled=self.is_cuda):
            return functional.normalize(self.teacher(pictures.flip(1) * 255).float())

    def judge(self) -> str:
        """Return how well the judges are found, and how near the teacher's the vectors are."""
        self.network.eval()
        told, near = [], []
        with torch.no_grad():
            for start in range(0, len(self.judged), JUDGED_AT_ONCE):
                pictures = unit(self.judged[start : start + JUDGED_AT_ONCE])
                told.append(functional.normalize(self.told(pictures)))
                near.append((told[-1] * self.right(pictures)).sum(1))
        self.network.train()
        everyone = _labelled(torch.cat(told).cpu().numpy().astype(np.float32), self.judging)
        found = retrieve(everyone, everyone)
        cosine = float(torch.cat(near).mean())
        return f"rank-1 {found.rank_1:.3f} mAP {found.mean_ap:.3f} cosine to the teacher {cosine:.4f}"

    def rows(self) -> Iterator[NDArray[np.int64]]:
        """Return rows, half of them unlabelled where there are any."""
        random = np.random.default_rng(self.asked.seed)
        taught, free = self.counts
        extra = self.asked.batch // 2 if free else 0
        while True:
            drawn = random.integers(0, taught, self.asked.batch - extra)
            yield random.permutation(np.append(drawn, taught + random.integers(0, max(1, free), extra)))

    def keep(self) -> None:
        """Write the network, whole or not at all."""
        state = parts_of(self.network)
        aside = self.asked.out.with_name(f"{self.asked.out.name}.part")
        narrow = {
            n: v.half() if v.is_floating_point() and v.dim() >= HALF_DIMENSIONS else v
            for n, v in state.items()
        }
        torch.save(narrow, aside)
        aside.replace(self.asked.out)


def main() -> None:
    """Train until the minutes are over."""
    asked = _asked()
    torch.manual_seed(asked.seed)
    torch.backends.cudnn.benchmark = True
    run = Run(asked)
    print(f"{run.counts} crops; {run.judge()}", flush=True)
    learned = [
        p for n, p in run.network.named_parameters() if not n.startswith("classes.") and p.requires_grad
    ]
    optimizer = torch.optim.Adam(learned, lr=asked.rate, weight_decay=WEIGHT_DECAY)
    chance = Chance.of(asked.seed, run.device)
    began_s = judged_s = time.monotonic()
    for step, rows in enumerate(run.rows(), start=1):
        share = (time.monotonic() - began_s) / (60 * asked.minutes)
        if share >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = asked.rate * _pace(share)
        where = torch.from_numpy(rows).to(run.device, non_blocking=True)
        with torch.no_grad():
            pictures = mixed(run.crops[where], chance)
        right, told = run.right(pictures), run.told(pictures)
        away = 1 - functional.cosine_similarity(told, right).mean()
        optimizer.zero_grad()
        torch.autograd.backward(AWAY * away + LIKENESS * likeness(told, right))
        optimizer.step()
        if step % STEPS_AHEAD:
            continue
        now_away = float(away.detach())  # waits for the device: no more steps than that lie before it
        if time.monotonic() - judged_s > JUDGED_EVERY_S:
            run.keep()
            print(f"step {step} share {share:.2f} away {now_away:.4f} {run.judge()}", flush=True)
            judged_s = time.monotonic()
    run.keep()
    print(f"over: {run.judge()}")


def _pace(share: float) -> float:
    if share < RISING:
        return 0.01 + 0.99 * share / RISING
    return 0.005 + 0.995 * (1 + math.cos(math.pi * (share - RISING) / (1 - RISING))) / 2


def _read(paths: Sequence[Path]) -> torch.Tensor:
    cv2.setNumThreads(1)

    def read(path: Path) -> NDArray[np.uint8]:
        picture = cv2.imread(str(path))
        if picture is None:
            raise SystemExit(f"{path} is no picture.")
        return sized(np.asarray(picture, np.uint8))

    with ThreadPoolExecutor(8) as readers:
        return torch.from_numpy(np.stack(list(readers.map(read, paths))))


def _labelled(vectors: NDArray[np.float32], crops: Sequence[LabelledCrop]) -> Labelled:
    return Labelled(vectors, labels_of([c.person for c in crops]), labels_of([c.camera for c in crops]))


def _asked() -> argparse.Namespace:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("teacher", "data", "out"):
        asks.add_argument(name, type=Path)
    for name in ("--unlabelled", "--judges"):
        asks.add_argument(name, type=Path)
    asks.add_argument("--from", dest="start", type=Path)
    asks.add_argument("--architecture", default="osnet_x0_75")
    asks.add_argument("--minutes", type=float, default=5.0)
    asks.add_argument("--batch", type=int, default=384)
    asks.add_argument("--rate", type=float, default=1.5e-3)
    asks.add_argument("--device", default="cpu")
    asks.add_argument("--seed", type=int, default=0)
    return asks.parse_args()


if __name__ == "__main__":
    main()
