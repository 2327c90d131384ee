"""The house rules, as sentences that run. Each failure lists the places that break the rule."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[1]
PACKAGE = CLONE / "clc_desktop"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

CLOCK_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime",
    "QDate.currentDate", "QTime.currentTime", "QDateTime.currentDateTime", "QDateTime.currentDateTimeUtc",
    "func.now", "func.current_timestamp", "func.current_date",
}  # fmt: skip
WRITE_CALLS = {
    "os.replace", "os.rename", "os.renames", "os.link",
    "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move",
    "tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.mkstemp",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file of the package: where it is and what it says."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """`store/queries.py`: the path below the package."""
        return self.path.relative_to(PACKAGE).as_posix()

    def at(self, node: ast.AST, what: str) -> str:
        """A line of a failure message, clickable in most editors."""
        return f"clc_desktop/{self.place}:{getattr(node, 'lineno', 1)}: {what}"


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, read once."""
    texts = [(path, path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    return tuple(Source(path, text, ast.parse(text, str(path))) for path, text in texts)


def refuse(places: Iterable[str], sentence: str) -> None:
    """Fail with the sentence and the list of places, if there are any."""
    found = sorted(places)
    assert not found, f"{sentence}\n  " + "\n  ".join(found)


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every absolute import, wherever it stands: at the top, in a function, under TYPE_CHECKING."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def importers(packages: set[str], allowed: Callable[[str], bool]) -> Iterator[str]:
    """Places that import one of the packages in a file that may not."""
    for source in sources():
        if not allowed(source.place):
            yield from (
                source.at(node, f"imports {name}")
                for node, name in imports(source)
                if name.partition(".")[0] in packages
            )


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last two parts of its name: `datetime.now` for `datetime.datetime.now(UTC)`.

    A name that was imported from a module is spelled with it: `replace` after `from os import replace` is `os.replace`.
    """
    origins = {
        alias.asname or alias.name: f"{node.module.rpartition('.')[2]}.{alias.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else ""
            yield node, origins.get(name, ".".join(name.split(".")[-2:]))


def opened_mode(call: ast.Call, name: str) -> str | None:
    """The mode with which a call opens a file; None where it opens none (a dialog's `open()`, `webbrowser.open`)."""
    position = 1 if name in ("open", "io.open") else 0
    given: ast.expr | None = next((word.value for word in call.keywords if word.arg == "mode"), None)
    if given is None and len(call.args) > position:
        given = call.args[position]
    if isinstance(given, ast.Constant) and isinstance(given.value, str) and re.fullmatch("[rwxabt+]+", given.value):
        is_opening = position == 1 or name.endswith(".open")
        return given.value if is_opening or name == "os.fdopen" else None
    if position == 1:
        return "r" if given is None else "?"
    return None


def writes_a_file(call: ast.Call, name: str) -> bool:
    """Whether this call puts something on disk under a name of its own choice."""
    if name in WRITE_CALLS or name.rpartition(".")[2] in ("write_text", "write_bytes"):
        return True
    mode = opened_mode(call, name)
    return mode is not None and bool(set(mode) & set("wxa+?"))


def names_no_encoding(call: ast.Call, name: str) -> bool:
    """Whether this call reads or writes text in whatever encoding the machine happens to have."""
    words = {word.arg for word in call.keywords}
    method = name.rpartition(".")[2]
    if method in ("read_text", "write_text"):
        return "encoding" not in words and len(call.args) < (1 if method == "read_text" else 2)
    mode = opened_mode(call, name)
    return mode is not None and "b" not in mode and "encoding" not in words


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_follow_the_contracts_of_the_house() -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"
    done = subprocess.run([sys.executable, "-c", lint], cwd=CLONE, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"import-linter (contracts in pyproject.toml) says:\n{done.stdout}{done.stderr}"


def test_only_the_store_speaks_to_the_database() -> None:
    found = importers({"sqlalchemy", "alembic", "sqlite3"}, lambda place: place.startswith("store/"))
    refuse(found, "Only clc_desktop/store may import SQLAlchemy, alembic or sqlite3:")


def test_only_the_gui_speaks_to_qt() -> None:
    found = importers({"PySide6", "shiboken6"}, lambda place: place.startswith("gui/"))
    refuse(found, "Only clc_desktop/gui may import PySide6:")


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {source.place: source.text.count("\n") for source in sources()}
    long = (f"clc_desktop/{place}: {lines} lines" for place, lines in lengths.items() if lines > MAX_FILE_LINES)
    refuse(long, f"A file holds one thing that can be read in one go, at most {MAX_FILE_LINES} lines:")


def test_no_function_is_longer_than_sixty_lines() -> None:
    def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        return (node.end_lineno or node.lineno) - node.lineno + 1

    long = (
        source.at(node, f"{node.name} has {length(node)} lines")
        for source in sources()
        for node in functions(source)
        if length(node) > MAX_FUNCTION_LINES
    )
    refuse(long, f"A function does one thing, in at most {MAX_FUNCTION_LINES} lines:")


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = (
        f"clc_desktop/{source.place}"
        for source in sources()
        if BANNED_NAMES & set(Path(source.place).with_suffix("").parts)
    )
    refuse(found, "A module is called after what it holds, never utils, helpers, manager or common:")


def test_only_files_py_writes_files() -> None:
    found = (
        source.at(call, f"{name}(...) writes a file")
        for source in sources()
        if source.place != "files.py"
        for call, name in calls(source)
        if writes_a_file(call, name)
    )
    refuse(found, "Files are written through clc_desktop/files.py only (atomic_write: whole or absent):")


def test_only_the_clock_reads_the_clock() -> None:
    found = (
        source.at(call, f"{name}() reads the clock")
        for source in sources()
        if source.place != "domain/clock.py"
        for call, name in calls(source)
        if name in CLOCK_CALLS
    )
    refuse(found, "The time comes from clc_desktop/domain/clock.py only, so that tests can set it:")


def test_only_the_clock_makes_ids() -> None:
    found = importers({"uuid"}, lambda place: place == "domain/clock.py")
    refuse(found, "Ids come from clc_desktop/domain/clock.py only, time-ordered:")


def test_only_clock_keys_and_files_draw_randomness() -> None:
    allowed = ("domain/clock.py", "sync/keys.py", "files.py")
    found = set(importers({"secrets"}, lambda place: place in allowed))
    found |= {
        source.at(call, f"{name}() draws randomness")
        for source in sources()
        if source.place not in allowed
        for call, name in calls(source)
        if name in ("os.urandom", "random.SystemRandom")
    }
    refuse(
        found,
        "secrets and os.urandom are for ids (clock.py), keys (sync/keys.py), names of temporary files (files.py):",
    )


def test_every_open_names_its_encoding_or_is_binary() -> None:
    found = (
        source.at(call, f"{name}(...) names no encoding")
        for source in sources()
        for call, name in calls(source)
        if names_no_encoding(call, name)
    )
    refuse(found, "Text is read and written with encoding='utf-8'; Windows would take cp1252:")


def test_the_commands_start_without_the_heavy_packages() -> None:
    heavy = ("PySide6", "reportlab", "openpyxl", "docx", "alembic")
    question = f"import sys, clc_desktop.cli; print(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", question], cwd=CLONE, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"clc_desktop.cli cannot be imported:\n{done.stderr}"
    refuse(done.stdout.split(), "`import clc_desktop.cli` brings these in; import them where they are used:")


@pytest.mark.parametrize(
    ("line", "is_writing"),
    [
        ("open(p, 'w', encoding='utf-8')", True),
        ("open(p, mode='ab')", True),
        ("open(p, mode)", True),
        ("p.open('wb')", True),
        ("p.write_text('x', encoding='utf-8')", True),
        ("from os import replace\nreplace(a, b)", True),
        ("os.replace(a, b)", True),
        ("open(p, 'rb')", False),
        ("open(p, encoding='utf-8')", False),
        ("p.open('rb')", False),
        ("dialog.open()", False),
        ("webbrowser.open('https://a')", False),
        ("'a'.replace('a', 'b')", False),
    ],
)
def test_the_rule_about_writing_sees_what_it_should(line: str, is_writing: bool) -> None:
    source = Source(PACKAGE / "made_up.py", line, ast.parse(line))
    assert any(writes_a_file(call, name) for call, name in calls(source)) is is_writing
