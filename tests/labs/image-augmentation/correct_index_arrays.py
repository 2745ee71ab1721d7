"""Index arrays, masks and matrix arithmetic; bernoulli for the draws."""

import torch


def flip(image, boxes):
    swap = boxes.new_tensor([[0, 0, -1, 0], [0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1]])
    width = boxes.new_tensor([1, 0, 1, 0]) * image.shape[-1]
    return image[..., torch.arange(image.shape[-1] - 1, -1, -1)], boxes @ swap + width


def rotate90(image, mask):
    return image.mT.flip(-2), mask.mT.flip(0)


def random_crop(image, size, pad, generator=None):
    padded = torch.nn.ZeroPad2d(pad)(image)
    rows, columns = padded.shape[1] - size + 1, padded.shape[2] - size + 1
    place = torch.randperm(rows * columns, generator=generator)[0].item()
    top, left = divmod(place, columns)
    return padded.narrow(1, top, size).narrow(2, left, size).clone()


def jitter(image, brightness, contrast):
    return torch.lerp(image.mean().expand_as(image), image, contrast).add(brightness).clip(0.0, 1.0)


def cutout(image, top, left, size):
    rows, columns = torch.arange(image.shape[1]), torch.arange(image.shape[2])
    hole = ((rows >= top) & (rows < top + size))[:, None] & ((columns >= left) & (columns < left + size))
    return image.masked_fill(hole, 0.0)


def augment_batch(images, labels, symmetric, p, training, generator=None):
    chance = torch.full((len(images),), float(p) if training else 0.0)
    chosen = torch.bernoulli(chance, generator=generator).bool()
    chosen &= (labels[:, None] == torch.tensor(symmetric, dtype=torch.int64)).any(1)
    out = images.clone()
    out[chosen] = images[chosen].flip(-1)
    return out
