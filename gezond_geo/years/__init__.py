"""Two moments beside each other: the nulmeting and what changed since; knows no page."""
