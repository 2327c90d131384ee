"""Message catalogs: the Vietnamese words in the source are the message ids; Babel collects and compiles them.

Besides words there are *codes*: ids like `error.damaged`, which the program puts together from a family and a code.
Babel cannot see those, so the template takes them from two places: calls like `ClcError("damaged")` in the source, and
every code that already stands in a catalog. A code that is no longer used is taken out by hand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from . import console, environment

LOCALES = ("vi", "en")
DOMAIN = "clc_desktop"
PACKAGE = console.CLONE / DOMAIN
I18N = console.CLONE / "i18n"
TEMPLATE = console.CLONE / "build" / f"{DOMAIN}.pot"
# `plural(msgid, n)` passes one id for both forms: Vietnamese has only one.
KEYWORDS = ("_", "N_", "later", "text", "plural:1,1")
WORDLESS = ("store",)  # holds no words for people, but SQLAlchemy's text()
CODED_CLASSES = {"ClcError": "error", "Problem": "problem"}
_CODE = re.compile(r'^msgid "([a-z_]+\.[a-z0-9_.]+)"$', re.MULTILINE)


def refresh() -> int:
    """Collect the words of the source, bring each catalog up to date, compile each; 0 when all went well."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    code = console.run(_extract())
    if code:
        return code
    _add_codes()
    steps = [*map(_update, LOCALES), *map(_compile, LOCALES)]
    return next((code for code in map(console.run, steps) if code), 0)


def _extract() -> list[str | Path]:
    """No line numbers and sorted: a catalog changes only where the words change."""
    folders = [path for path in sorted(PACKAGE.iterdir()) if path.is_dir() or path.suffix == ".py"]
    inputs = [path.relative_to(console.CLONE) for path in folders if path.name not in (*WORDLESS, "__pycache__")]
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    form = ["--sort-output", "--add-location=file", "--no-wrap", "--project", DOMAIN]
    return _babel("extract", *form, *keywords, "--output-file", TEMPLATE, *inputs)


def _add_codes() -> None:
    """Write the codes into the template, behind the words."""
    template = TEMPLATE.read_text(encoding="utf-8")
    codes = {code for path in map(_catalog, LOCALES) if path.exists() for code in _codes_of_catalog(path)}
    codes |= {code for path in PACKAGE.rglob("*.py") for code in _codes_of_source(path)}
    codes -= set(_CODE.findall(template))
    entries = "".join(f'\nmsgid "{code}"\nmsgstr ""\n' for code in sorted(codes))
    TEMPLATE.write_text(template.rstrip("\n") + "\n" + entries, encoding="utf-8")


def _codes_of_catalog(path: Path) -> list[str]:
    return _CODE.findall(path.read_text(encoding="utf-8"))


def _codes_of_source(path: Path) -> Iterator[str]:
    """`error.damaged` for `ClcError("damaged", ...)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(code)), *_],
            ) if name in CODED_CLASSES:
                yield f"{CODED_CLASSES[name]}.{code}"


def _update(locale: str) -> list[str | Path]:
    """A new catalog, or the old one with new ids added and unused words dropped; translations are kept."""
    catalog = _catalog(locale)
    where: list[str | Path] = ["--input-file", TEMPLATE, "--output-file", catalog, "--locale", locale]
    common = ["--no-wrap", "--domain", DOMAIN, *where]
    if catalog.exists():
        return _babel("update", "--ignore-obsolete", "--no-fuzzy-matching", "--ignore-pot-creation-date", *common)
    catalog.parent.mkdir(parents=True, exist_ok=True)
    return _babel("init", *common)


def _compile(locale: str) -> list[str | Path]:
    catalog = _catalog(locale)
    return _babel("compile", "--input-file", catalog, "--output-file", catalog.with_suffix(".mo"), "--locale", locale)


def _catalog(locale: str) -> Path:
    return I18N / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def _babel(*arguments: str | Path) -> list[str | Path]:
    return environment.python("-m", "babel.messages.frontend", *arguments)
