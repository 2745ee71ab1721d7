"""Keeps one warm warden: starts it when first needed, replaces it when it is lost or has grown."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator

from sandbox.client import Warden, WardenLost


class Keeper:
    """Lends the warden that `make` makes; thread-safe."""

    def __init__(self, make: Callable[[], Warden]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._current: Warden | None = None
        self._users: Counter[Warden] = Counter()

    def start(self) -> Warden:
        """Return the running warden, starting one (2 to 5 s) if there is none.

        Raises:
            NoConfinement: this host can't confine; nothing is run.
        """
        with self._lock:
            if self._current is not None and not self._current.alive:
                self._current.close()
                self._current = None
            if self._current is None:
                warden = self._make()
                warden.start()
                self._current = warden
            return self._current

    @contextlib.contextmanager
    def lend(self) -> Iterator[Warden]:
        """Lend the warden for one run. One that is lost in it ends at once, one that has grown after its last run."""
        warden = self.start()
        with self._lock:
            self._users[warden] += 1
        is_lost = False
        try:
            yield warden
        except WardenLost:
            is_lost = True
            raise
        finally:
            with self._lock:
                self._users[warden] -= 1
                if self._current is warden and (is_lost or warden.has_grown):
                    self._current = None
                is_last = not self._users[warden]
                if is_last:
                    del self._users[warden]
                is_over = is_lost or (is_last and self._current is not warden)
            if is_over:
                warden.close()

    def close(self) -> None:
        """End the warden and every run on it."""
        with self._lock:
            warden, self._current = self._current, None
        if warden is not None:
            warden.close()
