"""Look-up of addresses and other named places at PDOK's Locatieserver, with how well each answer fits."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from gezond_geo import settings
from gezond_geo.areas.rd import NETHERLANDS_RD
from gezond_geo.io import cache, http
from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable

CANDIDATES = 5
"""Maximum number of answers kept per query."""

EXACT, SEVERAL, NEAR = "precies", "meer dan een", "bij benadering"
"""Fit of an answer: street and number match the query, other answers fit equally well, or less than that."""

COLUMNS = ("gevonden", "soort", "score", "gemeentecode", "gemeente", "x", "y")
_PATH = "/bzk/locatieserver/search/v3_1/free"
_WHAT = "Locatieserver"
_LETTERS = re.compile(r"(?<=\b\d{4}) (?=[a-z]{2}\b)|(?<=\d) (?=[a-z]\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Answers of the Locatieserver to one query.

    Attributes
    ----------
    candidates : Frame of the answers in the gemeente, best first: ``gevonden`` (as the service writes it), ``soort``
        (adres, weg, postcode, buurt, …), ``score`` (of the service, without a fixed scale), ``zekerheid`` (`EXACT`,
        `SEVERAL` or `NEAR`) and ``x``, ``y`` in RD metres.
    elsewhere : The best answer when there are only answers outside the gemeente, else empty.
    retrieved : Date of the answer.
    """

    candidates: pd.DataFrame
    elsewhere: str
    retrieved: str


def find_address(text: str, gemeentecode: str, gemeente: str) -> Search:
    """Look up an address or a name in a gemeente.

    The answer is cached. The service receives the text and nothing else from the list it comes from.

    Parameters
    ----------
    text
        Address or name as people write it.
    gemeentecode, gemeente
        Gemeente that it must be in: ``GM`` and four digits, and the name.

    Raises
    ------
    SourceError
        When the service does not answer, or returns something else, and the cache does not have it.
    """
    answers, retrieved = _ask(text, gemeentecode[2:])
    here = answers[answers["gemeentecode"] == gemeentecode[2:]]
    elsewhere = ""
    if here.empty:
        others, retrieved = _ask(text, "")
        others = others[others["gemeentecode"] != gemeentecode[2:]]
        elsewhere = "" if others.empty else f"{others['gevonden'].iloc[0]} ({others['gemeente'].iloc[0]})"
    table = here.head(CANDIDATES).reset_index(drop=True)
    fits = _judge(text, zip(table["soort"], table["gevonden"], strict=True), gemeente)
    return Search(
        candidates=table.assign(zekerheid=fits)[["gevonden", "soort", "score", "zekerheid", "x", "y"]],
        elsewhere=elsewhere,
        retrieved=retrieved[:10],
    )


def _ask(text: str, gemeentecode: str) -> tuple[pd.DataFrame, str]:
    """Answers to a query, within a gemeente or anywhere, and the time of retrieval."""
    params = {"q": text, "rows": str(CANDIDATES)}
    # By code: CBS and PDOK spell some names differently.
    params |= {"fq": f"gemeentecode:{gemeentecode}"} if gemeentecode else {}
    url = http.build_url(f"{settings.pdok_url()}{_PATH}", params)

    def download() -> tuple[pd.DataFrame, cache.Provenance]:
        answer = http.get_json(url, what=_WHAT, expect_keys=("response",))["response"]
        documents = answer.get("docs") if isinstance(answer, dict) else None
        if not isinstance(documents, list):
            raise http.make_error(f"{http.name_service(url, _WHAT)} gaf geen lijst; probeer het later opnieuw.")
        rows = [row for document in documents if (row := _read_document(document)) is not None]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        numbers = dict.fromkeys(("score", "x", "y"), "float64")
        return frame.astype(dict.fromkeys(COLUMNS, "string") | numbers), cache.Provenance(url=url, table=_WHAT)

    frame, provenance, _ = cache.fetch(cache.make_key("locatieserver", url=url), download)
    return frame, provenance.retrieved


def _read_document(document: Any) -> tuple[str, str, float, str, str, float, float] | None:
    """Read one answer; None when it has no name or no location in the Netherlands."""
    fields = document if isinstance(document, dict) else {}
    name, score = str(fields.get("weergavenaam") or ""), fields.get("score")
    try:
        point: Any = shapely.from_wkt(str(fields.get("centroide_rd")))
    except shapely.errors.ShapelyError:
        return None
    if not name or point.geom_type != "Point" or not point.within(NETHERLANDS_RD):
        return None
    return (
        name,
        str(fields.get("type") or ""),
        float(score) if isinstance(score, int | float) else math.nan,
        str(fields.get("gemeentecode") or "").removeprefix("GM"),
        str(fields.get("gemeentenaam") or ""),
        round(point.x, 2),
        round(point.y, 2),
    )


def _judge(text: str, answers: Iterable[tuple[str, str]], gemeente: str) -> list[str]:
    """Rate how well each answer fits the query."""
    kinds = [(kind, name) for kind, name in answers]
    fitting = [kind == "adres" and _is_asked(text, name, gemeente) for kind, name in kinds]
    exact = EXACT if sum(fitting) == 1 else SEVERAL
    return [exact if fits else NEAR for fits in fitting]


def _is_asked(text: str, name: str, gemeente: str) -> bool:
    """Whether a query holds the street and number of an address, and no words outside the address and the gemeente."""
    question, street = f" {_join_numbers(text)} ", f" {_join_numbers(name.partition(',')[0])} "
    rest = question.replace(street, " ", 1).split()
    return street in question and {*rest} <= {*_join_numbers(name).split(), *normalise_name(gemeente).split()}


def _join_numbers(text: str) -> str:
    """Normalise an address, with postcode and house letter as the service writes them: 7512AA and 12A."""
    return _LETTERS.sub("", normalise_name(text))
