"""Which uitgave is taken when nobody says which, and what is said of it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.dataset import cbs, national_figures
from gezond_geo.dataset.figures import Figures
from gezond_geo.errors import SourceError, UnknownGemeenteError
from gezond_geo.indicators.catalogue import uitgaven
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.payload import _intro
from gezond_geo.pages.map.run import Run

REASON = "Cijfers van {}: de nieuwste uitgave die te lezen en compleet is."


@dataclasses.dataclass
class Services:
    """Stands in for CBS and RIVM: three buurten of Hengelo, by uitgave which of them fail, lack rows or columns."""

    failing: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    empty: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    asked: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def read_uitgave(self, uitgave, code, **_):
        self.asked.append((uitgave.id, code))
        if uitgave.id in self.failing:
            raise SourceError(f"{uitgave.id} is weg.")
        names = pd.Index(["BU01640000", "BU01640001", "BU01640002"], name="buurtcode")
        frame = pd.DataFrame({name: [11.0, 12.0, 13.0] for name in uitgave.quoted()}, index=names)
        frame["inwoners"] = 1000.0
        frame.insert(0, "buurtnaam", list(names))
        return Figures(
            buurten=frame,
            comparison=frame.iloc[:0, 1:],
            sources=pd.DataFrame(),
            points=pd.DataFrame(columns=["x", "y"], dtype="float64"),
            is_whole=uitgave.id not in self.half,
        )

    def read_nation(self, uitgave, **_):
        if f"land {uitgave.id}" in self.failing:
            raise SourceError(f"Het land van {uitgave.id} is weg.")
        frame = pd.DataFrame(10.0, index=range(30), columns=uitgave.quoted()).assign(inwoners=500.0)
        frame[self.empty.get(uitgave.id, [])] = np.nan
        return [(frame, frame["inwoners"])]


@pytest.fixture
def services(monkeypatch):
    def connect(**options):
        fake = Services(**options)
        monkeypatch.setattr(cbs, "read_uitgave", fake.read_uitgave)
        monkeypatch.setattr(national_figures, "read_nation", fake.read_nation)
        return fake

    return connect


def test_the_newest_is_taken_for_every_gemeente(services):
    services()
    data = gg.load("Hengelo")
    assert data.uitgave.id == max(uitgaven()) == "2024"
    assert data.meldingen[0] == REASON.format(2024)
    assert data.choice == "nieuwste"


@pytest.mark.parametrize(
    ("options", "uitgave", "why"),
    [
        ({"failing": ("land 2024",)}, "2022", "Uitgave 2024 is niet te lezen."),
        (
            {"half": ("2024",)},
            "2022",
            "Uitgave 2024 is nog niet compleet (ontbreekt: regels van een deel van de buurten).",
        ),
        (
            # That wmo is empty too is of no interest: it does not count.
            {"empty": {"2024": ["armoede", "wmo"], "2022": ["laag_inkomen"]}},
            "2020",
            "Uitgave 2024 is nog niet compleet (ontbreekt: armoede). "
            "Uitgave 2022 is nog niet compleet (ontbreekt: laag inkomen).",
        ),
    ],
)
def test_an_older_one_is_taken_when_the_newest_lacks_something_and_that_is_said(services, options, uitgave, why):
    services(**options)
    data = gg.load("Hengelo")
    assert data.uitgave.id == uitgave
    assert data.meldingen[0] == f"{REASON.format(uitgave)} {why}"


def test_when_none_is_complete_the_one_that_lacks_least_is_taken(services):
    services(empty={"2024": ["armoede"], "2022": ["laag_inkomen", "roken"]}, failing=("2020",))
    data = gg.load("Hengelo")
    assert data.uitgave.id == "2024"
    assert data.meldingen[0].startswith(
        "Cijfers van 2024: geen uitgave is compleet, en deze mist het minst. Uitgave 2024"
    )


def test_a_year_that_is_asked_for_is_not_compared_with_others(services):
    fake = services(empty={"2022": ["laag_inkomen"]})
    data = gg.load("Hengelo", uitgave="2022")
    assert {uitgave for uitgave, _ in fake.asked} == {"2022"}
    assert (data.uitgave.id, data.choice) == ("2022", "gekozen")
    assert data.meldingen[0] == "Cijfers van 2022: dat jaar is gekozen."


def test_the_package_answers_when_nothing_else_does(services, data):
    services(failing=tuple(uitgaven()))
    again = gg.load("Enschede", offline=False)
    assert (again.uitgave.id, again.choice) == ("2020", "meegeleverd")
    assert again.meldingen[0] == (
        "Cijfers uit de meegeleverde uitgave 2020: Uitgave 2024 is niet te lezen: 2024 is weg. Uitgave 2022 is niet te "
        "lezen: 2022 is weg. Uitgave 2020 is niet te lezen: 2020 is weg. Of er een nieuwere compleet is, is niet na te "
        "gaan."
    )
    pd.testing.assert_frame_equal(again.buurten, data.buurten, check_exact=True)


def test_half_an_uitgave_does_not_go_before_that_of_the_package(services):
    services(half=tuple(uitgaven()))
    assert gg.load("Enschede", offline=False).choice == "meegeleverd"


@pytest.mark.parametrize(("uitgave", "choice"), [("2020", "gekozen"), (None, "meegeleverd")])
def test_offline_without_a_cache_it_is_that_of_the_package(uitgave, choice):
    data = gg.load("Enschede", uitgave=uitgave, offline=True)
    assert data.choice == choice
    assert data.meldingen[0] == "Cijfers uit de meegeleverde uitgave 2020: er wordt offline gewerkt."


def test_bronnen_begins_with_which_uitgave_it_is(services, capsys):
    services()
    assert main(["bronnen", "Hengelo"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == REASON.format(2024)


@pytest.mark.parametrize(
    ("choice", "taal", "sentence"),
    [
        ("nieuwste", "nl", "Dit zijn de nieuwste cijfers die compleet zijn."),
        ("gekozen", "nl", "Dit jaar is gekozen."),
        ("meegeleverd", "nl", "Nieuwere cijfers waren niet op te halen."),
        ("eigen", "nl", "Deze cijfers zijn zelf aangeleverd."),
        ("nieuwste", "en", "These are the newest figures that are complete."),
    ],
)
def test_a_page_has_words_for_every_choice(choice, taal, sentence):
    assert language_of(taal)(f"uitgave_{choice}") == sentence


def test_the_introduction_of_the_page_says_which_and_why(data, scores, links):
    latest = dataclasses.replace(data, choice="nieuwste")
    intro = _intro(Run(data=latest, scores=scores, links=links, sure=None, words=language_of("nl"), public=False))
    assert "Cijfers van 2020" in intro
    assert intro.endswith("Dit zijn de nieuwste cijfers die compleet zijn.")


def test_figures_of_the_caller_are_their_own(data):
    own = pd.DataFrame(data.buurten.drop(columns=["geometry", "punt"])).assign(x=257_000, y=471_000).reset_index()
    columns = ["buurtcode", "buurtnaam", "x", "y", "inwoners", "roken"]
    assert gg.load("Enschede", figures=own[columns], offline=True).choice == "eigen"


def test_a_gemeente_that_has_ended_is_found_in_the_years_in_which_it_was_there(services):
    fake = services()
    data = gg.load("Weesp")
    assert {uitgave for uitgave, _ in fake.asked} == {"2022"}
    assert (data.gemeente.code, data.uitgave.id) == ("GM0457", "2022")
    assert data.meldingen[0] == (
        f"{REASON.format(2022)} Weesp (GM0457) is er in 2024 niet meer: het gebied hoort nu bij Amsterdam (GM0363)."
    )
    assert gg.load("gm0457", uitgave="2020").uitgave.id == "2020"
    assert gg.load("Uden").uitgave.id == "2020"


@pytest.mark.parametrize(
    ("gemeente", "uitgave", "sentence"),
    [
        (
            "Weesp",
            "2024",
            "Weesp (GM0457) is er in 2024 niet meer: het gebied hoort nu bij Amsterdam (GM0363); "
            "kies een jaar waarin de gemeente er was (2020 en 2022).",
        ),
        (
            "Voorne aan Zee",
            "2020",
            "Voorne aan Zee (GM1992) is er in 2020 nog niet: het gebied was toen van Brielle, Hellevoetsluis en "
            "Westvoorne; kies een jaar waarin de gemeente er was (2024).",
        ),
        (
            "Haren",
            None,
            "Haren (GM0017) is er in 2020 niet meer: het gebied hoort nu bij Groningen (GM0014); kies die gemeente.",
        ),
    ],
)
def test_a_year_in_which_a_gemeente_was_not_there_is_said(services, gemeente, uitgave, sentence):
    fake = services()
    with pytest.raises(UnknownGemeenteError) as error:
        gg.load(gemeente, uitgave=uitgave)
    assert str(error.value) == sentence
    assert fake.asked == []
