"""Threads that compute for the window let its own thread go first."""

import os
import sys
import threading

NICENESS = 5
"""Of threads whose results nobody sees at once: far above the analysis process, below the window's own."""


def stand_back() -> None:
    """Let the calling thread come after the window's, for good; where threads have no niceness, do nothing.

    On Linux each thread has a niceness of its own (setpriority(2), C library and kernel differences). Without
    it, threads that sort a million sightings and the window's thread share two processors as equals.
    """
    if sys.platform == "linux" and threading.current_thread() is not threading.main_thread():
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _at_least(NICENESS))


def _at_least(niceness: int) -> int:
    """Return a niceness that is never below what the thread has: only an administrator may go down."""
    return max(niceness, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
