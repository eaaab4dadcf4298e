"""The views: palettes that everyone can read, the border, certainty, and what the public version lacks."""

import dataclasses
import functools
import itertools
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_up import data_of

import gezond_geo as gg
from gezond_geo.errors import SettingsError
from gezond_geo.pages.colours import DIVERGING, SEQUENTIAL, spread
from gezond_geo.pages.language import LANGUAGES, _read, language_of
from gezond_geo.pages.map.focus import list_focus_areas, say_difference
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.map.views import build_views
from gezond_geo.pages.page import build_page
from gezond_geo.pages.results import scores_table
from gezond_geo.scores.wording import say_reasons

# Machado, Oliveira and Fernandes (2009), severity 1: what is left of a colour without one kind of cone.
EYES = {
    "all": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(colour, eyes):
    """CIELAB of a colour as these eyes see it (D65)."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light = np.clip(np.array(EYES[eyes]) @ linear, 0, 1)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (f ** (1 / 3) if f > 0.008856 else 7.787 * f + 16 / 116 for f in matrix @ light / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", [SEQUENTIAL, DIVERGING], ids=["sequential", "diverging"])
def test_classes_stay_apart_for_all_eyes(palette, eyes):
    colours = [lab(colour, eyes) for colour in palette]
    # 10 in CIE76 is told apart at a glance.
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2)) > 10


def test_no_palette_has_red():
    for colour in (*SEQUENTIAL, *DIVERGING):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert not (red > 1.3 * green and red > 1.3 * blue), colour


def test_sequential_gets_darker_and_diverging_is_lightest_in_the_middle():
    lightness = [lab(colour, "all")[0] for colour in SEQUENTIAL]
    assert lightness == sorted(lightness, reverse=True)
    both = [lab(colour, "all")[0] for colour in DIVERGING]
    assert max(both) == both[2]
    assert both[0] < both[1] < both[2] > both[3] > both[4]
    assert spread(5) == list(SEQUENTIAL)


def test_views_that_are_compared_have_the_same_classes(payload):
    views = payload["weergaven"]
    fifths = [view for view in views.values() if "schaal" in view]
    assert len(fifths) == 16  # four themes, two sub-themes and ten figures
    assert {tuple(row["kleur"] for row in view["klassen"]) for view in fifths} == {DIVERGING}
    assert {tuple(row["label"].split(":")[0] for row in view["klassen"]) for view in fifths} == {
        ("0–20", "20–40", "40–60", "60–80", "80–100")
    }


def test_a_figure_says_which_values_its_classes_hold_here(data, payload):
    smoking = payload["weergaven"]["roken"]
    ranges = {at: row["bereik"] for at, row in enumerate(smoking["klassen"]) if row["aantal"]}
    values = data.buurten["roken"].groupby(pd.Series(smoking["klasse"]))
    expected = {
        int(at): f"hier {least:.1f}–{most:.1f} %".replace(".", ",")
        for at, (least, most) in values.agg(["min", "max"]).iterrows()
    }
    assert ranges == expected


def test_who_is_on_the_border_is_dotted(scores, payload):
    views = payload["weergaven"]
    near = scores.buurten["op_de_grens"].str.split()
    for theme in scores.counted:
        assert views[theme]["grens"]["buurten"] == [c for c in near.index if theme in near[c]]
        assert ((scores.themes.loc[views[theme]["grens"]["buurten"], theme] - 80).abs() <= 5).all()
    has_count = scores.buurten["stapeling"].notna()
    assert views["stapeling"]["grens"]["buurten"] == [c for c in near.index if near[c] and has_count[c]]
    assert views["score"]["grens"] is None


@pytest.fixture(scope="module")
def sure(scores):
    """Robustness as the map reads it: the first buurten surely, perhaps and surely not stacked."""
    index = scores.buurten.index
    chances = pd.Series(np.nan, index=index)
    codes = scores.buurten.index[scores.buurten["rang"].notna()]
    chances[codes] = np.linspace(0, 1, len(codes))
    frame = pd.DataFrame(
        {"kans_stapeling": chances, "rang_laag": 3.0, "rang_hoog": 9.0, "oordeel": "wisselend"}, index=index
    )
    for theme in scores.counted:
        frame[f"kans_{theme}"] = 0.5
    return SimpleNamespace(buurten=frame, settings={"draws": 10_000})


@pytest.fixture(scope="module")
def public_of(data, scores, links, sure):
    """Give the public version in a language; no test may change it."""
    return functools.cache(lambda language: build_payload(data, scores, links, sure, public=True, language=language))


@pytest.fixture(scope="module")
def english(data, scores, links):
    return build_payload(data, scores, links, language="en")


def test_certainty_is_a_view_and_sentences_when_it_is_given(data, scores, links, sure, payload):
    own = build_payload(data, scores, links, sure)
    view = own["weergaven"]["zekerheid"]
    chances = sure.buurten["kans_stapeling"].dropna()
    first, middle, last = chances.index[0], chances.index[len(chances) // 2], chances.index[-1]
    assert [view["klasse"][code] for code in (first, middle, last)] == [0, 2, 4]
    assert view["zonder"] == 70 - len(chances)
    rows = {b["code"]: b for b in own["buurten"]}
    assert rows[last]["zekerheid"] == [
        "Dat hier twee of meer thema's samenkomen, komt uit meer dan 99 van de 100 berekeningen met andere aannames.",
        "Gezondheid telt mee in 50 van de 100 daarvan.",
        "Inkomen telt mee in 50 van de 100 daarvan.",
        "Ouderen telt mee in 50 van de 100 daarvan.",
        "Stenen telt mee in 50 van de 100 daarvan.",
        "De plaats in de lijst ligt tussen 3 en 9: dat wisselt.",
    ]
    assert "zekerheid" in own["groepen"][0]["weergaven"]
    assert "zekerheid" not in payload["weergaven"]
    assert {tuple(b["zekerheid"]) for b in payload["buurten"]} == {()}


def test_the_classes_of_certainty_are_those_that_their_words_tell(run_of, sure):
    codes = sure.buurten.index[sure.buurten["kans_stapeling"].notna()]
    # 0–5, 5–35, 35–65, 65–95 and 95–100 %, each from its lower limit on.
    edges = {0.0499: 0, 0.05: 1, 0.3499: 1, 0.35: 2, 0.6499: 2, 0.65: 3, 0.9499: 3, 0.95: 4, 1.0: 4}
    chances = pd.Series(list(edges), index=codes[: len(edges)]).reindex(sure.buurten.index)
    own = SimpleNamespace(buurten=sure.buurten.assign(kans_stapeling=chances), settings=sure.settings)
    view = build_views(run_of(sure=own))["zekerheid"]
    assert [view["klasse"][code] for code in codes[: len(edges)]] == list(edges.values())


def test_without_ageing_is_the_score_without_it(data, links, payload):
    without = payload["zonder_vergrijzing"]
    other = gg.score(data, weights={"vergrijzing": 0})
    for code, row in without["buurten"].items():
        count, score, rank = (other.buurten.loc[code, name] for name in ("stapeling", "score", "rang"))
        assert row["gestapeld"] == (None if np.isnan(count) else count)
        assert row["tabel"]["rang"] == (None if np.isnan(rank) else rank)
        assert row["tabel"]["score"] == (None if np.isnan(score) else pytest.approx(score, abs=0.01))
        assert "vergrijzing" not in row["themas"]
    assert [c["label"] for c in without["weergaven"]["stapeling"]["klassen"]][-1] == "3 thema's"
    assert build_payload(data, other, links)["zonder_vergrijzing"] is None


def test_without_ageing_every_sentence_is_without_it(data, run_of, payload):
    without = payload["zonder_vergrijzing"]
    other = gg.score(data, weights={"vergrijzing": 0})
    table = scores_table(data, other)
    for code, row in without["buurten"].items():
        assert set(row["tabel"]) == {"stapeling", "op_de_grens", "score", "rang", "waarom"}
        assert row["tabel"]["waarom"] == table["waarom"][code]
        assert row["waarom"] == table["waarom"][code].replace("verstening", "stenen")
        assert row["tabel"]["op_de_grens"] == table["op_de_grens"][code]
        assert row["redenen"] == say_reasons(other, code)
        assert not [line for line in row["goed"] if "65 jaar en ouder" in line]
    run = run_of(scores=other)
    areas = [area["cijfers"] for area in list_focus_areas(run)]
    assert without["focusgebieden"] == [[text.replace("verstening", "stenen") for text in texts] for texts in areas]
    assert without["focusgebieden"][1] == ["In deze cijfers tellen 3 van 3 thema's mee: gezondheid, inkomen en stenen."]
    assert without["focus_verschil"] == say_difference(run) != payload["focus_verschil"]


def test_a_buurt_that_lacks_ageing_alone_has_an_outcome_without_it(data, links):
    lacking = data.buurten.copy()
    lacking.loc["BU01530301", "aandeel_65plus"] = np.nan
    less = dataclasses.replace(data, buurten=lacking)
    own = build_payload(less, gg.score(less), links)
    row = next(b for b in own["buurten"] if b["code"] == "BU01530301")
    assert row["redenen"] == ["Geen volledig cijfer voor vergrijzing: geen rang."]
    assert row["gestapeld"] is None
    without = own["zonder_vergrijzing"]["buurten"]["BU01530301"]
    assert without["gestapeld"] == 2
    assert without["redenen"] == []
    assert without["tabel"]["reden_geen_rang"] == ""


def test_one_decimal_of_the_score_is_the_same_in_table_and_panel(payload):
    column = [c["id"] for c in payload["tabel"]["kolommen"]].index("score")
    for buurt, cells in zip(payload["buurten"], payload["tabel"]["rijen"], strict=True):
        if buurt["samenvatting"]:
            number = Decimal(repr(cells[column])).quantize(Decimal("0.1"), ROUND_HALF_UP)  # as the browser rounds
            assert f"score {str(number).replace('.', ',')} (0–100)" in buurt["samenvatting"]


def test_the_public_version_has_no_rank_and_no_score(scores, public_of):
    public = public_of("nl")
    text = json.dumps(public, ensure_ascii=False)
    assert "score" not in public["weergaven"]
    assert not re.search(r"\brang \d|score \d|[Dd]e rang|te veel veranderd voor een rang", text)
    columns = {column["id"] for column in public["tabel"]["kolommen"]}
    assert not columns & {"score", "rang"}
    assert not [name for name in columns if name.startswith("p_")]
    assert {tuple(row["tabel"]) for row in public["zonder_vergrijzing"]["buurten"].values()} == {
        ("stapeling", "op_de_grens")
    }
    # No score of any buurt stands anywhere, in none of the ways that it might be written.
    numbers = set(re.findall(r"\d+[.,]\d+", text))
    values = scores.buurten["score"].dropna()
    texts = {f"{value:.2f}" for value in values} | {f"{value:.2f}".replace(".", ",") for value in values}
    figures = {
        f"{value:.2f}" for value in np.round(np.linspace(0, 100, 10001), 2) if round(value, 1) == round(value, 2)
    }
    assert not (numbers & texts) - figures


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_the_public_version_says_of_no_buurt_where_a_theme_stands(scores, public_of, taal):
    public = public_of(taal)
    words = language_of(taal)
    alone = {"vergrijzing": "aandeel_65plus", "verstening": "steen"}
    for row in [*public["buurten"], *(b | {"code": c} for c, b in public["zonder_vergrijzing"]["buurten"].items())]:
        sentences = " | ".join(
            [*row["stapelt"], *row["goed"], *row["cijfers_per_weergave"].values(), row["samenvatting"]]
        )
        for theme in [t for t in scores.counted if not np.isnan(scores.themes[t][row["code"]])]:
            position = words.position(scores, theme, scores.themes[theme][row["code"]])
            assert theme not in alone or position not in sentences
            assert not [line for line in row["stapelt"] if position in line]
            assert position != row["cijfers_per_weergave"].get(theme)
        for figure in row.get("cijfers", []):
            assert (figure["positie"] is None) == (figure["id"] in alone.values())
    if taal == "nl":
        row = next(b for b in public["buurten"] if b["naam"] == "Twekkelerveld")
        assert row["stapelt"] == ["Gezondheid telt mee.", "Inkomen telt mee."]
        assert row["cijfers_per_weergave"]["gezondheid"] == "plek 80–100 van 100; hoger is ongunstiger"


def test_the_public_version_does_not_deny_an_outcome_that_it_shows(public_of):
    public = public_of("nl")
    columns = [c["id"] for c in public["tabel"]["kolommen"]]
    assert "reden_geen_rang" not in columns
    city = next(b for b in public["buurten"] if b["naam"] == "City")
    assert city["gestapeld"] == 2
    assert city["redenen"][0] == "Inwoners 2020–2024: +16 %, sterk veranderd."
    small = next(b for b in public["buurten"] if b["naam"] == "De Slank")
    assert small["redenen"][0] == "Minder dan 400 inwoners: geen uitkomst."
    for buurt, cells in zip(public["buurten"], public["tabel"]["rijen"], strict=True):
        assert (cells[columns.index("reden_geen_uitkomst")] == "") == (buurt["gestapeld"] is not None)


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_the_public_page_does_not_speak_of_ranks_and_scores(public_of, taal):
    text = data_of(build_page(public_of(taal)))
    assert not re.findall(r"\b(?:rang|[Ss]core|[Rr]ank)\b.{20}", text)


def test_every_page_has_the_footer_and_asks_not_to_be_found(data, scores, links, kaart, tmp_path):
    public = gg.make_map(data, scores, links, public=True, language="en")
    assert (public.payload["openbaar"], public.payload["taal"]) == (True, "en")
    for number, one in enumerate([kaart, public]):
        page = one.save(tmp_path / f"{number}.html").read_text("utf-8")
        assert '<meta name="robots" content="noindex">' in page
        assert "Niet voor besluiten over personen, adressen of aanvragen." in page


def test_both_languages_have_the_same_texts():
    dutch, english = (_read(code) for code in LANGUAGES)
    assert set(dutch["pagina"]) == set(english["pagina"])
    assert set(dutch["payload"]) <= set(english["payload"])
    for part in ("pagina", "payload"):
        for key, text in dutch[part].items():
            assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english[part][key])), key


def test_an_english_page_speaks_english(english, payload):
    groups = ["Together", "By theme", "Number of people", "Projects and money", "By figure"]
    assert [g["label"] for g in english["groepen"]] == groups
    assert english["weergaven"]["verstening"]["label"] == "Stone"
    row = next(b for b in english["buurten"] if b["naam"] == "Wesselerbrink Noord-Oost")
    assert row["stapelt"][0] == "Health: 98 in 100 Dutch people live in better health."
    assert row["samenvatting"].startswith("3 of 4 themes count · score ")
    assert row["cijfers"][0]["waarde"] == "64.0%"
    assert row["kop"][0] == "3,905 residents (2020)"
    assert row["focusgebied"].startswith("Focusgebied 't Lang is deze buurt.")  # policy text stays Dutch
    city = next(b for b in english["buurten"] if b["naam"] == "City")
    assert city["stapelt"][0] == (
        "Within Health, mental and social apart would count: 91 in 100 Dutch people live in better health."
    )
    small = next(b for b in english["buurten"] if b["naam"] == "Kennispark")
    assert set(small["cijfers_per_weergave"].values()) == {"fewer than 100 residents"}
    assert "the places where Dutch people live" in english["leeswijzer"][0]["tekst"]
    assert len(english["leeswijzer"]) == len(payload["leeswijzer"])
    for one, other in zip(english["buurten"], payload["buurten"], strict=True):
        for key in ("cijfers", "goed", "kop", "stapelt", "themas"):
            assert len(one[key]) == len(other[key])
        assert one["gestapeld"] == other["gestapeld"]


def test_focus_areas_are_told_in_english_with_the_words_of_the_folder_that_have_none(data, english, run_of):
    area, *others = data.gemeente.focusgebieden
    own = dataclasses.replace(area, aangewezen_op=("leefbaarheid", "hittestress"))
    own_data = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, focusgebieden=(own, *others)))
    words = list_focus_areas(run_of("en", data=own_data))[0]["aangewezen"]
    assert words == "The municipal executive chose this area for liveability and hittestress."
    _, second, third = english["focusgebieden"]
    assert second["aangewezen"].endswith("social problems, liveability, safety and physical problems.")
    assert second["cijfers"] == ["In these figures 3 of 4 themes count: health, income and stone."]
    assert third["cijfers"][0].startswith("In the whole buurt Stroinkslanden-Zuid 2 of 4 themes count: ")
    assert english["focus_verschil"].startswith("3 or more themes also come together in De Bothoven, ")
    assert english["focus_verschil"].endswith(" Safety, liveability and care are not in these figures.")


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("minder dan 400 inwoners: geen rang", "fewer than 400 residents"),
        ("minder dan 100 inwoners: geen cijfers", "fewer than 100 residents"),
        ("geen volledig cijfer voor inkomen: geen rang", "a theme has no complete figure"),
        ("buurt veranderd van grens of code 2020–2024: geen uitkomst", "boundary or code changed in 2020–2024"),
        ("inwoners 2020–2024: +18 %, sterk veranderd", "too many residents came or went"),
        ("een reden van later", "no outcome; the reason is in the panel"),
        ("", ""),
    ],
)
def test_reasons_without_an_outcome_are_told_in_english(reason, text):
    assert language_of("en").reason(reason) == text


def test_an_unknown_language_is_refused():
    with pytest.raises(SettingsError, match="taal 'fr'; kies uit: nl, en"):
        language_of("fr")


def test_focus_areas_stand_beside_the_figures_without_a_verdict(data, scores, run_of, payload):
    lang = payload["focusgebieden"][1]
    assert lang["aangewezen"] == (
        "Het college koos dit gebied om sociale problemen, leefbaarheid, veiligheid en fysieke problemen."
    )
    assert lang["cijfers"] == ["In deze cijfers tellen 3 van 4 thema's mee: gezondheid, inkomen en stenen."]
    assert payload["focusgebieden"][2]["cijfers"][0].startswith("In de hele buurt Stroinkslanden-Zuid tellen 2 van")
    difference = payload["focus_verschil"]
    designated = {code for area in payload["focusgebieden"] for code in area["buurten"]}
    for code in scores.buurten.index[scores.buurten["stapeling"] >= 3]:
        assert (data.buurten["buurtnaam"][code] in difference) == (code not in designated)
    assert not re.search(r"fout|terecht|beter|had moeten|ten onrechte", difference)
    nothing = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, focusgebieden=()))
    assert say_difference(run_of(data=nothing)) == ""


def test_five_wrong_conclusions_are_prevented_on_the_page(payload):
    row = next(b for b in payload["buurten"] if b["naam"] == "Wesselerbrink Noord-Oost")
    guide = {part["kop"]: part["tekst"] for part in payload["leeswijzer"]}
    # “98 % is ziek”: the value first, the place in the comparison after it.
    first = row["cijfers"][0]
    assert payload["indicatoren"][first["id"]]["zin"].format(first["waarde"]).startswith("64,0 % ervaart")
    assert list(first).index("waarde") < list(first).index("woorden")
    # “Het college koos fout”
    assert "Het college keek naar meer dan deze cijfers." in payload["focus_verschil"]
    assert "dan zegt dat niet dat de keuze verkeerd is" in guide["Focusgebieden"]
    # “Grijs is goed”
    for view in payload["weergaven"].values():
        assert view["zonder_label"] == "te weinig inwoners of geen cijfer (kies de buurt voor de reden)"
    assert "Het zegt niet of het er goed gaat of niet." in guide["Kleine en veranderde buurten"]
    # “€ 0, dus niets”
    assert {tuple(b["euro"]) for b in payload["buurten"] if not b["projecten"]} == {
        (
            "Geen project in deze buurt bekend; projecten voor de hele gemeente of voor een groep kunnen hier wel "
            "iets doen.",
        )
    }
    # “Deze bewoner is ongezond”
    assert "hoeft niet te gelden voor wie er woont" in guide["Een buurt is niet een bewoner"]
    assert payload["voettekst"] == "Niet voor besluiten over personen, adressen of aanvragen."
