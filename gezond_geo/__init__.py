"""Where in a Dutch gemeente health problems stack up, why, and where its projects stand in relation to it.

>>> import gezond_geo as gg
>>> data = gg.load("Enschede", offline=True)
>>> scores = gg.score(data)
"""

from gezond_geo.aggregation import arithmetic_mean, combine_hierarchy, geometric_mean
from gezond_geo.change import compare_with_nulmeting
from gezond_geo.clusters import assess_clusters
from gezond_geo.coherence import assess_coherence
from gezond_geo.cover import stone_cover
from gezond_geo.dataset import Dataset, load
from gezond_geo.errors import GezondGeoError
from gezond_geo.levels import aggregate
from gezond_geo.maps import make_map
from gezond_geo.normalisation import distance_to_target, min_max, percentile, transform_exponential, z_score
from gezond_geo.nulmeting import read_nulmeting, write_nulmeting
from gezond_geo.peers import compare_with_peers
from gezond_geo.projects import match_projects, total_euro
from gezond_geo.reach import people_outside
from gezond_geo.reference import Reference, build_reference, gemeente_reference, read_reference, write_reference
from gezond_geo.robustness import Robustness, assess_robustness
from gezond_geo.scores import Limits, Scores, score
from gezond_geo.sensitivity import assess_sensitivity
from gezond_geo.sources.bgt import open_bgt
from gezond_geo.sources.bgt_live import fetch_bgt
from gezond_geo.standardisation import standardise_age
from gezond_geo.stone import area_by
from gezond_geo.urbanity import peer_reference

__all__ = [
    "Dataset",
    "GezondGeoError",
    "Limits",
    "Reference",
    "Robustness",
    "Scores",
    "aggregate",
    "area_by",
    "arithmetic_mean",
    "assess_clusters",
    "assess_coherence",
    "assess_robustness",
    "assess_sensitivity",
    "build_reference",
    "combine_hierarchy",
    "compare_with_nulmeting",
    "compare_with_peers",
    "distance_to_target",
    "fetch_bgt",
    "gemeente_reference",
    "geometric_mean",
    "load",
    "make_map",
    "match_projects",
    "min_max",
    "open_bgt",
    "peer_reference",
    "people_outside",
    "percentile",
    "read_nulmeting",
    "read_reference",
    "score",
    "standardise_age",
    "stone_cover",
    "total_euro",
    "transform_exponential",
    "write_nulmeting",
    "write_reference",
    "z_score",
]
