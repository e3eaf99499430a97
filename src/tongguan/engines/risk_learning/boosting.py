"""Gradient-boosted trees through LightGBM (G. Ke et al., NeurIPS 2017), where it is installed.

Models are kept in LightGBM's own text form. One thread, fixed seeds and its deterministic mode: the same data give
the same text. A worker without LightGBM cannot score such a model and says so (`Unavailable`).
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any

import numpy as np

from tongguan.engines.risk_learning.features import FEATURES, Matrix
from tongguan.engines.risk_learning.frames import Floats

MOST_TREES = 400
PATIENCE = 40
COMMON = {
    "learning_rate": 0.04, "num_leaves": 8, "min_data_in_leaf": 60, "feature_fraction": 0.6, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 127, "seed": 7, "deterministic": True, "force_row_wise": True,
    "num_threads": 1, "verbosity": -1,
}  # fmt: skip


class Unavailable(Exception):
    """LightGBM cannot be loaded here."""


def lightgbm() -> Any:
    """The library; Unavailable where it or what it needs of the system is missing."""
    try:
        return importlib.import_module("lightgbm")
    except (ImportError, OSError) as fault:
        raise Unavailable(f"LightGBM is not available: {fault}") from None


def boosting_available() -> bool:
    """Whether LightGBM can be loaded here."""
    try:
        lightgbm()
    except Unavailable:
        return False
    return True


Rows = tuple[Matrix, Floats, Floats | None]
"""Features, labels and, where the trees only add to it, what was said before (log-odds)."""


def fit_trees(objective: str, rows: Rows, watched: Rows) -> str:
    """Trees as text, stopped where the watched rows (never trained on) get no better."""
    library = lightgbm()
    metric = "binary_logloss" if objective == "binary" else "l2"
    (matrix, label, said), (other, other_label, other_said) = rows, watched
    names = list(FEATURES)
    data = library.Dataset(matrix, label=label, init_score=said, feature_name=names, free_raw_data=False)
    held = library.Dataset(
        other, label=other_label, init_score=other_said, reference=data, free_raw_data=False
    )
    booster = library.train(
        {**COMMON, "objective": objective, "metric": metric},
        data,
        MOST_TREES,
        valid_sets=[held],
        callbacks=[library.early_stopping(PATIENCE, verbose=False)],
    )
    return str(booster.model_to_string(num_iteration=booster.best_iteration or -1))


@lru_cache(maxsize=64)
def loaded(text: str) -> Any:
    """Trees from their text, once a process."""
    library = lightgbm()
    try:
        return library.Booster(model_str=text)
    except library.basic.LightGBMError as fault:
        raise ValueError(f"not a LightGBM model: {fault}") from None


def predicted(text: str, matrix: Matrix) -> Floats:
    """What the trees say of each row, as they add it up: log-odds, or the logarithm of a recovery."""
    return np.asarray(loaded(text).predict(matrix, raw_score=True, num_threads=1), dtype=float)


def contributed(text: str, matrix: Matrix) -> Matrix:
    """(rows × FEATURES): each feature's part of the log-odds (Tree SHAP, S. Lundberg et al., 2018)."""
    found = np.asarray(loaded(text).predict(matrix, pred_contrib=True, num_threads=1), dtype=float)
    return found[:, :-1]
