"""The pause of the garbage collector ends with the page, also of one that fails."""

import gc

import pytest

from gezond_geo.pages.collector import collector_paused


def test_it_is_paused_inside_alone():
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_ends_the_pause():
    with pytest.raises(ValueError, match="mis"), collector_paused():
        raise ValueError("mis")
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("objects", "frozen", "expected"),
    [(1_000_000, 0, ["freeze", "unfreeze"]), (1_000_000, 5, []), (1_000, 0, [])],
    ids=["country", "frozen by others", "small page"],
)
def test_what_is_left_of_a_country_counts_as_old_and_what_others_froze_stays_so(monkeypatch, objects, frozen, expected):
    calls = []
    monkeypatch.setattr(gc, "get_count", lambda: (objects, 0, 0))
    monkeypatch.setattr(gc, "get_freeze_count", lambda: frozen)
    for name in ("freeze", "unfreeze"):
        monkeypatch.setattr(gc, name, lambda name=name: calls.append(name))
    with collector_paused():
        pass
    assert calls == expected
