"""Sheets of judges: what is read of them, and what is refused."""

import shutil

import openpyxl
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.choices.judgement_sheets import write_decision_template, write_judgement_template
from gezond_geo.dataset.folder.check import check_gemeentemap
from gezond_geo.dataset.folder.criteria import check_criteria, read_criteria
from gezond_geo.errors import InputError
from gezond_geo.io.toml import read_document

# Marks of A, B and C for project 8 (De Posten), per criterion; B left the last open.
MARKS = {
    "A": [4, 4, 5, 3, 2, 2, 3, 4],
    "B": [2, 4, 4, 3, 1, 2, 2, None],
    "C": [3, 4, 4, 4, 3, 1, 3, 4],
}


@pytest.fixture(scope="module")
def criteria(data):
    return read_criteria(data.gemeente)


@pytest.fixture
def sheet(criteria):
    """Give a frame with the marks of all three."""
    rows = [
        {"nummer": 8, "beoordelaar": judge, **dict(zip(_texts(criteria), marks, strict=True))}
        for judge, marks in MARKS.items()
    ]
    return pd.DataFrame(rows)


def _texts(criteria):
    return [criterion.tekst for criterion in criteria.criteria]


def _fill(path, template, cells):
    """Fill a workbook in as a person would: by row of a project and header of a column."""
    book = openpyxl.load_workbook(template)
    entries = book.worksheets[0]
    headers = [cell.value for cell in entries[1]]
    rows = {entries.cell(row, 1).value: row for row in range(2, entries.max_row + 1)}
    for (project, header), value in cells.items():
        entries.cell(rows[project], headers.index(header) + 1).value = value
    book.save(path)


def test_enschede_has_the_eight_criteria_of_its_strategy(criteria):
    ids = "draagvlak coalitieakkoord doelen beleid uitvoerbaar bewezen duurzaam overdraagbaar"
    assert " ".join(criterion.id for criterion in criteria.criteria) == ids
    assert criteria.bron
    assert "niet letterlijk" in criteria.noot
    assert len(criteria.schaal) == 5


def test_the_spread_is_that_of_the_marks_and_an_empty_cell_is_no_mark(data, scores, sheet):
    judgements = gg.read_judgements(sheet, data)
    spread = gg.weigh_projects(data, judgements, scores).spread.set_index("criterium")
    columns = ["aantal", "laagste", "hoogste", "verschil", "ver_uiteen", "oordelen"]
    assert spread.loc["draagvlak", columns].tolist() == [3, 2, 4, 2, False, "A 4, B 2, C 3"]
    assert spread.loc["overdraagbaar", columns].tolist() == [2, 4, 4, 0, False, "A 4, B –, C 4"]
    assert judgements.meldingen == ("Leeg gelaten, en dat is geen 0: B bij project 8 (overdraagbaar).",)


def test_three_points_apart_is_far_apart(data, scores, sheet, criteria):
    sheet.loc[0, _texts(criteria)[1]] = 1
    spread = gg.weigh_projects(data, gg.read_judgements(sheet, data), scores).spread
    assert spread.loc[spread["ver_uiteen"], "criterium"].tolist() == ["coalitieakkoord"]


def test_there_is_no_total_unless_asked_and_then_none_where_a_criterion_is_empty(data, scores, sheet, criteria):
    judgements = gg.read_judgements(sheet, data)
    assert "totaal" not in gg.weigh_projects(data, judgements, scores).projects
    # Means: 3, 4, 13/3, 10/3, 2, 5/3, 8/3 and 4, which make 25.
    assert gg.weigh_projects(data, judgements, scores, total=True).projects["totaal"].tolist() == [pytest.approx(25)]
    sheet[_texts(criteria)[7]] = None
    empty = gg.weigh_projects(data, gg.read_judgements(sheet, data), scores, total=True)
    assert empty.projects["totaal"].isna().tolist() == [True]


