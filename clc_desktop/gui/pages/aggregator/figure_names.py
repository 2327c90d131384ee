"""Names of figures, as data files have them, in words."""

from __future__ import annotations

import re

from clc_desktop.domain.comparing import Difference
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_, coded

FIGURES = {
    "classes": N_("số lớp"), "turns": N_("lượt người"), "own": N_("tự tổ chức"), "joint": N_("phối hợp"),
    "held": N_("đã tổ chức"), "attended": N_("đã tham gia"), "planned": N_("kế hoạch"), "percent": N_("đạt (%)"),
    "total": N_("tổng số"), "centres": N_("số trung tâm"),
}  # fmt: skip
"""Parts of a figure's name; one without a word here is shown as it is."""
_FIELDS = {field.code: field.name for field in default_fields("")}
_CENTRE = re.compile(r"by_centre\[(.*?)\]\.?")


def figure_words(name: str) -> str:
    """``xã Pú Nhung, Giáo dục sức khỏe, số lớp`` for ``by_centre[xã Pú Nhung].by_field.health.classes``."""
    centre = _CENTRE.match(name)
    rest = name[centre.end() :] if centre else name
    parts = [part for part in rest.split(".") if part and part not in ("by_field", "by_centre")]
    shown = [_FIELDS.get(part) or word(FIGURES, part) for part in parts]
    return ", ".join([*([centre[1]] if centre else []), *shown])


def change_words(change: Difference) -> str:
    """``– xã Pú Nhung, số lớp: trên giấy 5, hiện nay 6``"""
    data = {"name": figure_words(change.name), "paper": change.left, "now": change.right}
    return f"– {coded('proof', 'figure_changed', data)}"
