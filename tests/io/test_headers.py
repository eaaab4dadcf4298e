"""Headers: which row, and which column is meant."""

import pandas as pd
import pytest

from gezond_geo.areas.rows import CODE, KEY, NAME
from gezond_geo.io.headers import Column, find_header, match_columns


@pytest.mark.parametrize(
    "header",
    [
        "buurtcode", "Buurtcode", " BUURTCODE ", "buurt_code", "statcode", "BU_CODE", "bu_code", "gwb_code",
        "gwb_code_10",
        "Codering_3", "WijkenEnBuurten", "Regioaanduiding/Codering (code)", "Regioaanduiding|Codering (code)",
        "Regiocode (gemeente, wijk, buurt) (code)", "buurtcode2024", "BU_2020", "CBS-buurtcode",
    ],
)  # fmt: skip
def test_the_codes_are_known_by_many_headers(header):
    cells = pd.DataFrame({0: [1.0], 1: ["BU01530301"]})
    assert match_columns(["cijfer", header], [CODE], cells) == {1: "buurtcode"}


def test_the_cells_tell_which_of_several_columns_has_the_codes():
    # As cbsodata gives it: the name in the place of the code.
    cells = pd.DataFrame({0: ["Twekkelerveld"], 1: ["BU01530301"]})
    assert match_columns(["WijkenEnBuurten", "Codering_3"], [CODE, NAME], cells) == {1: "buurtcode", 0: "buurtnaam"}
    # As the Excel file of CBS has it: twice, with and without letters.
    cells = pd.DataFrame({0: ["BU01530301"], 1: ["01530301"], 2: ["Twekkelerveld"]})
    assert match_columns(["gwb_code_10", "gwb_code_8", "regio"], [CODE, NAME], cells) == {
        0: "buurtcode",
        2: "buurtnaam",
    }


def test_cells_that_are_codes_tell_the_column_whatever_its_header():
    cells = pd.DataFrame({0: [1, 2], 1: ["BU01530301", "bu01530003"]})
    assert match_columns(["x", "gebied van ons"], [CODE], cells) == {1: "buurtcode"}


def test_a_heading_that_two_columns_have_is_neither():
    column = Column("inwoners_65plus", synonyms=("65JaarOfOuder",))
    assert match_columns(["Mannen/65 jaar of ouder", "Vrouwen/65 jaar of ouder"], [column]) == {}
    assert match_columns(["Leeftijd/65 jaar of ouder (aantal)", "x"], [column]) == {0: "inwoners_65plus"}


def test_a_topic_tells_headings_apart():
    column = Column("ses", synonyms=("Totaalscore/GemiddeldeScore",))
    headers = ["SES-WOA/Totaalscore/Gemiddelde score (Getal)", "SES-WOA/Deelscore arbeid/Gemiddelde score (Getal)"]
    assert match_columns(headers, [column]) == {0: "ses"}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["buurtcode", "x"]], 0),
        ([["Titel"], ["buurtcode", "x"]], 1),
        ([["Titel"], ["gebied", "x"], ["BU01530301", "1"]], 1),
        ([["BU01530301", "1"], ["BU01530003", "2"]], None),
        ([["naam", "x"]], None),
        ([], None),
    ],
)
def test_the_header_is_the_row_with_what_is_required_or_the_one_above_codes(rows, place):
    assert find_header([*enumerate(rows, start=1)], [CODE, NAME], KEY) == place
