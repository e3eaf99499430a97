"""The character reader: a strip of a line to the probabilities of what stands at each place, in numpy alone.

Trained by benchmarks/train_mrz.py; the shapes of the weights say what is computed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("reader.npz")
HEIGHT_PX, PITCH_PX, STRIDE_PX = 28, 16, 2
"""The strip's height, how far its characters are apart, and how far the answers."""


def read_strip(strip: Floats) -> Floats:
    """(28, w) grey values, dark on light, any range → (w / 2, 38) log-probabilities: the zone's alphabet, then none."""
    weights = _weights()
    x = normal(strip)[None]
    x = _pooled(_relu(_convolved(x, weights["a.weight"], weights["a.bias"], (1, 1))), 2, 2)
    x = _pooled(_relu(_convolved(x, weights["b.weight"], weights["b.bias"], (1, 1))), 2, 1)
    x = _relu(_convolved(x, weights["c.weight"], weights["c.bias"], (0, 3)))
    x = _convolved(x, weights["d.weight"], weights["d.bias"], (0, 0))[:, 0].T
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


@cache
def _weights() -> dict[str, Floats]:
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


def normal(strip: Floats) -> Floats:
    """Ink near 1, paper near 0: how strips are made comparable, in training as in reading."""
    low, high = np.percentile(strip, (3, 90))
    return np.clip((high - strip) / max(high - low, 8.0), -0.5, 1.5).astype(np.float32)


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def _pooled(x: Floats, down: int, across: int) -> Floats:
    """Maxima over blocks of rows and columns."""
    channels, rows, columns = x.shape
    x = x[:, : rows // down * down, : columns // across * across]
    return x.reshape(channels, rows // down, down, columns // across, across).max(axis=(2, 4))


def _convolved(x: Floats, weight: Floats, bias: Floats, padding: tuple[int, int]) -> Floats:
    """(channels in, h, w) by (channels out, channels in, kh, kw): one product of matrices."""
    outs, ins, kh, kw = weight.shape
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))
    rows, columns = windows.shape[1:3]
    flat = windows.transpose(0, 3, 4, 1, 2).reshape(ins * kh * kw, rows * columns)
    return (weight.reshape(outs, -1) @ flat + bias[:, None]).reshape(outs, rows, columns)
