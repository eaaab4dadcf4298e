"""References of made-up buurten, and the packaged reference against the tables it was made from."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import catalogue, subthemes, theme_indicators, themes
from gezond_geo.indicators.normalisation import percentile
from gezond_geo.indicators.reference import METHODS, Reference, build_reference, decimals_of, theme_mean, variant_id
from gezond_geo.indicators.reference_file import national_reference, read_reference, write_reference
from gezond_geo.scores.references import gemeente_reference


def _made_up(count=40):
    """A made-up nation: every counted indicator, all different, in buurten of 100 to 490 residents."""
    names = [i.id for t in themes() for i in theme_indicators(t)]
    steps = np.arange(count, dtype="float64")
    frame = pd.DataFrame({name: (steps * (k + 3)) % 37 for k, name in enumerate(names)})
    return frame, pd.Series(100 + 10 * steps)


@pytest.fixture(scope="module")
def nation():
    """Give a made-up nation and its reference; no test may change them."""
    frame, residents = _made_up()
    return frame, build_reference([(frame, residents)], label="proef")


def test_build_reference_leaves_out_small_buurten():
    frame, residents = _made_up()
    residents[0] = 99
    steps = build_reference([(frame, residents)], label="proef").steps
    eenzaam = steps[steps["id"] == "eenzaam"]
    assert eenzaam["buurten"].sum() == 39
    assert eenzaam["inwoners"].sum() == residents[1:].sum()


def test_theme_mean_turns_the_favourable_end_around(nation):
    frame, reference = nation
    best = frame["goede_gezondheid"].idxmax()
    good = catalogue()["goede_gezondheid"]
    assert reference.position(good, frame["goede_gezondheid"])[best] < 5
    assert reference.percentile("goede_gezondheid", frame["goede_gezondheid"])[best] > 95


def test_theme_mean_is_missing_when_one_indicator_is(nation):
    whole, reference = nation
    frame = whole.assign(roken=whole["roken"].drop(index=3))
    mean = theme_mean("gezondheid", theme_indicators("gezondheid"), frame, reference)
    assert list(mean.index[mean.isna()]) == [3]
    assert theme_mean("inkomen", theme_indicators("inkomen"), frame, reference).notna().all()


def test_every_theme_has_a_fifth_above_80():
    """Ranking the mean again makes a theme's highest fifth a fifth of the residents, however many indicators it has."""
    frame, residents = _made_up(400)
    reference = build_reference([(frame, residents)], label="proef")
    for theme in themes():
        percentiles = reference.percentile(theme, theme_mean(theme, theme_indicators(theme), frame, reference))
        assert residents[percentiles >= 80].sum() / residents.sum() == pytest.approx(0.2, abs=0.02), theme


def test_build_reference_without_any_theme():
    with pytest.raises(InputError, match="geen enkel thema"):
        build_reference([(pd.DataFrame({"eenzaam": [1.0]}), pd.Series([500.0]))], label="proef")


def test_buurten_as_weight():
    frame, residents = _made_up()
    reference = build_reference([(frame, residents)], label="proef", weight="buurten")
    expected = percentile(frame["eenzaam"], frame["eenzaam"])
    pd.testing.assert_series_equal(reference.percentile("eenzaam", frame["eenzaam"]), expected)


# Five buurten of as many residents: roken (high is unfavourable) and goede_gezondheid (low is).
FIVE = pd.DataFrame({"roken": [0.0, 10.0, 20.0, 30.0, 40.0], "goede_gezondheid": [90.0, 70.0, 50.0, 50.0, 90.0]})
TWO = [catalogue()["roken"], catalogue()["goede_gezondheid"]]


@pytest.fixture(scope="module")
def five():
    return build_reference([(FIVE, pd.Series([200.0] * 5))], label="proef", members={"gezondheid": TWO})


@pytest.mark.parametrize(
    ("method", "without", "expected"),
    [
        # roken 10 30 50 70 90; goede_gezondheid 80 50 20 20 80, turned around 20 50 80 80 20.
        ("percentiel", "", [15, 40, 65, 75, 55]),
        ("percentiel", "roken", [20, 50, 80, 80, 20]),
        # roken: mean 20, deviation sqrt(200); goede_gezondheid: mean 70, deviation sqrt(320), turned around.
        ("z-score", "", [-1.27, -0.35, 0.56, 0.91, 0.15]),
        ("z-score", "goede_gezondheid", [-1.41, -0.71, 0.0, 0.71, 1.41]),
        # The ends of five are the lowest and highest.
        ("min-max", "", [0, 37.5, 75, 87.5, 50]),
        ("min-max", "roken", [0, 50, 100, 100, 0]),
    ],
)
def test_variants_of_a_theme_mean_by_hand(five, method, without, expected):
    mean = theme_mean("gezondheid", TWO, FIVE, five, method=method, without=without)
    assert mean.tolist() == pytest.approx(expected, abs=1e-9)
    assert mean.name == variant_id("gezondheid", method, without)
    # The reference holds the same means, so that a buurt of it is placed among them.
    percentiles = five.percentile(mean.name, mean)
    assert percentiles.tolist() == pytest.approx(percentile(mean, mean).tolist())


