"""Objects show as a few lines, in a console and in a notebook."""

from gezond_geo.io.summary import Summary


def test_a_summary_is_a_few_lines():
    summary = Summary("Iets", ["70 buurten"], [f"nr {n}" for n in range(8)], ["a()", "b(a)"])
    lines = summary.to_text().splitlines()
    assert lines[:2] == ["Iets", "  70 buurten"]
    assert lines[-2:] == ["  Let op: en nog 2", "  Verder: a(), b(a)"]
    assert len(lines) == 10


def test_text_from_outside_is_text_in_a_notebook_and_a_line_in_a_console():
    summary = Summary("<img src=x>", ["x\n\x1b[2Jy"], ["<script>"])
    assert "<img" not in summary.to_html()
    assert "<script" not in summary.to_html()
    assert summary.to_text().splitlines()[1] == "  x \\x1b[2Jy"


def test_what_is_loaded_scored_and_assessed_shows_short(data, scores):
    # Imported here: tests of this room need no library but for these three.
    import gezond_geo as gg  # noqa: PLC0415

    sure = gg.assess_robustness(data, scores, draws=200)
    for thing, first in (
        (data, "Gegevens van Enschede, uitgave 2020"),
        (scores, "Scores van 70 buurten"),
        (sure, "Zekerheid van 70 buurten"),
    ):
        assert repr(thing).startswith(f"{first}\n")
        assert len(repr(thing)) < 1000
        assert thing._repr_html_().startswith(f"<div><strong>{first}</strong><ul><li>")
    assert "21 projecten (€ 2.326.755), 3 focusgebieden" in repr(data)
    assert "53 van 70 hebben een rang; de hoogste score: Wesselerbrink Zuid-Oost (4 thema's)" in repr(scores)
    assert "  200 keer gerekend" in repr(sure)
    wijken = gg.aggregate(data, "wijk")
    assert "10 wijken" in repr(wijken)
    assert repr(gg.score(wijken)).startswith("Scores van 10 wijken")


def test_scores_stand_beside_the_names(data, scores):
    assert scores.buurten.columns[0] == "buurtnaam"
    assert scores.buurten["buurtnaam"].equals(data.buurten["buurtnaam"])
