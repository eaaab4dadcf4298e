"""Where the figures of the Klimaateffectatlas are looked for, and what is kept of what comes."""

import gzip

import numpy as np
import pandas as pd
import pytest
from atlas import STONE, atlas_csv, packed
from faulty import FaultyServer, Reply, _shared_handler, serve_shared, shared_server
from loopback import age_cache

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.dataset import national_cover
from gezond_geo.errors import SourceError
from gezond_geo.io import cache
from gezond_geo.landcover import klimaateffectatlas
from gezond_geo.landcover.klimaateffectatlas import read_land_cover

pytestmark = pytest.mark.usefixtures("online")

RELEASE = "Buurt2024BuurtdashboardDataset20270101.csv.gz"
KNOWN = "Buurt2024BuurtdashboardDataset20260922.csv.gz"


def names(address: object) -> Reply:
    return Reply(json={"slug": "default-nl", "csv_data_url": address})


def table(text: str | None = None, **headers: str) -> Reply:
    return Reply(body=packed(text or atlas_csv()), kind="application/gzip", headers=headers)


@pytest.fixture
def atlas(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> FaultyServer:
    """Give a server with a configuration that names a file beside it."""
    monkeypatch.setenv("GEZOND_GEO_KLIMAATATLAS_URL", server.url)
    monkeypatch.setenv("GEZOND_GEO_KLIMAATATLAS_DATA_URL", server.url)
    server.answer("json", names(f"{server.url}/data/{RELEASE}"))
    server.answer(RELEASE, table())
    return server


def paths(server: FaultyServer) -> list[str]:
    return [path.rpartition("/")[2] for path in server.asked]


def test_the_configuration_says_where_the_file_lies(atlas):
    cover = read_land_cover()
    assert cover.frame["steen"].to_dict() == pytest.approx(STONE)
    assert (cover.url, cover.release, cover.stale) == (f"{atlas.url}/data/{RELEASE}", "2027-01-01", False)
    assert cover.notes == ()
    assert atlas.asked[0] == "/api/config/default-nl/json?mode=published"
    read_land_cover()
    assert len(atlas.asked) == 2  # from the cache


@pytest.mark.parametrize(
    "config",
    [
        Reply(json={}, status=404),
        Reply(body=b"<html>", kind="text/html"),
        Reply(json={"slug": "default-nl"}),
        names(None),
        names("https://example.org/data/Dataset20270101.csv.gz"),
        names("http://buurtdashboard-data.fsn1.your-objectstorage.com/data/Dataset20270101.csv.gz"),
    ],
)
def test_without_a_place_it_is_looked_for_where_it_lay_before(atlas, config):
    atlas.answer("json", config)
    atlas.answer(KNOWN, table())
    cover = read_land_cover()
    assert cover.url == f"{atlas.url}/buurtdashboard-KEA/csvdata/{KNOWN}"
    assert cover.release == "2026-09-22"
    assert cover.notes == ("de configuratie noemt geen bruikbaar bestand; dit is het laatst bekende",)
    assert RELEASE not in paths(atlas)


@pytest.mark.parametrize(
    "reply", [Reply(json={}, status=404), Reply(body=packed(atlas_csv())[:-9]), table("x;y\n1;2\n")]
)
def test_a_file_that_cannot_be_used_leaves_the_one_before(atlas, reply):
    atlas.answer(RELEASE, reply)
    atlas.answer(KNOWN, table())
    assert read_land_cover().release == "2026-09-22"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com/a/b.csv.gz", True),
        ("https://buurtdashboard-data.s3.eu-north-1.amazonaws.com/a/b.csv", True),
        ("http://buurtdashboard-data.fsn1.your-objectstorage.com/a/b.csv.gz", False),
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com:8443/a/b.csv.gz", False),
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com.example.org/a/b.csv.gz", False),
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com@example.org/a/b.csv.gz", False),
        ("https://example.org\\@buurtdashboard-data.fsn1.your-objectstorage.com/a/b.csv.gz", False),
        ("https://example.org/a/b.csv.gz", False),
        ("https://127.0.0.1/a/b.csv.gz", False),
        ("http://127.0.0.1:9/a/b.csv.gz", False),
        ("http://localhost/a/b.csv.gz", False),
        ("http://169.254.169.254/a/b.csv.gz", False),
        ("file:///etc/b.csv.gz", False),
        ("http://[::1/a/b.csv.gz", False),
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com/a/b.csv.gz?x=1", False),
        ("https://buurtdashboard-data.fsn1.your-objectstorage.com/a/b.exe", False),
    ],
)
def test_only_known_hosts_by_https_are_asked(address, may):
    assert klimaateffectatlas._may_ask(address) is may


