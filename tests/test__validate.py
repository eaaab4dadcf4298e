"""What arguments may be: every public function works or says in a sentence what it wants, whatever it is given."""

import dataclasses
import inspect
import math
from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo import _validate as validate
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import Indicator

RD = "EPSG:28992"
REGISTER = {"label": "Hulp", "eenheid": "%", "soort": "register", "bron": "Gemeente", "licentie": "CC0"}
MEASURE = Indicator(id="proef", label="Proef", zin="{} proef", eenheid="%", decimalen=1, soort="register")


def register_rows():
    """A register of 22 buurten and eight years."""
    return pd.DataFrame(
        [
            {"buurtcode": f"BU015301{area:02}", "jaar": year, "hulp": 5 + area * year % 7 + area / 10}
            for area in range(22)
            for year in range(2015, 2023)
        ]
    )


@pytest.mark.parametrize(
    ("check", "value", "form"),
    [
        (validate.as_whole(1), np.int64(3), 3),
        (validate.as_whole(1), 5.0, 5),
        (validate.as_number(0, 1), Fraction(1, 2), 0.5),
        (validate.as_number(), -2, -2.0),
        (validate.as_flag, np.bool_(True), True),  # noqa: FBT003 - the value that is tried
        (validate.as_id, 153, "153"),
        (validate.as_id, 2020.0, "2020"),
        (validate.as_id, "nieuwste", "nieuwste"),
        (validate.as_names, "ses_woa", ("ses_woa",)),
        (validate.as_names, (n for n in ["a", "b"]), ("a", "b")),
        (validate.as_names, pd.Index(["a"]), ("a",)),
        (validate.as_path, Path("a.csv"), Path("a.csv")),
        (validate.as_frame(file=True), "a.csv", "a.csv"),
        (validate.as_list, iter([1, 2]), [1, 2]),
    ],
)
def test_what_fits_is_brought_in_one_form(check, value, form):
    assert check("iets", value) == form


