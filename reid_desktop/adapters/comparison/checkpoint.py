"""Makes an OSNet checkpoint with seeded weights, for measuring speed where no trained one is at hand.

Runs as a process of its own: PHOTOS... as arguments, the target first.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

SEED = 20240518
_ROUNDS, _PIECES = 8, 12
_WIDTH_PX, _HEIGHT_PX = 128, 256


def main() -> None:
    """Write the checkpoint."""
    architecture, target, *photos = sys.argv[1:]
    make(architecture, Path(target), [Path(photo) for photo in photos])


def make(architecture: str, target: Path, photos: Sequence[Path]) -> None:
    """Write seeded weights whose batch norms have seen pieces of the photos.

    Without that the layers of an untrained network die out, and all vectors
    come out alike.
    """
    import torch
    from torchreid.reid.models import build_model

    torch.manual_seed(SEED)
    network: torch.nn.Module = build_model(architecture, num_classes=1, pretrained=False)
    pieces = np.random.default_rng(SEED)
    pictures = [np.asarray(Image.open(photo).convert("RGB")) for photo in photos]
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d):
            module.momentum = None  # the mean of all rounds, with nothing left of the initial values
    network.train()
    with torch.no_grad():
        for _ in range(_ROUNDS):
            batch = np.stack([_piece(pictures, pieces) for _ in range(_PIECES)])
            network(torch.from_numpy(batch))
    network.eval()
    torch.save(network.state_dict(), target)


def _piece(
    pictures: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], pieces: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return a random piece of a picture as the network takes it."""
    picture = pictures[int(pieces.integers(len(pictures)))]
    top = int(pieces.integers(picture.shape[0] - _HEIGHT_PX))
    left = int(pieces.integers(picture.shape[1] - _WIDTH_PX))
    part = picture[top : top + _HEIGHT_PX, left : left + _WIDTH_PX].astype(np.float32) / 255
    part = (part - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])
    return np.ascontiguousarray(part.transpose(2, 0, 1), dtype=np.float32)


if __name__ == "__main__":
    main()
