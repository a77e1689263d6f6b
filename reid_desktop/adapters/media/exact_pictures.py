"""Pictures without loss: what is looked at closely is what was decoded."""

from __future__ import annotations

import cv2
import numpy as np

from reid_desktop.domain.geometry import Pixels

_QUICK = 1
"""Of 9: the others take five times as long for a tenth less."""


def encode_exact(picture: Pixels) -> bytes:
    """Return a PNG that decodes to exactly these pixels."""
    is_done, data = cv2.imencode(".png", np.ascontiguousarray(picture), [cv2.IMWRITE_PNG_COMPRESSION, _QUICK])
    if not is_done:
        raise ValueError(f"no PNG of {picture.shape}")
    return data.tobytes()