@pytest.mark.parametrize(
    ("check", "value", "message"),
    [
        (validate.as_whole(1), 0, "iets is 0; geef een heel getal van 1 of meer."),
        (validate.as_whole(0, 4), 5, "een heel getal van 0 tot en met 4"),
        (validate.as_whole(1), 1.5, "iets is 1.5; geef een heel getal"),
        (validate.as_whole(1), True, "iets is True"),
        (validate.as_whole(1), 10**400, "heel getal"),
        (validate.as_number(0, 1), 1.1, "een getal tussen 0 en 1"),
        (validate.as_number(0), math.inf, "een getal van 0 of meer"),
        (validate.as_number(), math.nan, "iets is nan; geef een getal."),
        (validate.as_flag, "nee", "iets is 'nee'; geef True of False."),
        (validate.as_flag, 1, "True of False"),
        (validate.as_text, 3, "een tekst"),
        (validate.as_id, 3.5, "een tekst"),
        (validate.as_choice("a", "b"), "c", "een van: a, b"),
        (validate.as_choice("a", "b"), ["a"], "een van: a, b"),
        (validate.as_names, [1], "een lijst van teksten"),
        (validate.as_names, None, "een lijst van teksten"),
        (validate.as_path, " ", "de naam van een bestand of map"),
        (validate.as_table, 5, "een DataFrame, of de naam van een bestand"),
        (validate.as_frame("a"), pd.DataFrame({"b": [1]}), "ontbreekt de kolom a"),
        (validate.as_areas(), pd.DataFrame(), "iets is een DataFrame; geef een GeoDataFrame"),
        (validate.as_areas(), gpd.GeoDataFrame({"a": [1]}), "een GeoDataFrame met vlakken"),
        (validate.as_numbers, pd.Series(["x"]), "iets anders dan getallen"),
        (validate.as_numbers, pd.Series([1.0, 2.0], index=["a", "a"]), "twee keer"),
        (validate.as_series, [1, 2], "iets is een list; geef een Series van pandas."),
        (validate.as_mapping, [1], "een dict of Series"),
        (validate.as_geometry, shapely.Point(1, 2), "een vlak van shapely"),
        (validate.as_dataset, dict, "wat gezond_geo.load geeft"),
        (validate.as_nulmeting, "a.zip", r"gezond_geo.read_nulmeting\('a.zip'\)"),
        (validate.as_text, b"x" * 10, "iets is een bytes"),
        (validate.as_flag, "x" * 100, r"iets is 'x{59}…; geef"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(check, value, message):
    with pytest.raises(gg.GezondGeoError, match=message):
        check("iets", value)


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.binary(), st.lists(st.integers())))
def test_a_number_is_a_number_or_a_sentence(value):
    for check in (validate.as_whole(0), validate.as_number(0, 100)):
        try:
            number = check("iets", value)
        except SettingsError as error:
            assert "\n" not in str(error)  # noqa: PT017 - both ways are right
        else:
            assert number == value
            assert not isinstance(value, bool | str)


def test_none_is_for_what_may_be_left_out():
    @validate.checked(one=validate.as_text, other=validate.as_text)
    def join(one, other=None):
        return f"{one}{other}"

    assert join("a") == join("a", None) == "aNone"
    with pytest.raises(SettingsError, match="one is None"):
        join(None)
    with pytest.raises(SettingsError, match="other is 5"):
        join("a", other=5)


def test_a_check_of_an_argument_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        validate.checked(two=validate.as_text)(lambda one: one)


# ---- the public functions


@pytest.fixture(scope="module")
def calls(data, scores, links, tmp_path_factory):
    """Give every public function with arguments that are right."""
    folder = tmp_path_factory.mktemp("bestanden")
    path = gg.write_nulmeting(data, scores, folder / "nulmeting.zip")
    values = scores.themes["gezondheid"]
    areas = gpd.GeoDataFrame(
        {"klasse": ["verhard"]}, geometry=[shapely.box(250_000, 470_000, 250_100, 470_100)], crs=RD
    )
    table = gg.results(data, scores, links)
    parts = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 2.0]})
    own = pd.Series(1.5, index=data.buurten.index)
    years = gg.load_years("Enschede", offline=True)
    areas_of_2020 = pd.DataFrame({"naam": ["Dorp"], "land_ha": [90.0], "inwoners": [900.0]}, index=["GM0001"])
    register = gg.read_register(register_rows(), REGISTER)
    changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    decision = gg.try_choice(data, scores, changes, links, draws=2)
    squares = gpd.GeoDataFrame(
        {"buurtcode": ["BU01530003"]}, geometry=[shapely.box(258e3, 471e3, 259e3, 472e3)], crs=RD
    )
    squared = gg.load("Enschede", offline=True, boundaries=squares)
    spots = pd.DataFrame({"naam": ["Buurthuis"], "x": [258_500], "y": [471_500]})
    sheets = pd.DataFrame({"nummer": [8], "besluit": ["uitvoeren"]})
    return {
        gg.load: {"gemeente": "Enschede", "offline": True, "folder": None, "boundaries": None, "figures": None,
                  "projects": None, "uitgave": "2020", "extra": (), "from_wijk": False, "progress": None},
        gg.score: {"data": data, "weights": None, "threshold": 80, "reference": None, "limits": None},
        gg.aggregate: {"data": data, "level": "wijk"},
        gg.find_gaps: {"data": data, "scores": scores, "links": links, "sure": None},
        gg.find_koppelkansen: {"data": data, "scores": scores, "links": links, "sure": None, "years": None},
        gg.assess_spending: {"data": data, "scores": scores, "links": links, "draws": 100, "seed": 1},
        gg.try_choice: {"data": data, "scores": scores, "choice": changes, "links": links, "draws": 2, "seed": 1,
                        "enough": 0.5},
        gg.write_decision: {"decision": decision, "path": folder / "nieuw.keuze.zip"},
        gg.read_decision: {"path": folder / "een.keuze.zip"},
        gg.concentration_index: {"values": own, "population": own, "need": own, "form": "relative"},
        gg.slope_index: {"values": own, "population": own, "need": own},
        gg.read_judgements: {"sheets": sheets, "data": data},
        gg.weigh_projects: {"data": data, "judgements": gg.read_judgements(sheets, data), "scores": scores,
                            "links": links, "sure": None, "total": False},
        gg.compare_weights: {"scores": scores, "weightings": ["40 30 10 20", "25 25 25 25"], "top": 3},
        gg.kendall_w: {"values": parts},
        gg.load_years: {"gemeente": "Enschede", "folder": None, "years": [2020, 2024], "ages": ["18+"],
                        "boundaries": None,
                        "offline": True, "progress": None},
        gg.assess_change: {"years": years, "since": None, "until": None, "level": 0.95},
        gg.load_regions: {"year": 2012, "offline": True, "progress": None},
        gg.trace_codes: {"earlier": areas_of_2020, "later": areas_of_2020},
        gg.score_years: {"years": years, "base": None, "weights": None, "threshold": 80, "reference": None,
                         "offline": True, "progress": None},
        gg.compare_with_nation: {"years": years, "since": None, "until": None},
        gg.assess_inequality: {"years": years, "indicator": "goede_gezondheid", "need": own, "population": None,
                               "draws": 100, "seed": 1},
        gg.assess_goals: {"data": data, "years": years},
        gg.project_residents: {"data": data, "until": 2030, "ages": None, "dwellings": None, "totals": None},
        gg.read_register: {"source": register_rows(), "description": REGISTER},
        gg.compare_change: {"years": register, "indicator": "hulp", "areas": ["BU01530101"], "begin": 2020,
                            "since": None, "until": None, "level": 0.95},
        gg.plot_comparison: {"compared": gg.compare_change(register, "hulp", "BU01530101", 2020)},
        gg.byar_interval: {"count": own, "level": 0.95},
        gg.results: {"data": data, "scores": scores, "links": links, "sure": None, "labels": "id"},
        gg.write: {"table": table, "path": folder / "nieuw.xlsx", "excel_nl": False},
        gg.plot_map: {"table": table, "column": "stapeling"},
        gg.plot_themes: {"table": table, "buurt": "BU01530301"},
        gg.plot_ranking: {"table": table, "top": 3},
        gg.assess_robustness: {"data": data, "scores": scores, "draws": 2, "seed": 1, "top": 3, "vary": ["drempel"]},
        gg.assess_sensitivity: {"data": data, "scores": scores, "samples": 2, "seed": 1, "buurtcode": "BU01530301",
                                "vary": ["drempel"]},
        gg.assess_coherence: {"data": data, "scores": scores},
        gg.assess_clusters: {"data": data, "values": values, "permutations": 9, "seed": 1},
        gg.compare_with_nulmeting: {"nulmeting": gg.read_nulmeting(path), "data": data},
        gg.compare_with_peers: {"data": data, "buurtcode": "Twekkelerveld"},
        gg.match_projects: {"data": data},
        gg.total_euro: {"data": data, "links": links, "by": "wijkcode"},
        gg.make_map: {"data": data, "scores": scores, "links": links, "sure": None, "background": False,
                      "public": False, "language": "nl"},
        gg.make_progress_report: {"data": data, "since": 2020, "years": years, "scores": scores, "links": links,
                                  "until": 2024},
        gg.make_note: {"decision": decision, "judgements": None, "title": "Keuze"},
        gg.assess_norm: {"data": squared, "places": spots},
        gg.reach: {"data": squared, "places": spots, "metres": 500.0, "minutes": None, "pace": 0.9, "streets": None},
        gg.make_profile: {"data": data, "area": "Pathmos", "scores": scores, "links": links, "sure": None,
                          "language": "nl"},
        gg.people_outside: {"data": data, "scores": scores, "at_least": 2},
        gg.build_reference: {"frames": [(data.buurten, data.buurten["inwoners"])], "label": "alle", "weight": "buurten",
                             "people": "mensen", "members": None},
        gg.gemeente_reference: {"data": data},
        gg.read_reference: {"path": folder / "referentie.csv"},
        gg.write_reference: {"reference": data.reference, "path": folder / "nieuw.csv"},
        gg.peer_reference: {"nation": data, "urbanity": 3},
        gg.standardise_age: {"data": data, "nation": None},
        gg.stone_cover: {"areas": areas, "bgt": areas, "yards": None, "client": None},
        gg.area_figures: {
            "areas": areas,
            "squares": pd.DataFrame({"crs28992res100m": ["E2500N4700"], "aantal_inwoners": [100]}),
            "secret_below": 5,
        },
        gg.area_by: {"areas": areas, "polygons": areas, "classes": "klasse"},
        gg.write_nulmeting: {"data": data, "scores": scores, "path": folder / "nieuw.zip"},
        gg.read_nulmeting: {"path": path},
        gg.percentile: {"values": values, "reference": values, "weights": None, "ties": "mid", "others": False},
        gg.from_statline: {"frame": pd.DataFrame({"buurtcode": ["BU01530301"], "AantalInwoners_5": [4235]}),
                           "table": "84799NED", "year": None, "buurten": None},
        gg.min_max: {"values": values, "reference": None, "low": None, "high": None},
        gg.wilson_interval: {"count": [1.0, 2.0], "total": [4.0, 4.0], "level": 0.95},
        gg.z_score: {"values": values, "reference": None, "weights": None},
        gg.distance_to_target: {"values": values, "target": 5.0},
        gg.transform_exponential: {"percentiles": values},
        gg.arithmetic_mean: {"parts": parts, "weights": None, "minimum_share": 1.0},
        gg.geometric_mean: {"parts": parts, "weights": None, "minimum_share": 1.0},
        gg.combine_hierarchy: {"leaves": parts, "parents": {"a": "t", "b": "t"}, "weights": None},
        data.with_indicator: {"values": own, "indicator": MEASURE, "reference": None, "theme": None, "table": None},
        data.find_buurt: {"name": "Twekkelerveld"},
        data.year_of: {"name": "roken"},
        data.members: {"theme": "gezondheid"},
        gg.Limits: dataclasses.asdict(gg.Limits()),
    }  # fmt: skip


