"""The decision record: the same bytes when it is computed again, and nothing believed that is not whole."""

import dataclasses
import hashlib
import json

import pandas as pd
import pytest
from made_up import coarsen

import gezond_geo as gg
from gezond_geo.choices.record import pack_decision, unpack_decision
from gezond_geo.errors import InputError
from gezond_geo.io.archive import pack, unpack


def decide(data, scores):
    """Divide the 500 000 euro of project 8 over the buurten without."""
    without = gg.assess_spending(data, scores).without
    ranked = without.index[without["rang"].notna()]
    rows = [{"wat": "verandert", "project": 8, "buurten": " ".join(ranked), "waarom": "meer mensen bereiken"}]
    return gg.try_choice(data, scores, pd.DataFrame(rows), draws=20)


@pytest.fixture(scope="module")
def coarse(data):
    """Give a decision with a coarse reference: written and read, the national one takes longer than all the rest."""
    few = dataclasses.replace(data, reference=coarsen(data.reference, 10))
    return decide(few, gg.score(few))


@pytest.fixture(scope="module")
def content(coarse, tmp_path_factory):
    return gg.write_decision(coarse, tmp_path_factory.mktemp("keuze") / "project8.keuze.zip").read_bytes()


def change_members(content, path, **members):
    """Write a record of which members are replaced, with a digest that fits."""
    whole = unpack(content, path) | {name.replace("_", "."): member for name, member in members.items()}
    record = json.loads(whole["keuze.json"])
    for name in whole.keys() - {"keuze.json"}:
        record["sha256"][name] = hashlib.sha256(whole[name]).hexdigest()
    path.write_bytes(pack(whole | {"keuze.json": json.dumps(record).encode()}))
    return path


def test_a_record_is_replayed_to_the_same_bytes(coarse, content, tmp_path):
    (tmp_path / "project8.keuze.zip").write_bytes(content)
    record = gg.read_decision(tmp_path / "project8.keuze.zip")
    assert record.differences(coarse) == []
    assert pack_decision(record.replay()) == content
    assert pack_decision(record) == content


def test_project_8_over_ten_buurten(data, scores):
    decision = decide(data, scores)
    assert decision.measures.loc["bereik", ["eerst", "daarna"]].tolist() == [42_785, 63_025]
    assert decision.after.fifths["euro_per_inwoner"].round(2).tolist() == [22.63, 20.94, 14.37, 0.73, 0]
    counts = decision.table["gat"].value_counts()
    assert (counts["gedicht"], counts["geopend"]) == (10, 1)


def test_a_record_holds_what_comes_of_the_choice_and_how(coarse, content, tmp_path):
    path = tmp_path / "project8.keuze.zip"
    record = unpack_decision(content, path)
    for name in ("changes", "table", "measures", "people", "gaps"):
        own = getattr(coarse, name).astype(object)
        pd.testing.assert_frame_equal(getattr(record, name).astype(object), own, check_names=False, rtol=1e-8)
    pd.testing.assert_frame_equal(record.after.fifths, coarse.after.fifths, check_names=False, rtol=1e-8)
    assert record.kept.sum() == pytest.approx(1)
    assert record.data.projects["naam"].equals(coarse.data.projects["naam"])
    assert record.table["inwoners"].min() >= 100
    members = unpack(content, path)
    # No place of a project is in it.
    header = "nummer,naam,euro,dimensie,thema,doelgroep,themas"
    assert members["projecten.csv"].decode("utf-8-sig").splitlines()[0] == header
    readme = members["LEESMIJ.txt"].decode()
    number = len(coarse.changes["buurten"].iloc[0].split())
    assert f"verdeeld over {number} buurten naar inwoners. Waarom: meer mensen bereiken" in readme
    assert "percentiel 80,0; gewichten: gezondheid 1,00" in readme
    assert "20 berekeningen, startgetal 1." in readme
    assert readme.rstrip().endswith("Niet voor besluiten over personen, adressen of aanvragen.")


