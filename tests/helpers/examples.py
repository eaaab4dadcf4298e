"""How often a property is tried of which an example takes long."""

import hypothesis

heavy = hypothesis.settings(max_examples=max(1, hypothesis.settings.default.max_examples // 5))
"""Decorator of a property of which every example takes long, as where it loads or computes a whole gemeente again."""
