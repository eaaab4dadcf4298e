"""Languages of the page: Dutch, or English with Dutch names and policy texts."""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gezond_geo.errors import SettingsError
from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.indicators.reference import PEOPLE
from gezond_geo.io import dutch
from gezond_geo.scores import wording
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.reference import Reference
    from gezond_geo.scores.scores import Scores

LANGUAGES = ("nl", "en")


class Language:
    """Wording in Dutch, the language of the catalogue and of `gezond_geo.scores.wording`.

    Calling it with a key returns that text from ``[payload]`` in ``static/teksten.<code>.toml``, filled in.
    """

    code = "nl"

    def __init__(self) -> None:
        texts = _read(self.code)
        self.interface: dict[str, str] = texts["pagina"]
        self.still: dict[str, str] = texts["stil"]
        self.poster: dict[str, str] = texts["poster"]
        self.paper: dict[str, str] = texts["papier"]
        self.paper_sides: dict[str, str] = texts["gunstig"]
        self.note: dict[str, str] = texts.get("nota", {})  # Dutch only
        self.progress: dict[str, str] = texts.get("voortgang", {})  # Dutch only
        self._texts: dict[str, str] = texts["payload"]
        self._numerals = self._texts["telwoorden"].split()
        self.terms: dict[str, Any] = texts["begrippen"]
        self._names: dict[str, Any] = texts.get("namen", {})

    def __call__(self, key: str, **values: object) -> str:
        """Text by its key, filled in."""
        text = self._texts[key]
        return text.format(**values) if "{" in text else text

    def on_paper(self, key: str, **values: object) -> str:
        """Text of the papers, filled in."""
        return self.paper[key].format(**values)

    def on_note(self, key: str, **values: object) -> str:
        """Text of the decision note, filled in."""
        return self.note[key].format(**values)

    def on_progress(self, key: str, **values: object) -> str:
        """Text of the progress report, filled in."""
        return self.progress[key].format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number."""
        return dutch.format_number(value, decimals)

    def value(self, value: float, indicator: Indicator) -> str:
        """Write a value with its unit."""
        return f"{self.number(value, indicator.decimalen)} {indicator.eenheid}".strip()

    def unit(self, indicator: Indicator) -> str:
        """Unit of a figure in words; empty for a count."""
        return indicator.eenheid

    def euro(self, amount: float) -> str:
        """Write an amount, or that it is unknown."""
        return self("bedrag_onbekend") if math.isnan(amount) else dutch.format_euro(amount)

    def join(self, words: Sequence[str]) -> str:
        """Write a list."""
        return dutch.join_words(words)

    def count(self, number: int, what: str) -> str:
        """Write a count with its noun; `what` is the key of the noun, with the suffix ``_meer`` for the plural."""
        return f"{self.number(number)} {self(what if number == 1 else f'{what}_meer')}"

    def numeral(self, number: int) -> str:
        """Write a small number in words, a larger one in digits."""
        return self._numerals[number] if number < len(self._numerals) else self.number(number)

    def themes(self, number: int) -> str:
        """Count themes in words."""
        if number < 2:  # noqa: PLR2004 - one and none have words of their own
            return self("aantal_themas_een") if number == 1 else self("geen_thema")
        return self("aantal_themas", aantal=self.numeral(number))

    def buurten(self, number: int) -> str:
        """Count buurten in words."""
        return self("aantal_buurten_een") if number == 1 else self("aantal_buurten", aantal=self.numeral(number))

    def either(self, words: Sequence[str]) -> str:
        """Write a choice: ``drie of vier``."""
        return self.join(words[:-1]) + self("of") + words[-1] if len(words) > 1 else words[0]

    def sentence_case(self, text: str) -> str:
        """Capitalise the first letter, as in a sentence."""
        return text[:1].upper() + text[1:]

    def label(self, indicator: Indicator) -> str:
        """Name a figure."""
        return indicator.label

    def remark(self, indicator: Indicator) -> str:
        """Caveat on a figure."""
        return indicator.kanttekening

    def theme(self, scores: Scores, theme: str) -> str:
        """Name a theme."""
        return str(self.terms["themas"].get(theme, {}).get("naam") or scores.theme_info[theme].label)

    def view(self, scores: Scores, name: str) -> tuple[str, str]:
        """Name and explanation of the view of a theme, a sub-theme or a counting figure."""
        if name in scores.theme_info:
            return self.theme(scores, name), scores.theme_info[name].uitleg
        if name in scores.indicator_info:
            indicator = scores.indicator_info[name]
            unit = f" ({indicator.eenheid})" if indicator.eenheid else ""
            text = self(
                "uitleg_cijfer",
                cijfer=f"{self.label(indicator)}{unit}",
                thema=self.theme(scores, indicator.thema or ""),
            )
            remark = self.remark(indicator)
            return self.label(indicator), f"{text} {remark[:1].upper()}{remark[1:]}{'.' * bool(remark)}".strip()
        return self._subtheme(scores, name)

    def ends(self, scores: Scores, theme: str) -> tuple[str, str]:
        """Words for the favourable and the unfavourable end of a theme."""
        return scores.theme_info[theme].minder, scores.theme_info[theme].meer

    def sentence(self, indicator: Indicator) -> str:
        """Sentence of a figure, with {} for its value and unit."""
        return indicator.zin

    def position(self, scores: Scores, theme: str, percentile: float) -> str:
        """A percentile in words."""
        return wording.say_position(scores, theme, percentile)

    def people(self, reference: Reference) -> str:
        """Name of the reference population."""
        return reference.people

    def reason(self, reason: str) -> str:
        """Short reason why there is no outcome."""
        return reason

    def reference(self, scores: Scores, themes: Sequence[str]) -> str:
        """Sentence on the reference of the themes."""
        return wording.say_reference(scores, themes)

    def favourable(self, scores: Scores, buurtcode: str, without: Collection[str] = ()) -> list[str]:
        """Sentences on what goes well, except some figures."""
        return wording.say_favourable(scores, buurtcode, without)

    def stacking(self, scores: Scores, buurtcode: str, *, public: bool) -> list[str]:
        """Sentences on themes that stack or are borderline, with their percentiles except on the public page."""
        return wording.say_stacking(scores, buurtcode, with_position=not public)

    def summary(self, scores: Scores, buurtcode: str, *, public: bool) -> str:
        """Summary: number of stacked themes and, except on the public page, score and rank."""
        sentences = wording.say_summary(scores, buurtcode)
        return sentences.split(" · ", 1)[0] if public else sentences

    def _subtheme(self, scores: Scores, name: str) -> tuple[str, str]:
        subtheme = subthemes()[name]
        members = [self.label(scores.indicator_info[i]).lower() for i in subtheme.leden]
        return subtheme.label, self(
            "uitleg_subthema", thema=self.theme(scores, subtheme.thema), leden=self.join(members)
        )


class English(Language):
    """Wording in English; names of places, sources and policy texts stay Dutch."""

    code = "en"

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number."""
        return f"{value:z,.{decimals}f}".replace("-", "−")

    def value(self, value: float, indicator: Indicator) -> str:
        """Write a value with its unit."""
        unit = self._names["eenheden"].get(indicator.eenheid, indicator.eenheid)
        return f"{self.number(value, indicator.decimalen)}{unit}".strip()

    def unit(self, indicator: Indicator) -> str:
        """Name the unit of a figure."""
        return str(self._names["eenheden"].get(indicator.eenheid, indicator.eenheid)).strip()

    def euro(self, amount: float) -> str:
        """Write an amount, or that it is unknown."""
        if math.isnan(amount):
            return self("bedrag_onbekend")
        return f"€{self.number(amount, 0 if round(amount, 2) == round(amount) else 2)}"

    def join(self, words: Sequence[str]) -> str:
        """Write a list."""
        return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

    def label(self, indicator: Indicator) -> str:
        """Name a figure."""
        return str(self._names["cijfers"].get(indicator.id, indicator.label))

    def remark(self, indicator: Indicator) -> str:
        """Caveat on a figure."""
        return str(self._names["kanttekeningen"].get(indicator.kanttekening, indicator.kanttekening))

    def view(self, scores: Scores, name: str) -> tuple[str, str]:
        """Name and explain a view."""
        if name in scores.theme_info:
            words = self._theme(scores, name)
            return self.theme(scores, name), words["uitleg"]
        return super().view(scores, name)

    def ends(self, scores: Scores, theme: str) -> tuple[str, str]:
        """Words for both ends of a theme."""
        words = self._theme(scores, theme)
        return words["minder"], words["meer"]

    def sentence(self, indicator: Indicator) -> str:
        """Sentence of a figure."""
        return f"{{}} {self.label(indicator).lower()}"

    def position(self, scores: Scores, theme: str, percentile: float) -> str:
        """A percentile in words."""
        above = percentile >= 50  # noqa: PLR2004 - the middle
        share = percentile if above else 100 - percentile
        amount = self("bijna_alles") if share > 99 else self.number(int(share))  # noqa: PLR2004 - never "100 %"
        less, more = self.ends(scores, theme)
        reference, word = scores.reference.of(theme), more if above else less
        if reference.weight == "buurten":
            return self("positie_buurten", woord=word, deel=amount)
        terms = self.terms["themas"].get(theme, {})
        living = terms.get("beter" if above else "slechter") or self("wonen_waar", woord=less if above else more)
        return self("positie", deel=amount, mensen=self.people(reference), wonen=living)

    def people(self, reference: Reference) -> str:
        """Name of the reference population."""
        return self("mensen_nederland" if reference.people == PEOPLE else "mensen_anders")

    def reason(self, reason: str) -> str:
        """Short reason why there is no outcome; reasons without a translation are in the panel, in Dutch."""
        for pattern, text in self._names["redenen"].items():
            if match := re.fullmatch(pattern, reason):
                return match.expand(text)
        return self("geen_uitkomst") if reason else ""

    def reference(self, scores: Scores, themes: Sequence[str]) -> str:
        """Sentence on the reference of the themes."""
        national = all(scores.reference.of(t).people == PEOPLE for t in themes)
        return self("referentie_nederland") if national else super().reference(scores, themes)

    def favourable(self, scores: Scores, buurtcode: str, without: Collection[str] = ()) -> list[str]:
        """Sentences on what goes well."""
        good, positions = wording.find_favourable(scores, buurtcode, without)
        lines = [f"{self.label(i)}: {self.position(scores, i.thema or '', p)}." for p, i in positions]
        return lines if good else [f"{self('gunstigst')} {line}" for line in lines]

    def stacking(self, scores: Scores, buurtcode: str, *, public: bool) -> list[str]:
        """Sentences on the themes that stack."""
        row, threshold = rows_of(scores).buurten[buurtcode], scores.settings["threshold"]
        if math.isnan(row["stapeling"]):
            return []
        lines = []
        for theme in rows_of(scores).counted:
            percentile = rows_of(scores).themes[buurtcode][theme]
            near = theme in row["op_de_grens"].split()
            if percentile >= threshold or near:
                key = "net_niet" if percentile < threshold else "stapelt" if public else "thema_stapelt"
                lines.append(self._stacks(key, scores, theme, percentile, near=near, public=public))
            for subtheme, apart in wording.find_subthemes(scores, buurtcode, theme):
                key = "deel_wel" if apart >= threshold else "deel_niet"
                near = 0 <= apart - threshold <= scores.settings["limits"]["border"]
                label = self._subtheme(scores, subtheme.id)[0].lower()
                lines.append(self._stacks(key, scores, theme, apart, near=near, public=public, deel=label))
        return lines

    def _stacks(
        self, key: str, scores: Scores, theme: str, percentile: float, *, near: bool, public: bool, **values: str
    ) -> str:
        text = self(key, thema=self.theme(scores, theme), **values)
        border = self("op_de_grens") if near else ""
        return f"{text}{border}." if public else f"{text}: {self.position(scores, theme, percentile)}{border}."

    def summary(self, scores: Scores, buurtcode: str, *, public: bool) -> str:
        """Summary."""
        row = rows_of(scores).buurten[buurtcode]
        if math.isnan(row["stapeling"]):
            return ""
        parts = [self("samenvatting", aantal=int(row["stapeling"]), totaal=len(rows_of(scores).counted))]
        if not public:
            parts.append(self("samenvatting_score", score=self.number(row["score"], 1)))
            if not math.isnan(row["rang"]):
                rank = {"rang": f"{row['rang']:.0f}", "totaal": rows_of(scores).ranked}
                parts.append(self("samenvatting_rang", **rank))
        return " · ".join(parts)

    def _theme(self, scores: Scores, theme: str) -> dict[str, str]:
        own = scores.theme_info[theme]
        dutch_words = {"uitleg": own.uitleg, "meer": own.meer, "minder": own.minder}
        english: dict[str, str] = self._names["themas"].get(theme, {})
        return dutch_words | english

    def _subtheme(self, scores: Scores, name: str) -> tuple[str, str]:
        label, explanation = super()._subtheme(scores, name)
        return self._names["themas"].get(name, {}).get("label", label), explanation


@cache
def language_of(code: str) -> Language:
    """Language of the page by its code.

    Raises
    ------
    SettingsError
        When the language is not available.
    """
    if code not in LANGUAGES:
        raise SettingsError(f"De kaart is er niet in de taal {code!r}; kies uit: {', '.join(LANGUAGES)}.")
    return English() if code == "en" else Language()


@cache
def _read(code: str) -> dict[str, Any]:
    return tomllib.loads(files("gezond_geo.pages").joinpath(f"static/teksten.{code}.toml").read_text("utf-8"))
