"""The progress report: what it says of a period, what it refuses to say, and what it says where nothing is known."""

import dataclasses
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, HOSTILE, hengelo_figures, two_years_later
from papers import text_of

import gezond_geo as gg
from gezond_geo import cli
from gezond_geo.dataset.folder.outputs import OUTPUTS
from gezond_geo.pages.language import language_of
from gezond_geo.pages.progress.charts import Slope, area_chart, between_chart, gap_chart
from gezond_geo.pages.progress.levels import draw_between
from gezond_geo.pages.progress.money import say_open
from gezond_geo.pages.progress.period import Period

NAN = float("nan")
ROWS = [
    (8, 2025, "bezoekers", "", 400.0, 312.0, False, "jaarverslag 2025"),
    (9, 2025, "deelnemers", "", NAN, 40.0, False, "jaarverslag 2025"),
    (1, 2025, "gezinnen", "", 20.0, NAN, False, "jaarverslag 2025"),
]
RECORDED = pd.DataFrame(ROWS, columns=OUTPUTS)


def labels_of(page: str) -> list[str]:
    return [unescape(label) for label in re.findall(r'aria-label="([^"]*)" width', page)]


@pytest.fixture(scope="module")
def report(data, scores, links, years):
    return gg.make_progress_report(data, 2020, years, scores, links)


@pytest.fixture(scope="module")
def page(report):
    return report.html


@pytest.fixture(scope="module")
def period_of(data, scores, links, years):
    """Make the input of the report since 2020, with what a test changes."""
    own = {"data": data, "scores": scores, "links": links, "years": years, "since": 2020, "until": 2024}
    return lambda **changes: Period(**(own | changes), nulmeting=None, words=language_of("nl"))


@pytest.fixture(scope="module")
def detailed(data, scores, links, years):
    """Give the text of a report on a folder that knows the path of a goal, and what was spent and done."""
    goals = data.goals.copy()
    goals.loc[1, ["begin", "begin_jaar", "streefwaarde", "pad"]] = [2.0, 2020, 0.0, "recht"]
    projects = data.projects.assign(euro_besteed=np.nan)
    projects.loc[[8, 10], "euro_besteed"] = [120_000.0, 5_000.0]
    own = dataclasses.replace(data, goals=goals, projects=projects, outputs=RECORDED)
    return text_of(gg.make_progress_report(own, 2020, years, scores, links).html)


@pytest.fixture(scope="module")
def hengelo():
    land = [100.0, 200, 300, 400, 500, 600]
    return gg.load("Hengelo", figures=hengelo_figures().assign(land_ha=land, land_ha_later=land), offline=True)


def counted_years(data, years):
    """Give series of residents alone, of a gemeente that has no others."""
    residents = data.buurten["inwoners"]
    rows = [
        {"buurtcode": code, "buurtnaam": data.buurten["buurtnaam"][code], "id": "inwoners", "jaar": year,
         "waarde": residents[code] * factor, "tabel": f"T{year}", "hoe": "zelfde"}
        for code in residents.index for year, factor in ((2020, 1.0), (2024, 1.1))
    ]  # fmt: skip
    places = [(data.gemeente.code, data.gemeente.naam, 12_550, 13_805), ("NL", "Nederland", 1e7, 1e7)]
    around = [
        {"code": code, "naam": name, "id": "inwoners", "jaar": year, "waarde": value, "tabel": f"T{year}", "hoe": ""}
        for code, name, *values in places
        for year, value in zip((2020, 2024), values, strict=True)
    ]
    return dataclasses.replace(
        years,
        gemeente=data.gemeente,
        figures=pd.DataFrame(rows),
        comparison=pd.DataFrame(around),
        residents=residents,
        indicators={"inwoners": years.indicators["inwoners"]},
        sources=years.sources.loc[["inwoners"]],
        meldingen=(),
    )


def test_counts_have_verdicts_and_the_buurten_that_changed_are_named(page):
    text = text_of(page)
    # CBS 84799NED and 85984NED: 28 420 of 159 640 is 17.80 %, 29 787 of 161 738 is 18.42 %.
    assert "Inwoners 159.640 161.738 +2.098 toegenomen 10 toe, 2 af" in text
    assert "28.420 29.787 +1.367 toegenomen , ook als aandeel: 17,8 naar 18,4 % 2 toe, 0 af" in text
    assert "Inwoners 0–14 jaar 23.480 22.327 −1.153 afgenomen" in text
    # Of the 59 buurten of 400 residents and more: City grew from 3 315 to 3 840 (15.8 %).
    assert "6 van 59 City; Lasonder, Zeggelt; Boddenkamp; Cromhoffsbleek-Kotman; het Brunink;" in text
    assert "zonder plaats op de lijst" in text


