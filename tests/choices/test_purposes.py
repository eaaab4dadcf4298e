"""Which themes a project serves: what its list says, and for a list that is silent an estimate from its words."""

import pandas as pd
import pytest

from gezond_geo.choices.purposes import silent_projects, themes_served

THEMES = ["gezondheid", "inkomen", "vergrijzing", "verstening"]


def list_projects(*rows):
    empty = {"naam": "", "thema": "", "doelgroep": "", "themas": ""}
    return pd.DataFrame([empty | row for row in rows], index=pd.Index(range(1, len(rows) + 1), name="nummer"))


@pytest.mark.parametrize(
    ("project", "themes"),
    [
        ({"naam": "Paulus Plus", "thema": "Gezonde jeugd"}, ["gezondheid"]),
        ({"naam": "Sociale vergroening"}, ["verstening"]),
        ({"naam": "Fonds", "doelgroep": "volwassenen tot 120 % van het minimuminkomen"}, ["inkomen"]),
        ({"naam": "Samen aan tafel"}, []),
    ],
)
def test_without_the_column_a_theme_follows_from_words_and_the_others_are_not_known(project, themes):
    projects = list_projects(project)
    assert themes_served(projects, THEMES) == {1: dict.fromkeys(themes, "afgeleid")}
    assert silent_projects(projects) == {1}


def test_what_the_list_says_goes_before_its_words():
    projects = list_projects(
        {"naam": "Gezond ouder worden", "themas": "vergrijzing:document inkomen:afgeleid"}, {"naam": "Groen"}
    )
    assert themes_served(projects, THEMES) == {1: {"inkomen": "afgeleid", "vergrijzing": "document"}, 2: {}}
    assert silent_projects(projects) == {2}


def test_a_theme_that_does_not_count_is_left_out():
    assert themes_served(list_projects({"themas": "vergrijzing:document"}), ["gezondheid"]) == {1: {}}
