"""The columns of a list of projects: their definitions and synonyms."""

from __future__ import annotations

from dataclasses import dataclass

from gezond_geo.io.table import Column

CERTAIN = ("naam", "document", "bron", "punt", "vlak", "adres")
"""Certainties of a location: by a name, the document, another source, a coordinate, a polygon or a confirmed
address."""

PROBABLE = "waarschijnlijk"
"""Certainty of an inferred location, which counts in ``euro_waarschijnlijk``."""

INFERRED = "afgeleid"
"""Certainty of a dimension or theme without a source."""

EVERYWHERE = ("stedelijk", "populatiegericht")
"""Dimensions of projects for the whole gemeente or for a group, and so without a buurt."""

UNKNOWN = "niet bekend"
"""Cell values that mean unknown, like an empty cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Description of a column of a list of projects.

    Attributes
    ----------
    name : Its name.
    meaning : Its definition, in Dutch.
    example : Example of a cell.
    synonyms : Other names for it, likeliest first.
    choices : Allowed values besides an empty cell; empty when there is no fixed list.
    """

    name: str
    meaning: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


_SURE = ("zeker", INFERRED)

DESCRIPTIONS = (
    Description(
        name="nummer",
        meaning="eigen nummer, een heel getal vanaf 1; leeg is het eerste dat vrij is",
        example="1",
        synonyms=("nr", "projectnummer", "project nr", "volgnummer"),
    ),
    Description(
        name="naam",
        meaning="naam van het project; deze kolom is nodig",
        example="Beweegtuin",
        synonyms=("project", "projectnaam", "naam project", "naam van het project", "titel", "name"),
    ),
    Description(
        name="euro",
        meaning="het hele bedrag, zoals 50000, € 1.234,56 of 50.000; leeg of n.t.b. als het niet bekend is",
        example="50000",
        synonyms=("bedrag", "bedrag in euro", "bedrag euro", "budget", "kosten", "begroting", "bijdrage", "euros"),
    ),
    Description(
        name="dimensie",
        meaning="voor wie: gebiedsgericht, populatiegericht (voor een groep) of stedelijk (voor de hele gemeente)",
        example="gebiedsgericht",
        choices=("gebiedsgericht", *EVERYWHERE),
    ),
    Description(
        name="dimensie_zekerheid",
        meaning="zeker als de dimensie er zo staat, anders afgeleid",
        example="zeker",
        choices=_SURE,
    ),
    Description(name="thema", meaning="thema in het beleid", example="Gezonde leefomgeving"),
    Description(
        name="thema_zekerheid",
        meaning="zeker als het thema er zo staat, anders afgeleid",
        example="zeker",
        choices=_SURE,
    ),
    Description(name="doelgroep", meaning="groep mensen voor wie het is", example="jongeren"),
    Description(name="status", meaning="hoe ver het is", example="voorstel 2026"),
    Description(
        name="plaats",
        meaning="waar het is, in woorden; alleen getoond als openbaar ja is",
        example="Wijkpark",
        synonyms=("locatie", "voorziening"),
    ),
    Description(
        name="buurten",
        meaning="namen of codes van buurten, met een komma, puntkomma of nieuwe regel ertussen. Met :naam, :document, "
        ":bron of :waarschijnlijk erachter is gezegd hoe zeker dat is, en met :deel dat het een deel van de buurt is",
        example="Pathmos, BU01530201:document:deel",
        synonyms=("buurt", "buurtcode", "buurtcodes", "buurtnaam", "buurtnamen"),
    ),
    Description(name="verwant", meaning="nummers van verwante projecten, met een spatie ertussen", example="2 3"),
    Description(
        name="openbaar",
        meaning="ja als iedereen de plaats mag weten, anders nee (opvang, zorg); leeg is nee",
        example="ja",
        choices=("ja", "nee"),
    ),
    Description(
        name="x",
        meaning="plaats van oost naar west: in meters (RD), of in graden oosterlengte",
        example="257950",
        synonyms=("x rd", "rd x", "x coordinaat", "xcoordinaat", "lon", "lng", "long", "longitude", "lengtegraad"),
    ),
    Description(
        name="y",
        meaning="plaats van zuid naar noord: in meters (RD), of in graden noorderbreedte",
        example="471310",
        synonyms=("y rd", "rd y", "y coordinaat", "ycoordinaat", "lat", "latitude", "breedtegraad"),
    ),
    Description(
        name="punt_zekerheid",
        meaning="hoe x en y bekend zijn: punt (opgegeven), adres (gevonden en bevestigd) of waarschijnlijk",
        example="punt",
        choices=("punt", "adres", PROBABLE),
    ),
    Description(
        name="vlak",
        meaning="het gebied als WKT, in meters (RD) of in graden; een kaartbestand met vlakken mag ook",
        synonyms=("wkt", "geom", "geometry", "geometrie"),
    ),
    Description(
        name="adres",
        meaning="adres van een voorziening, om met --adressen op te zoeken; nooit getoond, nooit een woonadres",
        example="Hertmebrink 1",
        synonyms=("locatieadres", "projectadres", "bezoekadres"),
    ),
    Description(name="omschrijving", meaning="wat het document erover zegt, in de woorden van het document"),
    Description(
        name="themas",
        meaning="thema's van de score waar het aan werkt (gezondheid, inkomen, vergrijzing, verstening), met :document "
        "als het er zo staat en :afgeleid als dat uw uitleg is",
        example="vergrijzing:document gezondheid:afgeleid",
    ),
    Description(
        name="van_jaar", meaning="eerste jaar", example="2025", synonyms=("startjaar", "begin jaar", "beginjaar")
    ),
    Description(name="tot_en_met_jaar", meaning="laatste jaar", example="2027", synonyms=("eindjaar", "eind jaar")),
    Description(
        name="betaling",
        meaning="eenmalig, of jaarlijks als het bedrag over de jaren is verdeeld",
        example="eenmalig",
        choices=("eenmalig", "jaarlijks"),
    ),
    Description(
        name="euro_toegezegd", meaning="wat van het bedrag is toegezegd", example="30000", synonyms=("toegezegd",)
    ),
    Description(name="euro_besteed", meaning="wat van het bedrag is besteed", example="10000", synonyms=("besteed",)),
    Description(
        name="euro_vrij", meaning="wat van het bedrag weer vrij is", example="0", synonyms=("vrij", "vrijgevallen")
    ),
    Description(name="alternatief", meaning="waar het geld anders heen kan", example="Sportfonds volwassenen"),
    Description(name="verandering", meaning="wat het moet veranderen", example="meer mensen bewegen elke week"),
    Description(name="maatstaf", meaning="waaraan dat te meten is", example="voldoet aan de beweegrichtlijn"),
)
"""Every column, in order; only the name of a project is required."""

COLUMNS = tuple(column.name for column in DESCRIPTIONS)
DECLARED = tuple(Column(column.name, column.synonyms, required=column.name == "naam") for column in DESCRIPTIONS)
AMOUNTS = ("euro", "euro_toegezegd", "euro_besteed", "euro_vrij")
YEARS = ("van_jaar", "tot_en_met_jaar")
NUMBERS = ("nummer", *AMOUNTS, "x", "y", *YEARS)
"""Columns that are numbers after reading."""
