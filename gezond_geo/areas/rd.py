"""RD, the Dutch coordinate reference system in metres, and the extent of the country in it."""

import shapely

RD = "EPSG:28992"
RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"
"""The same, by its name in OGC services."""
EXTENT = (0, 300_000, 300_000, 640_000)
"""West, south, east and north of the Netherlands."""
NETHERLANDS_RD = shapely.box(*EXTENT)