def test_levels_stand_beside_the_netherlands_and_most_of_a_fall_is_national(page):
    text = text_of(page)
    # 71.9 beside 72.85, the mean of the gemeenten.
    assert "In 2024 voelen 72 van de 100 volwassenen in Enschede zich gezond, 1 minder dan in Nederland." in text
    assert "2020–2022: Enschede −10,7, Nederland −9,3; 2020–2024: Enschede −5,1, Nederland −5,6." in text
    assert "Dat is dus vooral landelijk, geen uitkomst van een buurt." in text
    assert "2020: 77,0, Nederland 78,4; 2022: 66,3, Nederland 69,1" in labels_of(page)[0]
    assert "Van de 100 volwassenen voelen zich gezond geschat" in text


def test_inequality_is_that_of_every_year_with_its_interval(page):
    (label,) = [label for label in labels_of(page) if label.startswith("Verschil tussen buurten")]
    # An independent computation gave 19.4 20.7 17.4 23.6 18.8.
    assert re.findall(r"\d{4}: (\d+,\d)", label) == ["19,4", "20,7", "17,4", "23,6", "18,8"]
    assert len(re.findall(r"\(\d+,\d tot \d+,\d\)", label)) == 5
    text = text_of(page)
    assert "Dat het verschil tussen buurten kleiner werd, is in deze cijfers niet te zien." in text
    assert "59 buurten, volgorde van uitgave 2020." in text


@pytest.mark.parametrize(("last", "word"), [(0.0, "kleiner"), (4.0, "groter")])
def test_a_difference_is_called_another_only_when_the_intervals_lie_apart(period_of, years, last, word):
    """The figures of the last year, pulled together to one level or four times as far apart."""
    figures = years.figures.copy()
    final = figures["id"].eq("goede_gezondheid") & figures["jaar"].eq(2024)
    figures.loc[final, "waarde"] = 50 + last / 4 * (figures.loc[final, "waarde"] - 70)
    figures.loc[final & figures["waarde"].notna(), "waarde"] *= max(last, 1.0)
    between = draw_between(period_of(years=dataclasses.replace(years, figures=figures)))
    lead = "".join(text for text, _ in between["zin"])
    assert f"Het verschil tussen buurten is in deze cijfers {word} geworden." in lead
    assert between["kop"].startswith(f"{word.capitalize()} in deze cijfers: tussen buurten")
    assert f"het verschil is {word} geworden." in between["tekst"]


def test_areas_have_levels_and_no_verdict(page):
    text = text_of(page)
    between = text.partition("Gebieden: standen, geen oordeel")[2].partition("Geld en uitvoering")[0]
    assert "Twekkelerveld focusgebied" in between
    assert "Stroinkslanden-Zuid met Hanenberglanden" in between
    assert "Wesselerbrink Zuid-Oost geen focusgebied" in between
    assert not re.search(r"toegenomen|afgenomen|verbeterd|verslechterd|gestegen|gedaald", between)
    assert not re.search("[↑↓▲▼→↗↘]", page)
    assert "'t Lang, van de 100 volwassenen voelen zich gezond: 2012: 61; 2016: 58; 2020: 62" in " ".join(
        labels_of(page)
    )


def test_money_adds_up_and_what_is_not_written_down_is_said(page):
    text = text_of(page)
    assert "Voor gebieden (13 projecten) € 1.731.000 Zonder vaste plek (8 projecten) € 595.755" in text
    assert "Samen, 2025 € 2.326.755" in text
    assert "Uitgegeven en gedaan: nog niet ingevuld." in text
    # € 500 000 for 4 425 residents.
    assert "Wesselerbrink Zuid-Oost 4.425 4 € 500.000 113 8 Zorgzame buurt De Posten" in text
    assert "concentratie-index −0,63, in 95 van de 100 keer tussen" in text
    assert "Niet voor besluiten over personen, adressen of aanvragen." in text
    assert "Mensen met bijstand: alleen van 2020 bekend" in text


def test_goals_stand_where_the_figures_show_them(page):
    text = text_of(page)
    assert "Levensverwachting: 1,7 jaar inhalen (2040) niet in deze cijfers" in text
    # RIVM 50090NED of 2020: 51.5 and 47.0 of 100 adults.
    assert "Eenzaamheid als in Nederland (2040) 52 en 47 (in 2020)" in text
    assert "Kleinere verschillen tussen wijken (2033) 18,8 punten (in 2024)" in text
    assert "De bron zegt niet waarvan “nu een verschil van 11%” en “nu een verschil van 5,6%” een deel is." in text
    assert "Hoe het staat met 3 van de 5 doelen" in text
    assert "recht pad" not in text


