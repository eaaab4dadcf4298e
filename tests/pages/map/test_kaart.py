"""Tests of the folium map that stands alone."""

import io
import logging
from pathlib import Path

import folium
import pandas as pd
import pytest
from voorbeeld import make_payload

import gezond_geo as gg
from gezond_geo.errors import InputError, OutputError
from gezond_geo.pages.map.kaart import Kaart

CORNERS = [[6, 52], [6.1, 52], [6.1, 52.1], [6, 52]]
SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"naam": "vlak"},
            "geometry": {"type": "Polygon", "coordinates": [CORNERS]},
        },
    ],
}


def add_layers(kaart: Kaart) -> Kaart:
    folium.GeoJson(SQUARE, name="vlak", tooltip=folium.GeoJsonTooltip(["naam"])).add_to(kaart)
    folium.Marker([52.01, 6.02], popup="<b>hier</b>", tooltip="daar").add_to(kaart)
    folium.LayerControl().add_to(kaart)
    return kaart


def test_is_a_folium_map_with_a_fixed_name() -> None:
    kaart = Kaart(make_payload())
    assert isinstance(kaart, folium.Map)
    assert kaart.get_name() == "map_kaart"
    assert 'id="map_kaart"' in kaart.get_root().render()


def test_same_input_gives_same_bytes_with_layers_too() -> None:
    pages = [add_layers(Kaart(make_payload())).get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]
    assert "geo_json_laag0" in pages[0]


def test_rendering_twice_changes_nothing() -> None:
    kaart = Kaart(make_payload())
    folium.Marker([52.01, 6.02], popup="hier").add_to(kaart)
    assert kaart.get_root().render() == kaart.get_root().render()


def test_notebook_shows_the_page_in_a_frame() -> None:
    html = Kaart(make_payload())._repr_html_()
    assert html.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert "http://" not in html.split("Leaflet")[0]


def test_layers_come_after_the_map() -> None:
    page = add_layers(Kaart(make_payload())).get_root().render()
    assert page.index("window.map_kaart =") < page.index(".addTo(map_kaart)")


def test_save_writes_the_page(tmp_path: Path) -> None:
    path = add_layers(Kaart(make_payload())).save(tmp_path / "kaart.html")
    assert path == tmp_path / "kaart.html"
    assert path.read_bytes() == add_layers(Kaart(make_payload())).get_root().render().encode()
    assert [p.name for p in path.parent.iterdir()] == ["kaart.html"]


def test_save_to_an_open_file() -> None:
    kaart = Kaart(make_payload())
    file = io.BytesIO()
    assert kaart.save(file, close_file=False) is None
    assert file.getvalue() == kaart.get_root().render().encode()


@pytest.mark.parametrize("wrong", [5, None, [], ""])
def test_save_to_what_is_no_file_is_one_sentence(wrong: object) -> None:
    with pytest.raises(InputError, match="geef de naam van een bestand"):
        Kaart(make_payload()).save(wrong)  # type: ignore[arg-type]


def test_failed_save_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "kaart.html"
    target.write_text("eerder")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match=r"kaart\.html kan niet worden geschreven"):
        Kaart(make_payload()).save(target)
    assert target.read_text() == "eerder"
    assert [p.name for p in tmp_path.iterdir()] == ["kaart.html"]


def test_folder_in_the_place_of_the_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="kan niet worden geschreven"):
        Kaart(make_payload()).save(tmp_path)


def test_layer_that_needs_a_network_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kaart = Kaart(make_payload())
    folium.TileLayer("https://tegels.example.org/{z}/{x}/{y}.png", attr="Voorbeeld").add_to(kaart)
    folium.Marker([52.01, 6.02], icon=folium.Icon()).add_to(kaart)
    with caplog.at_level(logging.WARNING):
        kaart.save(tmp_path / "kaart.html")
    (record,) = caplog.records
    assert "staat niet meer op zichzelf" in record.getMessage()
    assert "https://tegels.example.org" in record.getMessage()
    assert "leaflet.awesome-markers.js" in (tmp_path / "kaart.html").read_text()


def test_map_without_such_a_layer_is_silent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        add_layers(Kaart(make_payload())).save(tmp_path / "kaart.html")
    assert caplog.records == []


def test_a_layer_on_a_tegelkaart_is_warned_about(caplog):
    payload = make_payload()
    folium.FeatureGroup("eigen").add_to(Kaart(payload))
    assert caplog.messages == []
    del payload["vormen"]["grenzen"]
    kaart = Kaart(payload)
    folium.LayerControl().add_to(kaart)
    assert caplog.messages == []
    folium.FeatureGroup("eigen").add_to(kaart)
    assert [text for text in caplog.messages if "tegelkaart" in text and "niet op de goede plek" in text]


def test_the_page_of_enschede_with_certainty_is_small(
    data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, sure: gg.Robustness, tmp_path: Path
) -> None:
    path = tmp_path / "kaart.html"
    gg.make_map(data, scores, links, sure).save(path)
    assert path.stat().st_size < 600_000
