"""The map on paper: what is written and drawn, from a small made-up payload."""

import copy
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from gezond_geo.errors import OutputError, SettingsError
from gezond_geo.pages.language import language_of
from gezond_geo.pages.poster import write_png
from gezond_geo.pages.poster.kaartblad import draw_kaartblad
from gezond_geo.pages.poster.paper import DPI, Paper, fit_name, ink_on

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

Payload = dict[str, Any]

NAMES = ["Centrum", "De Wesselerbrink-Oost", "Het Lange Eind", "Dorp Noord", "Buurtschap Zuid", "Marssteden"]
CODES = [f"BU0000000{i}" for i in range(6)]
CLASSES = [0, 1, 2, 0, None, 0]
COLOURS = ["#edf3f0", "#7fb3bd", "#1f4a78"]
HOSTILE = [
    r"$\frac{1",
    "a_b^{c}$ $",
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`x`</script>",
    r"C:\n\x00 %s {0}",
    "'t Lang – ’s",
    "😀 ≈ 漢字",
]


def square(row: int, column: int) -> list[list[float]]:
    """About 1 km wide and high."""
    south, west = 52.2 + 0.009 * row, 6.8 + 0.0147 * column
    return [[south, west], [south, west + 0.0147], [south + 0.009, west + 0.0147], [south + 0.009, west]]


