"""The gebiedsprofiel: what it says, and what it says where nothing is known."""

import dataclasses
import re
from html import unescape

import pandas as pd
import pytest
from four_buurten import A, D, load_four, score_four
from lxml import etree

import gezond_geo as gg
from gezond_geo.dataset.folder.investments import read_investments
from gezond_geo.errors import OutputError, SettingsError
from gezond_geo.pages.language import language_of
from gezond_geo.pages.paper import round_once, shorten
from gezond_geo.pages.profile import collect_subjects
from gezond_geo.pages.profile.area import Area, find_area
from gezond_geo.pages.profile.back import build_back
from gezond_geo.pages.profile.figures import Bar, age_bars, hundred_people, levels, theme_line, time_bars
from gezond_geo.pages.profile.front import certainty_of
from gezond_geo.pages.profile.good import list_good
from gezond_geo.pages.profile.index import name_files

HOSTILE = ["</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "=1+1", "&amp;\u202e"]


def text_of(profile: gg.Profile) -> str:
    """Text of a paper on one line, without style and marks."""
    body = re.sub(r"<(style|svg).*?</\1>", " ", profile.html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def subjects(data, scores, links, sure):
    return collect_subjects(data, scores, links, sure, "nl")


@pytest.fixture(scope="module")
def make(data, scores, links, sure):
    """Make the paper of an area of Enschede from what is made once, with changes to what is known of its buurten."""
    return lambda area, known=data, **options: gg.make_profile(known, area, scores, links, sure, **options)


@pytest.fixture(scope="module")
def papers(make):
    return {name: text_of(make(name)) for name in ("'t Lang", "Hanenberglanden", "City", "De Leuriks")}


def test_what_comes_together_and_how_sure_that_is(papers):
    text = papers["'t Lang"]
    assert "De meeste volwassenen voelen zich gezond: 64 van de 100. Toch komen hier drie thema's samen" in text
    assert "is zeker: dat blijft zo in alle 10.000 keer dat we anders rekenen" in text
    assert "Dat stenen meetelt, gebeurt in 86 van de 100 keer." in text
    assert re.search(r"tussen 1 en \d, van 53", text)


def test_figures_are_rounded_once_from_what_is_published(papers):
    # 62,9 % is 63; 195,3 per 1 000 is 195; 65+ of the Netherlands is 3 392 555 of 17 407 585, 19,49 %, and not 19,5.
    text = papers["'t Lang"]
    assert "bijstand, per 1 000 van 15 tot 65 jaar 195 64 37" in text
    assert "65-plussers, van de 100 inwoners 24 18 19" in text
    assert "63 van de 100 voelen zich eenzaam Enschede 52 · Nederland 47" in text
    assert "steen, van de 100 m² (2008) 32 niet bekend niet bekend" in text


def test_the_two_editions_of_the_health_figures_are_told_apart(papers):
    assert "2020 komt uit tabel 50090NED en 2024 uit 50150NED, twee uitgaven van het RIVM" in papers["'t Lang"]


def test_two_editions_that_round_alike_are_said_to(years, make):
    text = text_of(make("De Bothoven", years=years))
    assert "Voor 2020 gebruikt de score een andere uitgave; afgerond is het getal gelijk." in text


def test_a_series_of_one_edition_is_joined_and_told_from_the_score(years, make):
    profile = make("'t Lang", years=years)
    text = text_of(profile)
    assert "Dit zijn standen uit één tabel van het RIVM (50150NED)." in text
    assert "Nederland: gemiddelde van 342 gemeenten naar inwoners van 2024." in text
    assert "Voor 2020 staat hier 62 en op bladzijde 1 64" in text
    figure = next(svg for svg in re.findall(r"<svg.*?</svg>", profile.html, re.DOTALL) if "door de jaren" in svg)
    assert figure.count("<polyline") == 3
    texts = re.findall(r">([^<>]+)</text>", figure)
    assert [text for text in texts if text.startswith(("20", "’")) and len(text) < 5] == [
        "2012", "2016", "2020", "’22", "2024"
    ]  # fmt: skip
    # 50 is a height of the scale too.
    assert [text for text in texts if text in {"61", "58", "62", "50"}][-4:] == ["61", "58", "62", "50"]
    assert "Nederland 73" in texts


def test_a_series_of_buurten_together_is_their_mean_by_residents(data, scores, links, sure, years):
    subject = collect_subjects(data, scores, links, sure, "nl", years=years).of(find_area(data, ["Pathmos, Dolphia"]))
    values, people = years.of("goede_gezondheid"), years.residents
    codes = list(subject.area.codes)
    assert len(codes) == 2
    expected = sum(values.loc[c, 2022] * people[c] for c in codes) / people[codes].sum()
    assert subject.series("goede_gezondheid").loc["hier", 2022] == pytest.approx(expected)
    assert subject.series("geluk") is None


def test_series_of_another_gemeente_are_refused(data, years):
    with pytest.raises(gg.GezondGeoError, match="geef die van dezelfde gemeente"):
        gg.make_profile(
            dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, code="GM0164")), "City", years=years
        )