WITHOUT_A_CALL = {gg.open_bgt, gg.fetch_bgt}
"""They read files and services; `test_what_reads_the_bgt_checks_too` tries these."""


@pytest.mark.slow
def test_every_public_function_is_tried(calls):
    public = {getattr(gg, name) for name in gg.__all__}
    functions = {thing for thing in public if inspect.isfunction(thing)}
    assert functions - set(calls) == WITHOUT_A_CALL


def test_what_no_function_wants_is_refused_by_each(calls):
    for function, arguments in calls.items():
        for name, right in arguments.items():
            for wrong in (object(), 10**400, [None], float("nan")):
                with pytest.raises(gg.GezondGeoError) as error:
                    function(**arguments | {name: wrong})
                assert "\n" not in str(error.value), (function, name, right)


@pytest.mark.slow
def test_other_data_work_or_are_refused_in_a_sentence(calls, data):
    """Arguments of the right kind that are of something else: wijken, fewer buurten in another order, none."""
    others = [
        gg.aggregate(data, "wijk"),
        dataclasses.replace(data, buurten=data.buurten.iloc[19::-1]),
        dataclasses.replace(data, buurten=data.buurten.iloc[:0]),
        dataclasses.replace(data, buurten=data.buurten.reset_index()),
    ]
    costly = {gg.assess_sensitivity, gg.assess_clusters}  # of which the libraries are: tests of their own try these
    tried = [(f, a) for f, a in calls.items() if "data" in a and f not in costly]
    for function, arguments in tried:
        for other in others:
            try:
                function(**arguments | {"data": other})
            except gg.GezondGeoError as error:
                assert len(str(error)) > 20  # noqa: PT017 - both ways are right


