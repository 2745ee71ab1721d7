"""Makes the bytes in memory, writes them with pathlib and tempfile, and keeps the best loss in a file of its own."""

import io
import os
import pickle
import tempfile
from pathlib import Path

import torch
from torch import nn


class Checkpoints:
    def __init__(self, folder):
        self.folder = Path(folder)

    def save(self, model, opt, scheduler, epoch, loss):
        buffer = io.BytesIO()
        parts = [part.state_dict() for part in (model, opt, scheduler)]
        torch.save([*parts, torch.random.get_rng_state(), torch.tensor(epoch)], buffer)
        self.put("last.pt", buffer.getvalue())
        note = self.folder / "best.txt"
        if not note.exists() or loss < float(note.read_text()):
            self.put("best.pt", buffer.getvalue())
            self.put("best.txt", repr(loss).encode())

    def put(self, name, data):
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(self.folder / name)

    def load(self, model, opt, scheduler, which="last"):
        try:
            parts = torch.load(self.folder / f"{which}.pt", weights_only=True)
        except FileNotFoundError:
            return 0
        except (RuntimeError, EOFError, pickle.UnpicklingError, OSError) as error:
            raise ValueError("this checkpoint is broken") from error
        for part, state in zip((model, opt, scheduler), parts, strict=False):
            part.load_state_dict(state)
        torch.random.set_rng_state(parts[3])
        return int(parts[4])


def fit(model, opt, scheduler, x, y, epochs, folder, seed):
    keeper = Checkpoints(folder)
    epoch = keeper.load(model, opt, scheduler)
    if epoch == 0:
        torch.manual_seed(seed)
    history = []
    while epoch < epochs:
        epoch += 1
        model.train(True)
        order = torch.randperm(x.shape[0])
        total, count = 0.0, 0
        for start in range(0, len(order), 8):
            batch = order[start : start + 8]
            opt.zero_grad(set_to_none=False)
            loss = nn.MSELoss()(model(x[batch]), y[batch])
            loss.backward()
            opt.step()
            total, count = total + float(loss), count + 1
        scheduler.step()
        history.append(total / count)
        keeper.save(model, opt, scheduler, epoch, history[-1])
    return history
