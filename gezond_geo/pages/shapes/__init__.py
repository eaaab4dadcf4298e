"""Geometry of a page: outlines, shared arcs and the tegelkaart."""
