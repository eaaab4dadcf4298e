"""A made-up gemeente of five buurten, as the page gets it."""

from typing import Any

CODES = ["BU99990001", "BU99990002", "BU99990003", "BU99990004", "BU99990005"]
NAMES = ["Molenveld", "'t Hoog", "Oude Haven", "Nieuwland-Zuid", "Heidebuurt"]
STACKED = [0, 3, 1, 2, None]
HEALTH = [0, 1, 1, 0, None]


def make_payload() -> dict[str, Any]:
    """Build a fresh payload with everything in it that the page can show."""
    return {
        "taal": "nl",
        "openbaar": False,
        "gemeente": {"code": "GM9999", "naam": "Voorbeeld"},
        "titel": "Voorbeeld: waar problemen samenkomen",
        "intro": "Vijf buurten om mee te proberen.",
        "kop": "In 't Hoog komen drie thema's samen",
        "uitleg": {"lang": "Minder gezond. Cijfers van 2020.", "kort": "Minder gezond. Cijfers 2020."},
        "jaar": "2020",
        "slot": "Focusgebieden koos het college ook om veiligheid.",
        "lijst": {
            "kop": "Drie thema's samen",
            "buurten": [CODES[1]],
            "meer": {"knop": "Toon ook de 1 buurt met twee thema's", "buurten": [CODES[3]]},
            "telling": "4 buurten hebben een uitkomst.",
        },
        "themas": [
            {
                "id": "gezondheid",
                "naam": "Gezondheid",
                "beter": "wonen gezonder",
                "gemeente": 61.7,
                "cijfers": ["roken"],
            },
            {"id": "vergrijzing", "naam": "Ouderen", "beter": "met minder ouderen", "gemeente": 40.0, "cijfers": []},
        ],
        "vergelijking": {
            "kop": "Twee thema's: hoeveel van de 100 Nederlanders …",
            "kort": "Zoveel Nederlanders wonen beter:",
            "midden": "Nederland",
            "midden_kort": "NL",
        },
        "honderd": {
            "roken": {
                "wat": "roken",
                "kort": "roken",
                "schatting": True,
                "vergelijk": [["Voorbeeld", 70], ["Nederland", 78]],
                "wijken": {"WK999900": 65},
            }
        },
        "centrum": CODES[0],
        "meldingen": ["De grenzen zijn verzonnen."],
        "vormen": {
            "grenzen": {
                "label": "Echte grenzen",
                "noot": None,
                "vlakken": _squares(0.02),
                "kader": [[52.0, 6.0], [52.02, 6.15]],
                "ringen": [],
            },
            "tegels": {
                "label": "Tegelkaart",
                "noot": "schematisch: elke buurt even groot",
                "vlakken": _squares(0.03),
                "kader": None,
                "ringen": [{"naam": "singel", "lijnen": [[[52, 6], [52.03, 6], [52.03, 6.03], [52, 6.03]]]}],
            },
        },
        "groepen": [
            {"id": "samen", "label": "Samen", "weergaven": ["stapeling"]},
            {"id": "themas", "label": "Per thema", "weergaven": ["gezondheid"]},
        ],
        "weergaven": {
            "stapeling": _view("Thema's samen", ["geen thema", "1 thema", "2 thema's", "3 thema's"], STACKED),
            "gezondheid": _view("Gezondheid", ["gunstig", "ongunstig"], HEALTH),
        },
        "indicatoren": {
            "roken": {
                "label": "Roken",
                "zin": "{} rookt",
                "thema": "gezondheid",
                "bron": "RIVM 2020, schatting",
                "vergelijk": [
                    {"naam": "Voorbeeld", "waarde": "70,0 %", "positie": 60.0},
                    {"naam": "Nederland", "waarde": "78,0 %", "positie": 45.0},
                ],
                "wijken": {"WK999900": {"waarde": "71,0 %", "positie": 70.0}},
            }
        },
        "buurten": [_buurt(place) for place in range(len(CODES))],
        "zonder_vergrijzing": {
            "kop": "In 't Hoog komen twee thema's samen",
            "uitleg": {"lang": "Minder gezond. Cijfers van 2020.", "kort": "Minder gezond."},
            "lijst": {"kop": "Twee thema's samen", "buurten": [CODES[1]], "meer": None, "telling": "Zonder ouderen."},
            "themas": ["gezondheid"],
            "weergaven": {
                "stapeling": _view("Thema's samen", ["geen thema", "1 thema", "2 thema's"], [0, 2, 0, 1, None])
            },
            "buurten": {code: _without_ageing(place) for place, code in enumerate(CODES)},
            "focusgebieden": [["In deze cijfers telt geen van 3 thema's mee."]] * 2,
            "focus_verschil": "Ook in Oude Haven komen 3 of meer thema's samen; daar is geen focusgebied.",
        },
        "focusgebieden": [
            _focus("Het Hoog", CODES[1:3], "Aangewezen door het college.", partial=False),
            _focus("Zuidhoek", CODES[3:4], "Een deel van de buurt.", partial=True),
        ],
        "focus_verschil": "Ook in Molenveld komen 3 of meer thema's samen; daar is geen focusgebied.",
        "projecten": [
            _project(1, "Zorgzame buurt", CODES[1:2], None),
            _project(2, "Speelplek", CODES[1:2], None),
            _project(3, "Buurthuis", CODES[2:3], [52.01, 6.065]),
            _project(4, "Sportfonds", [], None),
        ],
        "investeringen": None,
        "euro_totaal": ["4 projecten, samen € 400."],
        "gedaan": "Van 1 project van de 4 is opgeschreven wat er is gedaan.",
        "zonder_blad": {},
        "jaren": None,
        "overleg": None,
        "tabel": {
            "bestand": "voorbeeld-buurten.csv",
            "kolommen": [
                _column("buurtnaam", "Buurt", "kern"),
                _column("wijknaam", "Wijk", "kern"),
                _column("inwoners", "Inwoners", "kern", 0),
                _column("roken", "Roken", "cijfer", 1),
                _column("score", "Score", "kern", 1),
                _column("kanttekening", "Kanttekening", "noot"),
            ],
            "rijen": [
                [name, "Midden", 1000 * (place + 1), 60.5 + place, [10.0, 90.0, 50.0, 70.0, None][place], ""]
                for place, name in enumerate(NAMES)
            ],
        },
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
            {"label": text, "kleur": colours[place], "aantal": classes.count(place), "bereik": ""}
            for place, text in enumerate(labels)
        ],
        "zonder": classes.count(None),
        "zonder_label": "geen uitkomst",
        "referentie": "Vergeleken met Nederland.",
        "bron": "CBS",
        "jaar": "2020",
        "schatting": True,
        "klasse": dict(zip(CODES, classes, strict=True)),
        "grens": {"label": "op de grens", "buurten": [CODES[1]]} if label == "Gezondheid" else None,
        "schaal": ["gunstiger", "ongunstiger"],
    }