def test_a_record_of_another_version_is_read_as_it_was_and_says_what_differs(coarse, tmp_path):
    measures = coarse.measures.copy()
    measures.loc["bereik", "daarna"] = 60_000.0
    older = dataclasses.replace(coarse, version="0.0.9", measures=measures)
    record = gg.read_decision(gg.write_decision(older, tmp_path / "oud.keuze.zip"))
    assert (record.version, record.measures["daarna"]["bereik"]) == ("0.0.9", 60_000)
    differences = record.differences(record.replay())
    reach = coarse.measures["daarna"]["bereik"]
    assert differences[0] == f"maten: 1 waarde is anders; daarna van bereik was 60000, is nu {reach:.0f}."


def test_an_outcome_that_does_not_follow_is_not_written(coarse, tmp_path):
    path = tmp_path / "fout.keuze.zip"
    with pytest.raises(InputError, match="volgt niet uit deze cijfers"):
        gg.write_decision(dataclasses.replace(coarse, norm=1.0), path)
    assert not path.exists()


def test_what_is_not_whole_is_refused_in_a_sentence(content, tmp_path):
    path = tmp_path / "stuk.zip"
    for bad, message in {
        b"niets": "geen zip-bestand",
        pack({"iets.txt": b""}): "geen bewaarde keuze",
        pack(unpack(content, path) | {"extra.txt": b""}): "extra.txt",
        pack(unpack(content, path) | {"LEESMIJ.txt": b"anders"}): "LEESMIJ.txt is niet wat er is bewaard",
        pack(unpack(content, path) | {"keuze.json": b'{"vorm": 2}'}): "leest tot vorm 1",
        pack(unpack(content, path) | {"keuze.json": b'{"vorm": 1}'}): "ontbreekt",
    }.items():
        path.write_bytes(bad)
        with pytest.raises(InputError, match=message):
            gg.read_decision(path)


@pytest.mark.parametrize(
    ("member", "bad", "message"),
    [
        ("uitkomst_json", b"{}", "geen verdeling before"),
        ("uitkomst_json", b"[]", "geen JSON-object"),
        ("projecten_csv", b"nummer,naam\n1,a\n", "andere kolommen"),
        ("koppeling_csv", b"rij,project\n1,2\n", "andere kolommen"),
        ("nulmeting_zip", b"niets", "geen zip-bestand"),
    ],
)
def test_a_member_that_is_no_such_thing_is_refused(content, tmp_path, member, bad, message):
    with pytest.raises(InputError, match=message):
        gg.read_decision(change_members(content, tmp_path / "stuk.zip", **{member: bad}))


@pytest.mark.parametrize(
    "change", [{"rows": [[1]]}, {"columns": ["a", "a"]}, {"rows": [[1, [2]]], "columns": ["a"]}, None]
)
def test_a_table_that_is_none_is_refused(content, tmp_path, change):
    outcome = json.loads(unpack(content, tmp_path)["uitkomst.json"])
    outcome["people"] = change and {"index": "groep", "columns": ["a"], "rows": [], **change}
    with pytest.raises(InputError, match=r"people\)"):
        gg.read_decision(change_members(content, tmp_path / "stuk.zip", uitkomst_json=json.dumps(outcome).encode()))


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_figures_of_another_uitgave_are_recorded_too(tmp_path):
    data = gg.load("Enschede", uitgave="2024")
    data = dataclasses.replace(data, reference=coarsen(data.reference, 10))
    rows = [{"wat": "verandert", "project": 8, "buurten": "Pathmos"}]
    decision = gg.try_choice(data, gg.score(data), pd.DataFrame(rows), draws=20)
    path = gg.write_decision(decision, tmp_path / "nu.keuze.zip")
    assert pack_decision(gg.read_decision(path).replay()) == path.read_bytes()
