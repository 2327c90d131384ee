"""The report's standing words and its parts, made an office's own: from one period on, for reports of that length.

The templates come with the program, one for each level. A text of one's own stands in the place of the template's in
the report of its period and of every later one, until another does; earlier reports keep what they had. What was
changed is kept by ``template_changes``; head and signature: ``report_templates``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.i18n import N_
from clc_desktop.reports.annexes import ANNEXES
from clc_desktop.reports.annual import PLACES, SECTIONS
from clc_desktop.reports.setting import CLOSING, LEVELS, OPENING, Level, load_template, texts
from clc_desktop.store.database import Connection, Store
from clc_desktop.usecases import template_changes
from clc_desktop.usecases.report_templates import level_of
from clc_desktop.usecases.template_changes import HEAD, TextChange
from clc_desktop.usecases.workspace import require_identity

__all__ = ["LEVELS", "Level", "TextChange"]

LABELS: dict[str, str] = {
    "body": N_("Tên cơ quan ban hành (trong câu)"),
    "body_short": N_("Tên gọi tắt của cơ quan ban hành"),
    "subject": N_("Trích yếu"),
    "opening": N_("Câu mở đầu"),
    "closing": N_("Câu kết"),
    "outline": N_("Thứ tự các phần (mỗi dòng một phần)"),
    "leave_out": N_("Phần không in (mỗi dòng một phần)"),
    "annexes": N_("Phụ lục (mỗi dòng một phụ lục)"),
}
"""The words an editor shows for a text; those of headings and of the body's places come from where they stand."""


@dataclass(frozen=True, slots=True)
class TemplateText:
    """One text of a template: ``key`` (``narrative.goals``), its words for an editor, the text that holds now.

    ``bundled`` is the program's; ``own`` says that ``text`` is the office's, ``since`` from which period on.
    """

    key: str
    label: str
    text: str
    bundled: str
    own: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A level's template for reports of one length, as it holds in a period; ``version`` is the bundled one's."""

    level: Level
    version: int
    texts: tuple[TemplateText, ...]


def template(store: Store, period: Period, level: Level | None = None) -> Template:
    """A level's template (our own level's) as it holds in a period, every text of it."""
    with store.read() as conn:
        chosen = level or level_of(require_identity(conn))
        held = template_changes.read_held(conn, chosen, period)
    made = load_template(chosen, period.kind)
    return Template(
        chosen, made["version"], tuple(_text(key, text, held, made) for key, text in _bundled(made).items())
    )


def save_text(store: Store, period: Period, key: str, text: str) -> None:
    """Make a text of our level's template our own, from this period on for reports of its length.

    Raises ClcError ``template_text_unknown``, or ``template_part_unknown`` for a section or annex that is not there.
    """
    _keep(store, period, key, text)


def restore_text(store: Store, period: Period, key: str) -> None:
    """Go back to the program's text from this period on. Raises ClcError ``template_text_unknown``."""
    _keep(store, period, key, None)


def text_history(store: Store, key: str) -> tuple[TextChange, ...]:
    """Everything that a text of our level was made, the latest first."""
    with store.read() as conn:
        found = template_changes.read_changes(conn, level_of(require_identity(conn)))
    return tuple(change for change in reversed(found) if change.key == key)


def read_own_texts(conn: Connection, level: Level, period: Period) -> dict[str, str]:
    """The office's own texts that hold in a period, by key."""
    held = template_changes.read_held(conn, level, period)
    return {key: change.text or "" for key, change in held.items() if key not in HEAD}


def _keep(store: Store, period: Period, key: str, text: str | None) -> None:
    with store.write("report_text", key) as tx:
        level = level_of(require_identity(tx.conn))
        if key not in _bundled(load_template(level, period.kind)):
            raise ClcError("template_text_unknown", key=key)
        _refuse_unknown_parts(key, text or "")
        template_changes.keep(tx, level, period.code, {key: text})


def _bundled(made: Mapping[str, Any]) -> dict[str, str]:
    """The program's texts, but those of head and signature, with what a template may leave to the program."""
    left_open = {"opening": OPENING, "closing": CLOSING, "outline": "", "leave_out": "", "annexes": ""}
    return {key: text for key, text in (left_open | texts(made)).items() if key not in HEAD}


def _refuse_unknown_parts(key: str, text: str) -> None:
    known = {"annexes": set(ANNEXES), "outline": set(_sections()), "leave_out": set(_sections())}.get(key)
    unknown = [] if known is None else [line.strip() for line in text.splitlines() if line.strip() not in {"", *known}]
    if unknown:
        raise ClcError("template_part_unknown", names=", ".join(unknown))


def _sections() -> tuple[str, ...]:
    from clc_desktop.reports import commune

    return tuple(dict((*SECTIONS, *commune.SECTIONS)))


def _text(key: str, bundled: str, held: Mapping[str, TextChange], made: Mapping[str, Any]) -> TemplateText:
    change = held.get(key)
    if change is None:
        return TemplateText(key, _label(key, made), bundled, bundled)
    return TemplateText(key, _label(key, made), change.text or "", bundled, own=True, since=change.since)


def _label(key: str, made: Mapping[str, Any]) -> str:
    table, _dot, name = key.rpartition(".")
    if table == "titles":
        return str(made["titles"][name])
    return PLACES.get(name, name) if table else LABELS.get(key, key)
