"""One file that holds what a score was computed from: it gives the same score again, and nothing else passes for it."""

import dataclasses
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, coarse_hengelo, hengelo_figures
from pandas.testing import assert_frame_equal, assert_index_equal

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.errors import InputError, OutputError
from gezond_geo.indicators.catalogue import Indicator, Theme
from gezond_geo.indicators.publications import Table
from gezond_geo.io.archive import pack, unpack
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.years.nulmeting import Nulmeting, read_nulmeting, write_nulmeting

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def file_path(data: gg.Dataset, scores: gg.Scores, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_nulmeting(data, scores, tmp_path_factory.mktemp("nul") / "enschede.nulmeting.zip")


@pytest.fixture(scope="module")
def nulmeting(file_path: Path) -> Nulmeting:
    return read_nulmeting(file_path)


@pytest.fixture(scope="module")
def few() -> tuple[gg.Dataset, gg.Scores]:
    """Give six buurten and their scores; no test may change them."""
    data = coarse_hengelo()
    return data, gg.score(data)


@pytest.fixture
def change_file(file_path: Path, tmp_path: Path) -> Callable[..., Path]:
    """Give the file with other members, and with checksums that fit when they are to."""

    def change(
        edit: Callable[[Members], Mapping[str, bytes | None]],
        record: Callable[[dict[str, Any]], None] = lambda _: None,
        *,
        signed: bool = True,
    ) -> Path:
        members = unpack(file_path.read_bytes(), file_path)
        for name, content in edit(members).items():
            members.pop(name, None)
            if content is not None:
                members[name] = content
        about = json.loads(members["nulmeting.json"])
        if signed:
            about["sha256"] = {
                name: hashlib.sha256(content).hexdigest()
                for name, content in members.items()
                if name in about["sha256"]
            }
        record(about)
        members["nulmeting.json"] = json.dumps(about).encode()
        path = tmp_path / "x.nulmeting.zip"
        # Stored: to deflate it takes longer than to read it.
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return change


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_nulmeting(path)
    sentence = str(error.value)
    assert sentence.startswith(str(path))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_the_score_follows_from_the_file_alone_to_the_last_digit(nulmeting: Nulmeting, scores: gg.Scores) -> None:
    again = nulmeting.score(nulmeting.data)
    assert nulmeting.is_reproduced()
    for name in ("themes", "contributions"):
        assert_frame_equal(getattr(again, name), getattr(scores, name), check_exact=True, check_names=False)
    columns = ["stapeling", "op_de_grens", "score", "rang", "volledigheid", "grof", "reden_geen_rang", "kanttekening"]
    assert_frame_equal(again.buurten[columns], scores.buurten[columns], check_exact=True)
    assert again.settings == scores.settings


def test_what_is_frozen_is_what_came_out(nulmeting: Nulmeting, scores: gg.Scores) -> None:
    for name in ("stapeling", "score", "rang"):
        assert np.array_equal(nulmeting.outcome[name], scores.buurten[name], equal_nan=True)
    for theme in scores.themes:
        assert np.array_equal(nulmeting.outcome[f"p_{theme}"], scores.themes[theme], equal_nan=True)
    assert nulmeting.version == gg.__version__


def test_the_figures_of_settled_buurten_come_back_and_of_others_nothing(nulmeting: Nulmeting, data: gg.Dataset) -> None:
    columns = [i for i in data.indicators if i in data.buurten]
    settled = data.buurten["inwoners"] >= 100
    assert 0 < (~settled).sum() < len(settled)
    assert_index_equal(nulmeting.data.buurten.index, data.buurten.index, exact=False)
    now = pd.DataFrame(nulmeting.data.buurten[columns])
    assert_frame_equal(now[settled], pd.DataFrame(data.buurten[columns])[settled], check_exact=True)
    assert now[~settled].isna().all(axis=None)
    assert nulmeting.data.buurten["buurtnaam"].tolist() == data.buurten["buurtnaam"].tolist()
    assert nulmeting.data.buurten["stadsdeel"].isna().tolist() == data.buurten["stadsdeel"].isna().tolist()
    assert nulmeting.data.comparison.index.tolist() == ["GM0153", "NL"]
    assert nulmeting.data.comparison.loc["NL", "roken"] == data.comparison.loc["NL", "roken"]
    assert nulmeting.data.uitgave == data.uitgave
    assert nulmeting.data.themes == data.themes
    assert nulmeting.data.indicators == data.indicators
    assert nulmeting.data.meldingen == data.meldingen
    assert_frame_equal(nulmeting.data.sources, data.sources.astype(str), check_dtype=False)
    assert len(nulmeting.data.projects) == 0  # only figures and what they say


def test_the_reference_is_whole(nulmeting: Nulmeting, data: gg.Dataset) -> None:
    then, now = data.reference, nulmeting.data.reference
    assert (now.label, now.weight, now.people, now.apart) == (then.label, then.weight, then.people, then.apart)
    values = pd.Series(np.linspace(0, 100, 501))
    for name in ("roken", "gezondheid", "inkomen"):
        assert now.percentile(name, values).equals(then.percentile(name, values))


def test_the_same_input_gives_the_same_bytes(few: tuple[gg.Dataset, gg.Scores], tmp_path: Path) -> None:
    once, again = (write_nulmeting(*few, tmp_path / name) for name in ("een.zip", "nog.zip"))
    assert again.read_bytes() == once.read_bytes()
    frozen = read_nulmeting(again)
    nothing_new = write_nulmeting(frozen.data, frozen.score(frozen.data), tmp_path / "kopie.zip")
    assert (
        unpack(nothing_new.read_bytes(), nothing_new)["buurten.csv"] == unpack(again.read_bytes(), again)["buurten.csv"]
    )


def test_it_opens_without_this_package(file_path: Path) -> None:
    with zipfile.ZipFile(file_path) as archive:
        assert archive.testzip() is None
        readme = archive.read("LEESMIJ.txt").decode()
        figures = pd.read_csv(io.BytesIO(archive.read("buurten.csv")), index_col="buurtcode")
        outcome = pd.read_csv(io.BytesIO(archive.read("uitkomst.csv")), index_col="buurtcode")
        about = json.loads(archive.read("nulmeting.json"))
        assert {name for name in archive.namelist() if f"{name}: " not in readme} == {"LEESMIJ.txt"}
    assert readme.startswith("Nulmeting van Enschede (GM0153), uitgave 2020.\n")
    assert readme.endswith(f"\n\n{FOOTER}\n")
    assert "50090NED" in readme
    assert "uitvoeringsstrategie" not in readme  # there are no projects in it
    assert figures.loc["BU01530301", "roken"] == 26.6
    assert outcome["rang"].min() == 1
    assert about["instellingen"]["threshold"] == 80
    assert about["vorm"] == 1


def test_settings_own_figures_wijk_figures_and_standard_errors_are_frozen_too(tmp_path: Path) -> None:
    figures = hengelo_figures()
    figures.loc[HENGELO[1], "roken"] = np.nan
    data = coarse_hengelo(figures)
    borrowed = pd.DataFrame(False, index=data.buurten.index, columns=["roken"])  # noqa: FBT003 - of every cell
    borrowed.loc[HENGELO[0], "roken"] = True
    errors = pd.DataFrame({"roken": [1.5, np.nan, 1 / 3, 2, 2, 9]}, index=data.buurten.index)
    data = dataclasses.replace(data, from_wijk=borrowed, standard_errors=errors)
    theme = Theme(id="zorg", label="Zorg = +1", uitleg="Zorggebruik.", meer="meer zorg", minder="minder zorg")
    indicator = Indicator(
        id="wmo", label="Wmo", zin="{} met Wmo", eenheid="%", decimalen=6, soort="register", thema="zorg",
        ongunstig="hoog",
    )  # fmt: skip
    table = Table(id="wmo.csv", uitgever="=Gemeente", titel="Wmo", jaar=2020, indeling=2020)
    own = pd.Series([1 / 3, 2 / 3, np.pi, 4.5, 5], index=HENGELO[:5])
    data = data.with_indicator(own, indicator, theme=theme, table=table)
    scores = gg.score(data, weights={"zorg": 0.5, "inkomen": 0}, threshold=60, limits=gg.Limits(rank=1000))
    frozen = read_nulmeting(write_nulmeting(data, scores, tmp_path / "h.nulmeting.zip"))
    again = frozen.score(frozen.data)
    assert frozen.is_reproduced()
    assert again.settings == scores.settings
    assert again.counted == scores.counted
    assert again.buurten["reden_geen_rang"].tolist() == scores.buurten["reden_geen_rang"].tolist()
    assert "cijfers van de hele wijk: geen rang" in again.buurten["reden_geen_rang"].tolist()
    assert_frame_equal(frozen.data.from_wijk, borrowed, check_index_type=False)
    assert frozen.data.sources.loc["wmo", "uitgever"] == "=Gemeente"
    assert frozen.data.reference.of("zorg").label == data.reference.of("zorg").label
    assert frozen.data.standard_errors["roken"].fillna(-1).tolist() == [
        1.5,
        -1,
        1 / 3,
        2,
        2,
        -1,
    ]  # the last is too small
    assert frozen.data.year_of("wmo") == 2020


def test_scores_of_other_figures_are_not_frozen(few: tuple[gg.Dataset, gg.Scores], tmp_path: Path) -> None:
    data, scores = few
    other = dataclasses.replace(data, buurten=data.buurten.assign(roken=data.buurten["roken"] + 5))
    with pytest.raises(InputError, match="De scores volgen niet uit deze cijfers"):
        write_nulmeting(other, scores, tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())
    wijken = aggregate(data, "wijk")
    with pytest.raises(InputError, match="gaat over buurten"):
        write_nulmeting(wijken, gg.score(wijken), tmp_path / "x.zip")
    with pytest.raises(InputError, match="horen niet bij deze gegevens"):
        write_nulmeting(data, gg.score(wijken), tmp_path / "x.zip")


def test_a_file_that_cannot_be_written_leaves_the_earlier_one(
    few: tuple[gg.Dataset, gg.Scores], tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="dat is een map"):
        write_nulmeting(*few, tmp_path)


def test_a_version_that_computes_otherwise_is_noticed(nulmeting: Nulmeting) -> None:
    outcome = nulmeting.outcome.assign(score=np.nextafter(nulmeting.outcome["score"], 200))
    assert not dataclasses.replace(nulmeting, outcome=outcome).is_reproduced()


def test_what_is_no_nulmeting_is_refused(file_path: Path, tmp_path: Path) -> None:
    whole = file_path.read_bytes()
    path = tmp_path / "x.zip"
    for content in (b"", b"PK", whole[:-1], whole[: len(whole) // 2], whole[100:], b"a,b\n1,2\n"):
        path.write_bytes(content)
        assert "is geen zip-bestand of is niet heel" in refusal(path)
    path.write_bytes(pack({"a.csv": b"1"}))
    assert "is geen nulmeting, want nulmeting.json ontbreekt" in refusal(path)
    assert "bestaat niet" in refusal(tmp_path / "niets.zip")


@pytest.mark.parametrize(
    "name", ["buurten.csv", "referentie.csv", "uitkomst.csv", "LEESMIJ.txt", "standaardfouten.csv"]
)
def test_a_file_that_lacks_or_was_changed_is_named(change_file: Callable[..., Path], name: str) -> None:
    assert f"mist {name}" in refusal(change_file(lambda _: {name: None}))
    edited = change_file(lambda members: {name: members[name] + b"\n"}, signed=False)
    assert f"is beschadigd of veranderd: {name} is niet wat er is bewaard" in refusal(edited)


@pytest.mark.parametrize("name", ["../../x.csv", "/etc/passwd", "C:\\x.csv", "map/buurten.csv", "x.py"])
def test_names_that_are_paths_or_strange_are_refused(
    change_file: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    path = change_file(lambda _: {name: b"1"})
    assert "dat niet in een nulmeting hoort" in refusal(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_newer_form_is_said_before_anything_else(change_file: Callable[..., Path]) -> None:
    path = change_file(lambda _: {"nieuw.csv": b"1"}, lambda about: about.update(vorm=2, instellingen="anders"))
    assert "is een nulmeting van vorm 2, en deze gezond-geo leest tot vorm 1; werk die bij" in refusal(path)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda about: about.pop("uitgave"), "ontbreekt uitgave"),
        (lambda about: about.update(vorm="1"), "vorm kan niet '1' zijn"),
        (lambda about: about["instellingen"].update(threshold="veel"), "threshold kan niet 'veel' zijn"),
        (lambda about: about["instellingen"].update(threshold=0), "waar geen score uit volgt"),
        (lambda about: about["instellingen"]["weights"].update(onbekend=1), "waar geen score uit volgt"),
        (lambda about: about["uitgave"]["tabellen"]["kwb"].update(jaar="2020"), "jaar kan niet '2020' zijn"),
        (lambda about: about["indicatoren"][0].update(decimalen=None), "decimalen kan niet 'None' zijn"),
        (lambda about: about["themas"].pop(), "andere kolommen dan de thema's"),
        (lambda about: about["gemeente"].update(code="GM0164"), "geen buurt van Enschede"),
        (lambda about: about["sha256"].pop("buurten.csv"), "beschadigd of veranderd: buurten.csv"),
    ],
)
def test_settings_that_are_none_are_refused(
    change_file: Callable[..., Path], edit: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    assert sentence in refusal(change_file(lambda _: {}, edit))


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("buurten.csv", b"3315.0", b"veel", "'veel' waar een getal voor inwoners hoort"),
        ("buurten.csv", b"BU01530001,", b"BU01530000,", "'BU01530000' twee keer"),
        ("buurten.csv", b"BU01530001,", b"BU01640001,", "'BU01640001', en dat is geen buurt van Enschede"),
        ("buurten.csv", b"BU01530001,", b"../x,", "'../x', en dat is geen buurt"),
        ("buurten.csv", b",inwoners,", b",mensen,", "mist de kolom inwoners"),
        ("uitkomst.csv", b"BU01530001,", b"BU01539999,", "heeft in uitkomst.csv andere buurten"),
        ("uitkomst.csv", b",rang", b",plaats", "andere kolommen dan de thema's en hun uitkomst"),
        ("referentie.csv", b"value", b"waarde", "is geen referentie"),
        ("buurten.csv", b"3315.0", b"-500.0", "dit kan niet: BU01530000: inwoners -500 (kan zijn: 0 tot"),
        ("vergelijking.csv", b"77.3", b"177.3", "GM0153: goede_gezondheid 177.3 (kan zijn: 0 tot en met 100)"),
    ],
)
def test_tables_that_are_signed_and_wrong_are_refused(
    change_file: Callable[..., Path], name: str, old: bytes, new: bytes, sentence: str
) -> None:
    def edit(members: Members) -> Members:
        assert old in members[name]
        return {name: members[name].replace(old, new, 1)}

    assert sentence in refusal(change_file(edit))


def test_keys_of_another_version_are_left_out(change_file: Callable[..., Path], nulmeting: Nulmeting) -> None:
    def later(about: dict[str, Any]) -> None:
        about["nieuw"] = {"x": 1}
        about["indicatoren"][0]["nieuw"] = "x"
        del about["indicatoren"][0]["kanttekening"]

    again = read_nulmeting(change_file(lambda _: {}, later))
    first = next(iter(nulmeting.data.indicators.values()))
    assert next(iter(again.data.indicators.values())) == dataclasses.replace(first, kanttekening="")
    assert again.is_reproduced()
