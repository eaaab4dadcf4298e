"""Choices of the gemeente: projects, their budgets and locations; does not depend on pages."""