def test_a_part_of_a_buurt_says_so_before_any_figure(papers):
    text = papers["Hanenberglanden"]
    assert text.index("Hanenberglanden heeft geen eigen cijfers.") < text.index("twee thema's samen")
    assert text.index("Lees dit eerst: alle cijfers zijn van de hele buurt") < text.index("Vier thema's naast")
    assert "Wie er wonen in de hele buurt" in text
    assert "Niets over Hanenberglanden zelf: alle cijfers zijn van de hele buurt." in text


def test_a_buurt_without_a_place_says_what_is_known(papers):
    text = papers["City"]
    assert "City heeft geen plaats op de lijst." in text
    assert "Wat wel bekend is: welke thema's hier meetellen (inkomen en stenen)." in text


def test_under_a_hundred_residents_there_is_no_figure_at_all(data, papers):
    text = papers["De Leuriks"]
    assert "Over De Leuriks geven we geen cijfers." in text
    assert "minder dan 100 inwoners" in text
    residents = int(data.buurten["inwoners"][data.find_buurt("De Leuriks")])
    assert not re.search(rf"\b{residents}\b", text.replace("minder dan 100", ""))
    for word in ("van de 100 voelen", "telt mee", "Als 100 mensen", "huishoudens"):
        assert word not in text


def test_buurten_taken_together_say_in_which_of_them_themes_stack(make):
    text = text_of(make(["Pathmos", "Dolphia"]))
    assert "samengenomen uit twee buurten en vergeleken met Nederlandse buurten, alsof het één buurt was" in text
    assert "In twee buurten daarvan komen er twee of meer thema's samen: Pathmos en Dolphia." in text
    assert "op de lijst" not in text


def test_of_a_wijk_what_is_published_of_it_is_told(data, subjects):
    subject = subjects.of(find_area(data, ["WK015306"]))
    health = data.indicators["goede_gezondheid"]
    assert subject.value(health) == data.comparison["goede_gezondheid"]["WK015306"]


@pytest.mark.slow
def test_what_goes_well_is_never_said_against_itself(data, subjects, make):
    nothing = "Geen van de cijfers staat hier gunstiger dan in Nederland."
    for code in data.buurten.index:
        subject = subjects.of(find_area(data, [code]))
        good = list_good(subject)
        better = [line for line in good["regels"] if "; in Nederland " in line]
        for line in better:
            here, there = map(int, re.findall(r"\d+", line.replace("van de 100", "")))
            assert here > there
        if subject.has_value:
            ahead = [theme for theme, place in subject.percentiles.items() if place < 50]
            assert good["beter"] or not ahead
    text = text_of(make("'t Lang"))
    assert nothing in text
    assert "; in Nederland" not in text
    assert nothing not in text_of(make("Hanenberglanden"))


def test_both_sides_of_a_figure_make_a_hundred(data, subjects):
    subject = subjects.of(find_area(data, ["'t Lang"]))
    # 26,9 % has trouble making ends meet: 27 and 73.
    assert "73 van de 100 hebben geen moeite met rondkomen." in list_good(subject)["regels"]


