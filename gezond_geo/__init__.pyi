# The public names, and the module from which each is loaded when it is first used.
from .areas.succession import trace_codes
from .choices.concentration import concentration_index, slope_index
from .choices.decision import Decision, try_choice
from .choices.gaps import Gaps, find_gaps
from .choices.judgements import Judgements, read_judgements
from .choices.koppelkansen import find_koppelkansen
from .choices.links import match_projects, total_euro
from .choices.norm import assess_norm
from .choices.projection import Projection, project_residents
from .choices.record import read_decision, write_decision
from .choices.spending import Spending, assess_spending
from .choices.walking import Reach, reach
from .choices.weighing import Weighing, weigh_projects
from .dataset.dataset import Dataset
from .dataset.levels import aggregate
from .dataset.loading import load
from .dataset.part_areas import area_figures
from .dataset.published import from_statline
from .dataset.regions import load_regions
from .errors import GezondGeoError
from .indicators.aggregation import arithmetic_mean, combine_hierarchy, geometric_mean
from .indicators.catalogue import Indicator, Theme
from .indicators.intervals import byar_interval, wilson_interval
from .indicators.limits import Limits
from .indicators.normalisation import distance_to_target, min_max, percentile, transform_exponential, z_score
from .indicators.publications import Table
from .indicators.reference import Reference, build_reference
from .indicators.reference_file import read_reference, write_reference
from .landcover.bgt import open_bgt
from .landcover.bgt_service import fetch_bgt
from .landcover.overlay import area_by
from .landcover.sealing import stone_cover
from .pages.comparison_plot import plot_comparison
from .pages.export import write
from .pages.map import make_map
from .pages.note import make_note
from .pages.note.note import Note
from .pages.plots import plot_map, plot_ranking, plot_themes
from .pages.profile import make_profile
from .pages.profile.profile import Profile
from .pages.progress import make_progress_report
from .pages.progress.report import ProgressReport
from .pages.results import results
from .scores.age import standardise_age
from .scores.agreement import Agreement, compare_weights, kendall_w
from .scores.clusters import assess_clusters
from .scores.coherence import assess_coherence
from .scores.peers import compare_with_peers
from .scores.reach import people_outside
from .scores.references import gemeente_reference, peer_reference
from .scores.robustness import Robustness, assess_robustness
from .scores.scores import Scores, score
from .scores.sensitivity import assess_sensitivity
from .version import __version__
from .years.change import compare_with_nulmeting
from .years.comparison import ChangeComparison, compare_change
from .years.goals import Goals, assess_goals
from .years.inequality import assess_inequality
from .years.national import compare_with_nation
from .years.nulmeting import read_nulmeting, write_nulmeting
from .years.registers import read_register
from .years.series import Years, load_years
from .years.trends import assess_change
from .years.year_scores import YearScores, score_years

__all__ = [
    "Agreement",
    "ChangeComparison",
    "Dataset",
    "Decision",
    "Gaps",
    "GezondGeoError",
    "Goals",
    "Indicator",
    "Judgements",
    "Limits",
    "Note",
    "Profile",
    "ProgressReport",
    "Projection",
    "Reach",
    "Reference",
    "Robustness",
    "Scores",
    "Spending",
    "Table",
    "Theme",
    "Weighing",
    "YearScores",
    "Years",
    "__version__",
    "aggregate",
    "area_by",
    "area_figures",
    "arithmetic_mean",
    "assess_change",
    "assess_clusters",
    "assess_coherence",
    "assess_goals",
    "assess_inequality",
    "assess_norm",
    "assess_robustness",
    "assess_sensitivity",
    "assess_spending",
    "build_reference",
    "byar_interval",
    "combine_hierarchy",
    "compare_change",
    "compare_weights",
    "compare_with_nation",
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
    "kendall_w",
    "load",
    "load_regions",
    "load_years",
    "make_map",
    "make_note",
    "make_profile",
    "make_progress_report",
    "match_projects",
    "min_max",
    "open_bgt",
    "peer_reference",
    "people_outside",
    "percentile",
    "plot_comparison",
    "plot_map",
    "plot_ranking",
    "plot_themes",
    "project_residents",
    "reach",
    "read_decision",
    "read_judgements",
    "read_nulmeting",
    "read_reference",
    "read_register",
    "results",
    "score",
    "score_years",
    "slope_index",
    "standardise_age",
    "stone_cover",
    "total_euro",
    "trace_codes",
    "transform_exponential",
    "try_choice",
    "weigh_projects",
    "wilson_interval",
    "write",
    "write_decision",
    "write_nulmeting",
    "write_reference",
    "z_score",
]
