"""Plain loops and Python's own arithmetic, new tensors filled pixel by pixel; draws columns before rows."""

import torch


def flip(image, boxes):
    width = image.size(-1)
    columns = [image[:, :, width - 1 - j] for j in range(width)]
    moved = boxes.clone()
    for n, (x1, _y1, x2, _y2) in enumerate(boxes.tolist()):
        moved[n, 0], moved[n, 2] = width - x2, width - x1
    return [torch.stack(columns, dim=-1), moved]


def rotate90(image, mask):
    height, width = mask.shape
    turned, turned_mask = image.new_zeros(len(image), width, height), mask.new_zeros(width, height)
    for i in range(height):
        for j in range(width):
            turned[:, width - 1 - j, i] = image[:, i, j]
            turned_mask[width - 1 - j, i] = mask[i, j]
    return [turned, turned_mask]


def random_crop(image, size, pad, generator=None):
    channels, height, width = image.shape
    left = torch.randint(0, width + 2 * pad - size + 1, (1,), generator=generator).item() - pad
    top = torch.randint(0, height + 2 * pad - size + 1, (1,), generator=generator).item() - pad
    out = torch.zeros(channels, size, size, dtype=image.dtype)
    for i in range(size):
        for j in range(size):
            if 0 <= top + i < height and 0 <= left + j < width:
                out[:, i, j] = image[:, top + i, left + j]
    return out


def jitter(image, brightness, contrast):
    mean = image.sum() / image.numel()
    out = contrast * image + (1 - contrast) * mean + brightness
    return torch.minimum(torch.maximum(out, torch.zeros_like(out)), torch.ones_like(out))


def cutout(image, top, left, size):
    out = image + 0
    for i in range(image.shape[1]):
        for j in range(image.shape[2]):
            if top <= i < top + size and left <= j < left + size:
                out[:, i, j] = 0
    return out


def augment_batch(images, labels, symmetric, p, training, generator=None):
    if not training:
        return images
    out = []
    for image, label in zip(images, labels.tolist(), strict=True):
        may = label in symmetric and bool(torch.rand((), generator=generator) < p)
        out.append(torch.flip(image, (-1,)) if may else image)
    return torch.stack(out)
