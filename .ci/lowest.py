"""Print each dependency of pyproject.toml at the lowest version that it names, as constraints for pip."""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

project = tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))["project"]
listed = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
for requirement in sorted({Requirement(line) for line in listed}, key=str):
    for bound in requirement.specifier:
        if bound.operator == ">=":
            print(f"{requirement.name}=={bound.version}")
