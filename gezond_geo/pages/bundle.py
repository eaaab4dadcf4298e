"""One script and one style for the page, from the files in ``static``: the policy then names one hash of each."""

import re
from functools import cache
from importlib import resources

_FIRST, _OPENING = "page", "open"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?://.*|/\*[\s\S]*?\*/)\n", re.MULTILINE)
_ASIDE = re.compile(r" // .*$", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_AROUND = re.compile(r"([{};,])\s+")
_STYLES = ("basis", "pagina", "zoek", "kaart", "lijst", "buurt", "cijfers", "onder", "telefoon", "druk")


@cache
def bundle_scripts() -> str:
    """Put the modules in one script: each in a function that gives what it exports, after those that it imports."""
    done: dict[str, str] = {}
    _add(_FIRST, done)
    opening = _read("script", f"{_OPENING}.js")
    return "\n".join(["(() => {", '"use strict";', "const start = () => {", *done.values(), "};", opening, "})();"])


@cache
def bundle_styles() -> str:
    """Put the style sheets in one, in the order in which they overrule each other."""
    return _AROUND.sub(r"\1", "".join(_read("style", f"{name}.css") for name in _STYLES))


def _add(name: str, done: dict[str, str]) -> None:
    text = _read("script", f"{name}.js")
    for _, other in _IMPORT.findall(text):
        if other not in done:
            _add(other, done)
    text = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = ${found[2]};\n", text)
    given = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", text)
    done[name] = f"const ${name} = (() => {{\n{body}return {{ {given} }};\n}})();"


def _read(folder: str, name: str) -> str:
    """Read a file without what only who writes it needs: comments and indentation."""
    text = resources.files("gezond_geo.pages").joinpath("static", folder, name).read_text("utf-8")
    return _INDENT.sub("", _ASIDE.sub("", _COMMENT.sub("", text)))