def test_a_straight_path_of_the_source_is_shown_at_the_end_of_the_period(detailed):
    # From 2.0 in 2020 to 0 in 2040: 1.6 in 2024.
    assert "Levensverwachting: 1,7 jaar inhalen 2,0 jaar (2020) 1,6 niet in deze cijfers 0,0 jaar (2040)" in detailed


def test_spent_euro_are_told_of_the_projects_that_say_so(detailed):
    assert "Daarvan besteed, bekend van 2 projecten € 125.000" in detailed


def test_what_projects_did_stands_beside_what_was_planned(detailed):
    assert "8 Zorgzame buurt De Posten: gepland 400, gedaan 312 bezoekers (2025)" in detailed
    assert "gedaan 40 deelnemers (2025) (in twee buurten samen)" in detailed
    assert "Gedaan zonder vaste plek: 1 Jeugdhulp en preventie / Familiehuis: gepland 20 gezinnen (2025)" in detailed
    assert "Van 3 van de 21 projecten is opgeschreven wat er is gedaan." in detailed


def test_what_is_not_filled_in_is_said(data, period_of, detailed):
    projects = data.projects.assign(euro_besteed=1.0)
    assert say_open(period_of(data=dataclasses.replace(data, projects=projects)))[0] == "Gedaan: nog niet ingevuld."
    assert say_open(period_of(data=dataclasses.replace(data, outputs=RECORDED)))[0] == "Uitgegeven: nog niet ingevuld."
    assert "nog niet ingevuld" not in detailed


def test_the_order_of_the_rows_changes_nothing(data, scores, links, years, page):
    mixed = dataclasses.replace(
        years,
        figures=years.figures.sample(frac=1, random_state=1),
        comparison=years.comparison.sample(frac=1, random_state=2),
    )
    assert gg.make_progress_report(data, 2020, mixed, scores, links.sample(frac=1, random_state=3)).html == page


def test_a_gemeente_without_projects_goals_or_health_gets_its_counts(hengelo, years):
    text = text_of(gg.make_progress_report(hengelo, 2020, counted_years(hengelo, years)).html)
    assert "Inwoners 12.550 13.805 +1.255 toegenomen" in text
    assert "Hoe gezond mensen in Hengelo (O.) zich door de jaren voelen, is hier niet bekend." in text
    assert "Geen reeks over gezondheid." in text
    assert "Van Hengelo (O.) is geen lijst met projecten bekend. Dat zegt niet dat er niets gebeurt." in text
    assert "Van geen enkel project is een buurt bekend." in text
    assert "Doelen: nog niet ingevuld." in text
    assert "Gebieden: standen" not in text
    assert "Enschede" not in text


@pytest.mark.slow
def test_since_a_nulmeting_only_one_series_is_compared(hengelo, tmp_path):
    path = gg.write_nulmeting(hengelo, gg.score(hengelo), tmp_path / "h.zip")

    def edit(frame):
        frame.loc[HENGELO[0], "roken"] += 10
        return frame

    now = two_years_later(hengelo, edit)
    around = now.comparison.copy()
    around.loc[now.gemeente.code, "roken"] = 27.0
    now = dataclasses.replace(now, comparison=around)
    report = gg.make_progress_report(now, gg.read_nulmeting(path))
    text = text_of(report.html)
    assert (report.since, report.until) == (2020, 2022)
    assert "sinds de nulmeting van uitgave 2020" in text
    assert "Hengelo (O.): uitgave 2022 naast de nulmeting van uitgave 2020" in text
    assert "Door toeval alleen zou 5 % groter zijn" in text
    assert "Buurt 0" not in text.partition("Sinds de nulmeting")[2].partition("Geld en uitvoering, per buurt")[0]


@pytest.mark.slow
def test_since_a_nulmeting_the_order_of_income_is_the_frozen_one(data, scores, years, nulmeting):
    reverse = dataclasses.replace(scores, themes=scores.themes.assign(inkomen=100 - scores.themes["inkomen"]))
    page = gg.make_progress_report(data, nulmeting, years, reverse).html
    text = text_of(page)
    assert "Dat het verschil tussen buurten kleiner werd" in text
    assert any("2024: 18,8" in label for label in labels_of(page))
    assert "Van hetzelfde jaar, dus zonder verandering" in text


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_real_figures_of_two_uitgaven_and_of_a_gemeente_whose_buurten_changed(nulmeting, years, monkeypatch):
    monkeypatch.delenv("GEZOND_GEO_OFFLINE", raising=False)
    text = text_of(gg.make_progress_report(gg.load("Enschede", uitgave="2024"), nulmeting, years).html)
    assert "Inwoners geteld 2020–2024 159.640 161.738" in text
    assert "Niet te vergelijken, andere tabel (50090NED toen, 50150NED nu): goede ervaren gezondheid." in text
    # The order by income is that of the nulmeting: the uitgave 2024 has no figure of income.
    assert "59 buurten, volgorde van uitgave 2020." in text
    series = gg.load_years("Utrechtse Heuvelrug", years=[2020, 2024])
    heuvelrug = gg.make_progress_report(gg.load("Utrechtse Heuvelrug", uitgave="2024"), 2020, series)
    text = text_of(heuvelrug.html)
    assert "Zonder cijfers over inkomen is er geen volgorde van buurten." in text
    assert re.search(r"geen; \d+ buurten met een andere grens: niet te vergelijken", text)


