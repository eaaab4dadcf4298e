"""Reasons that a buurt has no outcome or rank, as a page without ranks says them."""


def hide_ranks(reason: str, *, has_value: bool) -> str:
    """Say why a buurt has no rank where nothing is said of ranks; `has_value` is whether it has an outcome."""
    if has_value:
        return reason.replace(": geen rang", "").replace(", te veel veranderd voor een rang", ", sterk veranderd")
    return reason.replace("geen rang", "geen uitkomst").replace("voor een rang", "voor een uitkomst")
