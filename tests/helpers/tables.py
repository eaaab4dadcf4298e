"""A made-up table of StatLine: what its service answers, and how it is read."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from faulty import FaultyServer, Reply

from gezond_geo.dataset import statline
from gezond_geo.errors import SourceError
from gezond_geo.io import cache

COLUMNS = {"inwoners": ("AantalInwoners",), "gezond": ("ErvarenGezondheidGoedZeerGoed", "GoedErvarenGezondheid")}
NAN = float("nan")
TOPICS = ("AantalInwoners_5", "ErvarenGezondheidGoedZeerGoed_4")
FIGURES = dict.fromkeys(TOPICS, 5)
Serve = Callable[..., FaultyServer]


def properties(*topics: str, dimensions: tuple[str, ...] = ()) -> list[Mapping[str, object]]:
    return [
        {"Key": "WijkenEnBuurten", "Type": "GeoDetail"},
        *({"Key": name, "Type": "Dimension"} for name in dimensions),
        {"Key": "", "Type": "TopicGroup", "Title": "Bevolking"},
        *({"Key": name, "Type": "Topic"} for name in topics),
    ]


def row(code: str, **values: object) -> dict[str, object]:
    return {"WijkenEnBuurten": code.ljust(10), **values}


def value(records: object, **more: object) -> Reply:
    return Reply(json={"odata.metadata": "m", "value": records, **more})


def regions_of(*pages: Reply) -> list[dict[str, object]]:
    """List the regions of the rows on these pages, as the table would."""
    records = [record for page in pages for record in (page.json or {}).get("value", ()) if isinstance(record, dict)]
    codes = dict.fromkeys(str(record.get("WijkenEnBuurten")).strip() for record in records)
    return [{"Key": code.ljust(10), "Title": f"Naam {code}"} for code in codes]


def rows_of(*records: tuple[str, object, object]) -> Reply:
    return value([row(c, AantalInwoners_5=a, ErvarenGezondheidGoedZeerGoed_4=b) for c, a, b in records])


def read(
    server: FaultyServer,
    columns: Mapping[str, tuple[str, ...]] = COLUMNS,
    regions: str | tuple[str, ...] | None = "BU0153",
    period: str | None = None,
    age: str | None = None,
    **options: Any,
) -> statline.TableRows:
    return statline.read_table(
        "84799NED", base_url=server.url, columns=columns, regions=regions, period=period, age=age, **options
    )


def error_of(act: Callable[[], Any]) -> str:
    with pytest.raises(SourceError) as error:
        act()
    sentence = str(error.value)
    assert "127.0.0.1" in sentence
    assert "84799NED" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert cache.entries() == []
    return sentence
