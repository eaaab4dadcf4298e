"""The score by hand: five made-up buurten, and four of Enschede from the raw tables."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import assume, given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import SettingsError
from gezond_geo.indicators.catalogue import theme_indicators, themes
from gezond_geo.indicators.limits import Limits
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.scores.scores import near_threshold, stack

FOUR = {
    "Twekkelerveld": "BU01530301",
    "Wesselerbrink Noord-Oost": "BU01530603",
    "Stroinkslanden-Zuid": "BU01530601",
    "De Bothoven": "BU01530003",
}


def with_values(data, **columns):
    """The data with other values, given as {buurtcode: value} per indicator."""
    buurten = data.buurten.copy()
    for name, values in columns.items():
        for code, value in values.items():
            buurten.loc[code, name] = value
    return dataclasses.replace(data, buurten=buurten)


def test_stack_and_border_by_hand():
    themes_ = pd.DataFrame({"a": [80.0, 79.9, 90.0], "b": [85.0, 75.0, 74.9], "c": [10.0, 85.1, np.nan]})
    assert stack(themes_, 80).tolist()[:2] == [2, 1]
    assert np.isnan(stack(themes_, 80)[2])
    assert near_threshold(themes_, 80, 5).tolist() == ["a b", "a b", ""]


@pytest.mark.parametrize(
    ("name", "gezondheid", "inkomen", "vergrijzing", "verstening"),
    [
        ("Twekkelerveld", 86.7, 94.5, 34.3, 54.7),
        ("Wesselerbrink Noord-Oost", 98.5, 98.1, 74.8, 85.5),
        ("Stroinkslanden-Zuid", 90.9, 91.9, 21.3, 35.1),
        ("De Bothoven", 68.1, 91.0, 84.8, 98.1),
    ],
)
def test_where_four_buurten_stand(scores, name, gezondheid, inkomen, vergrijzing, verstening):
    """As worked out from the raw tables in the test below; here so that it holds without them too."""
    expected = [gezondheid, inkomen, vergrijzing, verstening]
    assert scores.themes.loc[FOUR[name]].round(1).tolist() == expected


@pytest.mark.shared
def test_four_buurten_from_the_raw_tables(scores, shared_dir):
    """Every step written out again, without the library, from StatLine's and Summer in the City's own columns."""
    kwb = pd.read_parquet(shared_dir / "data/statline/84799NED/TypedDataSet.parquet")
    kwb = kwb.set_index(kwb["WijkenEnBuurten"].str.strip()).filter(like="BU", axis=0)
    rivm = pd.read_parquet(shared_dir / "data/statline/50090NED/UntypedDataSet.parquet")
    rivm = rivm[(rivm["Perioden"] == "2020JJ00") & (rivm["Leeftijd"] == "20300")]
    rivm = rivm.set_index(rivm["WijkenEnBuurten"].str.strip()).filter(like="BU", axis=0)
    stone = pd.read_csv(shared_dir / "data/verstening/summer_in_the_city.csv")

    residents = kwb["AantalInwoners_5"]
    working_age = residents - kwb["k_0Tot15Jaar_8"] - kwb["k_65JaarOfOuder_12"]

    def health(column):
        return pd.to_numeric(rivm[column].str.strip(), errors="coerce").reindex(kwb.index)

    def rank(values, weights, code):
        people = weights[(weights >= 100) & values.notna()]
        own = values[people.index]
        below = people[own < values[code]].sum()
        equal = people[own == values[code]].sum()
        return (below + equal / 2) / people.sum() * 100

    def rank_all(values, weights):
        # The same mid-rank for every buurt at once, by counting residents per value.
        people = weights[(weights >= 100) & values.notna()]
        per_value = people.groupby(values[people.index]).sum().sort_index()
        middle = (per_value.cumsum() - per_value / 2) / per_value.sum() * 100
        return values[people.index].map(middle)

    lines = {
        "gezondheid": [
            100 - rank_all(health("ErvarenGezondheidGoedZeerGoed_4"), residents),
            rank_all(health("Eenzaam_28"), residents),
            100 - rank_all(health("VoldoetAanBeweegrichtlijn_5"), residents),
            rank_all(health("Overgewicht_9"), residents),
            rank_all(health("Roker_11"), residents),
            rank_all(health("HoogRisicoOpAngstOfDepressie_25"), residents),
        ],
        "inkomen": [
            rank_all((kwb["PersonenPerSoortUitkeringBijstand_83"] / working_age * 1000).round(1), residents),
            rank_all(health("MoeiteMetRondkomen_38"), residents),
        ],
        "vergrijzing": [rank_all((kwb["k_65JaarOfOuder_12"] / residents * 100).round(1), residents)],
    }
    for code in FOUR.values():
        for theme, parts in lines.items():
            mean = sum(part.reindex(kwb.index) for part in parts) / len(parts)
            assert scores.themes.loc[code, theme] == pytest.approx(rank(mean.round(4), residents, code), abs=1e-9)
        row = stone.index[stone["buurtcode"] == code][0]
        expected = rank(stone["urban"].astype(float), stone["inwoners_2012"], row)
        assert scores.themes.loc[code, "verstening"] == pytest.approx(expected, abs=1e-9)
        percentiles = [scores.themes.loc[code, t] / 100 for t in themes()]
        exponential = [-23 * math.log(1 - r * (1 - math.exp(-100 / 23))) for r in percentiles]
        assert scores.buurten.loc[code, "score"] == pytest.approx(sum(exponential) / 4, abs=1e-9)


def test_contributions_add_up(scores):
    total = scores.contributions.sum(axis=1, min_count=1)
    pd.testing.assert_series_equal(total, scores.buurten["score"], check_names=False)
    per_theme = scores.contributions.T.groupby(level=0).sum(min_count=1).T
    expected = scores.themes[scores.counted].apply(transform_exponential) / 4
    pd.testing.assert_frame_equal(per_theme[expected.columns], expected)


def test_small_buurten_have_no_value_and_say_why(data, scores):
    small = ["BU01530105", "BU01530106", "BU01530701", "BU01530702", "BU01530703"]
    assert data.buurten.loc[small, "inwoners"].max() < 100
    assert scores.themes.loc[small].isna().all(axis=None)
    assert scores.indicators.loc[small].isna().all(axis=None)
    assert scores.buurten.loc[small, ["stapeling", "score", "rang"]].isna().all(axis=None)
    assert set(scores.buurten.loc[small, "reden_geen_waarde"]) == {"minder dan 100 inwoners: geen cijfers"}
    assert (scores.buurten.drop(small)["reden_geen_waarde"] == "").all()


def test_no_rank_under_400_residents_or_after_a_large_change(data, scores):
    reasons = scores.buurten["reden_geen_rang"]
    assert reasons["BU01530700"] == "minder dan 400 inwoners: geen rang"  # 210 residents
    # City had 3 315 residents in 2020 and 3 840 in 2024: + 15.8 %.
    assert reasons["BU01530000"] == "inwoners 2020–2024: +16 %, te veel veranderd voor een rang"
    assert scores.buurten["rang"].isna().equals(reasons != "")
    middle = data.buurten["inwoners"].between(100, 399)
    assert scores.buurten.loc[middle, "stapeling"].isna().all()
    assert scores.themes[middle].notna().all(axis=None)


def test_ranks_are_whole_and_begin_at_one(scores):
    ranks = scores.buurten["rang"].dropna().sort_values()
    assert ranks.iloc[0] == 1
    assert (ranks == scores.buurten["score"][ranks.index].rank(method="min", ascending=False)).all()


def test_remarks(scores):
    remarks = scores.buurten["kanttekening"]
    assert "studentenbuurt, inkomen zegt weinig" in remarks["BU01530406"]  # 67 % of Drienerveld is 15 to 25
    assert "sinds de luchtfoto veranderd" in remarks["BU01530008"]  # Boddenkamp: 530 residents in 2012, 1 030 in 2020
    assert remarks["BU01530301"] == ""


def test_scores_never_read_focus_areas(data):
    without = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, focusgebieden=()))
    pd.testing.assert_frame_equal(gg.score(without).buurten, gg.score(data).buurten)


def test_input_is_not_changed(data):
    before = data.buurten.copy()
    gg.score(data, weights={"vergrijzing": 0})
    pd.testing.assert_frame_equal(data.buurten, before)


def test_without_a_theme_it_neither_counts_nor_stacks(data, scores):
    without = gg.score(data, weights={"vergrijzing": 0})
    assert without.counted == ["gezondheid", "inkomen", "verstening"]
    zuid_oost = "BU01530604"
    assert scores.buurten.loc[zuid_oost, "stapeling"] == 4
    assert without.buurten.loc[zuid_oost, "stapeling"] == 3


def test_a_theme_without_figures_does_not_count(data):
    unmeasured = with_values(data, steen=dict.fromkeys(data.buurten.index, np.nan))
    own = gg.score(unmeasured)
    assert own.unmeasured == ("verstening",)
    assert own.counted == ["gezondheid", "inkomen", "vergrijzing"]
    assert own.buurten["score"].notna().sum() == 65


def test_one_missing_indicator_takes_the_rank_and_says_so(data, scores):
    own = gg.score(with_values(data, roken={"BU01530301": np.nan}))
    assert np.isnan(own.themes.loc["BU01530301", "gezondheid"])
    assert own.themes.loc["BU01530301", "inkomen"] == scores.themes.loc["BU01530301", "inkomen"]
    assert own.buurten.loc["BU01530301", "reden_geen_rang"] == "geen volledig cijfer voor gezondheid: geen rang"
    assert own.buurten.loc["BU01530301", "volledigheid"] == pytest.approx(90)


def test_another_reference(data):
    own = gg.build_reference([(data.buurten, data.buurten["inwoners"])], label="Enschede")
    own_scores = gg.score(data, reference=own)
    is_large = data.buurten["inwoners"] >= 100
    residents = data.buurten["inwoners"][is_large]
    # Within the gemeente the weighted middle of every theme is the middle.
    for theme in themes():
        assert np.average(own_scores.themes[theme][is_large], weights=residents) == pytest.approx(50)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"weights": {"veiligheid": 1}}, "geen thema 'veiligheid'"),
        ({"weights": {"inkomen": -1}}, "0 of meer"),
        ({"weights": dict.fromkeys(themes(), 0)}, "minstens een"),
        ({"weights": {"inkomen": math.nan}}, "0 of meer"),
        ({"weights": {"inkomen": "veel"}}, "0 of meer"),
        ({"threshold": 120}, "drempel 120"),
    ],
)
def test_wrong_settings_are_refused(data, options, sentence):
    with pytest.raises(SettingsError, match=sentence):
        gg.score(data, **options)


def test_limits_are_parameters(data):
    own = gg.score(data, limits=Limits(rank=2000, change=50))
    assert own.buurten.loc["BU01530008", "reden_geen_rang"] == "minder dan 2000 inwoners: geen rang"
    assert own.buurten.loc["BU01530000", "reden_geen_rang"] == ""


UNFAVOURABLE = [(t, i) for t in themes() for i in theme_indicators(t)]


@heavy
@given(pick=st.sampled_from(UNFAVOURABLE), step=st.floats(0, 40), code=st.sampled_from(list(FOUR.values())))
def test_a_worse_value_never_lowers_its_theme(data, scores, pick, step, code):
    theme, indicator = pick
    worse = data.buurten.loc[code, indicator.id] + (step if indicator.ongunstig == "hoog" else -step)
    after = gg.score(with_values(data, **{indicator.id: {code: round(worse, indicator.decimalen)}}))
    assert after.themes.loc[code, theme] >= scores.themes.loc[code, theme] - 1e-9
    others = [t for t in themes() if t != theme]
    pd.testing.assert_frame_equal(after.themes[others], scores.themes[others])


@heavy
@given(factor=st.floats(0.01, 100), seed=st.integers(0, 2**32 - 1))
def test_scale_of_weights_and_order_of_rows_change_nothing(data, factor, seed):
    weights = {"gezondheid": 2.0, "inkomen": 1.0, "vergrijzing": 0.5, "verstening": 1.0}
    plain = gg.score(data, weights=weights)
    order = np.random.default_rng(seed).permutation(len(data.buurten))
    shuffled = dataclasses.replace(data, buurten=data.buurten.iloc[order])
    scaled = gg.score(shuffled, weights={t: w * factor for t, w in weights.items()})
    assert list(scaled.buurten.index) == list(shuffled.buurten.index)
    pd.testing.assert_series_equal(scaled.buurten["score"][plain.buurten.index], plain.buurten["score"])
    pd.testing.assert_series_equal(scaled.buurten["rang"][plain.buurten.index], plain.buurten["rang"])


def with_steps(reference, name, change):
    """The reference with the steps of one indicator changed, given as a function of those steps."""
    mine = reference.steps["id"] == name
    steps = pd.concat([reference.steps[~mine], change(reference.steps[mine])])
    return dataclasses.replace(reference, steps=steps.sort_values(["id", "value"], ignore_index=True))


def assert_same_answer(own, scores):
    """The same themes, stacking, score and rank, to the last digit."""
    answers = ["stapeling", "op_de_grens", "score", "rang"]
    pd.testing.assert_frame_equal(own.themes, scores.themes, check_exact=True)
    pd.testing.assert_frame_equal(own.buurten[answers], scores.buurten[answers], check_exact=True)


@heavy
@given(pick=st.sampled_from(UNFAVOURABLE), factor=st.floats(0.001, 1000))
def test_a_unit_changes_nothing(data, scores, pick, factor):
    _, indicator = pick
    name = indicator.id
    scaled = dataclasses.replace(data, buurten=data.buurten.assign(**{name: data.buurten[name] * factor}))
    reference = with_steps(data.reference, name, lambda steps: steps.assign(value=steps["value"] * factor))
    assert_same_answer(gg.score(dataclasses.replace(scaled, reference=reference)), scores)


@heavy
@given(weights=st.fixed_dictionaries({t: st.one_of(st.just(0.0), st.floats(0.01, 100)) for t in themes()}))
def test_contributions_add_up_for_any_weights(data, weights):
    assume(any(weights.values()))
    own = gg.score(data, weights=weights)
    total = own.contributions.sum(axis=1, skipna=False)
    pd.testing.assert_series_equal(total, own.buurten["score"], check_names=False)
    assert (own.contributions.to_numpy() >= 0)[total.notna()].all()
    expected = own.themes[own.counted].apply(transform_exponential) * pd.Series(weights)[own.counted]
    per_theme = own.contributions.T.groupby(level=0).sum().T[own.counted]
    has_score = total.notna()
    pd.testing.assert_frame_equal(per_theme[has_score], (expected / sum(weights.values()))[has_score])


@heavy
@given(pick=st.sampled_from(UNFAVOURABLE), code=st.sampled_from(list(FOUR.values())))
def test_a_missing_indicator_changes_only_its_own_theme(data, scores, pick, code):
    theme, indicator = pick
    own = gg.score(with_values(data, **{indicator.id: {code: np.nan}}))
    assert np.isnan(own.themes.loc[code, theme])
    expected = scores.themes.copy()
    expected.loc[code, theme] = np.nan
    pd.testing.assert_frame_equal(own.themes, expected, check_exact=True)
    others = scores.buurten.index != code
    same = ["stapeling", "score", "reden_geen_rang"]  # ranks move up where the buurt has none any more
    pd.testing.assert_frame_equal(own.buurten.loc[others, same], scores.buurten.loc[others, same], check_exact=True)
    assert own.buurten.loc[code, ["stapeling", "score", "rang"]].isna().all()


@pytest.mark.parametrize("theme", ["vergrijzing", "verstening"])
def test_a_copy_of_the_only_indicator_of_a_theme_changes_nothing(data, scores, theme):
    (only,) = theme_indicators(theme)
    copy = dataclasses.replace(only, id="kopie", teller=None, noemer=(), min=())
    copied = data.with_indicator(data.buurten[only.id], copy)
    reference = with_steps(
        data.reference, only.id, lambda steps: pd.concat([steps, steps.assign(id=copy.id)], ignore_index=True)
    )
    own = gg.score(copied, reference=reference)
    assert [i.id for i in copied.members(theme)] == [only.id, "kopie"]
    assert_same_answer(own, scores)
    halves = own.contributions[theme]
    pd.testing.assert_series_equal(halves[only.id], halves["kopie"], check_names=False)
