"""Without a gemeente folder nothing is said of focus areas, stadsdelen and projects."""

import json

import pytest
from made_up import around, hengelo_figures

import gezond_geo as gg
from gezond_geo import cli
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.results import scores_table

SILENT = ("focusgebied", "stadsde", "project", "€", "college")


def unsaid(text):
    return [word for word in SILENT if word in text.lower()] == []


def texts(value):
    """Give every text that a reader of the page may see; what keys are called is not shown."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def test_the_page_says_nothing(hengelo):
    payload = build_payload(hengelo, gg.score(hengelo), gg.match_projects(hengelo))
    assert [text for text in texts(payload) if not unsaid(text)] == []
    assert [payload[key] for key in ("focusgebieden", "projecten", "euro_totaal")] == [[], [], []]
    assert {(b["stadsdeel"], b["focusgebied"], len(b["projecten"]), len(b["euro"])) for b in payload["buurten"]} == {
        (None, None, 0, 0)
    }


def test_the_page_of_a_gemeente_with_a_folder_does_say_it(payload):
    text = json.dumps(payload, ensure_ascii=False)
    assert [word for word in SILENT if word not in text.lower()] == []


def test_the_table_says_nothing(hengelo, data, scores, tmp_path):
    assert "stadsdeel" in scores_table(data, scores)
    assert unsaid(gg.write(gg.results(hengelo, gg.score(hengelo)), tmp_path / "scores.json").read_text("utf-8"))


@pytest.mark.parametrize("words", [["scores"], ["bronnen"], ["kaart"]], ids=" ".join)
def test_the_command_says_nothing(hengelo, monkeypatch, capsys, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.gg, "load", lambda *_args, **_kwargs: hengelo)
    assert cli.main([*words, "Hengelo"]) == 0
    output = capsys.readouterr()
    assert unsaid(output.out + output.err)


def test_who_asks_for_projects_is_told_that_there_are_none(hengelo, monkeypatch, capsys):
    monkeypatch.setattr(cli.gg, "load", lambda *_args, **_kwargs: hengelo)
    assert cli.main(["projecten", "Hengelo"]) == 0
    assert capsys.readouterr().out == (
        "Van Hengelo (O.) zijn geen projecten bekend; geef ze met --projecten of --gemeentemap.\n"
    )


def test_boundaries_of_the_caller_change_nothing():
    figures = hengelo_figures()
    data = gg.load("Hengelo", figures=figures, boundaries=around(figures), offline=True)
    payload = build_payload(data, gg.score(data), gg.match_projects(data))
    assert [text for text in texts(payload) if not unsaid(text)] == []


def test_a_gemeente_without_any_rank_has_a_map(monkeypatch, tmp_path, capsys):
    """Every buurt has other land by now: there is no rank to be sure of."""
    data = gg.load("Hengelo", figures=hengelo_figures().assign(land_ha=50.0, land_ha_later=90.0), offline=True)
    assert gg.score(data).buurten["rang"].isna().all()
    monkeypatch.setattr(cli.gg, "load", lambda *_args, **_kwargs: data)
    path = tmp_path / "kaart.html"
    assert cli.main(["kaart", "Hengelo", "--uit", str(path)]) == 0
    assert path.is_file()
    capsys.readouterr()