@pytest.mark.parametrize("setting", ["GEZOND_GEO_KLIMAATATLAS_URL", "GEZOND_GEO_KLIMAATATLAS_DATA_URL"])
def test_loopback_is_asked_where_a_setting_is_loopback(setting, monkeypatch):
    monkeypatch.setenv(setting, "http://127.0.0.1:9")
    assert klimaateffectatlas._may_ask("http://127.0.0.1:10/a/b.csv.gz")
    assert not klimaateffectatlas._may_ask("http://192.168.0.1:9/a/b.csv.gz")


def test_a_host_of_the_users_own_is_asked_as_the_setting_says(monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_KLIMAATATLAS_DATA_URL", "http://spiegel.intern:8080")
    assert klimaateffectatlas._may_ask("http://spiegel.intern:8080/a/b.csv.gz")
    assert not klimaateffectatlas._may_ask("https://spiegel.intern/a/b.csv.gz")


def test_a_redirect_is_not_followed(atlas):
    atlas.answer("elders", table())
    atlas.answer(RELEASE, Reply(json={}, status=302, headers={"Location": f"{atlas.url}/elders"}))
    with pytest.raises(SourceError, match="antwoordde met HTTP 302"):
        read_land_cover()
    assert "elders" not in paths(atlas)


@pytest.mark.parametrize(
    "reply",
    [
        table(**{"Content-Encoding": "gzip"}),
        table(**{"Content-Encoding": "x-gzip"}),
        table(**{"Content-Encoding": "br"}),
        Reply(body=gzip.compress(packed(atlas_csv())), headers={"Content-Encoding": "gzip"}),
        Reply(body=atlas_csv().encode("utf-8-sig"), kind="text/csv"),
    ],
)
def test_it_is_read_however_it_was_packed(atlas, reply):
    atlas.answer(RELEASE, reply)
    assert read_land_cover().frame["steen"].to_dict() == pytest.approx(STONE)


@pytest.mark.parametrize("encoding", [{}, {"Content-Encoding": "gzip"}])
def test_what_unpacks_to_too_much_is_refused(atlas, encoding, monkeypatch):
    monkeypatch.setattr("gezond_geo.landcover.atlas_table.MAX_UNPACKED", 1_000_000)
    atlas.answer(RELEASE, Reply(body=gzip.compress(bytes(5_000_000)), headers=encoding))
    with pytest.raises(SourceError, match="pakt uit tot meer dan 1 MB en is niet gelezen"):
        read_land_cover()


def test_what_is_sent_has_a_limit_too(atlas, monkeypatch):
    monkeypatch.setattr(klimaateffectatlas, "MAX_PACKED", 100)
    with pytest.raises(SourceError, match=r"stuurde meer dan 0\.0001 MB"):
        read_land_cover()
    assert paths(atlas)[1] == RELEASE


def test_one_gemeente_has_a_file_of_its_own_beside_that_of_the_country(atlas):
    atlas.answer("GM0003.csv.gz", table())
    cover = read_land_cover("GM0003")
    assert cover.url == f"{atlas.url}/data/per-gemeente-20270101/GM0003.csv.gz"
    assert cover.frame.index.tolist() == ["BU00030000", "BU00030001"]
    assert cover.notes == ("3 buurten van andere gemeenten weggelaten",)
    atlas.answer("GM0034.csv.gz", table())
    with pytest.raises(SourceError, match="stuurde geen buurten van GM0034"):
        read_land_cover("GM0034")


def test_an_old_file_is_used_while_there_is_no_newer_release(atlas):
    read_land_cover()
    age_cache(40)
    assert not read_land_cover().stale
    assert paths(atlas) == ["json?mode=published", RELEASE, "json?mode=published"]


def test_a_newer_release_takes_the_place_of_an_old_file(atlas):
    read_land_cover()
    age_cache(40)
    newer = RELEASE.replace("20270101", "20270601RMK-2")
    atlas.answer("json", names(f"{atlas.url}/data/{newer}"))
    atlas.answer(newer, table(atlas_csv({("BU01640001", "Water_VSK_PercTotaal"): "1"})))
    cover = read_land_cover()
    assert (cover.release, cover.stale, cover.frame.loc["BU01640001", "water"]) == ("2027-06-01RMK-2", False, 1)


@pytest.mark.parametrize("fault", [404, 500])
def test_an_old_file_stays_when_nothing_answers(atlas, fault):
    read_land_cover()
    age_cache(40)
    atlas.answer("json", Reply(json={}, status=fault))
    atlas.answer(RELEASE, Reply(json={}, status=fault))
    cover = read_land_cover()
    assert cover.stale
    assert cover.frame["steen"].to_dict() == pytest.approx(STONE)


def test_offline_it_is_what_was_kept_or_one_sentence(atlas, monkeypatch, no_sockets):
    first = read_land_cover()
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    no_sockets()
    assert read_land_cover().frame.equals(first.frame)
    with pytest.raises(SourceError, match="er wordt offline gewerkt") as error:
        read_land_cover("GM0003")
    assert "\n" not in str(error.value)
    assert len(atlas.asked) == 2


def test_what_another_address_gave_is_not_taken_for_the_real_thing(atlas, monkeypatch):
    read_land_cover()
    monkeypatch.delenv("GEZOND_GEO_KLIMAATATLAS_URL")
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    with pytest.raises(SourceError):
        read_land_cover()
    assert atlas.asked


@pytest.fixture(scope="module")
def few(shared_dir, tmp_path_factory):
    """Give data for the server with one in fifty gemeenten, and those it knows: it makes a table for every fault."""
    folder = tmp_path_factory.mktemp("few")
    place = folder / "statline" / "85984NED"
    place.mkdir(parents=True)
    for name, column in (("TypedDataSet", "WijkenEnBuurten"), ("WijkenEnBuurten", "Key")):
        rows = pd.read_parquet(shared_dir / "data" / "statline" / "85984NED" / f"{name}.parquet")
        gemeente = rows[column].str[2:6]
        own = gemeente.str.endswith(("13", "53")) | gemeente.isin(shared_server("klimaatatlas").KNOWN)
        rows[own].to_parquet(place / f"{name}.parquet")
    return folder


def buurten_of(data):
    """Count the buurten that the server has."""
    return len(shared_server("klimaatatlas", data).figures())


@pytest.fixture
def shared_atlas(monkeypatch: pytest.MonkeyPatch):
    """Set the addresses to those of the server with made-up values for every buurt of 2024, with a fault of its own."""

    def use(port: int) -> None:
        for name in ("KLIMAATATLAS_URL", "KLIMAATATLAS_DATA_URL", "RIVM_GEO_URL"):
            monkeypatch.setenv(f"GEZOND_GEO_{name}", f"http://127.0.0.1:{port}")

    return use


@pytest.mark.shared
@pytest.mark.parametrize("fault", [None, "moved", "no-config", "comma", "old-names", "encoded", "flaky"])
def test_over_loopback_every_form_gives_the_country(shared_atlas, few, fault):
    with serve_shared("klimaatatlas", fault, data=few) as port:
        shared_atlas(port)
        cover = read_land_cover()
        own = read_land_cover("GM0153")
    assert len(cover.frame) == buurten_of(few)
    assert own.frame.equals(cover.frame[cover.frame.index.str.startswith("BU0153")])
    assert own.frame["steen"].notna().sum() == 69  # the last one is -9999
    assert own.frame["verhard"].mean() == pytest.approx(28.69, abs=1)
    assert own.frame["groen"].mean() == pytest.approx(28.07, abs=1)
    stone = cover.frame["steen"].dropna()
    assert stone.between(0, 100).all()
    assert 0.9 < len(stone) / len(cover.frame) < 1
    assert cover.release == ("2026-11-01" if fault == "moved" else "2026-09-22")
    notes = {
        "no-config": ("de configuratie noemt geen bruikbaar bestand; dit is het laatst bekende",),
        "old-names": ("het jaar van de buurtcodes staat er niet bij, aangenomen is 2024",),
    }
    assert cover.notes == notes.get(str(fault), ())


@pytest.mark.shared
def test_over_loopback_another_port_is_found(shared_atlas, few, monkeypatch):
    moved = "klimaatatlas", "moved-host"
    with serve_shared(*moved, data=few) as first, serve_shared(*moved, data=few) as second:
        monkeypatch.setattr(_shared_handler("klimaatatlas", few), "other_port", second)
        shared_atlas(first)
        assert read_land_cover("GM0153").url.startswith(f"http://127.0.0.1:{second}/")


@pytest.mark.shared
@pytest.mark.parametrize(("fault", "message"), [("over-100", "aandelen buiten 0–100 % weggelaten"), ("negative", "")])
def test_over_loopback_what_cannot_be_is_left_out(shared_atlas, few, fault, message):
    with serve_shared("klimaatatlas", fault, data=few) as port:
        shared_atlas(port)
        cover = read_land_cover()
    assert len(cover.frame) == buurten_of(few) > 100
    shares = cover.frame.drop(columns="steen")
    assert np.nanmax(shares.to_numpy()) <= 100
    assert np.nanmin(shares.to_numpy()) >= 0
    assert 0.8 < cover.frame["steen"].notna().mean() < 0.95
    assert bool(cover.notes) == bool(message)
    assert all(message in note for note in cover.notes)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("half", "het bestand is niet heel"),
        ("no-column", "heeft geen kolom Verhard_PercLand; meld dit als fout"),
        ("404", "antwoordde met HTTP 404"),
        ("500", "antwoordde met HTTP 500"),
        ("slow", "stuurde binnen 0.1 seconden niets"),
        ("html", "antwoordde met text/html in plaats van JSON"),
    ],
)
def test_over_loopback_what_is_no_answer_is_one_sentence(shared_atlas, few, fault, message, monkeypatch):
    with serve_shared("klimaatatlas", fault, data=few) as port:
        if fault == "slow":
            monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.1)
        shared_atlas(port)
        for gemeente in (None, "GM0153"):
            with pytest.raises(SourceError, match=message) as error:
                read_land_cover(gemeente)
            assert "\n" not in str(error.value)
    assert cache.entries() == []


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_with_and_without_the_file_there_is_a_theme_of_stone(shared_atlas, few, monkeypatch):
    # The few gemeenten take the place of the country.
    monkeypatch.setattr(national_cover, "COVERED", 0.01)
    # Both at once: two servers in turn might get one port, and that is what the cache knows them by.
    with (
        serve_shared("klimaatatlas", "old-names", data=few) as good,
        serve_shared("klimaatatlas", "no-column", data=few) as bad,
    ):
        for port, member in ((good, "steen_atlas"), (bad, "steen")):
            shared_atlas(port)
            data = gg.load("Enschede", uitgave="2024")
            assert [i.id for i in data.members("verstening")] == [member]
            assert gg.score(data).themes["verstening"].notna().sum() > 40
            (sentence,) = [
                note for note in data.meldingen if note.startswith("Verstening: Basiskaart 2024, Klimaateffectatlas")
            ]
            assert ("dus telt de schatting uit de luchtfoto van 2008" in sentence) == (member == "steen")
            assert not any("\n" in note for note in data.meldingen)
