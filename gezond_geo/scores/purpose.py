"""The disclaimer at the end of every output: what scores are not for."""

FOOTER = "Niet voor besluiten over personen, adressen of aanvragen."
