"""Dutch notation of numbers, amounts and lists."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

_SIGNS = str.maketrans({",": ".", ".": ",", "-": "−"})

_TEN_DIGITS = 1e10


@lru_cache(maxsize=2**16)  # a page of a country writes the same numbers over and over
def format_number(value: float, decimals: int = 0) -> str:
    """Write a number with a decimal comma and dots between thousands: ``4.235``, ``73,8``."""
    return f"{value:z,.{decimals}f}".translate(_SIGNS)


def count_decimals(value: float) -> int:
    """Count the decimals of a number, among its first ten digits."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2]) if abs(value) < _TEN_DIGITS else 0


def format_value(value: float, decimals: int, unit: str) -> str:
    """Write a value with its unit: ``73,8 %``."""
    return f"{format_number(value, decimals)} {unit}".strip()


def format_euro(amount: float) -> str:
    """Write an amount, with cents only when there are any: ``€ 150.000``, ``€ 18.306,01``."""
    return f"€ {format_number(amount, 0 if round(amount, 2) == round(amount) else 2)}"


def join_words(words: Sequence[str], last: str = "en") -> str:
    """Write a list: ``a, b en c``."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count_of(number: int, singular: str, plural: str) -> str:
    """Write a count with its noun: ``1 thema``, ``2 thema's``."""
    return f"{format_number(number)} {singular if number == 1 else plural}"


def name_some(names: Iterable[str], most: int = 8) -> str:
    """Name the first `most` of a list and count the rest: ``a, b, nog 3``."""
    items = list(names)
    more = [f"nog {format_number(len(items) - most)}"] if len(items) > most else []
    return ", ".join([*items[:most], *more])
