"""The stacked score and its certainty; does not depend on projects or pages."""
