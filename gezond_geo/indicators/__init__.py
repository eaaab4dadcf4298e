"""Indicators and their scales: the catalogue, limits, normalisation and references; does not depend on geography."""

# For scripts that add a custom figure.
from gezond_geo.indicators.catalogue import Indicator, Theme
from gezond_geo.indicators.publications import Table

__all__ = ["Indicator", "Table", "Theme"]
