"""Reasons why a buurt has no outcome or rank, as worded on a page without ranks."""


def hide_ranks(reason: str, *, has_value: bool) -> str:
    """Reason for a missing rank, for a page without ranks; `has_value` is whether the buurt has an outcome."""
    if has_value:
        return reason.replace(": geen rang", "").replace(", te veel veranderd voor een rang", ", sterk veranderd")
    return reason.replace("geen rang", "geen uitkomst").replace("voor een rang", "voor een uitkomst")