def _column(name: str, label: str, kind: str, decimals: int | None = None) -> dict[str, Any]:
    return {"id": name, "label": label, "eenheid": "", "decimalen": decimals, "soort": kind}


def _focus(name: str, codes: list[str], note: str, *, partial: bool) -> dict[str, Any]:
    return {
        "naam": name,
        "buurten": codes,
        "deel": partial,
        "noot": note,
        "aangewezen": "Het college wees het aan op leefbaarheid.",
        "cijfers": ["In deze cijfers telt geen van 4 thema's mee."],
    }


def _without_ageing(place: int) -> dict[str, Any]:
    count = [0, 2, 0, 1, None][place]
    return {
        **_answer(count, "zonder ouderen"),
        "goed": [] if count is None else ["Veel mensen bewegen genoeg."],
        "gestapeld": count,
        "themas": [],
        "stapelt": [] if count is None else ["Gezondheid, zonder vergrijzing"],
        "samenvatting": "" if count is None else f"{count} van 3 thema's tellen mee",
        "waarom": "",
        "redenen": ["Minder dan 100 inwoners: geen cijfers."] if count is None else [],
        "tabel": {"score": None if count is None else 5.0 * place},
        "cijfers_per_weergave": {"stapeling": None if count is None else f"{count} zonder vergrijzing"},
    }


