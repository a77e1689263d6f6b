"""Keeps a few costly things open, as long as somebody uses them or may use them soon."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class _Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=_Closable)


class _Item(Generic[T]):
    """One thing with the number of its users."""

    def __init__(self) -> None:
        self.value: T | None = None
        self.users = 0
        self.is_off = False
        self.making = threading.Lock()


class Lease(Generic[T]):
    """The right to use a thing until it is released."""

    def __init__(self, value: T, release: Callable[[], None]) -> None:
        """`release` is called once."""
        self.value = value
        self._release: Callable[[], None] | None = release

    def release(self) -> None:
        """Give it back; a second time does nothing."""
        release, self._release = self._release, None
        if release is not None:
            release()


class Shelf(Generic[T]):
    """Holds up to `room` things nobody uses, the ones used last; safe from several threads."""

    def __init__(self, room: int) -> None:
        """Begin empty."""
        self._room = room
        self._lock = threading.Lock()
        self._items: OrderedDict[Hashable, _Item[T]] = OrderedDict()

    def take(self, key: Hashable, make: Callable[[], T], is_good: Callable[[T], bool]) -> Lease[T]:
        """Return the thing under `key`, made by one thread while the others that want it wait."""
        item = self._item(key)
        try:
            with item.making:
                if item.value is not None and not is_good(item.value):
                    self._put_off(key, item)
                    return self.take(key, make, is_good)
                if item.value is None:
                    item.value = make()
                value = item.value
                self._change_users(item, +1)
        finally:
            self._leave(item)
        return Lease(value, lambda: self._leave(item))

    def clear(self) -> None:
        """Close everything that is not in use, and the rest when it is released."""
        with self._lock:
            items = list(self._items.items())
        for key, item in items:
            self._put_off(key, item)
            self._change_users(item, +1)
            self._leave(item)

    def _item(self, key: Hashable) -> _Item[T]:
        with self._lock:
            item = self._items.setdefault(key, _Item())
            self._items.move_to_end(key)
            item.users += 1
            return item

    def _change_users(self, item: _Item[T], by: int) -> None:
        with self._lock:
            item.users += by

    def _put_off(self, key: Hashable, item: _Item[T]) -> None:
        with self._lock:
            item.is_off = True
            if self._items.get(key) is item:
                del self._items[key]

    def _leave(self, item: _Item[T]) -> None:
        """Count one user less; close what has none and is off the shelf or finds no room there."""
        with self._lock:
            item.users -= 1
            done = [item] if item.is_off and not item.users else []
            idle = [key for key, held in self._items.items() if not held.users]
            for key in idle[: max(0, len(idle) - self._room)]:
                done.append(self._items.pop(key))
                done[-1].is_off = True
        for item in done:
            if item.value is not None:
                item.value.close()
