"""Where in a Dutch gemeente health problems stack up, why, and where its projects stand in relation to it.

>>> import gezond_geo as gg
>>> data = gg.load("Enschede", offline=True)
>>> scores = gg.score(data)
"""

import pyproj.network

from gezond_geo.choices.concentration import concentration_index, slope_index
from gezond_geo.choices.gaps import Gaps, find_gaps
from gezond_geo.choices.koppelkansen import find_koppelkansen
from gezond_geo.choices.links import match_projects, total_euro
from gezond_geo.choices.spending import Spending, assess_spending
from gezond_geo.dataset.dataset import Dataset
from gezond_geo.dataset.levels import aggregate
from gezond_geo.dataset.loading import load
from gezond_geo.dataset.published import from_statline
from gezond_geo.errors import GezondGeoError
from gezond_geo.indicators.aggregation import arithmetic_mean, combine_hierarchy, geometric_mean
from gezond_geo.indicators.catalogue import Indicator, Table, Theme
from gezond_geo.indicators.intervals import wilson_interval
from gezond_geo.indicators.limits import Limits
from gezond_geo.indicators.normalisation import distance_to_target, min_max, percentile, transform_exponential, z_score
from gezond_geo.indicators.reference import Reference, build_reference
from gezond_geo.indicators.reference_file import read_reference, write_reference
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.bgt_service import fetch_bgt
from gezond_geo.landcover.overlay import area_by
from gezond_geo.landcover.sealing import stone_cover
from gezond_geo.pages.export import write
from gezond_geo.pages.map import make_map
from gezond_geo.pages.plots import plot_map, plot_ranking, plot_themes
from gezond_geo.pages.results import results
from gezond_geo.scores.age import standardise_age
from gezond_geo.scores.clusters import assess_clusters
from gezond_geo.scores.coherence import assess_coherence
from gezond_geo.scores.peers import compare_with_peers
from gezond_geo.scores.reach import people_outside
from gezond_geo.scores.references import gemeente_reference, peer_reference
from gezond_geo.scores.robustness import Robustness, assess_robustness
from gezond_geo.scores.scores import Scores, score
from gezond_geo.scores.sensitivity import assess_sensitivity
from gezond_geo.version import __version__
from gezond_geo.years.change import compare_with_nulmeting
from gezond_geo.years.nulmeting import read_nulmeting, write_nulmeting

# PROJ would fetch grids when PROJ_NETWORK says so: only io.http opens a socket, and the same input gives the same map.
pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]  # pyproj lists no public names there

__all__ = [
    "Dataset",
    "Gaps",
    "GezondGeoError",
    "Indicator",
    "Limits",
    "Reference",
    "Robustness",
    "Scores",
    "Spending",
    "Table",
    "Theme",
    "__version__",
    "aggregate",
    "area_by",
    "arithmetic_mean",
    "assess_clusters",
    "assess_coherence",
    "assess_robustness",
    "assess_sensitivity",
    "assess_spending",
    "build_reference",
    "combine_hierarchy",
    "compare_with_nulmeting",
    "compare_with_peers",
    "concentration_index",
    "distance_to_target",
    "fetch_bgt",
    "find_gaps",
    "find_koppelkansen",
    "from_statline",
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
    "plot_map",
    "plot_ranking",
    "plot_themes",
    "read_nulmeting",
    "read_reference",
    "results",
    "score",
    "slope_index",
    "standardise_age",
    "stone_cover",
    "total_euro",
    "transform_exponential",
    "wilson_interval",
    "write",
    "write_nulmeting",
    "write_reference",
    "z_score",
]