def test_without_a_list_of_plans_the_question_is_open_and_without_a_match_that_is_said(papers, make, data):
    assert "Hier is niets bekend over plannen van anderen." in papers["'t Lang"]
    plans = pd.DataFrame(
        {
            "naam": ["Riool", "Daken"],
            "partij": ["gemeente", "corporatie"],
            "soort": ["riolering", "woningen"],
            "hardheid": ["besloten", "idee"],
            "buurten": ["BU01530202"] * 2,
            "van_jaar": [2027, 2028],
            "tot_en_met_jaar": [2028, 2029],
        }
    )
    planned = dataclasses.replace(data, investments=read_investments(plans)[0])
    elsewhere = text_of(make("'t Lang", planned))
    assert (
        "Er zijn plannen, maar niet op deze plek en in deze jaren. Aantal investeringen in het bestand: 2." in elsewhere
    )
    here = make("Pathmos", planned)
    assert re.search(r"Riool \(gemeente\) naast \w+, in Pathmos\. Dat \w+ hier meetelt, is zeker\.", text_of(here))
    assert "geen koppelkansen" not in here.html


def test_a_gemeente_without_a_folder_has_papers_that_say_what_is_not_known():
    text = text_of(gg.make_profile(load_four(projects=None, investments=None), A))
    assert "Van Hengelo (O.) is geen lijst met projecten bekend. Dat zegt niet dat er niets gebeurt." in text
    assert "Hier is niets bekend over plannen van anderen." in text
    assert "Nog niets opgeschreven." in text
    assert "focusgebied" not in text
    assert "Niet voor besluiten over personen, adressen of aanvragen." in text


def test_what_people_say_stands_on_the_paper_with_who_and_when(make, data):
    duiding = pd.DataFrame(
        {
            "buurtcode": ["BU01530603"],
            "tekst": ["De speeltuin bindt."],
            "bron": ["sociaal werk"],
            "datum": ["2026-03-01"],
        }
    )
    text = text_of(make("'t Lang", dataclasses.replace(data, duiding=duiding)))
    assert "De speeltuin bindt. sociaal werk, 2026-03-01" in text
    assert "Nog niets opgeschreven." not in text


def test_text_from_outside_stays_text(make, data):
    text = " ".join(HOSTILE)
    renamed = data.buurten.assign(buurtnaam=data.buurten["buurtnaam"].mask(data.buurten.index == "BU01530003", text))
    duiding = pd.DataFrame({"buurtcode": ["BU01530003"], "tekst": [text], "bron": [text], "datum": ["2026-03-01"]})
    projects = data.projects.assign(naam=text, plaats=text, openbaar=True)
    hostile = dataclasses.replace(data, buurten=renamed, duiding=duiding, projects=projects)
    page = make("BU01530003", hostile).html
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]


def test_what_is_not_handed_in_is_computed_and_gives_the_same_bytes(make, data, tmp_path):
    profiles = {"a.html": make("De Bothoven"), "b.html": gg.make_profile(data, "De Bothoven")}
    one, other = (profile.save(tmp_path / name) for name, profile in profiles.items())
    assert one.read_bytes() == other.read_bytes()


def test_a_file_of_another_kind_is_refused(tmp_path, make):
    with pytest.raises(OutputError, match=r"laat de naam eindigen op \.html"):
        make("De Bothoven").save(tmp_path / "profiel.docx")


def test_english_has_every_sentence_of_dutch(make):
    dutch, english = language_of("nl"), language_of("en")
    assert dutch.paper.keys() == english.paper.keys()
    assert dutch.paper_sides.keys() == english.paper_sides.keys()
    for key, text in dutch.paper.items():
        assert set(re.findall(r"{\w+}", text)) >= set(re.findall(r"{\w+}", english.paper[key])), key
    page = make("'t Lang", language="en").html
    assert '<html lang="en">' in page
    assert "What the figures do not say" in page
    with pytest.raises(SettingsError):
        make("'t Lang", language="de")


