"""What the tests of several modules of the room start with."""

import pytest
from fake_statline import Tables

from gezond_geo.dataset import statline


@pytest.fixture
def tables(monkeypatch):
    def make(changes=None):
        fake = Tables(changes or {})
        monkeypatch.setattr(statline, "read_table", fake.read_table)
        monkeypatch.setattr(statline, "read_names", fake.read_names)
        return fake

    return make
