"""Packing of the data of a page: repeated texts and the keys of mappings are stored once, which halves them.

Values are packed a column at a time, since a country has millions: the same key of many mappings, or the items of many
lists, one after the other. What many buurten share, by identity, is packed once.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Names = tuple[str, ...]
    Mappings = Sequence[Mapping[str, Any]]
    Build = Callable[[], Sequence[Any]]
    """Function that gives values with references, once these are numbered."""

_REFERENCE, _OFTEN = 7, 3  # characters of a reference to a deduplicated text; minimum number of occurrences of keys
_ATOMS = {int, float, bool, type(None)}
"""Types that are written unchanged: most of a large page consists of lists of numbers."""
_CONTAINERS = (dict, list, tuple)
_LATER = ("cijfers_per_weergave", "klasse", "rijen")
"""Keys per buurt, view and table: a country has so many that a browser decodes them one by one."""
_FROM = {"kop", "zin", *_LATER}
"""Number of keys from which these are stored separately."""


def pack(payload: Mapping[str, Any]) -> list[Any]:
    """Parts that together hold the payload.

    ``~3`` refers to the fourth of ``teksten``; a text that begins with ``~`` is escaped with another one. ``["~:2",
    …]`` is a mapping with the third list of ``sleutels`` and these values. A mapping with one of `_LATER` has only its
    first values there, followed by the number of the part with the others.
    """
    packing = _Packing()
    build = packing.gather([payload], 1)
    texts, keys = packing.number()
    (content,) = build()
    return [{"teksten": texts, "sleutels": keys, "inhoud": content}, *packing.later]


class _Packing:
    """Counts of texts and of the keys of mappings, the references to them, and the parts for later."""

    def __init__(self) -> None:
        self.later: list[Sequence[Any]] = []
        self._texts: Counter[str] = Counter()
        self._keys: Counter[Names] = Counter()
        self._references: dict[str, str] = {}
        self._heads: dict[Names, tuple[str, int]] = {}

    def gather(self, values: Sequence[Any], weight: int) -> Build:
        """Count what is in these values, which are written `weight` times, and return how to build them."""
        kinds = {*map(type, values)}
        if kinds <= _ATOMS:
            return lambda: values
        if any(issubclass(kind, str) for kind in kinds):
            texts = values if len(kinds) == 1 else [value for value in values if isinstance(value, str)]
            for text, count in Counter(texts).items():
                self._texts[text] += count * weight
        refer = self._references.get
        if not any(issubclass(kind, _CONTAINERS) for kind in kinds):
            return lambda: list(map(refer, values, values))
        containers = [value for value in values if isinstance(value, _CONTAINERS)]
        distinct = dict(zip(map(id, containers), containers, strict=True))
        lists, mappings = _sort_out(distinct.values())
        each = weight * len(containers) // len(distinct)
        builds: list[tuple[Sequence[Any], Build]] = [(lists, self._gather_lists(lists, each))] if lists else []
        builds += [(those, self._gather_mappings(names, those, each)) for names, those in mappings.items()]

        def build() -> Sequence[Any]:
            if len(builds) == 1 and len(distinct) == len(values):
                return builds[0][1]()
            packed: dict[int, Any] = {}
            for those, build_those in builds:
                packed |= zip(map(id, those), build_those(), strict=True)
            return [packed[place] if (place := id(value)) in packed else refer(value, value) for value in values]

        return build

    def number(self) -> tuple[list[str], list[list[str]]]:
        """Number the texts and keys that are stored once, and list them."""
        repeats = [t for t, count in self._texts.items() if (count - 1) * (len(t) + 3) > count * _REFERENCE]
        self._references |= {text: f"~{text}" for text in self._texts if text.startswith("~")}
        self._references |= {text: f"~{n}" for n, text in enumerate(repeats)}
        kinds = [names for names, count in self._keys.items() if count >= _OFTEN or _cut_of(names)]
        self._heads |= {names: (f"~:{n}", _cut_of(names)) for n, names in enumerate(kinds)}
        return repeats, [list(names) for names in kinds]

    def _gather_lists(self, lists: Sequence[Any], weight: int) -> Build:
        items = list(chain.from_iterable(lists))
        build_items = self.gather(items, weight)

        def build() -> Sequence[Any]:
            if (packed := build_items()) is items:
                return lists
            rest = iter(packed)
            return [list(islice(rest, len(those))) for those in lists]

        return build

    def _gather_mappings(self, names: Names, mappings: Mappings, weight: int) -> Build:
        if not names:
            return lambda: mappings
        self._keys[names] += len(mappings) * weight
        builds = [self.gather(column, weight) for column in _columns_of(names, mappings)]

        def build() -> Sequence[Any]:
            columns = [build_column() for build_column in builds]
            if len(columns) < len(names):
                columns = [columns[0][n :: len(names)] for n in range(len(names))]
            head, cut = self._heads.get(names, ("", 0))
            if not head:
                return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
            if cut:
                first = len(self.later) + 1
                self.later += zip(*columns[cut - 1 :], strict=True)
                columns[cut - 1 :] = [range(first, first + len(mappings))]
            return list(zip([head] * len(mappings), *columns, strict=True))

        return build


def _cut_of(names: Names) -> int:
    """Position, from 1, of the first key that is stored separately; 0 when there is none."""
    if not any(name in names for name in _LATER):
        return 0
    return next(place for place, name in enumerate(names, 1) if name in _FROM)


def _sort_out(values: Iterable[Any]) -> tuple[list[Sequence[Any]], dict[Names, list[Mapping[str, Any]]]]:
    """Lists among values, and mappings by their keys."""
    lists: list[Sequence[Any]] = []
    mappings: dict[Names, list[Mapping[str, Any]]] = {}
    for value in values:
        if isinstance(value, dict):
            mappings.setdefault(tuple(value), []).append(value)
        else:
            lists.append(value)
    return lists, mappings


def _columns_of(names: Names, mappings: Mappings) -> list[Sequence[Any]]:
    """Values of mappings with these keys, by key; row after row in one list when there are more keys than mappings."""
    rows = [mapping.values() for mapping in mappings]
    if 1 < len(names) <= len(rows):
        return list(zip(*rows, strict=True))
    return [list(chain.from_iterable(rows))]
