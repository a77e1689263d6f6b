"""Which threads let the window's own go first."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from reid_desktop.ui.standing_back import NICENESS, stand_back

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives a thread its own niceness")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_stands_back_alone_and_never_comes_forward() -> None:
    before = niceness()
    with ThreadPoolExecutor(1, initializer=stand_back) as pool:
        assert pool.submit(niceness).result() == max(before, NICENESS)
        pool.submit(os.setpriority, os.PRIO_PROCESS, 0, 12).result()
        pool.submit(stand_back).result()
        assert pool.submit(niceness).result() == 12
    assert niceness() == before


def test_the_windows_own_thread_never_stands_back() -> None:
    before = niceness()
    stand_back()
    assert niceness() == before