def test_min_max_leaves_out_the_ends_of_the_reference():
    """Two and a half percent of the residents lie beyond either end: single buurten do not set the scale."""
    steps = pd.DataFrame(
        {"id": "roken", "value": [0.0, 10.0, 20.0, 90.0], "buurten": 1, "inwoners": [20, 480, 480, 20]}
    )
    reference = Reference(steps, "proef")
    places = reference.normalise(TWO[0], pd.Series([0.0, 10.0, 12.5, 20.0, 90.0, np.nan]), "min-max")
    assert places[:5].tolist() == [0, 0, 25, 100, 100]
    assert np.isnan(places[5])


def test_a_method_that_is_not_known_names_those_there_are(five):
    with pytest.raises(SettingsError, match="percentiel, z-score, min-max"):
        theme_mean("gezondheid", TWO, FIVE, five, method="rang")


def test_ids_of_variants():
    assert variant_id("gezondheid") == variant_id("gezondheid", "percentiel", "") == "gezondheid"
    assert variant_id("gezondheid", "z-score") == "gezondheid/z-score"
    assert variant_id("gezondheid", "z-score", "roken") == "gezondheid/z-score/roken"
    assert variant_id("gezondheid", without="roken") == "gezondheid/percentiel/roken"
    names = ["gezondheid", "gezondheid_mentaal", "gezondheid/percentiel/roken", "inkomen/min-max", "inkomen/z-score"]
    assert [decimals_of(name) for name in names] == [4, 1, 1, 1, 2]


def test_a_reference_holds_variants_of_themes_with_more_than_one_indicator(five, nation):
    ways = {variant_id("gezondheid", m, z) for m in METHODS for z in ("", "roken", "goede_gezondheid")}
    assert len(ways) == 9
    # No sub-theme, since of neither all its indicators count.
    assert set(five.steps["id"]) == ways | {"roken", "goede_gezondheid"}
    ids = set(nation[1].steps["id"])
    assert {"gezondheid_mentaal", "gezondheid_lichamelijk", "inkomen/min-max/bijstand"} <= ids
    assert not [name for name in ids if name.startswith(("vergrijzing/", "verstening/"))]


def test_a_variant_without_variation_is_left_out():
    flat = FIVE.assign(roken=20.0)
    reference = build_reference([(flat, pd.Series([200.0] * 5))], label="proef", members={"gezondheid": TWO})
    assert "gezondheid" in reference
    assert "gezondheid/z-score/roken" in reference
    assert "gezondheid/z-score" not in reference


def test_a_subtheme_is_the_mean_of_its_own_indicators(data):
    reference = data.reference
    figures = pd.DataFrame(data.buurten).loc[["BU01530301"]]
    members = [catalogue()[name] for name in subthemes()["gezondheid_mentaal"].leden]
    lonely, anxious = (reference.position(i, figures[i.id]).iloc[0] for i in members)
    mean = theme_mean("gezondheid_mentaal", members, figures, reference)
    assert mean.iloc[0] == round((lonely + anxious) / 2, 1)
    assert 0 < reference.percentile("gezondheid_mentaal", mean).iloc[0] < 100


def test_the_reference_of_a_gemeente_is_its_own_buurten(data):
    own = gemeente_reference(data)
    whole = theme_mean("gezondheid", data.members("gezondheid"), pd.DataFrame(data.buurten), own)
    large = data.buurten["inwoners"] >= 100
    percentiles = own.percentile("gezondheid", whole)[large].dropna()
    assert np.average(percentiles, weights=data.buurten["inwoners"][percentiles.index]) == pytest.approx(50)
    assert own.people == "inwoners van Enschede"
    assert set(data.themes) <= set(own.steps["id"])


# ---- saved and used again

_names = st.text("abcdefghij_/0123456789", min_size=1, max_size=12)
_values = st.floats(-99990, 1e15, exclude_min=True)
_rows = st.lists(st.tuples(_names, _values, st.integers(0, 10**6), st.integers(0, 10**8)), min_size=1, max_size=12)


