"""Threads that compute for the window let its own thread go first."""

import os
import sys
import threading

NICENESS = 10
"""Of threads whose results nobody sees at once: far above the analysis process, below the window's own."""
NICENESS_SEEN = 5
"""Of threads whose results are waited for with open eyes, such as pictures of cards."""


def stand_back(niceness: int = NICENESS) -> None:
    """Let the calling thread come after the window's, for good; where threads have no niceness, do nothing.

    On Linux each thread has a niceness of its own (setpriority(2), C library and kernel differences). Without
    it, threads that sort a million sightings and the window's thread share two processors as equals. Threads
    are told by their system number: asking Python for the current thread makes one up for each of Qt's.
    """
    number = threading.get_native_id()
    if sys.platform == "linux" and number != os.getpid():  # the first thread has the process's number
        # Never below what the thread has: only an administrator may go down.
        os.setpriority(os.PRIO_PROCESS, number, max(niceness, os.getpriority(os.PRIO_PROCESS, number)))
