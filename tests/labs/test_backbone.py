"""The data of transfer-freeze-finetune can be made again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from django.conf import settings
from safetensors.torch import load_file

LAB = settings.ROOT / "labs" / "transfer-freeze-finetune"
FILES = ("backbone.safetensors", "digits.safetensors", "test.safetensors")


@pytest.mark.slow
def test_making_the_backbone_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, settings.ROOT / "bin" / "make-backbone", tmp_path], check=True, capture_output=True)

    assert {name: (tmp_path / name).read_bytes() == (LAB / name).read_bytes() for name in FILES} == dict.fromkeys(
        FILES, True
    )


def test_the_test_pictures_are_none_of_the_labelled() -> None:
    labelled, test = (load_file(LAB / name) for name in FILES[1:])

    assert labelled["images"].shape == (40, 12, 12)
    assert labelled["labels"].bincount().tolist() == [10, 10, 10, 10]
    assert len(test["images"]) == len(test["labels"]) == 674
    assert not (labelled["images"][:, None] == test["images"][None]).flatten(2).all(2).any()


def test_the_backbone_is_small() -> None:
    state = load_file(LAB / FILES[0])

    assert sum(value.numel() for value in state.values() if value.dtype == torch.float32) < 13_000
