"""Recomputation of a score under other assumptions: the content of a draw, and the resulting ranks and flags."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.aggregation import arithmetic_mean
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import METHODS, decimals_of, variant_id
from gezond_geo.scores.scores import check_scores
from gezond_geo.scores.standard_errors import NoisyTheme, find_uncertainty, is_modelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.reference import Method, Reference
    from gezond_geo.scores.scores import Scores

    Numbers = NDArray[np.float64]
    Variant = tuple[Method, str]

ASSUMPTIONS = {
    "gewichten": "de gewichten van de thema's",
    "normalisatie": "de normalisatie van de cijfers",
    "drempel": "de drempel",
    "weglaten": "het weglaten van een cijfer",
    "foutmarges": "de foutmarges van de cijfers",
}
"""Assumptions that can be varied, by id, with their Dutch names."""

CONCENTRATION = 16.0
"""Sum of the parameters of the Dirichlet distribution of the weights."""

SHARED_WIJK = 0.28
"""Fraction of the error variance of a modelled figure that all modelled figures in a wijk share.

Good health in 2020 differs between two editions of RIVM's table (50090NED and 50150NED) with a standard deviation of
1.28 over the buurten from 400 residents; the difference of a buurt correlates 0.28 with the mean of the others in its
wijk (``docs/robustness.md``).
"""

SHARED_BUURT = 0.42
"""Additional fraction that the modelled figures of one buurt share; an assumption: together with the wijk 70 % of the
variance. They come from the same model and the same characteristics of residents, so that their errors coincide."""

STACKED = 2
"""Number of themes from which a buurt counts as stacking."""

_CELLS = 2**17
"""Draws times buurten per batch, to fit in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Realisation of each assumption in each draw; an entry per draw.

    Attributes
    ----------
    weights : Weight per counted theme, a column per theme.
    method : Index into `Simulation.methods`.
    left_out : Index into `Simulation.left_out`.
    threshold : Percentile from which a theme stacks.
    noise : Index of the realisation of the noise on the figures; -1 is none.
    """

    weights: Numbers
    method: NDArray[np.intp]
    left_out: NDArray[np.intp]
    threshold: Numbers
    noise: NDArray[np.intp]

    def part(self, which: slice) -> Draws:
        """A subset of the draws."""
        return Draws(*(getattr(self, each.name)[which] for each in fields(self)))


class FixedTheme:
    """A theme without noise on its figures, so that the percentiles of every variant of its mean are fixed."""

    def __init__(
        self,
        theme: str,
        members: Sequence[Indicator],
        figures: pd.DataFrame,
        *,
        reference: Reference,
        variants: Sequence[Variant],
    ) -> None:
        """Prepare a theme without noise.

        Parameters
        ----------
        theme
            Id of the theme.
        members
            Indicators that count in it.
        figures
            A row per buurt, a column per indicator.
        reference
            Reference that holds the indicators and the variants.
        variants
            Pairs of a method and the indicator left out ("" for none).
        """
        parts = {
            method: pd.DataFrame({i.id: reference.normalise(i, figures[i.id], method) for i in members})
            for method in dict.fromkeys(method for method, _ in variants)
        }
        columns = []
        for method, left_out in variants:
            name = variant_id(theme, method, left_out)
            mean = arithmetic_mean(parts[method].drop(columns=left_out, errors="ignore")).round(decimals_of(name))
            columns.append(reference.percentile(name, mean))
        self._percentiles = np.array(columns)
        self._stretched = np.array([transform_exponential(each) for each in columns])

    def place(self, variants: NDArray[np.intp], _noise: Mapping[str, Numbers]) -> tuple[Numbers, Numbers]:
        """Percentiles and their exponential transform; a row per draw, a column per buurt."""
        return self._percentiles[variants], self._stretched[variants]


class Simulation:
    """The score of a gemeente, prepared for recomputation under draws of its assumptions.

    Attributes
    ----------
    codes : Buurten with a number of stacked themes, sorted by code, so that the order of rows does not matter.
    ranked : Whether each of them has a rank.
    themes : Ids of the counted themes.
    methods : Normalisations to draw from; the first is that of the score.
    left_out : Indicators to leave out, as (theme, id); the first, ("", ""), is none.
    fixed : Ids of the themes with more than one indicator that keep their own mean, since their reference has no
        variants.
    uncertainty : Standard error and rounding of each counting indicator, by id, when the figures are varied.
    shared : Fraction of the error variance of modelled figures that is shared per buurt, and per wijk.
    """

    def __init__(
        self,
        data: Dataset,
        scores: Scores,
        vary: Iterable[str],
        *,
        realisations: int,
        seed: int,
        shared: tuple[float, float] = (SHARED_BUURT, SHARED_WIJK),
    ) -> None:
        """Prepare.

        Parameters
        ----------
        data
            Figures of the scores.
        scores
            The score to vary, with its weights, threshold, limits and reference.
        vary
            Ids from `ASSUMPTIONS` to vary; the others stay as in `scores`.
        realisations
            Number of sets of weights, and of noise, to select from.
        seed
            Seed of the weights and the noise.
        shared
            Part of the variance of the error of modelled figures that is shared per buurt, and per wijk.

        Raises
        ------
        SettingsError
            When `vary` is empty or has an unknown assumption, or more than all of the variance is shared.
        InputError
            When the scores belong to other data, or no buurt has a rank.
        """
        self.vary = _check_vary(vary)
        self._realisations, self._seed, self.shared = realisations, seed, shared
        if sum(shared) > 1:
            raise SettingsError("De delen van de fout die gedeeld zijn, zijn samen meer dan 1; kies kleinere.")
        check_scores(data, scores)
        self.codes = scores.buurten["stapeling"].dropna().index.sort_values()
        self.ranked = scores.buurten["rang"][self.codes].notna().to_numpy()
        if not self.ranked.any():
            raise InputError(f"Geen enkele buurt van {data.gemeente.naam} heeft een rang; er valt niets te variëren.")
        self.themes = scores.counted
        self._weights = np.array([float(scores.settings["weights"][t]) for t in self.themes])
        self._threshold: float = scores.settings["threshold"]
        self._border: float = scores.settings["limits"]["border"]
        self.methods = METHODS if "normalisatie" in self.vary else METHODS[:1]
        members = {t: data.members(t) for t in self.themes}
        self.left_out = [("", "")]
        if "weglaten" in self.vary:
            self.left_out += [(t, i.id) for t in self.themes if len(members[t]) > 1 for i in members[t]]
        counts = {t: self._variants_of(t) for t in self.themes if len(members[t]) > 1}
        self.fixed = [t for t, variants in counts.items() if not _holds(scores.reference.of(t), t, variants)]
        self.left_out = [(t, left_out) for t, left_out in self.left_out if t not in self.fixed]
        varied = "foutmarges" in self.vary
        self.uncertainty = {i.id: find_uncertainty(data, i) for t in self.themes for i in members[t]} if varied else {}
        self._standard_error = _collect({i: m.standard_error for i, m in self.uncertainty.items()}, self.codes)
        self._half_width = _collect({i: m.half_width for i, m in self.uncertainty.items()}, self.codes)
        figures = pd.DataFrame(data.buurten).loc[self.codes]
        self._signs = _sign_shared([i for t in self.themes for i in members[t]], self._standard_error.columns)
        # Aggregated areas have no wijk above them: each is its own.
        self._wijk, wijken = pd.factorize(figures.get("wijkcode", self.codes))
        self._wijken = len(wijken)
        variants = {
            t: self._variants_of(t) if t in counts and t not in self.fixed else [(METHODS[0], "")] for t in self.themes
        }
        self._variant = [self._number_variants(t, variants[t]) for t in self.themes]
        self._placed = [self._place(t, members[t], figures, scores.reference.of(t), variants[t]) for t in self.themes]

    def realise(self, inputs: Mapping[str, Numbers]) -> Draws:
        """Turn one number per draw and assumption into realisations.

        Parameters
        ----------
        inputs
            An array of values in [0, 1) per varied assumption. Each method and each indicator to leave out takes an
            equal part of that range, as does each realisation of the weights and of the noise.
        """
        size = len(next(iter(inputs.values())))
        weights = np.tile(self._weights, (size, 1))
        threshold = np.full(size, float(self._threshold))
        if "gewichten" in inputs:
            alphas = self._weights / self._weights.sum() * CONCENTRATION
            pool = np.random.default_rng([self._seed, 0]).dirichlet(alphas, self._realisations)
            weights = pool[_pick(inputs, "gewichten", self._realisations)]
        if "drempel" in inputs:
            threshold = np.clip(self._threshold + self._border * (2 * inputs["drempel"] - 1), 0, 100)
        nothing = np.zeros(size, dtype=np.intp)
        return Draws(
            weights=weights,
            method=_pick(inputs, "normalisatie", len(self.methods)) if "normalisatie" in inputs else nothing,
            left_out=_pick(inputs, "weglaten", len(self.left_out)) if "weglaten" in inputs else nothing,
            threshold=threshold,
            noise=_pick(inputs, "foutmarges", self._realisations) if "foutmarges" in inputs else nothing - 1,
        )

    def compute(self, draws: Draws) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
        """Compute ranks and flags in batches of draws, so that memory stays flat.

        Yields
        ------
        tuple
            Ranks (1 is the highest score, ties share the lowest) with a row per draw and a column per ranked buurt; and
            whether each theme stacks, with a row per draw and a column per buurt of `codes`. The result does not depend
            on the size of the batches.
        """
        rows = max(1, _CELLS // len(self.codes))
        for start in range(0, len(draws.noise), rows):
            part = draws.part(slice(start, start + rows))
            noise = self.make_noise(part.noise)
            total = np.zeros((len(part.noise), len(self.codes)))
            flags = np.empty((len(self.themes), *total.shape), dtype=bool)
            for number, (theme, variant) in enumerate(zip(self._placed, self._variant, strict=True)):
                percentiles, stretched = theme.place(variant[part.method, part.left_out], noise)
                flags[number] = percentiles >= part.threshold[:, np.newaxis]
                stretched *= part.weights[:, number, np.newaxis]
                total += stretched
            total /= part.weights.sum(axis=1)[:, np.newaxis]
            yield rank_rows(total[:, self.ranked]), flags

    def make_noise(self, numbers: NDArray[np.intp]) -> dict[str, Numbers]:
        """Make realisations of the noise on the figures, each independent of which others are made.

        Parameters
        ----------
        numbers
            Indices of the realisations; -1 is none.

        Returns
        -------
        dict
            By indicator id, in its unit: a row per number, a column per buurt of `codes`.
        """
        normal = np.zeros((len(numbers), *self._standard_error.T.shape))
        per_area = np.zeros((len(numbers), len(self.codes) + self._wijken))
        uniform = np.full((len(numbers), *self._half_width.T.shape), 0.5)
        stream = np.random.Philox(np.random.SeedSequence([self._seed, 1]))
        source = np.random.Generator(stream)
        state: Any = _as_lists(stream.state)
        for number, figures, rounding, areas in zip(numbers.tolist(), normal, uniform, per_area, strict=True):
            if number >= 0:
                # Philox is counter-based: each realisation starts at its own counter.
                state["state"]["counter"] = [0, number, 0, 0]
                stream.state = state
                source.standard_normal(out=figures)
                source.random(out=rounding)
                source.standard_normal(out=areas)
        per_buurt, per_wijk = np.split(per_area, [len(self.codes)], axis=1)
        of_buurt, of_wijk = self.shared
        common = np.sqrt(of_buurt) * per_buurt + np.sqrt(of_wijk) * per_wijk[:, self._wijk]
        for n, sign in enumerate(self._signs):
            if sign:
                normal[:, n] = np.sqrt(1 - of_buurt - of_wijk) * normal[:, n] + sign * common
        normal *= self._standard_error.T.to_numpy()
        uniform = (2 * uniform - 1) * self._half_width.T.to_numpy()
        noise = {str(name): normal[:, n] for n, name in enumerate(self._standard_error)}
        for n, name in enumerate(map(str, self._half_width)):
            noise[name] = noise[name] + uniform[:, n] if name in noise else uniform[:, n]
        return noise

    def _place(
        self,
        theme: str,
        members: Sequence[Indicator],
        figures: pd.DataFrame,
        reference: Reference,
        variants: Sequence[Variant],
    ) -> FixedTheme | NoisyTheme:
        """Prepare a theme, computed once when none of its figures vary."""
        own = figures[[i.id for i in members]]
        if own.columns.isin([*self._standard_error, *self._half_width]).any():
            return NoisyTheme(theme, members, own, uncertainty=self.uncertainty, reference=reference, variants=variants)
        return FixedTheme(theme, members, own, reference=reference, variants=variants)

    def _variants_of(self, theme: str) -> list[Variant]:
        names = ["", *(left_out for t, left_out in self.left_out if t == theme)]
        return [(method, name) for method in self.methods for name in names]

    def _number_variants(self, theme: str, variants: Sequence[Variant]) -> NDArray[np.intp]:
        """Index of the variant of a theme for each method (rows) and each indicator left out (columns)."""
        here = [left_out if t == theme else "" for t, left_out in self.left_out]
        methods = [m if (m, "") in variants else METHODS[0] for m in self.methods]
        return np.array([[variants.index((m, left_out)) for left_out in here] for m in methods])


def rank_rows(totals: Numbers) -> NDArray[np.intp]:
    """Rank within each row: 1 is the highest, ties share the lowest number.

    The same as `scipy.stats.rankdata` of the negative, but several times as fast, since it sorts once for all rows.
    """
    rows, columns = totals.shape
    # Positions in the flat array, which NumPy takes from and writes to faster than along an axis.
    order = np.argsort(-totals, axis=1) + columns * np.arange(rows)[:, np.newaxis]
    ordered = totals.ravel().take(order)
    position = np.zeros((rows, columns), dtype=np.intp)
    position[:, 1:] = np.where(ordered[:, 1:] != ordered[:, :-1], np.arange(1, columns), 0)
    ranks = np.empty(totals.size, dtype=np.intp)
    ranks[order.ravel()] = (np.maximum.accumulate(position, axis=1) + 1).ravel()
    return ranks.reshape(rows, columns)


def _check_vary(vary: Iterable[str]) -> tuple[str, ...]:
    choices = tuple(vary)
    if unknown := [name for name in choices if name not in ASSUMPTIONS]:
        raise SettingsError(f"Er is geen aanname {unknown[0]!r} om te variëren; kies uit: {', '.join(ASSUMPTIONS)}.")
    if not choices:
        raise SettingsError(f"Kies minstens één aanname om te variëren: {', '.join(ASSUMPTIONS)}.")
    return tuple(name for name in ASSUMPTIONS if name in choices)


def _sign_shared(indicators: Iterable[Indicator], names: pd.Index[str]) -> list[int]:
    """Sign of a shared error for each indicator: towards its unfavourable end, or 0 without one."""
    by_id = {i.id: i for i in indicators}
    modelled = [is_modelled(by_id[name]) for name in names]
    return [(-1 if by_id[n].ongunstig == "laag" else 1) * of_model for n, of_model in zip(names, modelled, strict=True)]


def _collect(widths: Mapping[str, pd.Series[float]], codes: pd.Index[str]) -> pd.DataFrame:
    """A column per indicator with noise, a row per buurt."""
    frame = pd.DataFrame(widths, index=codes)
    return frame.loc[:, frame.any()]


def _holds(reference: Reference, theme: str, variants: Sequence[Variant]) -> bool:
    ids = {*reference.steps["id"].unique()}
    return all(variant_id(theme, *variant) in ids for variant in variants)


def _as_lists(state: Mapping[str, Any]) -> dict[str, Any]:
    """State of a generator as lists, which it accepts several times as fast as arrays."""
    return {
        key: _as_lists(part) if isinstance(part, dict) else part.tolist() if isinstance(part, np.ndarray) else part
        for key, part in state.items()
    }


def _pick(inputs: Mapping[str, Numbers], name: str, number: int) -> NDArray[np.intp]:
    return np.floor(inputs[name] * number).astype(np.intp)
