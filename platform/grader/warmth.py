"""What the warden does once so that no child has to: first calls that load or look up much."""

from __future__ import annotations

import socket

import torch
import torch.overrides


def warm() -> None:
    """Run one small training step, on one thread, so that torch's lazy set-up is over before the first fork.

    The processor's features are read from /proc, which children don't have; the first optimizer step imports much.
    With one thread no pool is started, so that a fork stays safe.
    """
    torch.set_num_threads(1)
    torch.backends.cpu.get_cpu_capability()
    torch.overrides.resolve_name(torch.add)  # builds a table that takes a tenth of a second
    module = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU(), torch.nn.Flatten())
    head = torch.nn.Linear(8, 3)
    for optimizer in (torch.optim.SGD, torch.optim.Adam):
        steps = optimizer([*module.parameters(), *head.parameters()], lr=0.1)
        loss = torch.nn.functional.cross_entropy(head(module(torch.randn(2, 1, 4, 4))), torch.tensor([0, 1]))
        steps.zero_grad()
        torch.autograd.backward(loss)
        steps.step()


def nothing(_channel: socket.socket, _link: socket.socket) -> None:
    """Be an empty child: what its run costs is the sandbox's own."""


def wait(_channel: socket.socket, link: socket.socket) -> None:
    """Be a child that has everything loaded and waits until it is ended."""
    torch.ones(1)
    link.recv(1)
