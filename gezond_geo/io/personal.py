"""Detection of personal data: in texts, in the cells and header of a column, and in the wording of a figure.

All input passes through here: the user's tables and figures, their headers and descriptions, projects, duiding, the
folder of a gemeente and saved references (``docs/eigen.md`` explains what is refused and why).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from gezond_geo.io.names import normalise_name
from gezond_geo.io.subjects import ADDRESS_COLUMNS, GROUPS, HOME_COLUMNS, PERSON_COLUMNS, PERSONS, find_subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BSN, EMAIL, PHONE = "een nummer dat een BSN kan zijn", "een e-mailadres", "een telefoonnummer"
ACCOUNT, BIRTH, ADDRESS = "een rekeningnummer", "een geboortedatum", "een adres"
HOME = "het adres van een persoon"

_CHANCE = 1 / 4
"""Share of valid numbers in a column above which they are BSNs: of other numbers one in eleven passes the test."""
_NEARLY_ALL = 3 / 4
"""Share of numbers with nine digits that begin with 6 above which they are telephone numbers without their 0."""
_GROWN_UP = 2000
"""Year before which a date is more likely a birth than the date of a figure."""
_OTHER_DATES = re.compile(
    r"peil|bouw|aanleg|sloop|meet|meting|vast|wijzig|ingang|start|begin|eind|opening|opleve|opricht|sticht|aanwijz"
    r"|monument|publicatie|besluit"
)
"""Headers of dates other than births."""

# Not part of a longer number or a fraction, and not an amount.
_BEGIN, _END = r"(?<!\d)(?<!\d[.,])(?<!€)(?<!€ )", r"(?!\d)(?![.,]\d*[1-9])(?! ?(?:€|euro\b|EUR\b))"
_NINE = r"\d{9}|\d{4}[ .-]?\d\d[ .-]?\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d\d(?P<by>[ .-])\d\d(?P=by)\d\d(?P=by)\d{3}"
_NINE_DIGITS = re.compile(f"{_BEGIN}(?:{_NINE}){_END}")
_ELEVEN_TEST = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# Anchored where its name begins, or every letter of a long word would be tried as the first.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+ ?(?:@|[(\[]at[)\]]) ?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
# 0 or a country code, then nine digits; a date followed by a time has as many.
_PHONE = re.compile(
    r"(?<![\w/-])(?<!\d[.,])(?!\d\d?(?P<by>[-./])\d\d?(?P=by)(?:(?:19|20)\d\d|\d\d)(?![-./]?\d))"
    r"(?:\(?0\)?[ -]*|\(?(?:\+ ?|00 ?)\d\d\)?[ .-]*(?:\(0\))?[ .-]*)[1-9](?:[ .()/-]{0,3}\d){8}(?!\d)"
)
_WITHOUT_ZERO = re.compile(r"6\d{8}|31[1-9]\d{8}")
_IBAN = re.compile(r"(?i)(?<![^\W_])(?:NL\d\d ?[A-Z]{4}(?: ?\d){10}|BE\d\d(?: ?\d){12}|DE\d\d(?: ?\d){18})(?!\d)")
_MONTH = r"(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
_DAYS = (
    r"\d\d?(?P<by>[-/. ])\d\d?(?P=by)(?P<last>(?:19|20)\d\d)",
    r"(?P<first>(?:19|20)\d\d)(?P<of>[-/.]?)(?:0\d|1[0-2])(?P=of)(?:[0-2]\d|3[01])",
    rf"\d\d? {_MONTH} (?P<written>(?:19|20)\d\d)",
)
_DATE = re.compile(rf"(?i)(?:{'|'.join(_DAYS)})(?:[ T][\d:.]+)?")
_BORN = re.compile(
    r"(?i)\b(?:geb|geboren|geboortedatum|born)\b[^\d\n]{0,15}"
    rf"(?:\d\d?[-/. ]\d\d?[-/. ]\d\d|(?:19|20)\d\d[-/.]\d\d[-/.]\d\d|\d\d? {_MONTH} \d\d)"
)
_POSTCODE = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}"
_STREET = "straat|laan|weg|plein|hof|dijk|kade|singel|pad|steeg|markt|gracht|plantsoen|park"
_PLACE = re.compile(rf"(?i){_POSTCODE}|.*[a-z](?:{_STREET}) \d{{1,4}}\b.*")
"""A cell that is a whole postcode, or a street with a number."""
_ADDRESS = re.compile(
    rf"(?<!\w){_POSTCODE},? (?:nr\.? ?)?(?!(?:19|20)\d\d)\d{{1,4}}(?!\d)|[^\W\d_] \d{{1,4}} ?\w?,? {_POSTCODE}(?!\w)"
)
_RESIDENT = re.compile(
    r"\b(?:[Dd]hr|[Mm]w|[Mm]evr|[Mm]evrouw|[Mm]eneer|[Dd]e heer|[Ff]am|[Ff]amilie)\.? "
    r"(?:(?:van|de|den|der|te|ten) )*[A-Z]"
    r"|(?i:\b(?:woon|thuis|prive|privé)adres\b|\bthuis bij\b)"
)
"""Words that mark an address as that of a person."""
_PARTICLES = r"(?:(?:van|van de|van der|van den|de|den|der|te|ten|ter|in 't|'t) )?"
_NAME_OF_PERSON = re.compile(
    rf"(?i:(?:dhr|mw|mevr|drs|ir|dr|mr|prof)\.? |(?:de heer|meneer|mevrouw) ).+|(?:[A-Z]\. ?)+{_PARTICLES}[A-Z][\w'-]+"
)
"""A name with a title or with initials; a first name alone may as well be a team."""
_FIGURE = re.compile(r"\d{1,7}(?:[.,]\d+)?|-[\d. ]+(?:,\d+)?")
"""A number that identifies nobody: small, or below zero."""
_WHOLE_NUMBER = re.compile(r"(\d{8,9}|[1-9]\d*|\d{1,3}(?:[ .]\d{3})+)(?:[.,]0+)?")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d\d?")


def find_personal(text: str) -> Iterator[str]:
    """Dutch names of all that could identify a person in a text: a BSN, an address, a telephone number and so on."""
    plain = _plain(text)
    if any(_passes_eleven_test(re.sub(r"\D", "", match[0])) for match in _NINE_DIGITS.finditer(plain)):
        yield BSN
    if _EMAIL.search(plain):
        yield EMAIL
    if _PHONE.search(plain):
        yield PHONE
    if any(_passes_iban_test(match[0]) for match in _IBAN.finditer(plain)):
        yield ACCOUNT
    if _BORN.search(plain):
        yield BIRTH
    if _ADDRESS.search(plain):
        yield ADDRESS
    if _RESIDENT.search(plain) and (_ADDRESS.search(plain) or _PLACE.fullmatch(plain)):
        yield HOME


def explain_text(place: str, text: str, *, addresses: bool = True) -> Iterator[str]:
    """Dutch sentence on what `find_personal` finds in a text; `addresses=False` allows addresses, as for projects."""
    for what in find_personal(text):
        if addresses or what != ADDRESS:
            yield f"in {place} staat {what}; haal het weg, want hier staat niets over personen."


def explain_words(words: Mapping[str, str]) -> Iterator[str]:
    """Dutch sentence on what in the wording of a figure, by field, points to a person or a group of people."""
    for place, text in words.items():
        yield from explain_text(place, text)
        for subject, word in find_subjects(text, PERSONS, GROUPS):
            yield f"in {place} staat {word!r}, en dat gaat over {subject}; kies andere woorden of laat dit cijfer weg."


def explain_role(column: str, text: str) -> Iterator[str]:
    """Dutch sentence if a text is the name of a person instead of a role or a letter."""
    if _NAME_OF_PERSON.fullmatch(_plain(text)):
        yield f"in {column} staat een naam van een persoon; schrijf een letter of een rol, zoals A of wijkteam."


def explain_header(column: str, *, figures: bool = True) -> Iterator[str]:
    """Dutch sentence on a forbidden subject of a column; in a list that is not a table of figures, only persons."""
    yield from explain_text(f"de kop {column}", column)
    subjects = [PERSONS, PERSON_COLUMNS, *([GROUPS, ADDRESS_COLUMNS] if figures else [HOME_COLUMNS])]
    for subject in dict(find_subjects(column, *subjects)):
        hint = " (is het de naam van de buurt, noem de kolom dan buurtnaam)" if subject.startswith("namen") else ""
        yield f"de kolom {column} gaat over {subject}; haal die kolom weg, want hier staat niets over personen{hint}."


def explain_column(column: str, cells: Iterable[object]) -> Iterator[tuple[int | None, str]]:
    """Dutch sentences on what in a column of figures points to a person.

    One such text is enough. Whole numbers are judged per column, since any single number may pass a test by chance.

    Yields
    ------
    tuple
        Position of the cell, or None for the whole column, and the sentence.
    """
    small, numbers, texts = 0, [], []
    for place, cell in enumerate(cells):
        if not (text := _text_of(cell)):
            continue
        if _FIGURE.fullmatch(text):
            small += 1
        elif (number := _read_whole(text)) is not None:
            numbers.append(number)
        else:
            texts.append(text)
            yield from ((place, sentence) for sentence in explain_text(column, text))
    count = small + len(numbers)
    dated = not _OTHER_DATES.search(normalise_name(column))
    places = {
        "nummers die een BSN kunnen zijn": _are_bsns(numbers, count),
        "telefoonnummers": _count(_WITHOUT_ZERO, numbers) > max(_NEARLY_ALL * count, 1),
        "geboortedata": dated and _are_births([*texts, *numbers]),
        "adressen": _count(_PLACE, texts) > _CHANCE * len(texts),
    }
    for what in (what for what, there in places.items() if there):
        yield None, f"in de kolom {column} staan {what}; haal die kolom weg, want hier staat niets over personen."


def _plain(text: str) -> str:
    """Replace digits, spaces and hyphens of any kind by plain ones, and drop invisible characters."""
    if not text.isascii():
        kinds = ((sign, unicodedata.category(sign)) for sign in unicodedata.normalize("NFKC", text))
        text = "".join("-" if kind == "Pd" or sign == "−" else sign for sign, kind in kinds if kind != "Cf")
    return " ".join(text.split())


def _text_of(cell: object) -> str:
    if isinstance(cell, float | np.floating):
        # A fraction, or text that is not a number, identifies nobody.
        return str(int(cell)) if float(cell).is_integer() else ""
    text = "" if cell is None else str(cell).strip()
    return text if _FIGURE.fullmatch(text) else _plain(text)


def _read_whole(text: str) -> str | None:
    """Digits of an unsigned whole number; None for any other text."""
    if _SCIENTIFIC.fullmatch(text) and (number := float(text.replace(",", "."))).is_integer():
        return str(int(number))
    if match := _WHOLE_NUMBER.fullmatch(text):
        return re.sub(r"\D", "", match[1])
    return None


def _count(pattern: re.Pattern[str], texts: Sequence[str]) -> int:
    return sum(pattern.fullmatch(text) is not None for text in texts)


def _are_bsns(numbers: Sequence[str], count: int) -> bool:
    """Whether long numbers of a column are BSNs, given its total number of numbers."""
    nine = len(_ELEVEN_TEST)
    candidates = [number for number in numbers if len(number) == nine]
    # Excel drops a leading 0; a date has as many digits.
    short = [f"0{n}" for n in numbers if len(n) == nine - 1 and not n.startswith("0") and not _year_of(n)]
    if len(short) > count / 2:
        candidates += short
    return sum(map(_passes_eleven_test, candidates)) > _CHANCE * len(candidates)


def _are_births(texts: Sequence[str]) -> bool:
    return sum(0 < _year_of(text) < _GROWN_UP for text in texts) > _CHANCE * len(texts)


def _year_of(text: str) -> int:
    """Year of a date, with or without a time; 0 for any other text."""
    match = _DATE.fullmatch(text)
    return int(match["last"] or match["first"] or match["written"]) if match else 0


def _passes_eleven_test(number: str) -> bool:
    digits = [int(digit) for digit in number]
    return any(digits) and sum(a * b for a, b in zip(digits, _ELEVEN_TEST, strict=True)) % 11 == 0


def _passes_iban_test(account: str) -> bool:
    """Whether the check digits are valid (ISO 13616): with letters as 10 to 35, the remainder modulo 97 is 1."""
    signs = account.replace(" ", "").upper()
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1
