"""The worker's side against a real warden: how children end, what they leave, and what happens when one side dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from wardens import LIMITS, LightWarden, Watch, child, descendants, settled

from sandbox import cgroups
from sandbox.client import Cancelled, FrameError, NoConfinement, WardenLost
from sandbox.frames import Frame
from sandbox.limits import Ending, Outcome


def run_one(warden: LightWarden, name: str, **limits: float) -> tuple[Outcome, list[object]]:
    heard: list[object] = []
    spec = child(name, limits=replace(LIMITS, **limits))
    [outcome] = warden.run([spec], on_frame=lambda _, frame: heard.append(frame.tree))
    return outcome, heard


def test_a_child_gets_its_payload_and_its_words_come_back(warden: LightWarden) -> None:
    heard: list[object] = []

    [outcome] = warden.run([child("answers", Frame([1, "a"], b"123"))], on_frame=lambda _, f: heard.append(f.tree))

    assert heard == [{"tree": [1, "a"], "bytes": 3}]
    assert (outcome.ending, outcome.code, outcome.output) == (Ending.EXITED, 0, "said aloud\n")
    assert outcome.wall_ms > 0


def test_the_memory_told_is_what_the_run_added(warden: LightWarden) -> None:
    idle, _ = run_one(warden, "nothing")
    busy, _ = run_one(warden, "holds_memory", memory_bytes=256 << 20)

    assert 0 < idle.max_rss_bytes < 8 << 20
    assert 64 << 20 <= busy.max_rss_bytes < 80 << 20


def test_the_kernel_would_end_a_child_before_the_warden(warden: LightWarden) -> None:
    own, *_, waiting = settled(warden)

    scores = [Path(f"/proc/{pid}/oom_score_adj").read_text().strip() for pid in (own, waiting)]

    assert scores == [Path("/proc/self/oom_score_adj").read_text().strip(), "1000"]


def test_a_child_that_died_while_it_waited_is_replaced(warden: LightWarden) -> None:
    waiting = settled(warden)[2:]
    watch = Watch(waiting)
    for pid in waiting:
        os.kill(pid, signal.SIGKILL)

    assert watch.still_running() == []
    settled(warden)
    assert run_one(warden, "nothing")[0].code == 0


def test_one_childs_threads_take_nothing_from_anothers(warden: LightWarden) -> None:
    heard: dict[int, object] = {}
    limits = replace(LIMITS, memory_bytes=1 << 30, threads=20)
    pair = [child("holds_threads", limits=limits), child("starts_a_thread", limits=limits)]

    warden.run(pair, on_frame=lambda index, frame: heard.setdefault(index, frame.tree))

    assert heard == {0: 19, 1: "a thread ran"}  # the first process counts, too


def test_each_child_opens_its_context_while_it_waits_and_serves_one_run() -> None:
    warden = LightWarden(slots=1, prepare="sandbox_children:opens_a_context")
    warden.start()
    settled(warden)

    told = [run_one(warden, "tells_its_context")[1] for _ in range(4)]

    assert told == [[[[1], 1]]] * 4  # process 1 of its own namespace, prepared once
    warden.close()


def test_a_device_that_is_gone_ends_the_run_and_forks_no_children_without_end() -> None:
    warden = LightWarden(slots=1, prepare="sandbox_children:finds_no_device")
    warden.start()

    outcomes = [run_one(warden, "nothing") for _ in range(2)]

    assert [(outcome.ending, outcome.code, heard) for outcome, heard in outcomes] == [(Ending.EXITED, 1, [])] * 2
    before = _faults_of_ended_children(warden)
    time.sleep(0.5)
    assert _faults_of_ended_children(warden) - before < 5000  # some hundred a child; without the pause 250 children
    warden.close()


def _faults_of_ended_children(warden: LightWarden) -> int:
    stat = Path(f"/proc/{descendants(warden.pid or 0)[1]}/stat").read_text()
    return int(stat.rsplit(")", 1)[1].split()[8])


def test_a_run_beyond_those_that_wait_is_forked_for(warden: LightWarden) -> None:
    settled(warden)

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(lambda _: run_one(warden, "nothing")[0].code, range(40)))

    assert codes == [0] * 40


@pytest.mark.parametrize(
    ("name", "limits", "ending", "code"),
    [
        ("exits_with_three", {}, Ending.EXITED, 3),
        ("raises", {}, Ending.EXITED, 1),
        ("allocates", {}, Ending.EXITED, 1),
        ("crashes", {}, Ending.SIGNAL, signal.SIGSEGV),
        ("sleeps", {"wall_seconds": 0.2}, Ending.WALL, signal.SIGKILL),
        ("burns", {"cpu_seconds": 1}, Ending.CPU, signal.SIGKILL),
        ("floods", {}, Ending.OUTPUT, signal.SIGKILL),
    ],
)
def test_the_ending_says_why_a_child_ended(
    warden: LightWarden, name: str, limits: dict[str, float], ending: Ending, code: int
) -> None:
    outcome, _ = run_one(warden, name, **limits)

    assert (outcome.ending, outcome.code) == (ending, code)


def test_output_is_cut_at_its_cap(warden: LightWarden) -> None:
    outcome, _ = run_one(warden, "floods", output_bytes=1000)

    assert outcome.output == "x" * 1000


def test_what_a_child_raises_is_in_its_output(warden: LightWarden) -> None:
    assert "the child's own words" in run_one(warden, "raises")[0].output


def test_memory_over_the_limit_is_refused(warden: LightWarden) -> None:
    assert "MemoryError" in run_one(warden, "allocates")[0].output


def test_two_children_talk_over_their_link_and_the_second_ends_with_the_first(warden: LightWarden) -> None:
    heard: list[tuple[int, object]] = []

    first, second = warden.run(
        [child("asks_its_peer"), child("answers_its_peer")], on_frame=lambda i, f: heard.append((i, f.tree))
    )

    assert (0, ["ping", "pong"]) in heard
    assert first.ending == Ending.EXITED
    assert second.ending == Ending.KILLED


def test_runs_go_on_side_by_side(warden: LightWarden) -> None:
    """Each of two runs ends only after the other has begun."""
    begun = threading.Barrier(2)
    endings: list[Ending] = []

    def meet() -> None:
        def wait_for_the_other(_: int, __: Frame) -> None:
            begun.wait(timeout=20)

        spec = child("sleeps", limits=replace(LIMITS, wall_seconds=1))
        endings.append(warden.run([spec], on_frame=wait_for_the_other)[0].ending)

    threads = [threading.Thread(target=meet) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert endings == [Ending.WALL, Ending.WALL]


def test_a_child_that_writes_no_frame_ends_the_run(warden: LightWarden) -> None:
    with pytest.raises(FrameError):
        run_one(warden, "writes_no_frame")


def test_cancelling_ends_the_children(warden: LightWarden) -> None:
    first_waiting = settled(warden)[2]
    watch = Watch([first_waiting])
    heard: list[int] = []

    with pytest.raises(Cancelled):
        warden.run([child("sleeps")], on_frame=lambda index, _: heard.append(index), cancelled=lambda: bool(heard))

    assert watch.still_running() == []
    assert run_one(warden, "nothing")[0].code == 0


def test_a_warden_killed_in_mid_run_is_lost_with_its_children_and_a_new_one_starts() -> None:
    warden = LightWarden(slots=1)
    warden.start()
    watches: list[Watch] = []

    def kill(_: int, __: Frame) -> None:
        watches.append(Watch(descendants(warden.pid or 0)))
        os.kill(warden.pid or 0, signal.SIGKILL)

    with pytest.raises(WardenLost):
        warden.run([child("sleeps")], on_frame=kill)
    assert watches[0].still_running() == []
    assert not warden.alive
    with pytest.raises(WardenLost):
        run_one(warden, "nothing")
    warden.close()
    warden.start()
    assert run_one(warden, "nothing")[0].ending == Ending.EXITED
    warden.close()


def test_closing_in_mid_run_loses_the_run_and_leaves_no_process() -> None:
    warden = LightWarden(slots=1)
    warden.start()
    watch = Watch(descendants(warden.pid or 0))

    with pytest.raises(WardenLost):
        warden.run([child("sleeps")], on_frame=lambda *_: warden.close())

    assert watch.still_running() == []


def test_a_warden_outlives_the_thread_that_started_it() -> None:
    warden = LightWarden(slots=1)
    starter = threading.Thread(target=warden.start)
    starter.start()
    starter.join()

    assert run_one(warden, "nothing")[0].ending == Ending.EXITED
    warden.close()


def test_no_process_outlives_a_worker_that_is_killed() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, *sys.path], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert worker.stdout is not None
    warden_pid = int(worker.stdout.readline())
    watch = Watch(descendants(warden_pid))

    worker.kill()
    worker.communicate()

    assert watch.still_running() == []


_WORKER = """
import sys
sys.path[:] = sys.argv[1:]
from wardens import LightWarden, child
warden = LightWarden(slots=1)
warden.start()
warden.run([child("sleeps")], on_frame=lambda *_: print(warden.pid, flush=True))
"""


def test_a_hundred_runs_leave_nothing_behind() -> None:
    warden = LightWarden(slots=1)
    warden.start()
    run_one(warden, "nothing")
    before, descriptors = _traces(warden), _descriptors(warden)

    for _ in range(100):
        run_one(warden, "nothing")

    assert _traces(warden) == before
    assert _settles(warden, at_most=descriptors + 5)  # what each run leaves would be a hundred
    groups, root = [slot.folder for slot in warden._groups], Path(warden._root)
    warden.close()
    assert not [group for group in groups if group.parent.exists()]
    assert not root.exists()


def _settles(warden: LightWarden, *, at_most: int, seconds: float = 20) -> bool:
    """Wait: the warden tells an outcome before it has closed all of that run, and opens the next child's meanwhile."""
    ends = time.monotonic() + seconds
    while _descriptors(warden) > at_most and time.monotonic() < ends:
        time.sleep(0.01)
    return _descriptors(warden) <= at_most


