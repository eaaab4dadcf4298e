"""Where: codes, gemeenten and boundaries of any year; knows no indicators."""
