"""One place where the open streams meet the broker's one connection: who listens, what changed, who is told."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

import redis.asyncio
from redis.exceptions import RedisError

from submissions.events.announcing import CHANNEL, MOVED
from submissions.events.snapshots import Event

logger = logging.getLogger(__name__)

MAX_STREAMS = 3000
MAX_PER_LEARNER = 6
MAX_BEHIND = 8
GATHER_SECONDS = 0.03
QUEUE_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 15.0
RECONNECT_SECONDS = 2.0
BATCH = 500

Read = Callable[[Collection[UUID]], Awaitable[dict[UUID, Event]]]


class Stream:
    """One open response. Its queue is short: who falls `MAX_BEHIND` events behind is dropped and may come back."""

    __slots__ = ("events", "is_dropped", "learner_id", "seen", "submission_id", "task")

    def __init__(self, submission_id: UUID, learner_id: int, seen: str) -> None:
        self.submission_id = submission_id
        self.learner_id = learner_id
        self.seen = seen
        self.events: asyncio.Queue[Event | None] = asyncio.Queue(MAX_BEHIND)
        self.task = asyncio.current_task()
        self.is_dropped = False

    def offer(self, event: Event) -> None:
        """Queue an event that differs from the last one; the final one always, because it also closes."""
        if event.id == self.seen and not event.is_final:
            return
        self.seen = event.id
        try:
            self.events.put_nowait(event)
        except asyncio.QueueFull:
            self.is_dropped = True
            if self.task:
                self.task.cancel()

    def close(self) -> None:
        """End the response after what is queued; the browser comes back by itself."""
        if not self.events.full():
            self.events.put_nowait(None)
        elif self.task:
            self.is_dropped = True
            self.task.cancel()


class Hub:
    """Streams by submission, and the rows whose state has to be read next.

    `read` fetches events from the database; nothing else here touches it.
    """

    def __init__(
        self, read: Read, *, gather_seconds: float = GATHER_SECONDS, queue_seconds: float = QUEUE_SECONDS
    ) -> None:
        self.is_up = False
        self._read = read
        self._gather_seconds = gather_seconds
        self._queue_seconds = queue_seconds
        self._streams: defaultdict[UUID, set[Stream]] = defaultdict(set)
        self._of_learner: defaultdict[int, int] = defaultdict(int)
        self._waiting: set[UUID] = set()
        self._due: set[UUID] = set()
        self._rung = asyncio.Event()
        self._queue_timer: asyncio.TimerHandle | None = None
        self._queue_moved_meanwhile = False

    def __len__(self) -> int:
        return sum(self._of_learner.values())

    def has_room_for(self, learner_id: int) -> bool:
        return self._of_learner[learner_id] < MAX_PER_LEARNER

    @property
    def is_full(self) -> bool:
        return len(self) >= MAX_STREAMS

    def attach(self, stream: Stream) -> None:
        """Take a stream in; its first event is the present state, unless `stream.seen` is its id."""
        self._streams[stream.submission_id].add(stream)
        self._of_learner[stream.learner_id] += 1
        self.ring(stream.submission_id)

    def detach(self, stream: Stream) -> None:
        listening = self._streams[stream.submission_id]
        listening.discard(stream)
        if not listening:
            del self._streams[stream.submission_id]
            self._waiting.discard(stream.submission_id)
        self._of_learner[stream.learner_id] -= 1
        if not self._of_learner[stream.learner_id]:
            del self._of_learner[stream.learner_id]

    def ring(self, submission_id: UUID) -> None:
        """Have a submission read soon, if anybody listens."""
        if submission_id in self._streams:
            self._due.add(submission_id)
            self._rung.set()

    def hear(self, message: bytes) -> None:
        """Take in a message of `announcing`."""
        name, _, what = message.decode().partition(" ")
        self.ring(UUID(name))
        if what == MOVED:
            self._move_queue()

    def look_again(self) -> None:
        """Have everything read: a message may have been lost."""
        self._due.update(self._streams)
        self._rung.set()

    async def deliver(self) -> None:
        """Read what is due and tell whom it concerns; everybody is let go when the database can't be read."""
        due, self._due = list(self._due), set()
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH]
            try:
                events = await self._read(batch)
            except Exception:
                logger.exception("The state of submissions can't be read.")
                self.close(batch)
                continue
            for submission_id, event in events.items():
                self._tell(submission_id, event)
            await asyncio.sleep(0)

    async def deliver_for_ever(self) -> None:
        while True:
            await self._rung.wait()
            await asyncio.sleep(self._gather_seconds)  # many rings, one query
            self._rung.clear()
            await self.deliver()

    async def look_again_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            self.look_again()

    async def listen_for_ever(self, url: str) -> None:
        """Hold the one connection to the broker. Without it nobody is kept waiting: streams end, and pages poll."""
        while True:
            try:
                await self._listen(url)
            except (RedisError, OSError) as error:
                if self.is_up:
                    logger.warning("The broker is gone; %s streams end: %s", len(self), error)
            self.is_up = False
            self.close(list(self._streams))
            await asyncio.sleep(RECONNECT_SECONDS)

    def close(self, submission_ids: Collection[UUID]) -> None:
        for submission_id in submission_ids:
            for stream in list(self._streams.get(submission_id, ())):
                stream.close()

    async def _listen(self, url: str) -> None:
        client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=2, health_check_interval=10)
        async with client, client.pubsub() as connection:
            await connection.subscribe(CHANNEL)
            self.is_up = True
            self.look_again()
            while True:
                message = await connection.get_message(ignore_subscribe_messages=True, timeout=5)
                if message:
                    self.hear(message["data"])

    def _tell(self, submission_id: UUID, event: Event) -> None:
        if submission_id not in self._streams:
            return
        (self._waiting.add if event.is_waiting else self._waiting.discard)(submission_id)
        for stream in list(self._streams[submission_id]):
            if event.learner_id in (stream.learner_id, None):
                stream.offer(event)
            else:
                stream.close()

    def _move_queue(self) -> None:
        """Have all that wait read: at once, and then at most once in `queue_seconds`."""
        if self._queue_timer:
            self._queue_moved_meanwhile = True
            return
        for submission_id in self._waiting:
            self.ring(submission_id)
        self._queue_timer = asyncio.get_running_loop().call_later(self._queue_seconds, self._allow_queue_to_move)

    def _allow_queue_to_move(self) -> None:
        self._queue_timer = None
        if self._queue_moved_meanwhile:
            self._queue_moved_meanwhile = False
            self._move_queue()
