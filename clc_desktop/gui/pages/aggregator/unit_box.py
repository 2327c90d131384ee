"""What a change of a unit needs to know: another unit, a name or a code, the day from which on; or a new unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.units import ALWAYS
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.fields import ChoiceInput, DateInput, LineInput, Unreadable
from clc_desktop.gui.forms import Field, FieldBox, beside
from clc_desktop.gui.widgets import button, cancel_button, card, label, row, set_words
from clc_desktop.gui.words import few, word
from clc_desktop.i18n import N_, error_text, problem_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import units

if TYPE_CHECKING:
    from clc_desktop.usecases.units import UnitLine
    from clc_desktop.usecases.workspace import Store

KINDS = {"centre": N_("Trung tâm"), "commune": N_("Xã, phường"), "district": N_("Huyện"), "province": N_("Tỉnh"),
         "other": N_("Khác")}  # fmt: skip
BOX_HEIGHT, LINE_HEIGHT = 58, 22
"""Pixels of a label with its input, and of a line below it."""
NEW_KINDS = ("commune", "centre", "district", "other")
"""What an office lists by hand, the most usual first."""


@dataclass(frozen=True)
class Action:
    """A change of a unit from a day on: its words, the inputs it needs, the use case."""

    key: str
    words: str
    sentence: str
    asks: tuple[str, ...]
    act: Callable[..., int]
    many: str = ""
    """The sentence for several units; "" where it is about one at a time."""


ACTIONS = (
    Action("move", N_("Chuyển"), N_("Chuyển {name} sang đơn vị cấp trên khác."), ("target",), units.move_units,
           many=N_("Chuyển {count} đơn vị sang đơn vị cấp trên khác: {names}.")),
    Action("merge", N_("Sáp nhập"), N_("Sáp nhập {name} vào đơn vị khác. Số liệu các năm trước vẫn còn nguyên."),
           ("target",), units.merge_units),
    Action("rename", N_("Đổi tên"), N_("Đổi tên {name}. Tên cũ vẫn đúng cho những ngày trước đó."), ("text",),
           units.rename_unit),
    Action("code", N_("Đổi mã"), N_("Đổi mã của {name}. Mã cũ vẫn đúng cho những ngày trước đó."), ("text",),
           units.set_code),
)  # fmt: skip
ADD = Action("add", N_("Thêm đơn vị"), N_("Thêm một đơn vị chưa có trong danh sách. Bỏ trống ngày nếu đã có từ lâu."),
             ("name", "kind", "code", "above"), units.add_unit)  # fmt: skip


class UnitBox(AnswerBox):
    """Opens above the list; Enter does it, Esc leaves."""

    agreed = Signal(object, str, object)
    """What is to be done with the store (it gives the change), the name of the unit, the day (None: since ever)."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self.name = FieldBox(Field("name", N_("Tên đơn vị"), LineInput))
        self.kind = FieldBox(Field("kind", N_("Loại"), lambda: ChoiceInput([])))
        self.code = FieldBox(Field("code", N_("Mã (nếu có)"), LineInput))
        self.target = FieldBox(Field("target", N_("Đơn vị kia"), lambda: ChoiceInput([])))
        self.text = FieldBox(Field("text", N_("Tên hoặc mã mới"), LineInput))
        self.since = FieldBox(Field("since", N_("Từ ngày"), DateInput))
        self.above = FieldBox(Field("above", N_("Thuộc đơn vị"), lambda: ChoiceInput([])))
        self.boxes = {"name": self.name, "kind": self.kind, "code": self.code, "above": self.above,
                      "target": self.target, "text": self.text}  # fmt: skip
        for narrow, width in ((self.since, 150), (self.kind, 170), (self.code, 130)):
            narrow.setFixedWidth(width)
        self.confirm = button(" ", self._agree, kind="primary")
        upper = row(self.name, self.kind, self.code)
        upper.setStretch(0, 1)
        buttons = (beside(self.confirm), beside(cancel_button(self.close_box)))
        lower = row(self.above, self.target, self.text, self.since, *buttons)
        for place in range(3):
            lower.setStretch(place, 1)
        inside.addWidget(self.sentence)
        inside.addLayout(upper)
        inside.addLayout(lower)
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._action = ADD
        self._units: tuple[str, ...] = ()
        self._name = ""

    def ask(self, action: Action, chosen: Sequence[UnitLine], offered: Sequence[tuple[Any, str]]) -> None:
        """What a change of the chosen units needs to know; ``offered`` are the other units that it may name."""
        self._action, self._units = action, tuple(unit.id for unit in chosen)
        self._name = few([offered_name(unit) for unit in chosen])
        sentence = action.many if len(chosen) > 1 else action.sentence
        self.sentence.setText(_(sentence, name=self._name, names=self._name, count=len(chosen)))
        for key, box in self.boxes.items():
            box.setVisible(key in action.asks)
        for box in (self.target, self.above):
            box.input.set_choices(offered)
        self.kind.input.set_choices([(kind, word(KINDS, kind)) for kind in NEW_KINDS])
        for box in (*self.boxes.values(), self.since):
            box.input.show_value(None if box in (self.since, self.target, self.above) else "")
            _say(box)
        if action is ADD:
            self.kind.input.show_value(NEW_KINDS[0])
        set_words(self.confirm, _(action.words))
        self.reveal()
        self.boxes[action.asks[0]].input.setFocus()

    def refuse(self, error: ClcError) -> None:
        """Why it was not done, below what it is about."""
        about = "code" if error.code == "code_taken" and self._action is ADD else self._action.asks[0]
        _say(self.boxes[about], error_text(error))

    def _agree(self) -> None:
        """Tell what is to be done, once everything that is needed can be read."""
        is_new = self._action is ADD
        optional = {"code", "since"} if is_new else set()
        asked = {**{key: self.boxes[key] for key in self._action.asks}, "since": self.since}
        values = {key: _read(box, key in optional) for key, box in asked.items()}
        if any(value is None for key, value in values.items() if key not in optional) or _UNREAD in values.values():
            return
        since, action, chosen = values["since"], self._action, self._units
        if is_new:
            told = (values["name"], values["kind"], values["above"], values["code"] or "", since or ALWAYS)
            self.agreed.emit(partial(_added, told), str(values["name"]), since)
        else:
            wanted = str(values[action.asks[0]])
            meant = chosen if action.many else chosen[0]
            self.agreed.emit(lambda store: action.act(store, meant, wanted, since), self._name, since)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._agree()
        else:
            super().keyPressEvent(event)


def offered_name(unit: UnitLine) -> str:
    """A centre and its commune share a name: the kind tells them apart."""
    return f"{unit.name} ({word(KINDS, unit.unit_kind).casefold()})"


_UNREAD = object()
"""Stands for what was typed and cannot be read."""


def _added(told: tuple[Any, ...], store: Store) -> int:
    return units.add_unit(store, *told)


def _read(box: FieldBox, is_optional: bool) -> Any:
    """The value; None where it is missing, which is said unless it may be; ``_UNREAD`` after saying why."""
    _say(box)
    try:
        value = box.input.read()
    except Unreadable as reason:
        _say(box, problem_text(reason.problem))
        return _UNREAD
    if isinstance(value, date) or value not in (None, ""):
        return value
    if not is_optional:
        _say(box, problem_text(Problem("required", "value")))
    return None


def _say(box: FieldBox, words: str = "") -> None:
    """What is wrong with an input, in a box that a low window does not press together."""
    box.show_problem(words)
    box.setMinimumHeight(BOX_HEIGHT + (LINE_HEIGHT if words else 0))
