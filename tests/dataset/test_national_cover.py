"""Which stone cover counts in an uitgave, what it is compared with, and what stands beside it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.areas.gemeente import find_gemeente
from gezond_geo.dataset import national_cover, national_figures, statline
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.national_cover import ATLAS, GREEN, PHOTO, add_land_cover
from gezond_geo.dataset.sealing import count_estimate
from gezond_geo.errors import InputError, SourceError
from gezond_geo.indicators.catalogue import uitgave_of
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.landcover.groenkaart import Green
from gezond_geo.landcover.klimaateffectatlas import LandCover
from gezond_geo.years.change import compare_with_nulmeting
from gezond_geo.years.nulmeting import read_nulmeting, write_nulmeting

WHEN = "2026-11-01T12:00:00+00:00"
BASEMAP = "Verstening: Basiskaart 2024, Klimaateffectatlas"
BESIDE = " De luchtfoto van 2008 staat ernaast; die is anders gemaakt, dus het verschil is geen verandering."


@dataclasses.dataclass
class Country:
    """Stands in for the Klimaateffectatlas, RIVM and StatLine: made-up values, here and of five buurten elsewhere."""

    codes: list[str]
    land: pd.Series
    whole: bool = True
    one: bool = True
    green_is_there: bool = True
    years: tuple[str, ...] = ("85318NED", "84799NED")
    asked: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        elsewhere = [f"BU0003000{n}" for n in range(5)]
        stone = np.linspace(0, 90, len(self.codes)).round(1)
        frame = pd.DataFrame({"steen": stone, "erf": stone / 2, "groen": 95 - stone}, index=self.codes)
        others = pd.DataFrame({"steen": [10.0, 20.0, 30.0, 40.04, np.nan], "erf": 1.0, "groen": 2.0}, index=elsewhere)
        self.frame = pd.concat([frame, others])
        self.residents = pd.Series(0.0, index=self.codes)
        self.residents = pd.concat([self.residents, pd.Series([1000.0, 3000, 2000, 4000, 99], index=elsewhere)])
        self.green = 95 - frame["steen"].rename("groen")

    def read_land_cover(self, gemeentecode=None):
        if not (self.whole if gemeentecode is None else self.one):
            raise SourceError("De atlas is weg.")
        frame = self.frame if gemeentecode is None else self.frame.loc[self.codes]
        return LandCover(
            frame=frame, url="https://a", retrieved=WHEN, release="2026-09-22", stale=False, notes=("iets vreemds",)
        )

    def read_green(self, gemeentecode):
        self.asked.append((GREEN, gemeentecode))
        if not self.green_is_there:
            raise SourceError("RIVM is weg.")
        return Green(share=self.green, url="https://r", retrieved=WHEN, stale=False, notes=())

    def read_table(self, table_id, *, regions, columns, **_):
        self.asked.append((table_id, regions))
        if table_id not in self.years:
            raise SourceError("De tabel is weg.")
        frame = self.land.to_frame(*columns)
        return dataclasses.make_dataclass("Rows", ["frame"])(frame)


@pytest.fixture
def packaged(data):
    """Give the packaged figures of Enschede as if they were those of uitgave 2024."""
    figures = snapshot.read_snapshot(data.gemeente.folder)
    return dataclasses.replace(figures, buurten=figures.buurten.assign(steen_atlas=np.nan, steen_erf=np.nan))


@pytest.fixture
def country(packaged, monkeypatch):
    def make(**options):
        fake = Country(packaged.buurten.index.tolist(), packaged.buurten["land_ha"], **options)
        monkeypatch.setattr(national_cover, "read_land_cover", fake.read_land_cover)
        monkeypatch.setattr(national_cover, "read_green", fake.read_green)
        monkeypatch.setattr(national_figures, "read_nation", lambda *_, **__: [(None, fake.residents)])
        monkeypatch.setattr(statline, "read_table", fake.read_table)
        return fake

    return make


def join(packaged, *, uitgave="2024", gemeente="Enschede"):
    return add_land_cover(find_gemeente(gemeente), uitgave_of(uitgave), packaged, national_reference())


def counted_names(uitgave):
    return [i.id for i in uitgave.indicators().values() if i.thema == "verstening" and i.ongunstig]


def beside(uitgave):
    return [i.id for i in uitgave.indicators().values() if i.thema == "verstening" and not i.ongunstig]


@pytest.mark.parametrize("name", ["2020", "2022"])
def test_before_2024_the_photo_counts_and_nothing_is_asked(packaged, name, country):
    fake = country(whole=False)
    uitgave, figures, reference = join(packaged, uitgave=name)
    assert (uitgave, figures) == (uitgave_of(name), packaged)
    assert reference.steps.equals(national_reference().steps)
    assert counted_names(uitgave) == [PHOTO]
    assert fake.asked == []


def test_from_2024_the_basiskaart_counts_and_the_photo_stands_beside_it(packaged, country):
    fake = country()
    uitgave, figures, _ = join(packaged)
    assert counted_names(uitgave) == [ATLAS]
    assert beside(uitgave) == [PHOTO, "steen_erf", GREEN]
    assert figures.buurten[ATLAS].tolist() == fake.frame["steen"][figures.buurten.index].tolist()
    assert figures.buurten[PHOTO].equals(packaged.buurten[PHOTO])
    assert figures.buurten[GREEN].tolist() == fake.green.tolist()
    assert figures.meldingen == (
        "Basiskaart groen en verharding 2024: iets vreemds.",
        f"{BASEMAP}.{BESIDE}",
    )
    row = figures.sources.loc[ATLAS]
    assert row["uitgever"] == "Klimaateffectatlas (Climate Adaptation Services)"
    assert row[["titel", "jaar", "licentie"]].tolist() == ["Basiskaart groen en verharding", 2024, "CC BY 4.0"]
    assert row[["gewijzigd", "opgehaald", "url"]].tolist() == ["2026-09-22", WHEN, "https://a"]
    assert figures.sources.loc[GREEN, ["uitgever", "jaar"]].tolist() == ["RIVM", 2022]


def test_every_label_says_source_and_year():
    indicators = [i for i in uitgave_of("2024").indicators().values() if i.thema == "verstening"]
    for indicator in indicators:
        assert any(word in indicator.kanttekening for word in ("luchtfoto 2008", "Basiskaart 2024", "Groenkaart 2022"))
        assert any(year in indicator.label for year in ("2008", "2022", "2024"))
        assert any(year in indicator.zin for year in ("2008", "2022", "2024"))
    assert "Basiskaart 2024, Klimaateffectatlas" in uitgave_of("2024").themes()["verstening"].uitleg


def test_the_percentile_is_by_the_residents_of_the_country(packaged, country):
    """By hand: 10 000 residents in buurten with 10, 20, 30 and 40 % stone; the buurt of 99 residents is left out."""
    country()
    uitgave, _, reference = join(packaged)
    values = pd.Series([10.0, 20.0, 30.0, 40.0, 5.0, 90.0])
    # Half of those with the same share, and all with less: 500, 1000 + 1500, 4000 + 1000, 6000 + 2000 of 10 000.
    assert reference.percentile(ATLAS, values).tolist() == pytest.approx([5, 25, 50, 80, 0, 100])
    assert reference.of("verstening") is reference
    assert reference.covers("verstening", [uitgave.indicators()[ATLAS]])
    steps, old = reference.steps, national_reference().steps
    for name in ("steen", "inkomen", "gezondheid/z-score/roken"):
        assert steps[steps["id"] == name]["value"].tolist() == old[old["id"] == name]["value"].tolist()


def test_without_the_country_the_photo_counts_with_its_own_reference(packaged, country):
    country(whole=False, one=False)
    uitgave, figures, reference = join(packaged)
    assert counted_names(uitgave) == [PHOTO]
    assert beside(uitgave) == [GREEN]
    assert reference.steps.equals(national_reference().steps)
    assert uitgave.themes()["verstening"].uitleg == uitgave_of("2020").themes()["verstening"].uitleg
    assert figures.meldingen == (
        f"{BASEMAP} is er niet, dus telt de schatting uit de luchtfoto van 2008, vergeleken met die van heel "
        "Nederland. De atlas is weg.",
    )


def test_the_file_of_the_gemeente_alone_is_shown_and_does_not_count(packaged, country):
    fake = country(whole=False)
    uitgave, figures, reference = join(packaged)
    assert counted_names(uitgave) == [PHOTO]
    assert beside(uitgave) == [ATLAS, "steen_erf", GREEN]
    assert figures.buurten[ATLAS].tolist() == fake.frame["steen"][fake.codes].tolist()
    assert ATLAS not in reference
    assert figures.meldingen[-1] == (
        f"{BASEMAP} is te zien maar telt niet, want met heel Nederland is ze niet te vergelijken, dus telt de "
        "schatting uit de luchtfoto van 2008, vergeleken met die van heel Nederland. De atlas is weg."
    )


def test_without_atlas_and_photo_the_theme_is_not_measured(packaged, country):
    country(whole=False, one=False)
    bare = dataclasses.replace(packaged, buurten=packaged.buurten.assign(steen=np.nan))
    assert join(bare)[1].meldingen[-1] == (
        f"{BASEMAP} is er niet, en een luchtfoto van 2008 is er niet bij, dus is het thema nog niet gemeten. "
        "De atlas is weg."
    )


def test_a_country_with_too_few_figures_is_nothing_to_compare_with(packaged, country):
    fake = country()
    fake.frame.loc[["BU00030001", "BU00030003"], "steen"] = np.nan  # where 7 000 of the 10 000 live
    uitgave, figures, _ = join(packaged)
    assert counted_names(uitgave) == [PHOTO]
    assert figures.meldingen[-1].endswith(
        "De buurten waarvan het aandeel steen bekend is, hebben maar 30 % van de Nederlanders."
    )


def test_buurten_without_a_row_are_said(packaged, country):
    fake = country()
    fake.frame = fake.frame.drop(index=fake.codes[:3])
    _, figures, _ = join(packaged)
    assert figures.buurten[ATLAS].isna().sum() == 3
    assert "Basiskaart groen en verharding: geen regel voor 3 buurten." in figures.meldingen


def test_green_of_2022_is_of_the_same_land(packaged, country):
    fake = country()
    fake.land = fake.land.copy()
    fake.land[fake.codes[0]] += 50
    fake.land = fake.land.drop(index=fake.codes[1])
    _, figures, _ = join(packaged)
    assert figures.buurten[GREEN].isna().to_dict() == {code: code in fake.codes[:2] for code in fake.codes}
    melding = "Groen (RIVM 2022): niet voor 2 buurten, want zeker is niet dat die in 2022 dit land hadden."
    assert melding in figures.meldingen


def test_the_land_is_that_of_2022_and_without_it_of_2020(packaged, country):
    fake = country(years=("84799NED",))
    assert join(packaged)[1].buurten[GREEN].notna().all()
    assert fake.asked == [(GREEN, "GM0153"), ("85318NED", "BU0153"), ("84799NED", "BU0153")]


@pytest.mark.parametrize("options", [{"years": ()}, {"green_is_there": False}])
def test_without_green_or_land_it_is_not_shown_and_said(packaged, country, options):
    country(**options)
    uitgave, figures, _ = join(packaged)
    assert counted_names(uitgave) == [ATLAS]
    assert GREEN not in uitgave.indicators()
    assert figures.meldingen[1].startswith("Niet opgehaald: Groenpercentage per buurt 2022. ")


@pytest.mark.parametrize(("swapped", "has_note"), [(0, False), (6, False), (45, True), (70, True)])
def test_two_maps_that_order_the_buurten_differently_are_said(packaged, country, swapped, has_note):
    fake = country()
    large = packaged.buurten.index[packaged.buurten["inwoners"] >= 100]
    fake.green[fake.codes[:swapped]] = fake.green[fake.codes[:swapped]].to_numpy()[::-1]
    notes = [note for note in join(packaged)[1].meldingen if "rangcorrelatie" in note]
    agreement = fake.frame["steen"][large].rank().corr((-fake.green[large]).rank())
    assert (agreement < 0.6) == has_note
    number = f"{agreement:.2f}".replace(".", ",").replace("-", "−")
    assert notes == (
        [
            f"Steen (Basiskaart 2024) en groen (RIVM 2022) zetten de {len(large)} buurten van Enschede niet in "
            f"dezelfde volgorde: rangcorrelatie {number}, onder 0,6. Ga in buurten waar het erop aankomt zelf kijken."
        ]
        if has_note
        else []
    )


def test_few_buurten_have_no_order_to_speak_of(packaged, country):
    fake = country()
    fake.green = fake.green.iloc[::-1].set_axis(fake.green.index)[:9]
    assert not [note for note in join(packaged)[1].meldingen if "rangcorrelatie" in note]


def test_offline_the_photo_counts_in_2024_where_it_was_kept(data, monkeypatch):
    """Without network and cache an uitgave 2024 of figures that are there has the photo, and says why."""
    figures = snapshot.read_snapshot(data.gemeente.folder)
    monkeypatch.setattr(national_figures, "read_nation", lambda *_, **__: pytest.fail("nothing to compare with"))
    uitgave, cover, _ = join(figures)
    assert counted_names(uitgave) == [PHOTO]
    assert "er wordt offline gewerkt" in cover.meldingen[-1]


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_enschede_with_stone_of_both_sources(data, scores, tmp_path):
    """Over loopback, where every value of the Klimaateffectatlas and RIVM is made up."""
    later = gg.load("Enschede", uitgave="2024")
    assert later.buurten[[ATLAS, PHOTO, GREEN]].notna().sum().tolist() == [64, 65, 65]
    assert [i.id for i in later.members("verstening")] == [ATLAS]
    later_scores = gg.score(later)
    assert "verstening" in later_scores.counted
    assert not later_scores.buurten["kanttekening"].str.contains("luchtfoto").any()
    places = later_scores.themes["verstening"].dropna()
    assert places.rank().corr(later.buurten[ATLAS][places.index].rank()) == pytest.approx(1)
    # As CBS counts residents of 2024 and by the share that the server made up, in all of the country.
    steps = later.reference.distribution(ATLAS)
    assert 15_000_000 < steps["inwoners"].sum() < 18_000_000
    # A nulmeting of the photo finds the photo again, and the Basiskaart is no change of it.
    frozen = read_nulmeting(write_nulmeting(data, scores, tmp_path / "toen.zip"))
    changes = compare_with_nulmeting(frozen, later)
    stone = changes[changes["id"].isin([PHOTO, ATLAS, "verstening"])]
    assert stone["verandering"].dropna().eq(0).all()
    assert set(stone["id"]) == {PHOTO, "verstening"}
    photo = count_estimate(later)
    assert [i.id for i in photo.members("verstening")] == [PHOTO]
    assert photo.own == []
    then = scores.themes["verstening"]
    now = gg.score(photo).themes["verstening"]
    both = then.notna() & now.notna()
    pd.testing.assert_series_equal(now[both], then[both], check_exact=True)


@pytest.mark.shared
def test_the_netherlands_have_stone_from_2024_on(netherlands):
    data = netherlands("2024")
    assert data.buurten[ATLAS].notna().sum() > 10_000
    assert "verstening" not in gg.score(data).unmeasured


def test_the_photo_counts_on_request(data):
    assert count_estimate(data) is data
    uitgave, bare = uitgave_of("2024"), data.buurten.assign(steen=np.nan)
    later = dataclasses.replace(data, uitgave=uitgave, indicators=uitgave.indicators(), buurten=bare)
    with pytest.raises(InputError, match="Van Enschede is er geen luchtfoto van 2008"):
        count_estimate(later)
