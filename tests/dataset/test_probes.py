"""One small question to every service, and the table of what they answer."""

import re
import threading
from collections.abc import Callable

import pandas as pd
import pytest
from addresses import address_server, document
from faulty import serve_shared
from surroundings import BOUNDARIES

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.cli import main
from gezond_geo.dataset import probes
from gezond_geo.dataset.probes import PROBES, Answer, Probe, run_probes
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import uitgaven
from gezond_geo.io import cache, http, paging
from gezond_geo.io.failures import FailedError

pytestmark = pytest.mark.usefixtures("online")

GOOD = Probe(name="Goede dienst", ask=lambda code: Answer(year="2024", rows=1470 if code == "GM0153" else 0))


def fail(_code: str) -> Answer:
    raise SourceError("bron.nl (tabel 1) antwoordde met HTTP 500; probeer het later opnieuw.")


BAD = Probe(name="Stuk", ask=fail)
ODD = Probe(name="Vreemd", ask=lambda _: Answer(year="2022", rows=69, oddity="Van 1 gebied kwam geen regel."))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    return lambda *own: monkeypatch.setattr(probes, "PROBES", own)


def test_the_table_has_a_row_for_every_service_and_a_sentence_for_what_failed(answering, capsys):
    answering(GOOD, BAD, ODD)
    assert main(["bronnen", "--controle"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Een kleine vraag aan elke dienst, over Enschede (GM0153):"
    assert lines[1].split() == ["dienst", "antwoord", "jaar", "regels", "als", "verwacht", "seconden"]
    rows = {n: lines[n].split() for n in (2, 3, 5)}
    assert all(re.fullmatch(r"\d+,\d", row.pop()) for row in rows.values())
    assert rows[2] == ["Goede", "dienst", "ja", "2024", "1.470", "ja"]
    assert rows[3] == ["Stuk", "nee"]
    assert lines[4] == "  bron.nl (tabel 1) antwoordde met HTTP 500; probeer het later opnieuw."
    assert rows[5] == ["Vreemd", "ja", "2022", "69", "nee"]
    assert lines[6] == "  Van 1 gebied kwam geen regel."
    assert lines[7] == "Een antwoord als verwacht: van 1 van de 3."
    assert len({line.rindex(line.split()[-1]) + len(line.split()[-1]) for line in (lines[1], lines[2], lines[5])}) == 1


def test_when_all_answer_the_exit_code_is_0(answering, capsys):
    answering(GOOD)
    assert main(["bronnen", "Enschede", "--controle"]) == 0
    assert capsys.readouterr().out.endswith("Een antwoord als verwacht: van 1 van de 1.\n")


def test_offline_no_service_is_asked(capsys):
    assert main(["bronnen", "--controle", "--offline"]) == 2
    output = capsys.readouterr().out
    assert output.count("er wordt offline gewerkt") == len(PROBES)


def test_a_service_that_takes_too_long_is_left(answering, monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(probes, "PROBE_SECONDS", 0.05)
    answering(Probe(name="Traag", ask=lambda _: release.wait(600) and Answer(year="", rows=0)), GOOD)
    outcomes = run_probes("GM0153")
    slow = next(outcomes)
    release.set()
    monkeypatch.setattr(probes, "PROBE_SECONDS", 600.0)
    (good,) = outcomes
    assert slow.answer is None
    assert slow.failure == "Traag had na 0.05 seconden geen heel antwoord; probeer het later opnieuw."
    assert good.is_as_expected


def test_probes_go_past_the_cache_and_leave_nothing_in_it(answering):
    def ask(_code: str) -> Answer:
        entry = cache.read("a")
        cache.write("a", pd.DataFrame({"x": [1]}), cache.Provenance(url="http://h", table="t"))
        return Answer(year="", rows=0 if entry is None else 1)

    cache.write("a", pd.DataFrame({"x": [1, 2]}), cache.Provenance(url="http://h", table="t"))
    answering(Probe(name="Cache", ask=ask))
    (outcome,) = run_probes("GM0153")
    assert outcome.answer == Answer(year="", rows=0)
    ((_, provenance),) = cache.entries()
    assert provenance.rows == 2


def test_every_address_of_the_settings_is_asked(monkeypatch):
    """A service that is added to the settings has a line in the table."""
    addresses = set()

    def refuse(_url, host, **_options):
        addresses.add(host)
        raise FailedError("is niet te bereiken")

    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "0")
    for number, name in enumerate(settings.ADDRESSES):
        monkeypatch.setenv(name, f"http://127.0.0.1:{number + 1}")
    monkeypatch.setattr(http, "_download", refuse)
    outcomes = list(run_probes("GM0153"))
    assert [outcome.name for outcome in outcomes] == [probe.name for probe in PROBES]
    assert all("is niet te bereiken" in outcome.failure for outcome in outcomes)
    assert addresses == {f"127.0.0.1:{number + 1}" for number in range(len(settings.ADDRESSES))}


def rows_of(url: str, *, lacking: str = "", empty: str = "", strange: bool = False):
    """Answer as OData v3 does, with columns of the newest uitgave."""
    uitgave = list(uitgaven().values())[-1]
    stems = {name: f"{stems[0]}_1" for name, stems in uitgave.columns_of("kwb").items() if name != lacking}
    codes = ["BU01530000", "BU01530001", *(["BU01640000"] if strange else [])]
    if url.endswith("TableInfos") or "TableInfos?" in url:
        return [{"Title": "Kerncijfers 2024"}]
    if "DataProperties" in url:
        region = {"Key": "WijkenEnBuurten", "Type": "GeoDetail"}
        return [region, *({"Key": key, "Type": "Topic"} for key in stems.values())]
    if "TypedDataSet" in url:
        cells = {key: None if name == empty else 5 for name, key in stems.items()}
        return [{"WijkenEnBuurten": code, **cells} for code in codes]
    return [{"Key": code, "Title": code} for code in codes]


@pytest.mark.parametrize(
    ("change", "oddity"),
    [
        ({}, ""),
        ({"lacking": "armoede"}, "Er is geen kolom voor armoede."),
        ({"empty": "armoede"}, "Er is geen enkel cijfer voor armoede."),
        ({"strange": True}, "1 regel te veel, zoals van BU01640000."),
    ],
)
def test_a_table_is_asked_for_what_counts(monkeypatch, change, oddity):
    monkeypatch.setattr(paging, "get_list", lambda url, **_: {"value": rows_of(url, **change)})
    answer = PROBES[0].ask("GM0153")
    assert (answer.year, answer.rows, answer.oddity) == ("2024", 2, oddity)


def test_boundaries_are_asked_of_the_source_itself(monkeypatch):
    frame = pd.DataFrame(index=["BU01530000"])

    def read(gemeentecode, *, year, **_):
        assert (gemeentecode, year) == ("GM0153", 2024)
        return pdok.Areas(
            frame=frame, year=2024, kind=pdok.EXACT, repaired=0, table_id="t", url="", retrieved="", stale=False
        )

    monkeypatch.setattr(pdok, "read_buurten", read)
    (probe,) = [probe for probe in PROBES if probe.name == "PDOK, wijken en buurten (OGC API)"]
    assert probe.ask("GM0153") == Answer(year="2024", rows=1)


@pytest.mark.parametrize(
    ("documents", "answer"),
    [
        ([document("Enschede, Enschede", 257_000, 471_000, type="woonplaats")], Answer(year="", rows=1)),
        ([], Answer(year="", rows=0, oddity="Er is niets met de naam Enschede.")),
    ],
)
def test_addresses_are_asked_within_the_gemeente(monkeypatch, documents, answer):
    (probe,) = [probe for probe in PROBES if probe.name == "PDOK, Locatieserver"]
    with address_server(documents) as server:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
        assert probe.ask("GM0153") == answer
        assert server.asked[0]["fq"] == "gemeentecode:0153"


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_the_servers_over_the_real_data_answer(few_gemeenten, monkeypatch):
    """The copies of KWB 2024 beside the project have no bijstand, and that of the health table has one column."""
    monkeypatch.setattr(probes, "PROBE_SECONDS", 1200.0)
    with serve_shared("cbs_v4", data=few_gemeenten) as tables, serve_shared("gebieden", data=few_gemeenten) as areas:
        for name, port in {"GEZOND_GEO_CBS_V4_URL": tables, **dict.fromkeys(BOUNDARIES, areas)}.items():
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        outcomes = {outcome.name: outcome for outcome in run_probes("GM0153")}
    rows = {name: outcome.answer and outcome.answer.rows for name, outcome in outcomes.items()}
    assert rows == dict.fromkeys(outcomes, 70) | {
        "RIVM, OData v3": 65,
        "Klimaateffectatlas, configuratie": 1,
        # The server over boundaries has no BGT and no addresses.
        "PDOK, BGT-download": None,
        "PDOK, Locatieserver": None,
    }
    assert outcomes["CBS, OData v3"].answer.oddity.startswith("Er is geen ")
    assert "HTTP" in outcomes["PDOK, BGT-download"].failure
    for name in ("PDOK, gebiedsindelingen (WFS)", "Klimaateffectatlas, gegevens", "RIVM, Groenkaart (WFS)", "cartomap"):
        assert outcomes[name].is_as_expected, outcomes[name]
