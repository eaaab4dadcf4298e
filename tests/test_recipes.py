"""The jobs of docs/recepten.md, run as they stand there on made-up files."""

import functools
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from addresses import address_server, document
from made_up import hengelo_figures
from shapely import box
from surroundings import ADDRESSES

import gezond_geo as gg
from gezond_geo.cli import main

PAGE = (Path(__file__).parent.parent / "docs" / "recepten.md").read_text("utf-8")
JOBS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])
CODES = ["BU01530301", "BU01530603", "BU01530604", "BU01530003"]


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, computed_once):  # noqa: ARG001
    monkeypatch.chdir(tmp_path)


def code_of(job, language):
    (block,) = re.findall(rf"```{language}\n(.*?)```", JOBS[job], re.DOTALL)
    return block


def run_python(job):
    names = {}
    exec(code_of(job, "python"), names)  # noqa: S102 - the page is ours
    return names


def run_cli(job, capsys):
    """Run the commands of a job, one per line, in this process; what they print."""
    for line in code_of(job, "bash").splitlines():
        program, *words = shlex.split(line)
        assert (program, main(words)) == ("gezond-geo", 0)
    return capsys.readouterr().out


def run_bash(job, program):
    """Run a job in a shell, with `program` for ``gezond-geo``."""
    Path("gezond-geo").write_text(f"#!/bin/sh\n{program}\n", "utf-8")
    Path("gezond-geo").chmod(0o755)
    environment = os.environ | {"PATH": os.pathsep.join([str(Path.cwd()), os.environ["PATH"]])}
    command = ["bash", "-c", code_of(job, "bash")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_there_are_ten_jobs():
    assert len(JOBS) == 10


@pytest.mark.slow
def test_the_top_ten_as_excel(scores, capsys):
    assert run_cli("The top ten of Enschede as Excel with Dutch headers", capsys) == "top10.xlsx\n"
    table = pd.read_excel("top10.xlsx")
    assert set(table["Buurtcode"]) == set(scores.buurten["rang"].nsmallest(10).index)


def test_an_own_figure_from_excel(data):
    figures = pd.DataFrame({"Buurtcode": data.buurten.index, "Misdrijven per 1.000": range(len(data.buurten))})
    figures.to_excel("veiligheid.xlsx", index=False)
    table = run_python("Our own safety figure from Excel")["table"]
    assert table["p_veiligheid"].notna().sum() > 50
    assert table["p_veiligheid"].idxmax() >= "BU01530900"


@pytest.mark.slow
def test_projects_with_addresses(data, monkeypatch, capsys):
    Path("projecten.csv").write_text("naam,euro,adres\nBeweegtuin,50000,Voorbeeldhof 12\n", "utf-8")
    point = data.buurten["punt"]["BU01530301"]
    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    monkeypatch.setattr(gg, "assess_robustness", functools.partial(gg.assess_robustness, draws=20))
    with address_server([document("Voorbeeldhof 12, 7512AA Enschede", point.x, point.y)]) as server:
        # No other service is there, so that the figures are those of the package.
        for name in ADDRESSES:
            monkeypatch.setenv(name, server.url)
        printed = run_cli("Our list of projects with addresses", capsys)
    assert "Voorbeeldhof 12, 7512AA Enschede (adres, score 9,00): precies" in printed
    assert pd.read_csv("adressen.csv", sep=";")["zekerheid"].tolist() == ["precies"]
    assert Path("projecten.html").exists()


def hengelo_files():
    figures = hengelo_figures()
    figures.to_csv("cijfers.csv")
    shapes = [box(x - 300, y - 300, x + 300, y + 300) for x, y in figures[["x", "y"]].to_numpy()]
    gpd.GeoDataFrame({"buurtcode": figures.index}, geometry=shapes, crs=28992).to_file("grenzen.gpkg")


def test_hengelo_with_own_files():
    hengelo_files()
    names = run_python("Hengelo with our own figures and boundaries")
    assert list(names["data"].buurten["gemeentecode"].unique()) == ["GM0164"]
    assert Path("hengelo.xlsx").exists()


@pytest.mark.slow
def test_without_ageing(data, capsys):
    printed = run_cli("What if ageing does not count", capsys)
    without = gg.score(data, weights={"vergrijzing": 0}).buurten["rang"].nsmallest(10).index
    names = [line.split("  ")[-1] for line in printed.splitlines()[1:11]]
    assert names == list(data.buurten["buurtnaam"][without])


@pytest.mark.slow
def test_in_qgis(capsys):
    run_cli("The score in QGIS", capsys)
    assert len(gpd.read_file("enschede.gpkg", layer="buurten")) == 70
    assert {"tegelkaart", "layer_styles"} <= set(gpd.list_layers("enschede.gpkg")["name"])
    styles = gpd.read_file("enschede.gpkg", layer="layer_styles")
    has_points = styles["styleQML"].str.contains('type="marker"').groupby(styles["f_table_name"])
    assert has_points.all()["buurten"]
    assert not has_points.any()["tegelkaart"]


@pytest.mark.slow
def test_in_power_bi(scores, capsys):
    run_cli("In Power BI", capsys)
    table = pd.read_csv("enschede.csv", index_col="buurtcode")
    assert table["rang"].equals(scores.buurten["rang"])
    assert Path("enschede.csv-metadata.json").exists()


def test_from_r():
    lines = ['"";"buurtcode";"hinder"', *(f'"{n}";"{code}";{n},5' for n, code in enumerate(CODES, start=1))]
    Path("uit_r.csv").write_text("\n".join(lines), "latin1")
    buurten = run_python("From an R colleague's CSV")["data"].buurten
    figure = buurten[next(name for name in buurten if "hinder" in str(name))]
    assert figure[CODES].tolist() == [1.5, 2.5, 3.5, 4.5]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_every_night(scores, capsys):
    """The commands in this process, and the job with what they answered."""
    job = "A nightly script with exit codes"
    commands = re.findall(r"gezond-geo ([\w .-]+?)(?= 2>| \||$)", code_of(job, "bash"), re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert main(command.split()) == 0
        Path(f"{command}.txt").write_text(capsys.readouterr().out, "utf-8")
    assert Path("nacht.csv").exists()
    process = run_bash(job, 'cat "$*.txt"')
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.splitlines() == ["nacht.csv", "gelukt", str(int((scores.buurten["stapeling"] >= 3).sum()))]
    failed = run_bash(job, "echo 'De schijf is vol.' >&2; exit 2")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "niet gelukt (2): De schijf is vol.\n"


def test_two_gemeenten():
    hengelo_files()
    beide = run_python("Two gemeenten beside each other")["beide"]
    assert beide.index.tolist() == ["Enschede", "Hengelo (O.)"]
