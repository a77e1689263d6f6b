"""Crops as other cameras and moments might have them: whole batches, on the device that trains."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

HEIGHT_PX, WIDTH_PX = 256, 128
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_ERASED = (0.02, 0.33)
_ASPECT = (0.3, 3.3)
_SHIFT, _ZOOM = 0.08, 0.12
_LIGHT, _TINT, _CONTRAST, _GAMMA = 0.3, 0.15, 0.35, 0.35
_SMALLEST = 0.2
_GROUPS = 4
_NOISE = 0.03
_GREY_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers from seeds: few are drawn on the processor, so that a device does not change them."""

    generator: torch.Generator
    noise: torch.Generator
    """On the device, for numbers by the million."""
    device: torch.device

    @staticmethod
    def of(seed: int, device: torch.device) -> Chance:
        """Return the chance of a seed."""
        return Chance(torch.Generator().manual_seed(seed), torch.Generator(device).manual_seed(seed), device)

    def between(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """Return numbers spread evenly from `low` to `high`."""
        drawn = torch.rand(shape, generator=self.generator) * (high - low) + low
        return drawn.to(self.device, non_blocking=True)


def plain(pictures: torch.Tensor) -> torch.Tensor:
    """Return crops as the network sees them in use.

    :param pictures: (n, 256, 128, 3) bytes, BGR.
    """
    return normal(unit(pictures))


def varied(pictures: torch.Tensor, variety: float, erasing: float, chance: Chance) -> torch.Tensor:
    """Return crops mirrored and shifted, coarser, in other light, and with a part erased, each by chance."""
    found = moved(unit(pictures), variety, chance)
    if variety > 0:
        found = lit(coarser(found, variety, chance), variety, chance)
    return _erased(normal(found), erasing, chance)


def unit(pictures: torch.Tensor) -> torch.Tensor:
    """Return (n, 256, 128, 3) bytes, BGR, as (n, 3, 256, 128) from 0 to 1, RGB."""
    return pictures.flip(-1).permute(0, 3, 1, 2).float().div_(255).contiguous()


def normal(rgb: torch.Tensor) -> torch.Tensor:
    """Return what `unit` gives at the mean and spread that networks are used to."""
    mean, std = (
        torch.tensor(three).view(1, 3, 1, 1).to(rgb.device, non_blocking=True) for three in (MEAN, STD)
    )
    return (rgb - mean) / std


def moved(found: torch.Tensor, variety: float, chance: Chance) -> torch.Tensor:
    """Mirror half, shift all, and zoom as far as the variety goes; the edge is continued."""
    count = len(found)
    mirror = torch.where(chance.between(0, 1, count) < 0.5, -1.0, 1.0)
    zoom = 1 + variety * chance.between(-_ZOOM, _ZOOM, count)
    stretch = 1 + variety * chance.between(-_ZOOM, _ZOOM, count)
    shift = chance.between(-_SHIFT, _SHIFT, count, 2)
    turns = torch.zeros(count, 2, 3, device=found.device)
    turns[:, 0, 0], turns[:, 1, 1] = mirror * zoom * stretch, zoom
    turns[:, :, 2] = shift
    grid = functional.affine_grid(turns, list(found.shape), align_corners=False)
    return functional.grid_sample(found, grid, padding_mode="border", align_corners=False)


def coarser(found: torch.Tensor, variety: float, chance: Chance) -> torch.Tensor:
    """Give groups of crops fewer pixels, as persons farther away have, and all of them some noise."""
    scales = 1 - variety * (1 - _SMALLEST) * torch.rand(_GROUPS, generator=chance.generator)
    mixed = torch.empty_like(found)
    for group, scale in enumerate(
        scales.tolist()
    ):  # a person's crops, side by side, fall into different ones
        part = found[group::_GROUPS]
        if len(part):
            size = [max(8, round(HEIGHT_PX * scale)), max(4, round(WIDTH_PX * scale))]
            small = functional.interpolate(part, size, mode="area")
            mixed[group::_GROUPS] = functional.interpolate(
                small, [HEIGHT_PX, WIDTH_PX], mode="bilinear", align_corners=False
            )
    strength = variety * _NOISE * chance.between(0, 1, len(mixed), 1, 1, 1)
    shape = (len(mixed), 1, HEIGHT_PX, WIDTH_PX)
    return mixed + strength * torch.randn(shape, generator=chance.noise, device=chance.device)


def lit(found: torch.Tensor, variety: float, chance: Chance) -> torch.Tensor:
    """Change light, contrast, colour of the light, and strength of colours; make a few crops grey."""
    count = len(found)
    found = found.clamp(1e-3, 1) ** torch.exp(variety * chance.between(-_GAMMA, _GAMMA, count, 1, 1, 1))
    grey = found.mean(1, keepdim=True)
    colour = 1 + variety * chance.between(-0.5, 0.4, count, 1, 1, 1)
    colour = torch.where(chance.between(0, 1, count, 1, 1, 1) < variety * _GREY_SHARE, 0.0, colour)
    found = grey + colour * (found - grey)
    middle = found.mean((1, 2, 3), keepdim=True)
    found = middle + (1 + variety * chance.between(-_CONTRAST, _CONTRAST, count, 1, 1, 1)) * (found - middle)
    light = 1 + variety * chance.between(-_LIGHT, _LIGHT, count, 1, 1, 1)
    tint = 1 + variety * chance.between(-_TINT, _TINT, count, 3, 1, 1)
    return (found * light * tint).clamp(0, 1)


def _erased(found: torch.Tensor, erasing: float, chance: Chance) -> torch.Tensor:
    """Erase a rectangle (Zhong et al. 2020, `Random Erasing Data Augmentation`) with the mean colour."""
    count = len(found)
    area = chance.between(*_ERASED, count) * HEIGHT_PX * WIDTH_PX
    low, high = torch.log(torch.tensor(_ASPECT)).tolist()
    aspect = torch.exp(chance.between(low, high, count))
    height, width = (
        (area * aspect).sqrt().clamp(max=HEIGHT_PX - 1),
        (area / aspect).sqrt().clamp(max=WIDTH_PX - 1),
    )
    top, left = (
        (HEIGHT_PX - height) * chance.between(0, 1, count),
        (WIDTH_PX - width) * chance.between(0, 1, count),
    )
    wanted = chance.between(0, 1, count) < erasing
    rows = torch.arange(HEIGHT_PX, device=found.device).view(1, -1, 1)
    columns = torch.arange(WIDTH_PX, device=found.device).view(1, 1, -1)
    top, left, height, width, wanted = (one.view(-1, 1, 1) for one in (top, left, height, width, wanted))
    inside = (rows >= top) & (rows < top + height) & (columns >= left) & (columns < left + width) & wanted
    return found.masked_fill(inside.unsqueeze(1), 0.0)
