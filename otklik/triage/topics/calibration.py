"""How far confidences lie from what came true."""

import numpy as np


def calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Mean distance of confidence from accuracy over equal bins, each by its share of cases (ECE)."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(np.abs(np.bincount(place, sure - right, bins)).sum() / len(sure))
