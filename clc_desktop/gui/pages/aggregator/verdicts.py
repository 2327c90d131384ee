"""Verdicts on files that came in, in words: for files just dropped, for those that were refused and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from clc_desktop import i18n
from clc_desktop.gui.words import VERDICTS, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.merging import FileVerdict
    from clc_desktop.usecases.quarantine import Kept

WORDS = VERDICTS | {
    "merged": N_("Đã gộp"),
    "taken": N_("Đã nhận"),
    "rollback": N_("Quay về bản cũ"),
    "revoked_key": N_("Khóa bị thu hồi"),
    "replaced_key": N_("Khóa cũ"),
    "disagrees": N_("Không khớp"),
    "not_sync_file": N_("Tệp khác"),
    "wrong_kind": N_("Không phải tệp nộp"),
    "period_locked": N_("Kỳ đã khóa"),
    "too_many_deletions": N_("Xóa quá nhiều"),
}
KINDS = {
    "registration": N_("Tệp đăng ký"),
    "assignment": N_("Tệp giao"),
    "receipt": N_("Biên nhận"),
    "submission": N_("Tệp nộp"),
}
"""The four kinds of file."""

DECIDABLE = ("fork", "rollback")
"""Verdicts that a person may overrule after asking on the phone."""
_WARNING = ("gap", "late", "too_many_deletions", "period_locked", "unknown_key", "newer_format", *DECIDABLE)


def chip_words(code: str) -> str:
    """One or two words for a verdict; a refusal without words of its own is just that."""
    return _(KINDS[code]) if code in KINDS else word(WORDS, code) if code in WORDS else _("Không nhận")


def tone_of(code: str) -> str:
    """Green for what is good or done, amber for what a person can settle, red for what must not be trusted."""
    if code in ("ok", "merged", "taken"):
        return "done"
    if code in _WARNING:
        return "warning"
    return "" if code in ("replay", "wrong_kind", *KINDS) else "error"


def code_of(found: FileVerdict) -> str:
    """The verdict as its chip tells it: a file for another door is called by its kind."""
    kind = str(found.data.get("kind", ""))
    if found.code == "wrong_kind" and kind in KINDS:
        return kind
    return "merged" if found.merged else found.code


def verdict_text(code: str, data: Mapping[str, Any]) -> str:
    """Whose file it is, what was kept, what to do."""
    family = "verdict" if i18n.active().knows(f"verdict.{code}") else "error"
    shown = dict(data)
    if "period" in shown:
        shown["period"] = period_of(str(shown["period"]))
    return i18n.coded(family, code, shown)


def sentence(found: FileVerdict) -> str:
    """The same for a file that was examined."""
    known = {"name": found.unit_name, "sequence": found.sequence, "period": found.period}
    words = verdict_text(found.code, known | asdict(found.counts) | found.data)
    words = f"{words} {hidden_words(found)}" if found.hidden else words
    return f"{words} {disputed_words(found)}" if found.disputed else words


def disputed_words(found: FileVerdict) -> str:
    """That a centre does not agree with what was corrected here."""
    return verdict_text("disputed", {"count": len(found.disputed), "name": found.unit_name})


def hidden_words(found: FileVerdict) -> str:
    """Why some of a good file is not to be seen: it was deleted here."""
    return verdict_text("hidden", {"count": len(found.hidden), "at": found.hidden_at})


def kept_sentence(kept: Kept) -> str:
    """The same for a file in the quarantine."""
    known = {"name": kept.unit_name, "sequence": kept.sequence, "period": kept.period}
    return verdict_text(kept.code, known | kept.details)
