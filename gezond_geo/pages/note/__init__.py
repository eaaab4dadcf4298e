"""The decision note: a choice on two A4 for decision makers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo._validate import as_decision, as_judgements, as_text, checked

if TYPE_CHECKING:
    from gezond_geo.choices.decision import Decision
    from gezond_geo.choices.judgements import Judgements
    from gezond_geo.pages.note.note import Note


@checked(decision=as_decision, judgements=as_judgements, title=as_text)
def make_note(decision: Decision, judgements: Judgements | None = None, *, title: str | None = None) -> Note:
    """Make the decision note of a choice: what it changes, what was weighed by whom, and what it cannot say.

    Measures that point opposite ways are never merged into a winner, and no effects are claimed.

    Parameters
    ----------
    decision
        Result of `gezond_geo.try_choice` or `gezond_geo.read_decision`.
    judgements
        Result of `gezond_geo.read_judgements`: marks, advice and decisions on the projects that change. Without it
        these are left open.
    title
        Title of the note; without it the name of the choice.

    Returns
    -------
    Note
        In Dutch; its `save` writes one HTML file that opens without a network and prints on two A4.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["verandert"], "project": [8], "euro": [250_000]})
    >>> decision = gg.try_choice(data, gg.score(data), changes, draws=100)
    >>> path = gg.make_note(decision, title="De helft van project 8").save("nota.html")
    >>> "nog geen besluit" in path.read_text("utf-8")
    True
    """
    from gezond_geo.pages.note.note import build_note  # noqa: PLC0415 - papers load when one is made

    return build_note(decision, judgements, decision.name.replace("-", " ") if title is None else title)
