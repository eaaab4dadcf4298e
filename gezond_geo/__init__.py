"""Where in a Dutch gemeente health problems stack up, why, and where its projects stand in relation to it.

>>> import gezond_geo as gg
>>> data = gg.load("Enschede", offline=True)
>>> scores = gg.score(data)
"""

from gezond_geo.dataset import Dataset, load
from gezond_geo.errors import GezondGeoError
from gezond_geo.maps import make_map
from gezond_geo.projects import match_projects, total_euro
from gezond_geo.reference import Reference, build_reference, percentile
from gezond_geo.scores import Limits, Scores, score

__all__ = [
    "Dataset",
    "GezondGeoError",
    "Limits",
    "Reference",
    "Scores",
    "build_reference",
    "load",
    "make_map",
    "match_projects",
    "percentile",
    "score",
    "total_euro",
]
