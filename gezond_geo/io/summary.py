"""A summary of an object in a few lines, for a console or notebook."""

from __future__ import annotations

from abc import abstractmethod
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from gezond_geo.io.text import as_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 6
"""Maximum number of lines per part; the rest is counted."""


class Summary(NamedTuple):
    """A few lines on an object.

    Attributes
    ----------
    title : What the object is.
    facts : Key facts, such as years and counts.
    notes : Caveats.
    steps : Possible next steps, as Python code.
    """

    title: str
    facts: Sequence[str]
    notes: Sequence[str] = ()
    steps: Sequence[str] = ()

    def to_text(self) -> str:
        """Write it as lines of text."""
        lines = [self.title, *self.facts, *(f"Let op: {note}" for note in _some(self.notes))]
        if self.steps:
            lines.append(f"Verder: {', '.join(self.steps)}")
        return "\n  ".join(map(as_line, lines))

    def to_html(self) -> str:
        """Write it as HTML; text from outside is escaped."""
        facts = "".join(f"<li>{_escape(fact)}</li>" for fact in self.facts)
        notes = "".join(f"<li>Let op: {_escape(note)}</li>" for note in _some(self.notes))
        steps = ", ".join(f"<code>{_escape(step)}</code>" for step in self.steps)
        after = f"<p>Verder: {steps}</p>" if steps else ""
        return f"<div><strong>{_escape(self.title)}</strong><ul>{facts}{notes}</ul>{after}</div>"


class Summarised:
    """An object that shows as its `Summary`."""

    __slots__ = ()

    @abstractmethod
    def _summary(self) -> Summary: ...

    def __repr__(self) -> str:
        """Summary for a console."""
        return self._summary().to_text()

    def _repr_html_(self) -> str:
        """Summary for a notebook."""
        return self._summary().to_html()


def _some(notes: Sequence[str]) -> list[str]:
    more = [f"en nog {len(notes) - _MOST}"] if len(notes) > _MOST else []
    return [*notes[:_MOST], *more]


def _escape(text: str) -> str:
    return escape(as_line(text))