def test_what_reads_the_bgt_checks_too():
    with pytest.raises(InputError, match="source is None"):
        gg.open_bgt(None)
    with pytest.raises(InputError, match="area is een GeoSeries"):
        gg.fetch_bgt(gpd.GeoSeries([shapely.box(0, 0, 1, 1)]), "proef")
    with pytest.raises(InputError, match="ligt niet in Nederland in RD"):
        gg.fetch_bgt(shapely.box(6.8, 52.2, 6.9, 52.3), "proef")


# ---- what a notebook tries


def test_a_year_and_a_gemeente_may_be_numbers(data):
    assert gg.load(153, uitgave=2020, offline=True).buurten.index.equals(data.buurten.index)
    with pytest.raises(gg.GezondGeoError, match=r"Er is geen gemeente met code GM0001"):
        gg.load(1, offline=True)
    with pytest.raises(gg.GezondGeoError, match="Van uitgave 2022 zijn geen cijfers"):
        gg.load("Enschede", uitgave=2022, offline=True)


def test_one_extra_figure_need_not_be_in_a_list():
    assert gg.load("Enschede", extra="ses_woa", offline=True).uitgave.extra == ("ses_woa",)


def test_a_share_is_no_percentile(data):
    with pytest.raises(SettingsError, match="De drempel 0,80 is geen percentiel van 1 tot 100; kies bijvoorbeeld 80"):
        gg.score(data, threshold=0.8)


