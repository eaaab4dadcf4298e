"""Bundling of the files in ``static`` to one script and one style sheet, with one hash each in the policy."""

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
_STYLES = (
    "basis",
    "pagina",
    "zoek",
    "kaart",
    "lijst",
    "buurt",
    "cijfers",
    "onder",
    "overleg",
    "jaren",
    "telefoon",
    "druk",
)


@cache
def bundle_scripts() -> str:
    """Bundle modules in one script: each in a function that returns its exports, after its imports."""
    modules: dict[str, str] = {}
    _add(_FIRST, modules)
    opening = _read("script", f"{_OPENING}.js")
    return "\n".join(
        ["(() => {", '"use strict";', "const start = (lines) => {", *modules.values(), "};", opening, "})();"]
    )


@cache
def bundle_styles() -> str:
    """Concatenate the style sheets, in the order in which they override each other."""
    return _AROUND.sub(r"\1", "".join(_read("style", f"{name}.css") for name in _STYLES))


def _add(name: str, modules: dict[str, str]) -> None:
    text = _read("script", f"{name}.js")
    for _, other in _IMPORT.findall(text):
        if other not in modules:
            _add(other, modules)
    text = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = ${match[2]};\n", text)
    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", text)
    modules[name] = f"const ${name} = (() => {{\n{body}return {{ {exports} }};\n}})();"


def _read(folder: str, name: str) -> str:
    """Read a file without comments and indentation."""
    text = resources.files("gezond_geo.pages").joinpath("static", folder, name).read_text("utf-8")
    return _INDENT.sub("", _ASIDE.sub("", _COMMENT.sub("", text)))
