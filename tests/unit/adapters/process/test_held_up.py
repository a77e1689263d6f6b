"""Time in which others kept a process from working is not time in which it was silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from reid_desktop.adapters.process.held_up import HeldUp

S = 1_000_000_000


class Machine:
    """A clock, and what the kernel tells of the threads of one process."""

    def __init__(self, proc: Path) -> None:
        self.proc, self.now_s = proc, 100.0

    def passes(self, seconds: float, **threads: tuple[float, float]) -> None:
        """Let time pass; each thread has worked and waited for so many seconds in all."""
        self.now_s += seconds
        for name, (worked_s, waited_s) in threads.items():
            task = self.proc / "7" / "task" / name
            task.mkdir(parents=True, exist_ok=True)
            (task / "schedstat").write_text(f"{round(worked_s * S)} {round(waited_s * S)} 12\n")

    def watch(self) -> HeldUp:
        """Return what is under test, on this machine."""
        return HeldUp(7, self.proc, lambda: self.now_s)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with one process of two threads."""
    made = Machine(tmp_path)
    made.passes(0, a=(5.0, 1.0), b=(2.0, 0.0))
    return made


def test_waiting_for_a_processor_counts(machine: Machine) -> None:
    held = machine.watch()
    machine.passes(10, a=(5.1, 10.5), b=(2.0, 3.0))
    assert held.missed_s() == pytest.approx(9.5)  # the thread that waited longest, not their sum
    machine.passes(4, a=(5.1, 12.5), b=(2.0, 3.0))
    assert held.missed_s() == pytest.approx(11.5)


def test_what_hangs_or_works_is_not_held_up(machine: Machine) -> None:
    held = machine.watch()
    machine.passes(60, a=(5.0, 1.0), b=(2.0, 0.0))  # asleep for ever
    assert held.missed_s() == 0.0
    machine.passes(60, a=(64.0, 2.0), b=(2.0, 0.0))  # an endless loop
    assert held.missed_s() == 0.0


def test_a_part_of_the_time_always_counts_as_the_files(machine: Machine) -> None:
    held = machine.watch()
    machine.passes(100, a=(5.0, 101.0))
    assert held.missed_s() == pytest.approx(95.0)


def test_between_two_looks_nothing_is_read(machine: Machine) -> None:
    held = machine.watch()
    machine.passes(0.5, a=(5.0, 1.5))
    assert held.missed_s() == 0.0
    machine.passes(0.5, a=(5.0, 2.0))
    assert held.missed_s() == pytest.approx(0.95)


def test_a_system_that_does_not_tell_holds_nobody_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    held = machine.watch()
    machine.passes(50)
    assert held.missed_s() == 0.0
    machine.passes(50, a=(1.0, 40.0))  # a thread that was not there before says nothing of the stretch
    assert held.missed_s() == 0.0
    (tmp_path / "7" / "task" / "a" / "schedstat").write_text("not numbers")
    machine.passes(50)
    assert held.missed_s() == 0.0