def test_text_from_outside_stays_text(data, scores, links, years):
    text = " ".join([*HOSTILE, "<script>alert(1)</script>", "{{ 7*7 }}", "x" * 400])
    outside = dataclasses.replace(
        data,
        projects=data.projects.assign(naam=text, plaats=text),
        goals=data.goals.assign(doel=text, letterlijk=text, bron=text),
    )
    page = gg.make_progress_report(outside, 2020, years, scores, links).html
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in text_of(page)


def test_what_is_no_period_is_refused_in_a_sentence(data, scores, hengelo, years):
    with pytest.raises(gg.GezondGeoError, match="Van 2021 zijn er geen cijfers van Enschede; kies uit: 2012, 2016"):
        gg.make_progress_report(data, 2021, years, scores)
    with pytest.raises(gg.GezondGeoError, match="Van 2024 tot 2024 is geen periode"):
        gg.make_progress_report(data, 2024, years, scores)
    with pytest.raises(gg.GezondGeoError, match="De reeksen zijn van Enschede en de cijfers van Hengelo"):
        gg.make_progress_report(hengelo, 2020, years)
    with pytest.raises(gg.GezondGeoError, match=r"gezond_geo\.load_years"):
        gg.make_progress_report(data, 2020, scores=scores)


def test_the_end_of_the_period_may_be_chosen(data, scores, years):
    report = gg.make_progress_report(data, 2012, years, scores, until=2016)
    text = text_of(report.html)
    assert "In 2016 voelen 74 van de 100 volwassenen" in text
    assert "2012–2016: Enschede 0,7, Nederland −0,9. Dat is niet vooral landelijk" in text
    assert "Van de inwoners is maar één jaar geteld." in text
    assert "2020" not in "".join(labels_of(report.html))


@pytest.mark.slow
def test_the_command_makes_a_report(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["voortgang", "--sinds", "2020"]) == 0
    assert capsys.readouterr().out.splitlines() == ["maps/voortgang-enschede-2020-2024.html"]
    assert "Wat bewoog, wat niet" in (tmp_path / "maps/voortgang-enschede-2020-2024.html").read_text("utf-8")
    assert cli.main(["voortgang", "--sinds", "2019"]) == 2
    error = capsys.readouterr().err.splitlines()
    assert error[-1].startswith("Van 2019 zijn er geen cijfers van Enschede; kies uit:")
    assert cli.main(["voortgang", "--sinds", "weg.zip"]) == 2
    assert "weg.zip" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["voortgang"])


def test_points_stand_at_their_value_and_year():
    drawing = gap_chart("x", {2020: (70.0, 75.0), 2024: (72.0, NAN)}, ("Hier", "Nederland"), ["5,0", "–"], 2020)
    # From 70 to 75 over 78 points below 12; the years 150 points apart.
    assert re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing) == [("22.0", "90.0"), ("172.0", "58.8")]
    assert drawing.count("l3.6 3.6") == 1
    small = area_chart("x", {2020: (60.0, 70.0), 2024: (NAN, 70.0)}, [60.0, 70.0])
    assert small.count("<circle") == 1


def test_a_difference_begins_at_nought_and_has_its_interval():
    drawing = between_chart("x", [Slope(2020, 10.0, 5.0, 15.0), Slope(2024, 12.0, 8.0, 16.0)], 2024)
    # From 0 to 20 over 84 points below 14.
    assert re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing)[0] == ("30.0", "56.0")
    assert "M30.0 77.0V35.0" in drawing
    # The period is lit, and only when it is not all of it.
    assert drawing.count("#f1eef9") == 1
    assert "#f1eef9" not in between_chart("x", [Slope(2020, 10.0, 5.0, 15.0)], 2020)


def test_figures_that_cannot_be_written_leave_the_page_as_it_was(report, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.gg, "make_progress_report", lambda *_args, **_kwargs: report)
    (tmp_path / "bestand").write_text("iets")
    (tmp_path / "stuk.html").write_text("eerder")
    assert cli.main(["voortgang", "--sinds", "2020", "--offline", "--uit", "stuk.html", "--figuren", "bestand"]) == 2
    assert "bestand kan niet worden geschreven" in capsys.readouterr().err.splitlines()[-1]
    assert (tmp_path / "stuk.html").read_text() == "eerder"
