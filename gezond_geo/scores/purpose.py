"""What scores are not for: the sentence with which every output ends."""

FOOTER = "Niet voor besluiten over personen, adressen of aanvragen."
