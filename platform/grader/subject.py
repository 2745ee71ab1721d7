"""What a check calls: the candidate behind its socket, or the reference and the wrong solutions in this process."""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader import live
from grader.server import Server
from grader.work import Work, judged
from sandbox.frames import Frame, FrameClosed, FrameError, receive, send
from sandbox.wire import MAX_TENSOR_BYTES, Handle, WireError, decode, encode

Exchange = Callable[[Frame], Frame]

# An honest answer keeps below these; a forged one must fill neither the referee's memory nor its report.
_MAX_CLAIM_CHARACTERS = 4000
_MAX_FORBIDDEN_PER_CALL = 10
_MAX_EVIDENCE_BYTES = 32 << 20


def seed_from(seed: int, of: object) -> int:
    """Derive a seed of 62 bits that does not tell the one it comes from, for a candidate sees it."""
    digest = hashlib.blake2b(f"{seed}:{of}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2


class LearnerError(Exception):
    """The called code raised. `bases` names the classes above `kind`; `traceback` holds the code's own lines only."""

    def __init__(self, kind: str, message: str, traceback: str, bases: Sequence[str] = ()) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.traceback = traceback
        self.bases = tuple(bases)


class CandidateGone(Exception):
    """The candidate's process ended or broke the protocol; nothing more can be asked."""


class Remote:
    """An object that lives with the subject: call it, or call its methods; arguments and results are data."""

    told_as = "class instance"

    def __init__(self, subject: Subject, handle: Handle) -> None:
        self._subject = subject
        self.handle = handle

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._subject.ask("call", "__call__", args, kwargs, on=self.handle)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._subject.ask("call", name, args, kwargs, on=self.handle)


class _Space:
    """Functions of one module at the subject's side."""

    def __init__(self, subject: Subject, space: str) -> None:
        self._subject = subject
        self._space = space

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._subject.ask("call", name, args, kwargs, space=self._space)


class Subject:
    """Calls into one source text: `subject.dropout_forward(x, p=0.3)`, `subject.fixtures.make_net()`.

    `evidence` collects what it answered, for telling which misconception an answer fits. Every call is preceded by
    seeding the subject's random generators with a number that depends on `seed` and the count of calls alone, so that
    two subjects that do the same thing draw the same numbers; `turn` is that count.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.turn = 0
        self._seed = 0
        self._evidence_bytes = 0
        self.on_report: Callable[[int, Mapping[str, float]], None] = _drop
        self.on_evidence: Callable[[list[Any]], None] = _drop
        self.evidence: list[Any] = []
        self.forbidden: list[str] = []
        self.raised: list[LearnerError] = []
        self.fixtures = _Space(self, "fixtures")
        self.probe = _Space(self, "probe")

    def begin(self, seed: int) -> None:
        """Start a check: forget the evidence, restart the seeds."""
        self.turn = 0
        self._seed = seed
        self._evidence_bytes = 0
        self.evidence = []
        self.raised = []

    def load(self) -> None:
        """Execute the module. Raises LearnerError when it does."""
        self.ask("load", "", (), {})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.ask("call", name, args, kwargs)

    def call(self, name: str | Remote, *args: Any, **kwargs: Any) -> Any:
        """Call a function whose name is a value, or an object."""
        return self._call("call", name, args, kwargs)["value"]

    def repeat(self, turn: int, name: str | Remote, *args: Any, **kwargs: Any) -> Any:
        """Call with the random numbers of an earlier turn; not a turn of its own, and no evidence."""
        return self._call("call", name, args, kwargs, turn=turn, kept=False)["value"]

    def parameter_names(self, name: str) -> list[str]:
        """Name the parameters of a function in their order; not a turn of its own, and no evidence."""
        return list(self._call("signature", name, (), {}, turn=self.turn, kept=False)["value"])

    def call_and_inputs(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, list[Any], dict[str, Any]]:
        """Call, and return the result with the arguments as the call left them."""
        reply = self._ask("echo", name, args, kwargs, space="solution", on=None)
        return reply["value"], reply["args"], reply["kwargs"]

    def gradients(
        self,
        name: str | Remote,
        *args: Any,
        wrt: Sequence[int | str],
        upstream: Any,
        same_draws: bool = False,
        **kwargs: Any,
    ) -> tuple[Any, dict[str, Any]]:
        """Call through autograd and return the result and, per place in `wrt`, the upstream gradient pulled back.

        `upstream` is a tensor like the result, or like the first of several results; or a list with one per result,
        None for one that does not count. Where `name` is a module, its parameters get their gradients too, by their
        names. A gradient is None where the result does not depend on that input, and where `upstream` does not fit
        the result. `same_draws` True repeats the random numbers of the call before.
        """
        more = {"wrt": list(wrt), "upstream": upstream}
        reply = self._call("gradients", name, args, kwargs, more=more, turn=self.turn if same_draws else None)
        return reply["value"], reply["gradients"]

    def work(self, name: str | Remote, *args: Any, wrt: Sequence[int | str] = (), **kwargs: Any) -> Work:
        """Call and count; with `wrt`, the pull-back of ones from the first result to those inputs too.

        The counts are no evidence, since two programs with one mistake may be written differently.
        """
        reply = self._call("work", name, args, kwargs, more={"wrt": list(wrt)})
        work = judged(reply.get("work"), reply["value"])
        if work is None:
            raise CandidateGone("it answered out of turn")
        return work

    def _call(
        self, op: str, name: str | Remote, args: Sequence[Any], kwargs: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        if isinstance(name, Remote):
            return self._ask(op, "__call__", args, kwargs, space="solution", on=name.handle, **more)
        return self._ask(op, name, args, kwargs, space="solution", on=None, **more)

    def ask(
        self,
        op: str,
        name: str,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        *,
        space: str = "solution",
        on: Handle | None = None,
    ) -> Any:
        return self._ask(op, name, args, kwargs, space=space, on=on)["value"]

    def _ask(
        self,
        op: str,
        name: str,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        *,
        space: str,
        on: Handle | None,
        more: dict[str, Any] | None = None,
        turn: int | None = None,
        kept: bool = True,
    ) -> dict[str, Any]:
        # The number can't be foreseen, so a reply written before its question is told from an answer.
        number = secrets.randbits(62)
        self.turn += turn is None
        seed = seed_from(self._seed, self.turn if turn is None else turn)
        request = {"id": number, "op": op, "name": name, "space": space, "on": on, "seed": seed}
        request |= {"args": tuple(args), "kwargs": kwargs, **(more or {})}
        frame = self._exchange(encode(request, _as_handle))
        reply = self._decode_reply(frame, number)
        self.forbidden += [name[:_MAX_CLAIM_CHARACTERS] for name in reply["forbidden"][:_MAX_FORBIDDEN_PER_CALL]]
        if "error" in reply:
            kind, message, text = (
                reply["error"][part][:_MAX_CLAIM_CHARACTERS] for part in ("kind", "message", "traceback")
            )
            error = LearnerError(kind, message, text, reply["error"]["bases"])
            self.raised.append(error)
            self._note(("raised", error.kind, error.message.splitlines()[:1]))
            raise error
        if kept:
            self._keep(reply, len(frame.blob))
        return reply

    def _keep(self, reply: dict[str, Any], blob_bytes: int) -> None:
        self._evidence_bytes += blob_bytes
        fits = self._evidence_bytes <= _MAX_EVIDENCE_BYTES
        # What is too large to keep is kept as a thing that is the same as nothing, so that it supports no claim.
        answer = {key: part for key, part in reply.items() if key not in ("id", "forbidden", "work")}
        self._note(answer if fits else object())

    def _note(self, answer: Any) -> None:
        self.evidence.append(answer)
        self.on_evidence(self.evidence)

    def _decode_reply(self, frame: Frame, number: int) -> dict[str, Any]:
        try:
            reply = decode(frame, lambda found: Remote(self, Handle(found, "")))
        except WireError as error:
            raise CandidateGone(f"it answered with what is no value: {error}") from error
        if not _is_reply(reply, number):
            raise CandidateGone("it answered out of turn")
        return dict(reply)


def _is_reply(reply: Any, number: int) -> bool:
    """Check the shape of an answer: a claim is judged elsewhere, but it must at least be one."""
    # Types first: the comparison of a claimed tensor with a number has no truth value.
    if type(reply) is not dict or type(reply.get("id")) is not int or reply["id"] != number:
        return False
    if not _are_texts(reply.get("forbidden")):
        return False
    if "error" in reply:
        error = reply["error"]
        if type(error) is not dict or not _are_texts(error.get("bases")):
            return False
        return all(type(error.get(part)) is str for part in ("kind", "message", "traceback"))
    return "value" in reply


def _are_texts(value: Any) -> bool:
    return type(value) is list and all(type(part) is str for part in value)


def _as_handle(value: object) -> Handle:
    if isinstance(value, Remote):
        return value.handle
    raise WireError(f"a check may not send a {type(value).__name__}")


def _drop(*_: object) -> None:
    """Hear nothing, where nobody asked to."""


def over_socket(link: socket.socket) -> Subject:
    """Return the subject at the other end of `link`."""

    subject: Subject
    reports = 0

    def exchange(request: Frame) -> Frame:
        nonlocal reports
        try:
            send(link, request)
            while True:
                frame = receive(link, max_blob_bytes=MAX_TENSOR_BYTES)
                told = live.heard(frame.tree)
                if told is None:
                    return frame
                reports += 1
                if reports > live.MAX_REPORTS:
                    raise CandidateGone(f"it reported more than {live.MAX_REPORTS} times")
                subject.on_report(*told)
        except FrameClosed as error:
            raise CandidateGone("its process ended") from error
        except (FrameError, OSError, ValueError) as error:
            raise CandidateGone(f"it broke the protocol: {error}") from error

    subject = Subject(exchange)
    return subject


def in_process(server: Server) -> Subject:
    """Return a subject whose code runs here: the author's, never the learner's."""
    return Subject(server.answer)
