"""Figures through the years: series, verdicts, inequality, and the nulmeting with what changed since; knows no page."""