@st.composite
def _references(draw, *, apart=True):
    steps = pd.DataFrame(draw(_rows), columns=["id", "value", "buurten", "inwoners"])
    text = st.text(max_size=20)
    others = draw(st.dictionaries(_names, _references(apart=False), max_size=2)) if apart else {}
    return Reference(steps, draw(text), draw(st.sampled_from(["inwoners", "buurten"])), draw(text), others)


@heavy
@given(reference=_references(), figures=st.lists(_values, max_size=5))
def test_a_saved_reference_gives_the_same_percentiles(tmp_path_factory, reference, figures):
    path = write_reference(reference, tmp_path_factory.mktemp("saved") / "referentie.csv")
    again = read_reference(path)
    assert list(again.apart) == list(reference.apart)
    for theme in ["", *reference.apart]:
        one, other = reference.of(theme), again.of(theme)
        assert (one.label, one.weight, one.people) == (other.label, other.weight, other.people)
        for name in one.steps["id"].unique():
            points = pd.concat([pd.Series(figures, dtype="float64"), one.steps["value"]], ignore_index=True)
            pd.testing.assert_series_equal(
                one.percentile(name, points), other.percentile(name, points), check_exact=True
            )


def test_a_saved_reference_is_readable(tmp_path, five):
    lines = write_reference(five, tmp_path / "referentie.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith('# gezond-geo referentie {"label": "proef", "weight": "inwoners"')
    assert lines[1:3] == ["id,value,buurten,inwoners", "gezondheid,15.0,1,200"]


@pytest.mark.parametrize("where", ["label", "people"])
def test_words_about_groups_of_people_are_refused(tmp_path, five, where):
    about = "inwoners met een migratieachtergrond"
    with pytest.raises(InputError, match=f"in {where} staat 'migratieachtergrond', en dat gaat over herkomst"):
        dataclasses.replace(five, **{where: about})
    mixed = dataclasses.replace(five, apart={"gezondheid": dataclasses.replace(five, **{where: "zz"})})
    path = write_reference(mixed, tmp_path / "referentie.csv")
    path.write_text(path.read_text("utf-8").replace('"zz"', f'"{about}"'), "utf-8")
    with pytest.raises(InputError, match=rf"referentie\.csv: .* in {where} staat 'migratieachtergrond'"):
        read_reference(path)


def test_no_part_of_a_saved_reference_is_a_formula(tmp_path, five):
    path = write_reference(dataclasses.replace(five, label="a;=1+1, @x"), tmp_path / "referentie.csv")
    first = path.read_text("utf-8").splitlines()[0]
    assert [part for part in re.split("[,;]", first) if part.strip(' "').startswith(("=", "+", "-", "@"))] == []
    assert read_reference(path).label == "a;=1+1, @x"


def test_a_saved_reference_keeps_what_is_apart(tmp_path, five):
    steps = five.steps[five.steps["id"] == "roken"].reset_index(drop=True)
    mixed = Reference(steps, "basis", apart={"gezondheid": five})
    again = read_reference(write_reference(mixed, tmp_path / "referentie.csv"))
    pd.testing.assert_frame_equal(again.steps, mixed.steps, check_exact=True)
    pd.testing.assert_frame_equal(again.of("gezondheid").steps, five.steps, check_exact=True)
    assert again.of("gezondheid").label == "proef"
    assert again.of("inkomen").label == mixed.label


@pytest.mark.parametrize("value", [-99997.0, -999.0, -0.5, 150.0, np.inf])
def test_values_that_cannot_be_make_no_reference(value):
    frame = FIVE.assign(**{FIVE.columns[0]: [value, *FIVE.iloc[1:, 0]]})
    residents = pd.Series([200.0] * 5)
    if value <= -99990:
        reference = build_reference([(frame, residents)], label="proef", members={"gezondheid": TWO})
        assert reference.distribution("gezondheid")["buurten"].sum() == 4
    else:
        message = rf"^De referentie: dit kan niet: {frame.index[0]}: {FIVE.columns[0]} {value:g} \(kan zijn"
        with pytest.raises(InputError, match=message):
            build_reference([(frame, residents)], label="proef", members={"gezondheid": TWO})
    with pytest.raises(InputError, match="inwoners -200"):
        build_reference([(FIVE, -residents)], label="proef", members={"gezondheid": TWO})


@pytest.mark.parametrize("value", ["-99997", "-999", "150", "100.1"])
def test_values_that_cannot_be_in_a_file_are_refused(tmp_path, five, value):
    path = write_reference(five, tmp_path / "referentie.csv")
    lines = path.read_text("utf-8").split("\n")
    for name in ("roken", "gezondheid", "gezondheid/min-max"):
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{name},"))
        parts = lines[at].split(",")
        new_lines = [*lines[:at], ",".join([name, value, *parts[2:]]), *lines[at + 1 :]]
        path.write_text("\n".join(new_lines), "utf-8")
        with pytest.raises(InputError, match=rf"referentie\.csv: dit kan niet: {name}: value {value} "):
            read_reference(path)


@pytest.fixture
def saved(tmp_path, five):
    mixed = dataclasses.replace(five, apart={"inkomen": five})
    return write_reference(mixed, tmp_path / "referentie.csv")


def test_a_truncated_reference_is_refused_wherever_it_ends(saved):
    whole = saved.read_bytes()
    for end in (*range(0, len(whole) - 1, 19), *range(len(whole) - 4, len(whole))):
        saved.write_bytes(whole[:end])
        with pytest.raises(InputError, match=r"afgebroken of veranderd|geen referentie"):
            read_reference(saved)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gezondheid,15.0,1,200", "gezondheid,vijftien,1,200"),
        ("gezondheid,15.0,1,200", "gezondheid,,1,200"),
        ("gezondheid,15.0,1,200", "gezondheid,inf,1,200"),
        ("gezondheid,15.0,1,200", "gezondheid,15.0,1,-200"),
        ("gezondheid,15.0,1,200", "gezondheid,15.0,1"),
        ("gezondheid,15.0,1,200", "gezondheid,15.0,1,200,7"),
        ("gezondheid,15.0,1,200\n", ""),
        ("id,value,buurten,inwoners", "id,waarde,buurten,inwoners"),
        ('"weight": "inwoners"', '"weight": "geld"'),
        ('"weight": "inwoners"', '"weight": ["inwoners"]'),
        ('"label": "proef"', '"label": 3'),
        ('"thema": "inkomen"', '"thema": "vergrijzing"'),
        ('"label"', "label"),
    ],
)
def test_a_changed_reference_is_refused(saved, old, new):
    text = saved.read_text("utf-8")
    assert old in text
    saved.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=r"^De referentie .*referentie\.csv is afgebroken of veranderd; maak"):
        read_reference(saved)


