"""Geography: codes, gemeenten and boundaries of any year; does not depend on indicators."""
