"""Keeps the chatter of the decoding libraries away from the user."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import ImageFile

# What was wrong with a file is said in our own sentences, beside the file.
logging.getLogger("exifread").setLevel(logging.CRITICAL)
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_one_at_a_time = threading.RLock()


@contextmanager
def pillow_alone() -> Iterator[None]:
    """Silence Python warnings while Pillow looks at damaged files.

    The list of warning filters, and Pillow's wish to go on with truncated
    data, belong to the whole process: so only one thread may be in here.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def truncated_welcome() -> Iterator[None]:
    """Let Pillow go on where data end too early; inside `pillow_alone` only."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