def test_the_need_of_the_buurten_stands_beside_a_project(data, scores, sheet):
    numbers = pd.concat([sheet, sheet.assign(nummer=1), sheet.assign(nummer=9)])
    projects = gg.weigh_projects(data, gg.read_judgements(numbers, data), scores).projects
    assert projects["stapeling"].fillna(-1).tolist() == [-1, 4, 3]
    assert projects.loc[1, "behoefte"] == "niet aan een buurt gebonden (stedelijk)"
    assert projects.loc[8, "behoefte"].startswith("Wesselerbrink Zuid-Oost: ")
    assert {"Mekkelholt", "Deppenbroek"} == {part.split(":")[0] for part in projects.loc[9, "behoefte"].split("; ")}


def test_the_order_of_sheets_and_rows_changes_nothing(data, scores, sheet):
    one = gg.weigh_projects(data, gg.read_judgements(sheet, data), scores)
    parts = [sheet.iloc[[2]], sheet.iloc[[0, 1]].iloc[::-1]]
    other = gg.weigh_projects(data, gg.read_judgements(parts, data), scores)
    pd.testing.assert_frame_equal(one.spread, other.spread)
    pd.testing.assert_frame_equal(one.projects, other.projects)


def test_a_judge_who_skips_a_project_is_named(data, sheet):
    both = pd.concat([sheet, sheet.iloc[:2].assign(nummer=9)])
    assert "C niet over project 9" in gg.read_judgements(both, data).meldingen[-1]


def test_what_is_wrong_is_all_named_at_once(data, sheet, criteria):
    texts = _texts(criteria)
    sheet = sheet.astype(object)
    sheet.loc[0, texts[0]] = 7
    sheet.loc[0, texts[2]] = 0
    sheet.loc[1, texts[3]] = "goed"
    sheet.loc[1, texts[4]] = 2.5
    sheet.loc[2, "nummer"] = 99
    with pytest.raises(InputError) as error:
        gg.read_judgements(sheet.rename(columns={texts[6]: "duurzam"}), data)
    for sentence in (
        f"{texts[0]} 7 (kan zijn: 1 tot en met 5)",
        f"{texts[2]} 0 (kan zijn: 1 tot en met 5)",
        f"'goed' is geen getal voor {texts[3]}",
        f"2,5 is geen heel getal voor {texts[4]}",
        "er is geen project met nummer 99",
        "geen kolom voor 'duurzaam' (wel: 'duurzam')",
    ):
        assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"naam": "Hospice"}, "project 8 heet Zorgzame buurt De Posten en niet Hospice"),
        ({"beoordelaar": "mevr. Jansen"}, "naam van een persoon"),
        ({"beoordelaar": "J. de Vries"}, "naam van een persoon"),
        ({"toelichting": "bel 06 12345678"}, "telefoonnummer"),
        ({"besluit": "ja", "datum": "31-02-2026"}, "datum '31-02-2026' is geen dag"),
    ],
)
def test_a_row_that_cannot_be_is_refused(data, sheet, change, sentence):
    with pytest.raises(InputError, match=sentence.replace("(", r"\(")):
        gg.read_judgements(sheet.iloc[:1].assign(**change), data)


@pytest.mark.parametrize("judge", ["A", "wijkteam", "Team Noord", "Livio", "J.V."])
def test_a_letter_or_a_role_is_no_person(data, sheet, judge):
    assert gg.read_judgements(sheet.iloc[:1].assign(beoordelaar=judge), data).judges == [judge]


def test_what_is_filled_in_twice_is_refused(data, sheet):
    with pytest.raises(InputError, match="A beoordeelt project 8 twee keer"):
        gg.read_judgements([sheet, sheet.iloc[:1]], data)
    decision = pd.DataFrame({"nummer": [8], "besluit": ["ja"]})
    with pytest.raises(InputError, match="over project 8 staat al een advies of besluit"):
        gg.read_judgements([decision, decision.assign(besluit="nee")], data)


