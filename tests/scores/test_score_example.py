"""The five buurten of ``docs/score.md``: every number of its tables, through the public functions."""

import pandas as pd
import pytest
from places import ROOT

import gezond_geo as gg
from gezond_geo.indicators.catalogue import Indicator, Theme
from gezond_geo.indicators.normalisation import percentile, transform_exponential
from gezond_geo.indicators.reference import theme_mean

PAGE = ROOT / "docs" / "score.md"
CODES = {letter: f"BU0164000{n}" for n, letter in enumerate("ABCDE")}
THEMES = {"inkomen": "income", "vergrijzing": "ageing", "veiligheid": "safety"}
SAFETY = Theme(id="veiligheid", label="Veiligheid", uitleg="", meer="meer onveiligheid", minder="minder onveiligheid")
FEELS_SAFE = Indicator(
    id="voelt_zich_veilig",
    label="Voelt zich veilig",
    zin="{} voelt zich veilig",
    eenheid="%",
    decimalen=0,
    soort="schatting",
    thema="veiligheid",
    ongunstig="laag",
)
INDICATORS = ["bijstand", "moeite_rondkomen", "aandeel_65plus", FEELS_SAFE.id]


def _read_tables():
    """Give the tables of the example, by the code of the buurt."""
    text = PAGE.read_text("utf-8").partition("## Five buurten by hand\n")[2].partition("\n## ")[0]
    tables = []
    for block in text.split("\n\n"):
        if not block.startswith("| buurt"):
            continue
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.strip().splitlines()]
        table = pd.DataFrame(rows[2:], columns=rows[0]).set_index("buurt").rename(index=CODES)
        tables.append(table.apply(lambda column: pd.to_numeric(column) if column.name != "on the border" else column))
    return tables


FIGURES, PLACED, TOGETHER, SCORED, GIVEN = _read_tables()


@pytest.fixture(scope="module")
def example():
    figures = pd.DataFrame(
        {
            "buurtnaam": [f"Buurt {letter}" for letter in CODES],
            "x": 250_000.0,
            "y": 475_000.0,
            "inwoners": FIGURES["residents"],
            "inwoners_0_14": FIGURES["0 to 14"],
            "inwoners_65plus": FIGURES["65 and over"],
            "bijstand_personen": FIGURES["people on bijstand"],
            "moeite_rondkomen": FIGURES["difficulty making ends meet, %"],
        }
    )
    figures.index.name = "buurtcode"
    data = gg.load("Hengelo", figures=figures, offline=True)
    return data.with_indicator(FIGURES["feels safe, %"], FEELS_SAFE, theme=SAFETY)


@pytest.fixture(scope="module")
def reference(example):
    members = {theme: example.members(theme) for theme in THEMES}
    return gg.build_reference(
        [(example.buurten, example.buurten["inwoners"])], label="de vijf buurten", members=members
    )


@pytest.fixture(scope="module")
def example_scores(example, reference):
    return gg.score(example, reference=reference)


def assert_shown(column, page_column, decimals):
    """Compare with what the page shows, at the decimals it shows."""
    assert list(column.index) == list(page_column.index)
    assert column.round(decimals).tolist() == pytest.approx(page_column.tolist(), abs=1e-9)


def test_the_tables_are_the_example():
    assert [table.shape for table in (FIGURES, PLACED, TOGETHER, SCORED, GIVEN)] == [
        (5, 6),
        (5, 9),
        (5, 6),
        (5, 5),
        (1, 4),
    ]
    assert FIGURES["residents"].sum() == 10_000


def test_indicators(example, example_scores):
    places = [0, 2, 4, 6]  # the columns of figures; each is followed by its percentile
    residents = FIGURES["residents"]
    for name, column in zip(INDICATORS, places, strict=True):
        figures = example.buurten[name]
        assert_shown(figures, PLACED.iloc[:, column], 1)
        assert_shown(percentile(figures, figures, residents), PLACED.iloc[:, column + 1], 9)
        unfavourable = PLACED["turned around"] if name == FEELS_SAFE.id else PLACED.iloc[:, column + 1]
        assert_shown(example_scores.indicators[name], unfavourable, 9)


def test_themes(example, reference, example_scores):
    mean = theme_mean("inkomen", example.members("inkomen"), example.buurten, reference)
    assert_shown(mean, TOGETHER["income, mean"], 9)
    for theme, word in THEMES.items():
        assert_shown(example_scores.themes[theme], TOGETHER[word], 9)
    assert example_scores.counted == list(THEMES)


def test_stacking(example_scores):
    assert_shown(example_scores.buurten["stapeling"], TOGETHER["stacking"], 0)
    near = [" ".join(THEMES[t] for t in ids.split()) for ids in example_scores.buurten["op_de_grens"]]
    assert near == TOGETHER["on the border"].tolist()


def test_score_and_rank(example_scores):
    for theme, word in THEMES.items():
        assert_shown(transform_exponential(example_scores.themes[theme]), SCORED[f"E of {word}"], 3)
    assert_shown(example_scores.buurten["score"], SCORED["score"], 3)
    assert_shown(example_scores.buurten["rang"], SCORED["rank"], 0)
    # What the page says of a plain mean.
    assert example_scores.themes[example_scores.counted].mean(axis=1)[[CODES["E"], CODES["A"]]].round(1).tolist() == [
        63.3,
        58.3,
    ]


def test_contributions(example_scores):
    points = example_scores.contributions.loc[CODES["A"]]
    assert [name for _, name in points.index] == INDICATORS
    assert points.round(3).tolist() == pytest.approx(GIVEN.iloc[0].tolist())
    assert GIVEN.iloc[0].sum() == pytest.approx(SCORED["score"].iloc[0])
