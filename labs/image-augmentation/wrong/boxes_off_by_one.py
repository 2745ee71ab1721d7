"""The boxes lie one pixel too far left. Edges are mirrored by W − x; W − 1 − x is for the indices of pixels.

check: flip_boxes
lesson: image-augmentation
"""

import torch


def flip(image, boxes):
    left, top, right, bottom = boxes.unbind(1)  # each (K,)
    width = image.shape[2]
    moved = torch.stack([width - 1 - right, top, width - 1 - left, bottom], dim=1)
    return image.flip(2), moved


def rotate90(image, mask):
    return torch.rot90(image, 1, (1, 2)), torch.rot90(mask, 1, (0, 1))  # (C, H, W) -> (C, W, H)


def random_crop(image, size, pad, generator=None):
    padded = torch.nn.functional.pad(image, (pad, pad, pad, pad))  # (C, H + 2 * pad, W + 2 * pad)
    height, width = padded.shape[1:]
    top = int(torch.randint(height - size + 1, (), generator=generator))
    left = int(torch.randint(width - size + 1, (), generator=generator))
    return padded[:, top : top + size, left : left + size]


def jitter(image, brightness, contrast):
    mean = image.mean()
    return ((image - mean) * contrast + mean + brightness).clamp(0, 1)


def cutout(image, top, left, size):
    out = image.clone()
    out[:, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
    return out


def augment_batch(images, labels, symmetric, p, training, generator=None):
    if not training:
        return images.clone()
    chosen = torch.rand(len(images), generator=generator) < p  # (N,)
    chosen = chosen & torch.isin(labels, torch.tensor(symmetric))
    return torch.where(chosen[:, None, None, None], images.flip(3), images)
