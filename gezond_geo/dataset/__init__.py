"""Datasets: everything known about the buurten of one gemeente, joined; does not depend on scores."""
