"""What is measured and on which scale: the catalogue, limits, normalisation and references; knows no places."""

# What a script needs to add a figure of its own.
from gezond_geo.indicators.catalogue import Indicator, Table, Theme

__all__ = ["Indicator", "Table", "Theme"]
