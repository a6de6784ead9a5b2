"""Within what a share really lies when so many of so many were so."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's score interval, 95 %; the whole of 0..1 where there is nothing. Source: Wilson, 1927.

    `n` may be a fraction: the size that a sample is worth.
    """
    if n <= 0:
        return 0.0, 1.0
    share, square = hits / n, Z_95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    spread = Z_95 * sqrt(max(0.0, share * (1 - share)) / n + square / (4 * n * n)) / (1 + square / n)
    # At the ends the interval reaches the share itself; rounding must not put it outside.
    return max(0.0, min(middle - spread, share)), min(1.0, max(middle + spread, share))