def _answer(count: int | None, aside: str = "") -> dict[str, Any]:
    """Make the sentence of a buurt and what goes with it."""
    if count is None:
        return {
            "zin": {"lang": [], "kort": []},
            "twijfel": False,
            "beter": None,
            "behoeften": [],
            "koppelkansen": [],
            "vragen": [],
            "hoger": "",
        }
    counts = [[f"Hier komen {aside} ", False], [f"{count} thema's samen: gezondheid", True], [".", False]]
    return {
        "zin": {"lang": counts, "kort": counts},
        "twijfel": count == STACKED[1],
        "beter": {"goed": True, "tekst": "Ouderen. 12 van de 100 mensen zijn 65 jaar of ouder."},
        "behoeften": [
            {"thema": "gezondheid", "projecten": [1, 2] if count == STACKED[1] else [], "onbekend": False},
            {"thema": "vergrijzing", "projecten": [], "onbekend": False},
        ],
        "koppelkansen": [],
        "vragen": ["66 van de 100 roken. Wat helpt hier om te stoppen?"],
        "hoger": "",
    }


def _buurt(place: int) -> dict[str, Any]:
    is_small = STACKED[place] is None
    return {
        "code": CODES[place],
        "naam": NAMES[place],
        "roepnaam": NAMES[place],
        "inwoners": None if is_small else 1000 * (place + 1),
        "wijk": "Midden",
        "wijkcode": "WK999900",
        "stadsdeel": ["West", "Oost"][place % 2],
        "stadsdeel_noot": "één bron",
        "zoek": ["De Heuvel", "'t Hoogje"] if place == 1 else [],
        "punt": [52.01, 6.015 + 0.03 * place],
        "kop": [] if is_small else [f"{place + 1}.000 inwoners (2020)"],
        "cijfers": []
        if is_small
        else [
            {
                "id": "roken",
                "waarde": f"6{place},5 %",
                "mensen": "ongeveer 600 mensen",
                "positie": 90.0,
                "woorden": "ongunstiger dan waar 90 % van de Nederlanders woont",
            },
        ],
        "honderd": [] if is_small else [["roken", 60 + place]],
        **_answer(STACKED[place]),
        "plaatsen": [
            {
                "thema": theme,
                "plaats": None if is_small else at,
                "vijfde": None,
                "deel": "" if is_small else f"{at:.0f} van de 100",
                "telt": not is_small and theme == "gezondheid",
                "twijfel": False,
            }
            for theme, at in (("gezondheid", 90.0), ("vergrijzing", 30.0))
        ],
        "lijkt_op": [] if is_small else [{"code": CODES[3], "waarom": "even gezond, meer ouderen"}],
        "goed": [] if is_small else ["Veel mensen bewegen genoeg."],
        "gestapeld": STACKED[place],
        "themas": [] if is_small else ["gezondheid"],
        "stapelt": [] if is_small else ["Gezondheid (op de grens)"],
        "samenvatting": "" if is_small else f"{STACKED[place]} van 4 thema's tellen mee",
        "waarom": "" if is_small else "Vooral door roken.",
        "zekerheid": [] if is_small else ["Komt uit 97 van de 100 berekeningen."],
        "redenen": ["Minder dan 100 inwoners: geen cijfers."] if is_small else [],
        "cijfers_per_weergave": {
            "stapeling": None if is_small else f"{STACKED[place]} gestapeld",
            "gezondheid": None if is_small else "gezondheid 90",
        },
        "duiding": [{"tekst": "Hier kent men elkaar.", "bron": "wijkteam", "datum": "2026-03-01"}]
        if place == 1
        else [],
        "projecten": [{"nr": nr, "euro": "€ 100", "zekerheid": "naam"} for nr in (1, 2)] if place == 1 else [],
        "euro": ["€ 200 in deze buurt"] if place == 1 else [],
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
        "gedaan": ["gepland 400, gedaan 312 bezoekers (2025)"] if nr == 1 else [],
        "verwant": [2] if nr == 1 else [],
        "voor": ["gezondheid"],
        "voor_noot": "afgeleid",
        "gebied": bool(codes),
        "buurten": [
            {"code": code, "naam": NAMES[CODES.index(code)], "euro": "€ 100", "zekerheid": "naam", "deel": False}
            for code in codes
        ],
        "punt": point,
        "bij_benadering": point is None,
    }
