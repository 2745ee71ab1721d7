"""One warden is lent to many, and replaced when it is gone, lost or too large, without harm to the runs on it."""

from __future__ import annotations

import pytest

from grader.keeper import Keeper
from sandbox.client import WardenLost


class FakeWarden:
    def __init__(self) -> None:
        self.alive = self.has_grown = self.closed = False

    def start(self) -> None:
        self.alive = True

    def close(self) -> None:
        self.alive, self.closed = False, True


@pytest.fixture
def made() -> list[FakeWarden]:
    return []


@pytest.fixture
def keeper(made: list[FakeWarden]) -> Keeper:
    def make() -> FakeWarden:
        made.append(FakeWarden())
        return made[-1]

    return Keeper(make)  # type: ignore[arg-type]


def test_the_same_warden_serves_again(keeper: Keeper, made: list[FakeWarden]) -> None:
    with keeper.lend() as first, keeper.lend() as second:
        assert first is second
    with keeper.lend() as third:
        assert third is first
    assert [warden.closed for warden in made] == [False]


def test_a_warden_that_died_is_replaced(keeper: Keeper, made: list[FakeWarden]) -> None:
    keeper.start()
    made[0].alive = False

    with keeper.lend() as warden:
        assert warden is made[1]
    assert made[0].closed


def test_a_lost_warden_is_closed_at_once_and_replaced(keeper: Keeper, made: list[FakeWarden]) -> None:
    with keeper.lend():
        with pytest.raises(WardenLost), keeper.lend():
            raise WardenLost("stuck")
        assert made[0].closed
        with keeper.lend() as fresh:
            assert fresh is made[1]
    assert not made[1].closed
    assert not keeper._users


def test_a_grown_warden_is_put_away_when_its_last_run_has_ended(keeper: Keeper, made: list[FakeWarden]) -> None:
    with keeper.lend():
        with keeper.lend():
            made[0].has_grown = True
        with keeper.lend() as fresh:
            assert fresh is made[1]
        assert not made[0].closed
    assert made[0].closed
    assert not made[1].closed


def test_closing_ends_the_warden_and_a_later_run_starts_another(keeper: Keeper, made: list[FakeWarden]) -> None:
    keeper.start()
    keeper.close()
    keeper.close()

    assert made[0].closed
    with keeper.lend() as warden:
        assert warden is made[1]
