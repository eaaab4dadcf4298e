"""Settings are read when they are used, and an address that is none is refused by the name of its setting."""

import pytest

from gezond_geo import settings
from gezond_geo.errors import SettingsError

HERE = "GEZOND_GEO_PDOK_URL"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("", "https://api.pdok.nl"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        (" https://spiegel.example/pdok/ ", "https://spiegel.example/pdok"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("https://jan:geheim@spiegel.example", "https://spiegel.example"),
        ("https://sleutel@spiegel.example:8443/x", "https://spiegel.example:8443/x"),
    ],
)
def test_an_address_is_used_without_its_login(monkeypatch, address, url):
    monkeypatch.setenv(HERE, address)
    assert settings.pdok_url() == url


@pytest.mark.parametrize(
    "address",
    [
        "http://[::bad",
        "http://x:99999",
        "http://x:y",
        "http://x:0",
        "file:///etc/passwd",
        "ftp://x",
        "//x",
        "x",
        "http://",
        "http:///pad",
        "http://x?y=1",
        "http://x#y",
        "http://x y",
        "http://x\x1b[31m",
        "http://jan:geheim@",
    ],
)
def test_what_is_no_address_is_refused_by_its_setting(monkeypatch, address):
    monkeypatch.setenv(HERE, address)
    with pytest.raises(SettingsError) as error:
        settings.pdok_url()
    assert str(error.value) == f"{HERE} is geen adres; schrijf het zoals https://api.pdok.nl."


def test_a_login_is_of_its_own_host(monkeypatch):
    for name in settings.ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    assert settings.login_of("") is None
    monkeypatch.setenv(HERE, "https://jan:ge:heim@spiegel.example:8443/x")
    assert settings.login_of("spiegel.example:8443") == ("jan", "ge:heim")
    assert settings.login_of("spiegel.example") is None
    assert settings.login_of("opendata.cbs.nl") is None
