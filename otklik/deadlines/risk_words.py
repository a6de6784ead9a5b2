"""What makes a term likely to be missed, in words."""

from collections.abc import Callable, Mapping

_SHARES = (
    (0.9, "почти с каждым ответом"), (0.7, "с двумя ответами из трёх"), (0.45, "с каждым вторым ответом"),
    (0.3, "с каждым третьим ответом"), (0.22, "с каждым четвёртым ответом"), (0.17, "с каждым пятым ответом"),
)  # fmt: skip
_LOADS = ((2.75, "втрое больше"), (1.75, "вдвое больше"), (1.35, "в полтора раза больше"))


def told(feature: str, value: float) -> str:
    """A reason in words (Russian); empty for what this version does not know."""
    return _WORDS[feature](value) if feature in _WORDS else ""


def _step(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    return next((words for low, words in steps if value >= low), "")


def _body(share: float) -> str:
    return f"орган опаздывает {_step(share, _SHARES) or f'с {round(100 * share)} % ответов'}"


def _topic(share: float) -> str:
    return f"по такой теме опаздывают {_step(share, _SHARES) or f'с {round(100 * share)} % ответов'}"


def _passed(share: float) -> str:
    return f"прошло {round(100 * share)} % срока"


def _load(times: float) -> str:
    return f"в работе {_step(times, _LOADS) or f'на {round(100 * (times - 1))} % больше'} обычного"


def _transfers(times: float) -> str:
    return f"передавали {times:.0f} {'раза' if times in (2, 3, 4) else 'раз'}"


_WORDS: Mapping[str, Callable[[float], str]] = {
    "body": _body, "topic": _topic, "passed": _passed, "load": _load, "transfers": _transfers,
}  # fmt: skip
