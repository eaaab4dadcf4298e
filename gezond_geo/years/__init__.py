"""Figures through the years: series, verdicts, inequality, and change since a nulmeting; does not depend on pages."""
