import torch


def flip(image, boxes):
    """Mirror the image (C, H, W) left to right, and its boxes (K, 4) with it; return both."""
    raise NotImplementedError


def rotate90(image, mask):
    """Turn the image (C, H, W) and its mask (H, W) by 90 degrees anticlockwise; return both."""
    raise NotImplementedError


def random_crop(image, size, pad, generator=None):
    """Pad the image (C, H, W) with zeros and cut out a random square (C, size, size)."""
    raise NotImplementedError


def jitter(image, brightness, contrast):
    """Change brightness and contrast of the image; the result stays within 0 to 1."""
    raise NotImplementedError


def cutout(image, top, left, size):
    """Return the image with a square set to 0."""
    raise NotImplementedError


def augment_batch(images, labels, symmetric, p, training, generator=None):
    """Mirror each image (N, C, H, W) with probability p if its label allows it; return the batch."""
    raise NotImplementedError