def test_every_figure_is_a_file_that_stands_alone(tmp_path, make):
    folder = make("'t Lang").save_figures(tmp_path / "figuren")
    files = sorted(folder.iterdir())
    # A small map, four themes, three groups of people, the ages and the levels.
    assert len(files) == 10
    for file in files:
        assert etree.fromstring(file.read_bytes()).tag == "{http://www.w3.org/2000/svg}svg"
    assert files[0].name == "01-kaartje-t-lang-in-enschede.svg"


def test_what_a_name_is_also_used_for_is_said(make):
    text = text_of(make("Twekkelerveld"))
    assert "Soms wordt met Twekkelerveld de hele wijk bedoeld" in text


def test_a_notebook_shows_the_paper_in_a_frame_without_scripts(make):
    assert make("City")._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')


def test_files_of_areas_with_one_name_are_two():
    areas = [
        Area(naam=name, soort="buurt", codes=(key,), key=key) for name, key in (("Noord", "BU1"), ("noord", "BU2"))
    ]
    assert name_files(areas) == ["buurt-noord.html", "buurt-noord-bu2.html"]


@pytest.mark.parametrize(
    ("chance", "word"),
    [(1.0, "zeker"), (0.91, "zeker"), (0.9, "waarschijnlijk"), (0.67, "waarschijnlijk"), (0.6, "onzeker"),
     (0.4, "onzeker"), (0.33, "waarschijnlijk"), (0.05, "zeker")],
)  # fmt: skip
def test_a_word_for_how_sure(chance, word):
    assert certainty_of(chance) == word


def test_numbers_are_rounded_half_up_and_texts_cut_at_a_word():
    assert [round_once(value) for value in (56.497, 19.49, 26.5, 0.0)] == [56, 19, 27, 0]
    assert shorten("een twee drie", 9) == "een twee …"
    assert shorten("aaaaaaaaaa", 4) == "aaaa …"


def test_a_line_has_its_dot_where_the_theme_stands():
    # 128 points from 6: 50 of 100 is at 70, 80 at 108,4 and 100 at 134.
    line = theme_line("Gezondheid: 100 van de 100", 100.0, float("nan"), 80.0)
    assert '<circle cx="134.0"' in line
    assert 'x="108.4"' in line
    assert "M70.0 1v20" in line
    assert line.count("<path") == 2


def test_a_hundred_people_are_a_hundred():
    drawing = hundred_people("64 van de 100", 64)
    assert drawing.count("<circle") == 100
    assert drawing.count('<g fill="#432080"') == 64


def test_ages_are_as_wide_as_their_share():
    drawing = age_bars("Leeftijden", ["jong", "oud"], [("Hier", [25.0, 75.0])])
    assert re.findall(r'width="([\d.]+)" height="15"', drawing) == ["57.0", "171.0"]


def test_bars_lie_in_their_years_and_shared_years_are_marked():
    bars = [Bar("A", 2026, 2028, firm=True, own=False), Bar("B", 2028, 2029, firm=False, own=False)]
    drawing = time_bars("Plannen", bars, range(2026, 2030), [2028])
    # 304 points over four years: 76 each, from 200.
    assert re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12" fill="([^"]+)"', drawing) == [
        ("202.0", "224.0", "#432080"),
        ("354.0", "148.0", "url(#onzeker)"),
    ]
    assert drawing.count('fill="#fbe9c6"') == 1


def test_levels_are_points_without_a_line():
    drawing = levels("Standen", [2020, 2024], [(2020, "hier", 64.0, "Hier 64"), (2024, "hier", 58.4, "Hier 58")])
    assert "polyline" not in drawing
    assert drawing.count("<circle") == 2


def test_a_buurt_where_nothing_stacks_has_no_needs_and_says_so():
    data = load_four(projects=None)
    scores = score_four(data)
    subject = collect_subjects(data, scores, None, None, "nl").of(find_area(data, [D]))
    assert subject.stacked == []
    assert build_back(subject)["behoeften"] == []
