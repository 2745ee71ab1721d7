"""Labs take turns, places are never more than there are, and who gives up leaves nothing behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.turns import Turns, Withdrawn


def order_of(turns: Turns, labs: Iterable[str]) -> list[str]:
    """Let `labs` queue up in this order while the only place is held, then list who got it when."""
    served: list[str] = []

    def one(lab: str) -> None:
        with turns.take(lab):
            served.append(lab)

    threads = []
    with turns.take("holder"):
        for number, lab in enumerate(labs, start=1):
            threads.append(threading.Thread(target=one, args=(lab,)))
            threads[-1].start()
            while sum(map(len, turns._waiting.values())) < number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    return served


def test_labs_alternate_however_many_of_one_came_first() -> None:
    assert order_of(Turns(1), "aaaabcb") == list("abcabaa")


def test_within_a_lab_the_first_comes_first() -> None:
    turns, served = Turns(1), []
    with turns.take("a"):
        threads = []
        for number in range(5):
            threads.append(threading.Thread(target=lambda n=number: _serve(turns, served, n)))
            threads[-1].start()
            while sum(map(len, turns._waiting.values())) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert served == list(range(5))


def _serve(turns: Turns, served: list[int], number: int) -> None:
    with turns.take("a"):
        served.append(number)


def test_no_more_run_than_there_are_places() -> None:
    turns, lock = Turns(3), threading.Lock()
    now, most = 0, 0

    def one(number: int) -> None:
        nonlocal now, most
        with turns.take(f"lab-{number % 4}"):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.001)
            with lock:
                now -= 1

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(one, range(120)))

    assert most == 3
    assert (turns._free, turns._waiting) == (3, {})


def test_who_is_cancelled_while_waiting_leaves_the_queue() -> None:
    turns = Turns(1)
    with turns.take("a"):
        with pytest.raises(Withdrawn), turns.take("b", lambda: True):
            pass
        assert not turns._waiting

    with turns.take("b", lambda: True):  # a free place is taken without asking
        assert turns._free == 0
    assert turns._free == 1


def test_a_place_is_passed_on_when_its_grade_raises() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="broken"), turns.take("a"):
        raise ValueError("broken")

    with turns.take("b"):
        pass