def test_euro_by_a_group_that_is_not_there(data, links):
    with pytest.raises(SettingsError, match="by is 'wijk'; geef een van: buurtcode, wijkcode"):
        gg.total_euro(data, links, by="wijk")


def test_a_path_where_a_nulmeting_belongs(data):
    with pytest.raises(InputError, match=r"nulmeting is 'a.zip'; geef gezond_geo.read_nulmeting\('a.zip'\)"):
        gg.compare_with_nulmeting("a.zip", data)


@pytest.mark.slow
def test_a_map_of_data_alone(four):
    assert gg.make_map(four).payload == gg.make_map(four, gg.score(four), gg.match_projects(four)).payload


def test_a_map_of_what_is_of_other_data(data, scores, links):
    fewer = dataclasses.replace(data, buurten=data.buurten.iloc[:30])
    with pytest.raises(InputError, match="De scores horen niet bij deze gegevens"):
        gg.make_map(fewer, scores)
    with pytest.raises(InputError, match=r"De koppeling .* hoort niet bij deze gegevens"):
        gg.make_map(fewer, gg.score(fewer), links)
    with pytest.raises(InputError, match="De zekerheid hoort niet bij deze gegevens"):
        gg.make_map(data, scores, links, gg.assess_robustness(fewer, draws=2))
    with pytest.raises(InputError, match="De zekerheid hoort niet"):
        gg.make_map(data, scores, links, scores)
    with pytest.raises(InputError, match=r"links is een Scores; geef wat gezond_geo.match_projects geeft\."):
        gg.make_map(data, scores, scores)


def test_wijken_where_buurten_are_asked(data, links):
    wijken = gg.aggregate(data, "wijk")
    for function in (gg.match_projects, gg.make_map, lambda d: gg.total_euro(d, links, "thema")):
        with pytest.raises(InputError, match="Dit gaat over buurten, en data gaat over wijken"):
            function(wijken)


@pytest.mark.parametrize("level", ["wijk", "gemeente", "eigen"])
def test_an_own_figure_of_areas_counts(data, level):
    areas = gg.aggregate(data, dict.fromkeys(data.buurten.index[:60], "Noord") if level == "eigen" else level)
    own = areas.with_indicator(pd.Series(1.5, index=areas.buurten.index), MEASURE)
    assert own.buurten["proef"].eq(1.5).all()
    assert gg.score(own).buurten["score"].notna().any()


def test_an_unknown_figure_has_no_year(data):
    with pytest.raises(InputError, match="Er is geen cijfer 'rooken'; bedoelt u roken"):
        data.year_of("rooken")


def test_limits_are_numbers():
    with pytest.raises(SettingsError, match="rank is -1; geef een getal van 0 of meer"):
        gg.Limits(rank=-1)
