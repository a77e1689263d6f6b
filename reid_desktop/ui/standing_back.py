"""Threads that compute for the window let its own thread go first."""

import os
import sys
import threading

NICENESS = 5
"""Of threads that compute for the window: far above the analysis process, below the window's own.

Not higher: where other programs take all processors, a thread of niceness 10 is put off so long while it
holds Python's lock that the window waits with it (48 to 54 ms were seen).
"""


def stand_back() -> None:
    """Let the calling thread come after the window's, for good; where threads have no niceness, do nothing.

    On Linux each thread has a niceness of its own (setpriority(2), C library and kernel differences). Without
    it, threads that sort a million sightings and the window's thread share two processors as equals. Threads
    are told by their system number: asking Python for the current thread makes one up for each of Qt's.
    """
    number = threading.get_native_id()
    if sys.platform == "linux" and number != os.getpid():  # the first thread has the process's number
        # Never below what the thread has: only an administrator may go down.
        os.setpriority(os.PRIO_PROCESS, number, max(NICENESS, os.getpriority(os.PRIO_PROCESS, number)))