def make_payload(shape: str = "tegels") -> Payload:
    areas = {code: [[square(i // 3, i % 3)]] for i, code in enumerate(CODES)}
    shapes = {
        "tegels": {"label": "Tegelkaart", "noot": "schematisch: elke buurt even groot", "vlakken": areas},
        "grenzen": {"label": "Echte grenzen", "noot": None, "vlakken": areas},
    }
    view = {
        "label": "Thema's samen",
        "uitleg": "Bij hoeveel thema's hoort de buurt bij de ongunstigste vijfde.",
        "klassen": [
            {"label": label, "kleur": colour, "aantal": CLASSES.count(i)}
            for i, (label, colour) in enumerate(zip(["geen thema", "1 thema", "2 thema's"], COLOURS, strict=True))
        ],
        "zonder": 1,
        "zonder_label": "geen uitkomst (klik voor de reden)",
        "referentie": "Vergeleken met Nederland.",
        "bron": "CBS (84799NED)",
        "jaar": "2020",
        "schatting": True,
        "klasse": dict(zip(CODES, CLASSES, strict=True)),
        "grens": None,
    }
    return {
        "taal": "nl",
        "kop": "In Het Lange Eind komen twee thema's samen",
        "uitleg": {"lang": "Minder gezond, weinig geld. Cijfers van 2020.", "kort": ""},
        "meldingen": ["Cijfers uit de meegeleverde uitgave 2020."],
        "vormen": {shape: shapes.pop(shape), **shapes},
        "weergaven": {"stapeling": view, "score": {**view, "label": "Score in banden"}},
        "buurten": [
            {
                "code": code,
                "naam": name,
                "roepnaam": name,
                "projecten": [],
                "cijfers_per_weergave": dict.fromkeys(["stapeling", "score"], "minder dan 100 inwoners"),
            }
            for code, name in zip(CODES, NAMES, strict=True)
        ],
        "focusgebieden": [
            {"naam": "Centrum", "buurten": [CODES[0]], "deel": False, "noot": ""},
            {"naam": "Oosterhof", "buurten": [CODES[1]], "deel": True, "noot": "Oosterhof is een deel van een buurt."},
            {"naam": "Elders", "buurten": [], "deel": False, "noot": "CBS noemt deze buurt anders."},
        ],
        "projecten": [],
        "ontbreekt": "Veiligheid zit niet in deze cijfers.",
        "bronnen": ["CBS, Kerncijfers 2020, CC BY 4.0", "RIVM, Gezondheid 2020, CC BY 4.0"],
        "voettekst": "Niet voor besluiten over personen, adressen of aanvragen.",
    }


def texts_of(sheet: Paper) -> list[str]:
    return [text.get_text() for text in sheet._figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def everything(payload: Payload, view: str = "stapeling") -> str:
    return " ".join(texts_of(draw_kaartblad(payload, view)))


def pixels(sheet: Paper) -> NDArray[np.uint32]:
    """Give each pixel as one number, so that colours are compared at once."""
    sheet._figure.set_dpi(DPI / 2)
    canvas = cast("FigureCanvasAgg", sheet._figure.canvas)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).view(">u4")[..., 0] >> 8


@pytest.fixture(scope="module")
def sheet() -> Paper:
    """Give the sheet of the payload as it is."""
    return draw_kaartblad(make_payload(), "stapeling")


@pytest.fixture(scope="module")
def picture(sheet: Paper) -> NDArray[np.uint32]:
    return pixels(sheet)


@pytest.fixture(scope="module")
def texts(sheet: Paper) -> list[str]:
    return texts_of(sheet)


def count_of(colour: str, picture: NDArray[np.uint32]) -> int:
    return int(np.count_nonzero(picture == int(colour[1:], 16)))


@pytest.mark.slow
def test_the_file_is_an_a4_for_print_and_the_same_whatever_the_users_style(tmp_path: Path) -> None:
    payload = make_payload() | {"kop": "😀 漢字"}  # letters that the font lacks do not warn
    file = write_png(payload, tmp_path / "kaart.png")
    assert file == tmp_path / "kaart.png"
    with Image.open(file) as picture:
        assert picture.width == pytest.approx(297 / 25.4 * 300, abs=1)
        assert picture.height == pytest.approx(210 / 25.4 * 300, abs=1)
        assert set(picture.info) == {"dpi"}  # nothing about when or by what it was made
    assert [one.name for one in file.parent.iterdir()] == ["kaart.png"]
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 50, "text.color": "red", "axes.facecolor": "black"}):
        again = write_png(payload, tmp_path / "weer.png")
    assert again.read_bytes() == file.read_bytes()


def test_the_payload_stays_as_it_is() -> None:
    payload = make_payload()
    draw_kaartblad(payload, "stapeling")
    assert payload == make_payload()


def test_all_that_belongs_to_the_map_is_written(texts: list[str]) -> None:
    payload, text = make_payload(), " ".join(texts)
    for part in (payload["kop"], payload["uitleg"]["lang"], payload["voettekst"], *payload["meldingen"]):
        assert part in text
    for source in payload["bronnen"]:
        assert source in text
    assert "Vergeleken met Nederland." in text
    assert "Bron: CBS (84799NED). Jaar: 2020, met modelschattingen." in text
    assert "1 × minder dan 100 inwoners" in text
    assert "Tegelkaart, schematisch: elke buurt even groot" in text
    assert "dat is geen uitkomst van deze cijfers" in text
    assert "Oosterhof is een deel van een buurt. Elders: CBS noemt deze buurt anders." in text


@pytest.mark.slow
def test_a_poster_in_english_has_no_dutch_of_its_own() -> None:
    dutch, english = language_of("nl").poster, language_of("en").poster
    assert dutch.keys() == english.keys()
    payload = make_payload("grenzen") | {"taal": "en"}
    payload["projecten"] = [
        {"nr": 1, "naam": "P", "gebied": True, "buurten": [{"code": CODES[0], "zekerheid": "waarschijnlijk"}]}
    ]
    payload["meldingen"] = [f"Melding {i} met een zin die over meer dan een regel gaat in de kolom." for i in range(60)]
    text = everything(payload)
    parts = {key: [part for part in re.split(r"\{\w+\}", value) if len(part) > 2] for key, value in english.items()}
    assert not [part for key, own in parts.items() if key != "bron" for part in own if part not in text]
    own = [part for value in dutch.values() for part in re.split(r"\{\w+\}", value) if len(part) > 2]
    assert [part for part in own if part in text] == ["project"]  # which is English too


def test_the_legend_counts_every_class_and_the_hatched_areas(texts: list[str]) -> None:
    start = texts.index("aantal buurten") + 1
    assert texts[start : start + 8] == ["geen thema", "3", "1 thema", "1", "2 thema's", "1", "geen uitkomst", "1"]


def test_another_view_has_its_own_legend() -> None:
    text = everything(make_payload(), "score")
    assert "Score in banden" in text
    assert "Thema's samen" not in text


def test_areas_have_the_colours_of_the_page_and_none_is_red(picture: NDArray[np.uint32]) -> None:
    none, one, two = (count_of(colour, picture) for colour in COLOURS)
    assert one == pytest.approx(two, rel=0.2)  # one area each
    assert none == pytest.approx(3 * two, rel=0.2)
    red, green, blue = (np.unique(picture)[:, None] >> [16, 8, 0] & 255).T
    assert not ((red > green + 60) & (red > blue + 60)).any()


def test_an_area_without_class_is_hatched_and_no_colour_of_a_class(picture: NDArray[np.uint32]) -> None:
    payload = make_payload()
    payload["weergaven"]["stapeling"]["klasse"] = dict.fromkeys(CODES)
    hatched = pixels(draw_kaartblad(payload, "stapeling"))
    for colour in COLOURS:
        assert count_of(colour, hatched) < count_of(colour, picture) / 4  # what is left is the legend
    assert count_of("#8b959c", hatched) > 4 * count_of("#8b959c", picture)


def test_focus_areas_are_named_once(texts: list[str]) -> None:
    assert texts.count("Centrum") == 1  # the name of the area and of its buurt
    assert texts.count("Oosterhof") == 1
    assert "Elders" not in texts  # it is nowhere on the map
    assert "focusgebied" in texts
    assert "focusgebied: deel van de buurt" in texts


def test_names_of_focus_areas_do_not_cover_each_other() -> None:
    payload = make_payload()
    names = ["Oosterhof", "Westerhof"]
    payload["focusgebieden"] = [{"naam": name, "buurten": CODES[1:2], "deel": False, "noot": ""} for name in names]
    labels = draw_kaartblad(payload, "stapeling")._figure.findobj(Text)
    heights = [label.get_position()[1] for label in labels if isinstance(label, Text) and label.get_text() in names]
    # Of one length, and 3.5 mm high.
    assert abs(np.subtract(*heights)) > 3.5


def test_without_focus_areas_nothing_is_said_about_them() -> None:
    payload = make_payload()
    payload["focusgebieden"] = []
    text = everything(payload)
    assert "ocusgebied" not in text
    assert "college" not in text


def test_real_boundaries_have_a_scale_and_no_note() -> None:
    text = everything(make_payload("grenzen"))
    assert "2 km" in text
    assert "Tegelkaart" not in text


def test_names_without_room_on_real_boundaries_are_lettered_and_listed() -> None:
    payload = make_payload("grenzen")
    strip = [[52.2, 6.8], [52.2, 6.801], [52.35, 6.801], [52.35, 6.8]]  # 70 m wide and 17 km high
    payload["vormen"]["grenzen"]["vlakken"][CODES[2]] = [[strip]]
    texts = texts_of(draw_kaartblad(payload, "stapeling"))
    at = texts.index("a")
    # In the list, and then on the map: the names of the upper classes only, alphabetically.
    assert texts[at : at + 6] == ["a", "De Wesselerbrink-Oost", "a", "b", "Het Lange Eind", "b"]


@pytest.mark.parametrize("shape", ["tegels", "grenzen"])
def test_projects_have_their_number_on_the_map_and_their_name_below_it(shape: str, texts: list[str]) -> None:
    payload = make_payload(shape)
    payload["projecten"] = [
        {
            "nr": 41,
            "naam": "Zorgzame buurt",
            "gebied": True,
            "buurten": [{"code": CODES[0], "zekerheid": "naam"}, {"code": CODES[1], "zekerheid": "waarschijnlijk"}],
        },
        {"nr": 42, "naam": "Voor iedereen", "gebied": False, "buurten": []},
    ]
    for buurt in payload["buurten"][:2]:
        buurt["projecten"] = [{"nr": 41, "euro": "€ 10", "zekerheid": "naam"}]
    labels = texts_of(draw_kaartblad(payload, "stapeling"))
    assert labels.count("41") == 2
    assert "42" not in labels
    assert {"project", "project: plaats waarschijnlijk"} <= set(labels) - set(texts)
    assert "41 Zorgzame buurt. De andere projecten staan op de kaartpagina." in " ".join(labels)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_text_from_outside_is_text() -> None:
    payload = make_payload("grenzen")
    payload["kop"], payload["focusgebieden"][0]["naam"], payload["focusgebieden"][1]["naam"] = HOSTILE[:3]
    for buurt, name in zip(payload["buurten"], HOSTILE[2:], strict=True):
        buurt["roepnaam"] = name
    payload["meldingen"] = HOSTILE
    sheet = draw_kaartblad(payload, "score")
    labels = texts_of(sheet)
    assert [labels.count(name) >= 2 for name in HOSTILE[:3]] == [True] * 3  # the title and the focus areas
    assert set(HOSTILE) <= set(labels)
    pixels(sheet)  # Matplotlib reads formulas only when it draws them


def test_line_breaks_in_a_name_do_not_break_the_sheet() -> None:
    payload = make_payload()
    payload["focusgebieden"][1]["naam"] = "Oos\n\n ter\thof"
    assert "Oos ter hof" in texts_of(draw_kaartblad(payload, "stapeling"))


def test_too_many_notes_point_to_the_page() -> None:
    payload = make_payload()
    payload["meldingen"] = [f"Melding {i} met een zin die over meer dan een regel gaat in de kolom." for i in range(60)]
    texts = texts_of(draw_kaartblad(payload, "stapeling"))
    assert texts[-1] == "Meer staat op de kaartpagina."


def test_an_unknown_view_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'risico' is er niet; kies uit stapeling, score"):
        write_png(make_payload(), tmp_path / "kaart.png", view="risico")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "png", lambda _: b"\x89PNG")
    (tmp_path / "bezet").write_text("een bestand", encoding="utf-8")
    with pytest.raises(OutputError, match=r"kaart\.png kan niet worden geschreven"):
        write_png(make_payload(), tmp_path / "bezet" / "kaart.png")


def test_matplotlib_loads_on_use_and_without_pyplot() -> None:
    script = (
        "import sys, gezond_geo.pages.poster as f; print(any(m.startswith('matplotlib') for m in sys.modules));"
        "import gezond_geo.pages.poster.kaartblad; print('matplotlib.pyplot' in sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert process.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("City", ("City",)),
        ("Dorp Lonneker", ("Dorp", "Lonneker")),
        ("Stadsveld-Noord-Bruggert", ("Stadsveld-", "Noord-", "Bruggert")),
        ("Koekoeksbeekhoeken", ("Koekoeksbeek…",)),
        ("Koekoeksbeekhoek", ("Koekoeksbeek-", "hoek")),
    ],
)
def test_names_are_broken_cut_or_shortened_to_stay_inside_a_tile(name: str, lines: tuple[str, ...]) -> None:
    angle = np.arange(6) * np.pi / 3
    tile = shapely.Polygon(8.7 * np.column_stack([np.sin(angle), np.cos(angle)]))
    fit = fit_name(Paper(), name, tile, tiles=True)
    assert fit is not None
    assert fit.lines == lines
    assert tile.contains(fit.boxes)


