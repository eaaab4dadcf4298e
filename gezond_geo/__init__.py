"""Where in a Dutch gemeente health problems stack up, why, how sure that is, and where its projects are.

>>> import gezond_geo as gg
>>> data = gg.load("Enschede", offline=True)
>>> scores = gg.score(data)
"""

import lazy_loader
import pyproj.network

# PROJ would fetch grids when PROJ_NETWORK says so: only io.exchange opens a socket, and one input gives one map.
pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]  # pyproj lists no public names there

# The names, and where each comes from, stand in __init__.pyi; a name is loaded when it is first used.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