def _descriptors(warden: LightWarden) -> int:
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in settled(warden))


def _traces(warden: LightWarden) -> dict[str, object]:
    pids = settled(warden)
    return {
        "processes": len(pids),
        "our descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "its mounts": [len(Path(f"/proc/{pid}/mountinfo").read_text().splitlines()) for pid in pids],
        "groups": [(slot.folder / "cgroup.procs").read_text() for slot in warden._groups],
    }


def test_another_system_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(NoConfinement, match="needs Linux"):
        LightWarden().start()


def test_a_stuck_warden_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    warden = LightWarden(slots=1)
    warden.start()
    monkeypatch.setattr("sandbox.runs._OVERDUE_SECONDS", 0.1)
    pids = descendants(warden.pid or 0)

    def stop(_: int, __: Frame) -> None:
        os.kill(pids[1], signal.SIGSTOP)

    with pytest.raises(WardenLost, match="over its time"):
        warden.run([child("sleeps", limits=replace(LIMITS, wall_seconds=0.3))], on_frame=stop)
    os.kill(pids[1], signal.SIGCONT)
    warden.close()


@pytest.mark.skipif(not cgroups.make_slots(0) and cgroups._parent()[0] is None, reason="no memory cgroup may be made")
def test_a_refused_group_limit_does_not_stop_a_run(warden: LightWarden, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("busy")

    monkeypatch.setattr(cgroups.Slot, "set_limit", refuse)

    assert run_one(warden, "nothing")[0].ending == Ending.EXITED