def test_a_name_that_does_not_fit_is_left_out() -> None:
    assert fit_name(Paper(), "Koekoeksbeekhoek", shapely.box(0, 0, 6, 6), tiles=True) is None
    assert fit_name(Paper(), "Koekoeksbeekhoek", shapely.box(0, 0, 15, 15), tiles=False) is None
    assert fit_name(Paper(), "City", shapely.box(0, 0, 1, 1), tiles=True) is None


@pytest.mark.parametrize(("colour", "ink"), [("#173f6b", "white"), ("#c9d9e6", "#17232e"), (None, "#17232e")])
def test_names_are_written_in_the_ink_that_reads_best(colour: str | None, ink: str) -> None:
    assert ink_on(colour) == ink


def test_holes_stay_open() -> None:
    payload = make_payload("grenzen")
    outer = [[52.2, 6.8], [52.2, 6.83], [52.22, 6.83], [52.22, 6.8]]
    hole = [[52.201, 6.801], [52.201, 6.829], [52.219, 6.829], [52.219, 6.801]]
    payload["buurten"] = payload["buurten"][2:3]
    payload["focusgebieden"] = []
    filled = copy.deepcopy(payload)
    payload["vormen"]["grenzen"]["vlakken"] = {CODES[2]: [[outer, hole]]}
    filled["vormen"]["grenzen"]["vlakken"] = {CODES[2]: [[outer]]}
    ring, whole = (count_of(COLOURS[2], pixels(draw_kaartblad(p, "stapeling"))) for p in (payload, filled))
    assert ring < 0.3 * whole


def test_doubt_stands_behind_the_name_and_in_the_legend() -> None:
    payload = make_payload()
    payload["weergaven"]["stapeling"]["grens"] = {"label": "kan één thema schelen", "buurten": [CODES[0], CODES[5]]}
    texts = texts_of(draw_kaartblad(payload, "stapeling"))
    assert "kan één thema schelen" in texts
    assert "Centrum ±" in texts  # the plate of a focus area of the same name
    assert sum("±" in text for text in texts) == 3  # two buurten and the legend
