"""What is measured and on which scale: the catalogue, limits, normalisation and references; knows no places."""

# What a script needs to add a figure of its own.
from gezond_geo.indicators.catalogue import Indicator, Theme
from gezond_geo.indicators.publications import Table

__all__ = ["Indicator", "Table", "Theme"]
