"""What a dataset says and does with boundaries that are coarse, of another year, or of a part of the buurten."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import areas_of, around, hengelo_figures, squares

import gezond_geo as gg
from gezond_geo.areas import pdok
from gezond_geo.areas.sources import Source
from gezond_geo.dataset.folder.projects import COLUMNS
from gezond_geo.errors import InputError, SourceError
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.shapes.outlines import list_shapes, say_boundaries
from gezond_geo.scores.wording import say_sources

PROJECT = {"nummer": "1", "naam": "Buurttuin", "euro": "1000", "openbaar": "ja", "x": "250000", "y": "475000"}


@pytest.fixture
def load(monkeypatch):
    """Give Hengelo from its figures, with what the sources of these years answer."""
    figures = hengelo_figures().assign(land_ha=36.0, land_ha_later=36.0)
    monkeypatch.delenv("GEZOND_GEO_OFFLINE")

    def load_with(answers, **options):
        def read(source, _code, *, year, progress=None):
            assert progress is None
            if (source.id, year) not in answers:
                raise SourceError(f"{source.id} van {year} antwoordde niet.")
            frame = answers[source.id, year].set_index("buurtcode")
            frame = frame.assign(buurtnaam=figures["buurtnaam"], land_ha=frame.get("land_ha", np.nan))
            return areas_of(frame, year=year, kind=source.soort)

        monkeypatch.setattr(Source, "read", read)
        return gg.load("Hengelo", figures=options.pop("figures", figures), **options)

    return load_with


@pytest.fixture
def areas():
    return around(hengelo_figures())


def texts_of(data):
    """Give what the page says of boundaries beside its title, and at the map."""
    words = language_of("nl")
    return say_boundaries(data, words), list_shapes(data, words)["grenzen"]["noot"]


def test_exact_boundaries_of_the_year_need_no_word(load, areas):
    data = load({("gebiedsindelingen", 2020): areas})
    assert data.boundary_kind == "exact"
    assert data.sources.loc["geometry", ["titel", "jaar", "soort"]].tolist() == [
        "Gebiedsindelingen 2020 (exact)", 2020, "exact",
    ]  # fmt: skip
    assert data.meldingen == (
        "Cijfers uit de meegegeven cijfers, niet uit een uitgave.",
        "Van welk jaar de cijfers zijn, staat er niet bij; ze zijn vergeleken met Nederland in 2020.",
    )
    assert texts_of(data) == ("", None)
    assert any("Gebiedsindelingen 2020 (exact)" in line for line in say_sources(data))


@pytest.mark.parametrize(
    ("source", "kind"), [("gebiedsindelingen-grof", "gegeneraliseerd"), ("cartomap", "vereenvoudigd")]
)
def test_coarse_boundaries_are_for_drawing(load, areas, source, kind):
    projects = pd.DataFrame([dict.fromkeys(COLUMNS, "") | PROJECT])
    data = load({(source, 2020): areas}, projects=projects)
    assert data.boundary_kind == kind
    assert data.sources.loc["geometry", "titel"].endswith(f"({kind})")
    assert f"De grenzen zijn {kind}: om te tekenen en niet om mee te meten." in data.meldingen
    start = f"Projecten met een punt zijn geplaatst met grenzen die {kind} zijn"
    assert any(melding.startswith(start) for melding in data.meldingen)
    square = gpd.GeoDataFrame({"klasse": ["verhard"]}, geometry=areas.geometry[:1], crs=areas.crs)
    with pytest.raises(InputError, match=f"De grenzen zijn {kind}: om te tekenen en niet om mee te meten"):
        gg.stone_cover(data.buurten, square)


def test_boundaries_of_another_year_are_said_beside_the_title(load, areas):
    later = areas.assign(land_ha=[36.0, 99.0, 36.0, 36.0, 36.0, 36.0])
    data = load({("wijkenbuurten-wfs", 2021): later})
    assert data.sources.loc["geometry", ["titel", "jaar"]].tolist() == [
        "Grenzen van wijken en buurten 2021 (exact)", 2021,
    ]  # fmt: skip
    assert (
        "De grenzen zijn van 2021 en de cijfers van 2020: getekend zijn de 5 van de 6 buurten die in beide jaren "
        "dezelfde zijn (code, naam en land). Geen enkele bron gaf grenzen van 2020."
    ) in data.meldingen
    assert "Zonder grens, dus alleen op de tegelkaart: Buurt 1." in data.meldingen
    payload = build_payload(data, gg.score(data), gg.match_projects(data))
    for text in (payload["uitleg"]["lang"], payload["vormen"]["grenzen"]["noot"]):
        assert "De grenzen zijn van 2021. Buurten met een grens: 5 van de 6." in text


def test_coarse_boundaries_of_a_part_of_the_buurten_are_said_beside_the_title(load, areas):
    data = load({("cartomap", 2020): areas[:4]})
    assert data.buurten.geometry.notna().sum() == 4
    for text in texts_of(data):
        assert "De grenzen zijn grof getekend." in text
        assert "Buurten met een grens: 4 van de 6." in text
    assert "Zonder grens, dus alleen op de tegelkaart: Buurt 4, Buurt 5." in data.meldingen
    # Without a point, no project was placed by them.
    assert not any("Projecten" in melding for melding in data.meldingen)


def test_boundaries_of_the_caller_that_do_not_fit_are_named_and_not_drawn(load, areas):
    wrong = areas.copy()
    wrong.loc[2, "geometry"] = wrong.geometry[2].buffer(2000)
    data = load({}, boundaries=wrong)
    assert data.boundary_kind == "eigen grenzen"
    assert data.buurten.index[data.buurten.geometry.isna()].tolist() == [areas["buurtcode"][2]]
    melding = (
        "In de meegegeven grenzen passen deze grenzen niet bij hun buurt, en ze zijn niet gebruikt: Buurt 2 (de grens"
    )
    assert any(text.startswith(melding) for text in data.meldingen)


def test_boundaries_of_the_caller_of_which_none_fits_are_refused(load, areas):
    with pytest.raises(InputError, match=r"past geen enkele grens bij haar buurt \(BU01640000: ligt ergens anders\)"):
        load({}, boundaries=squares(areas["buurtcode"], west=100_000.0))


def test_nothing_of_all_this_is_said_without_boundaries(load):
    data = load({})
    assert data.boundary_kind == ""
    assert data.meldingen[-1].startswith("Geen echte grenzen: gebiedsindelingen van 2020 antwoordde niet.")
    assert data.meldingen[-1].endswith("De kaart is een tegelkaart.")
    assert pdok.COARSE not in data.buurten.attrs
    assert say_boundaries(data, language_of("nl")) == ""