def test_a_gemeente_without_criteria_says_so(data, sheet, tmp_path):
    (tmp_path / "gemeente.toml").write_text('code = "GM0153"\nnaam = "Enschede"\n', "utf-8")
    own = gg.load("Enschede", folder=tmp_path, projects=data.projects.reset_index()[["nummer", "naam"]], offline=True)
    with pytest.raises(InputError, match=r"geen criteria bekend; zet criteria\.toml"):
        gg.read_judgements(sheet, own)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("schaal = ['a', 'b']\n[[criterium]]\nid = 'x'\ntekst = 'X'\n", "de sleutel bron ontbreekt"),
        ("bron = 'b'\nschaal = ['a', 'b']\n", "geen criterium"),
        ("bron = 'b'\nschaal = ['a']\n[[criterium]]\nid = 'x'\ntekst = 'X'\n", "schaal heeft 1 woorden"),
        ("bron = 'b'\nschaal = ['a', 'b']\n[[criterium]]\nid = 'X y'\ntekst = 'X'\n", "kan niet"),
        ("bron = 'b'\nschaal = ['a', 'b']\n" + 2 * "[[criterium]]\nid = 'x'\ntekst = 'X'\n", "een ander criterium"),
    ],
)  # fmt: skip
def test_a_fault_in_the_criteria_is_named(tmp_path, text, sentence):
    (tmp_path / "criteria.toml").write_text(text, "utf-8")
    assert sentence in " ".join(map(str, check_criteria(read_document(tmp_path / "criteria.toml"))))


def test_the_check_of_a_folder_looks_at_the_criteria(tmp_path):
    (tmp_path / "gemeente.toml").write_text('code = "GM0153"\nnaam = "Enschede"\n', "utf-8")
    (tmp_path / "criteria.toml").write_text('bron = "b"\nschaal = ["a", "b"]\n', "utf-8")
    faults, _ = check_gemeentemap(tmp_path, offline=True)
    assert ["geen criterium" in fault.text for fault in faults] == [True]


@pytest.fixture(scope="module")
def sheets(data, criteria, tmp_path_factory):
    """Give the folder with the sheets of three judges and the decisions, filled in."""
    folder = tmp_path_factory.mktemp("oordelen") / "bladen"
    folder.mkdir()
    template, decisions = write_judgement_template(data, folder.parent / "blad.xlsx"), folder.parent / "besluiten.xlsx"
    write_decision_template(data, decisions)
    for judge, marks in MARKS.items():
        cells = {(8, text): mark for text, mark in zip(_texts(criteria), marks, strict=True)}
        _fill(folder / f"{judge}.xlsx", template, cells)
    decision = {"advies": "half zo groot", "besluit": "uitvoeren", "datum": "26-11-2026", "door": "college"}
    _fill(folder / "besluiten.xlsx", decisions, {(8, column): text for column, text in decision.items()})
    return folder


def test_the_name_of_a_sheet_is_the_judge_and_its_lock_is_no_sheet(data, sheets, tmp_path):
    shutil.copytree(sheets, tmp_path / "bladen")
    (tmp_path / "bladen" / "~$A.xlsx").write_bytes(b"open")
    judgements = gg.read_judgements(tmp_path / "bladen", data)
    assert judgements.judges == ["A", "B", "C"]
    decision = ["half zo groot", "", "uitvoeren", "2026-11-26", "college"]
    assert judgements.decisions.loc[8].tolist() == decision
    (tmp_path / "leeg").mkdir()
    with pytest.raises(InputError, match="geen ingevuld blad"):
        gg.read_judgements(tmp_path / "leeg", data)


def test_the_same_projects_give_the_same_sheet(data, tmp_path):
    one, other = (write_judgement_template(data, tmp_path / name) for name in ("een.xlsx", "twee.xlsx"))
    assert one.read_bytes() == other.read_bytes()
