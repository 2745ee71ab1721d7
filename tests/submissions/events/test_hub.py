"""The hub: who is told what, who is dropped, and how often the queue is read."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from uuid import UUID, uuid4

from submissions.events.hub import MAX_BEHIND, MAX_PER_LEARNER, Hub, Stream
from submissions.events.snapshots import Event

ADA, BEN = 1, 2


class Rows:
    """A database of events."""

    def __init__(self) -> None:
        self.events: dict[UUID, Event] = {}
        self.reads: list[set[UUID]] = []

    def put(self, key: UUID, name: str = "status", *, learner: int = ADA, waiting: bool = False) -> Event:
        self.events[key] = event = Event(uuid4().hex, name, "{}", learner, is_waiting=waiting)
        return event

    async def read(self, ids: Collection[UUID]) -> dict[UUID, Event]:
        self.reads.append(set(ids))
        return {key: self.events[key] for key in ids}


def taken(stream: Stream) -> list[Event | None]:
    return [stream.events.get_nowait() for _ in range(stream.events.qsize())]


def test_who_connects_is_sent_the_present_state() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        event = rows.put(key)
        hub, stream = Hub(rows.read), Stream(key, ADA, "")
        hub.attach(stream)
        await hub.deliver()
        assert taken(stream) == [event]

    asyncio.run(story())


def test_who_comes_back_misses_nothing_and_gets_nothing_twice() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        before = rows.put(key)
        hub = Hub(rows.read)
        same = Stream(key, ADA, before.id)
        hub.attach(same)
        await hub.deliver()
        assert taken(same) == []
        hub.detach(same)
        after = rows.put(key)  # while nobody listens
        back = Stream(key, ADA, before.id)
        hub.attach(back)
        await hub.deliver()
        assert taken(back) == [after]

    asyncio.run(story())


def test_the_end_is_said_even_to_who_has_seen_it() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        end = rows.put(key, "ended")
        hub, stream = Hub(rows.read), Stream(key, ADA, end.id)
        hub.attach(stream)
        await hub.deliver()
        assert taken(stream) == [end]

    asyncio.run(story())


def test_a_message_reaches_those_it_concerns_with_one_read() -> None:
    async def story() -> None:
        rows, key, other = Rows(), uuid4(), uuid4()
        rows.put(key)
        rows.put(other)
        hub = Hub(rows.read)
        two, apart = [Stream(key, ADA, ""), Stream(key, ADA, "")], Stream(other, ADA, "")
        for stream in (*two, apart):
            hub.attach(stream)
        await hub.deliver()
        for stream in (*two, apart):
            taken(stream)
        event = rows.put(key)
        hub.hear(str(key).encode())
        hub.hear(str(uuid4()).encode())  # of a submission that nobody follows
        await hub.deliver()
        assert [taken(stream) for stream in two] == [[event], [event]]
        assert taken(apart) == []
        assert rows.reads[-1] == {key}

    asyncio.run(story())


def test_an_event_goes_to_its_owner_alone() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        rows.put(key, learner=BEN)
        hub, stream = Hub(rows.read), Stream(key, ADA, "")
        hub.attach(stream)
        await hub.deliver()
        assert taken(stream) == [None]

    asyncio.run(story())


def test_when_the_queue_moves_those_who_wait_are_read_once_in_a_while() -> None:
    async def story() -> None:
        rows, waiting, running = Rows(), uuid4(), uuid4()
        rows.put(waiting, waiting=True)
        rows.put(running)
        hub = Hub(rows.read, queue_seconds=0.0)
        for key in (waiting, running):
            hub.attach(Stream(key, ADA, ""))
        await hub.deliver()
        rows.reads.clear()
        for _ in range(3):
            hub.hear(f"{uuid4()} moved".encode())
        await hub.deliver()
        assert rows.reads == [{waiting}]
        await asyncio.sleep(0.001)  # the timer of nought seconds
        await hub.deliver()
        assert rows.reads == [{waiting}, {waiting}]
        await asyncio.sleep(0.001)
        await hub.deliver()
        assert len(rows.reads) == 2

    asyncio.run(story())


def test_a_slow_reader_is_dropped_and_not_buffered() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        hub = Hub(rows.read)

        async def stuck() -> None:
            stream = Stream(key, ADA, "")
            hub.attach(stream)
            try:
                await asyncio.Event().wait()
            finally:
                assert stream.is_dropped
                assert stream.events.qsize() == MAX_BEHIND

        task = asyncio.create_task(stuck())
        await asyncio.sleep(0)
        for _ in range(MAX_BEHIND + 1):
            rows.put(key)
            hub.ring(key)
            await hub.deliver()
        await asyncio.wait({task})
        assert task.cancelled()

    asyncio.run(story())


def test_a_learner_holds_only_so_many_streams() -> None:
    async def story() -> None:
        hub = Hub(Rows().read)
        streams = [Stream(uuid4(), ADA, "") for _ in range(MAX_PER_LEARNER)]
        for stream in streams:
            assert hub.has_room_for(ADA)
            hub.attach(stream)
        assert not hub.has_room_for(ADA)
        assert hub.has_room_for(BEN)
        hub.detach(streams[0])
        assert hub.has_room_for(ADA)
        assert len(hub) == MAX_PER_LEARNER - 1

    asyncio.run(story())


def test_who_is_due_is_let_go_when_the_database_can_not_be_read() -> None:
    async def story() -> None:
        async def fail(ids: Collection[UUID]) -> dict[UUID, Event]:
            raise ValueError(ids)

        hub, stream = Hub(fail), Stream(uuid4(), ADA, "")
        hub.attach(stream)
        await hub.deliver()
        assert taken(stream) == [None]

    asyncio.run(story())


def test_without_a_broker_streams_end_and_the_hub_says_so() -> None:
    async def story() -> None:
        rows, key = Rows(), uuid4()
        rows.put(key)
        hub, stream = Hub(rows.read), Stream(key, ADA, "")
        hub.attach(stream)
        task = asyncio.create_task(hub.listen_for_ever("unix:///nowhere/at/all.sock"))
        assert await stream.events.get() is None
        assert not hub.is_up
        task.cancel()

    asyncio.run(story())
