"""Who is graded next: so many at once, labs in turn, and the slow ones apart from the quick."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator

_POLL_SECONDS = 0.2


class Withdrawn(Exception):
    """The caller's `cancelled` said so while it waited."""


class Turns:
    """`places` grades at once. One that waits comes after one of each other lab that waits, whoever came first.

    So a class that hands in forty times holds nobody else up. Thread-safe; costs a lock.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @contextlib.contextmanager
    def take(self, lab: str, cancelled: Callable[[], bool] | None = None) -> Iterator[None]:
        """Wait for a place, hold it, and pass it on.

        Raises:
            Withdrawn: `cancelled` returned True; it is asked about five times a second while waiting.
        """
        turn = threading.Event()
        with self._lock:
            self._waiting.setdefault(lab, deque()).append(turn)
            self._admit()
        try:
            while not turn.wait(_POLL_SECONDS):
                if cancelled is not None and cancelled():
                    raise Withdrawn
            yield
        finally:
            with self._lock:
                if turn.is_set():
                    self._free += 1
                else:
                    self._leave(lab, turn)
                self._admit()

    def _admit(self) -> None:
        while self._free and self._waiting:
            lab, queue = self._waiting.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._waiting[lab] = queue  # behind every other lab
            self._free -= 1
            turn.set()

    def _leave(self, lab: str, turn: threading.Event) -> None:
        queue = self._waiting[lab]
        queue.remove(turn)
        if not queue:
            del self._waiting[lab]