@pytest.mark.parametrize("content", [b"", b"id,value\nroken,1\n", b"\x89PNG\r\n\x00\xff", b"PK\x03\x04"])
def test_another_file_is_no_reference(tmp_path, content):
    path = tmp_path / "iets.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"iets\.csv is geen referentie van gezond-geo"):
        read_reference(path)


def test_a_reference_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"weg\.csv is niet te lezen"):
        read_reference(tmp_path / "weg.csv")


def test_national_reference_is_whole():
    reference = national_reference()
    names = [i.id for t in themes() for i in theme_indicators(t)] + list(themes())
    variants = {
        variant_id(t, method, without)
        for t in ("gezondheid", "inkomen")
        for method in METHODS
        for without in ["", *(i.id for i in theme_indicators(t))]
    }
    assert set(reference.steps["id"]) == {*names, *variants, *subthemes()}
    assert (reference.steps["inwoners"] >= 100 * reference.steps["buurten"]).all()
    # KWB 2020: 11 468 buurten with at least 100 residents, with a figure on the share of 65 and over.
    assert reference.steps.loc[reference.steps["id"] == "aandeel_65plus", "buurten"].sum() == 11_468


def test_variants_of_the_nation_are_of_the_same_residents_as_the_theme():
    totals = national_reference().steps.groupby("id")["inwoners"].sum()
    for theme in ("gezondheid", "inkomen"):
        same = totals[[name for name in totals.index if name.startswith(f"{theme}/")]]
        if theme == "inkomen":  # without one of its two figures, buurten count that lack that one
            same = same.drop([name for name in same.index if name.endswith(("/bijstand", "/moeite_rondkomen"))])
        assert (same == totals[theme]).all()


@pytest.mark.shared
def test_national_reference_against_the_raw_table(shared_dir):
    """The step of 20.0 percent of 65 and over, counted from StatLine's own table."""
    raw = pd.read_parquet(shared_dir / "data/statline/84799NED/TypedDataSet.parquet")
    raw = raw[raw["WijkenEnBuurten"].str.startswith("BU") & (raw["AantalInwoners_5"] >= 100)]
    share = (raw["k_65JaarOfOuder_12"] / raw["AantalInwoners_5"] * 100).round(1)
    steps = national_reference().steps
    step = steps[(steps["id"] == "aandeel_65plus") & (steps["value"] == 20.0)].iloc[0]
    assert step["buurten"] == (share == 20.0).sum()
    assert step["inwoners"] == raw.loc[share == 20.0, "AantalInwoners_5"].sum()
