"""A made-up gemeente of five buurten, as the page gets it."""

from typing import Any

CODES = ["BU99990001", "BU99990002", "BU99990003", "BU99990004", "BU99990005"]
NAMES = ["Molenveld", "'t Hoog", "Oude Haven", "Nieuwland-Zuid", "Heidebuurt"]
STACKED = [0, 3, 1, 2, None]
HEALTH = [0, 1, 1, 0, None]


def make_payload() -> dict[str, Any]:
    """Build a fresh payload with everything in it that the page can show."""
    return {
        "gemeente": {"code": "GM9999", "naam": "Voorbeeld"},
        "titel": "Voorbeeld: waar problemen samenkomen",
        "intro": "Vijf buurten om mee te proberen.",
        "meldingen": ["De grenzen zijn verzonnen."],
        "vormen": {
            "grenzen": {"label": "Echte grenzen", "noot": None, "vlakken": _squares(0.02)},
            "tegels": {"label": "Tegelkaart", "noot": "schematisch: elke buurt even groot", "vlakken": _squares(0.03)},
        },
        "groepen": [
            {"id": "samen", "label": "Samen", "weergaven": ["stapeling"]},
            {"id": "themas", "label": "Per thema", "weergaven": ["gezondheid"]},
        ],
        "weergaven": {
            "stapeling": _view("Gestapelde thema's", ["geen thema", "1 thema", "2 thema's", "3 thema's"], STACKED),
            "gezondheid": _view("Gezondheid", ["gunstig", "ongunstig"], HEALTH),
        },
        "buurten": [_buurt(place) for place in range(len(CODES))],
        "focusgebieden": [
            {"naam": "Het Hoog", "buurten": CODES[1:3], "deel": False, "noot": "Aangewezen door het college."},
            {"naam": "Zuidhoek", "buurten": CODES[3:4], "deel": True, "noot": "Een deel van de buurt."},
        ],
        "projecten": [
            _project(1, "Zorgzame buurt", CODES[1:2], None),
            _project(2, "Speelplek", CODES[1:2], None),
            _project(3, "Buurthuis", CODES[2:3], [52.01, 6.065]),
            _project(4, "Sportfonds", [], None),
        ],
        "euro_totaal": ["4 projecten, samen € 400."],
        "leeswijzer": [{"kop": "Een buurt is geen bewoner", "tekst": "De cijfers gaan over alle inwoners samen."}],
        "ontbreekt": "Veiligheid zit niet in deze cijfers.",
        "bronnen": ["CBS, verzonnen cijfers 2020"],
        "voettekst": "Niet voor besluiten over personen, adressen of aanvragen.",
        "achtergrond": None,
    }


def _squares(side: float) -> dict[str, Any]:
    """Buurten side by side, a little under `side` degrees high, that share their borders."""
    edges = [round(6 + 0.03 * place, 5) for place in range(len(CODES) + 1)]
    return {
        code: [[[[52, west], [52 + side, west], [52 + side, east], [52, east]]]]
        for code, west, east in zip(CODES, edges, edges[1:], strict=False)
    }


def _view(label: str, labels: list[str], classes: list[int | None]) -> dict[str, Any]:
    colours = ["#e6e7dd", "#cdc2e7", "#a48fd4", "#42247f"]
    return {
        "label": label,
        "uitleg": f"Uitleg bij {label}.",
        "klassen": [
            {"label": text, "kleur": colours[place], "aantal": classes.count(place)}
            for place, text in enumerate(labels)
        ],
        "zonder": classes.count(None),
        "zonder_label": "geen uitkomst",
        "referentie": "Vergeleken met Nederland.",
        "bron": "CBS",
        "jaar": "2020",
        "schatting": True,
        "klasse": dict(zip(CODES, classes, strict=True)),
    }


def _buurt(place: int) -> dict[str, Any]:
    hidden = STACKED[place] is None
    return {
        "code": CODES[place],
        "naam": NAMES[place],
        "wijk": "Midden",
        "stadsdeel": "West (één bron)",
        "zoek": ["hoog", "de heuvel"] if place == 1 else [NAMES[place].lower()],
        "punt": [52.01, 6.015 + 0.03 * place],
        "kop": [] if hidden else [f"{place + 1}.000 inwoners (2020)"],
        "cijfers": []
        if hidden
        else [
            {
                "thema": "gezondheid",
                "tekst": f"6{place},5 % ervaart de eigen gezondheid als goed",
                "vergelijk": "Voorbeeld 70,0 % · Nederland 78,0 %",
                "positie": 90.0,
                "woorden": "ongunstiger dan waar 90 % van de Nederlanders woont",
                "bron": "RIVM 2020, schatting",
            },
        ],
        "goed": [] if hidden else ["Veel mensen bewegen genoeg."],
        "stapelt": [] if hidden else ["Gezondheid (op de grens)"],
        "samenvatting": "" if hidden else f"{STACKED[place]} van 4 thema's stapelen",
        "redenen": ["Minder dan 100 inwoners: geen cijfers."] if hidden else [],
        "cijfers_per_weergave": {
            "stapeling": None if hidden else f"{STACKED[place]} gestapeld",
            "gezondheid": None if hidden else "gezondheid 90",
        },
        "duiding": [{"tekst": "Hier kent men elkaar.", "bron": "wijkteam", "datum": "2026-03-01"}]
        if place == 1
        else [],
        "projecten": [{"nr": nr, "euro": "€ 100", "zekerheid": "naam"} for nr in (1, 2)] if place == 1 else [],
        "euro": ["€ 200 op zekere plaatsen"] if place == 1 else [],
        "focusgebied": "Ligt in focusgebied Het Hoog." if place in {1, 2} else None,
    }


def _project(nr: int, name: str, codes: list[str], point: list[float] | None) -> dict[str, Any]:
    return {
        "nr": nr,
        "naam": name,
        "euro": "€ 100",
        "dimensie": "gebiedsgericht" if codes else "populatiegericht",
        "dimensie_noot": "afgeleid",
        "thema": "Zorgzame buurt",
        "thema_noot": "",
        "doelgroep": "ouderen",
        "status": "voorstel",
        "plaats": "bij het plein" if codes else "",
        "gebied": bool(codes),
        "buurten": [
            {"code": code, "naam": NAMES[CODES.index(code)], "euro": "€ 100", "zekerheid": "naam"} for code in codes
        ],
        "punt": point,
        "bij_benadering": point is None,
    }
