"""Cần xem lại: what the rules found in the numbers of the period, each accepted or returned with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop import i18n
from clc_desktop.domain.findings import CODES
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.pages.aggregator import offered_reasons
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, column, label, row, set_words
from clc_desktop.gui.words import moment, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import findings

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.findings import FindingLine, FoundClass, Returned

KINDS = {
    "future_date": N_("Ngày chưa tới"),
    "date_outside": N_("Ngày quá xa"),
    "women_over": N_("Nữ nhiều hơn tổng"),
    "minority_over": N_("Dân tộc nhiều hơn tổng"),
    "rural_over": N_("Lao động nhiều hơn tổng"),
    "more_than_people": N_("Đông hơn số dân"),
    "head_count_outlier": N_("Lớp khác thường"),
    "repeated_class": N_("Ghi trùng"),
    "shared_class": N_("Lớp chung"),
    "uniform_counts": N_("Số người giống nhau"),
    "round_counts": N_("Số tròn"),
    "whole_averages": N_("Bình quân tròn"),
    "own_past": N_("Khác các năm trước"),
    "among_peers": N_("Khác các nơi khác"),
    "same_as_last_year": N_("Giống hệt năm trước"),
    "over_plan": N_("Vượt xa kế hoạch"),
    "empty_months": N_("Tháng trống"),
}
"""One or two words for each sort of finding; none of them says that anything is wrong."""

STATES = {"open": N_("Chưa xem"), "accepted": N_("Chấp nhận"), "returned": N_("Đã trả lại")}
TONES = {"open": "warning", "accepted": "done", "returned": ""}
ACCEPT_REASONS = (
    N_("Đã đối chiếu với danh sách ký tên, số liệu đúng"),
    N_("Đã hỏi lại trung tâm, số liệu đúng"),
    N_("Lớp tổ chức cùng sự kiện của cả xã"),
    N_("Hoạt động phát sinh ngoài kế hoạch"),
)
RETURN_REASONS = (
    N_("Đề nghị đối chiếu lại với danh sách ký tên"),
    N_("Đề nghị ghi số người thực tế của từng lớp"),
    N_("Đề nghị xem lại ngày tổ chức"),
    N_("Một lớp được ghi hai lần, đề nghị xóa một"),
    N_("Đề nghị xem lại số nữ, số người dân tộc thiểu số"),
    N_("Đề nghị bổ sung các lớp còn thiếu"),
)
"""Offered where a reason is asked for; each may be changed before it is given."""


def open_count(found: Sequence[FindingLine]) -> int:
    """How many nobody has decided yet."""
    return sum(1 for line in found if line.state == "open")


def sentence_of(line: FindingLine) -> str:
    """Why it is shown."""
    return i18n.coded("finding", line.finding.code, line.finding.values)


def _unit(line: FindingLine) -> str:
    return ", ".join([line.unit_name, *line.other_names]) or _("Tất cả các trung tâm")


COLUMNS: tuple[Column[FindingLine], ...] = (
    Column("unit", N_("Trung tâm"), _unit, width=170),
    Column("kind", N_("Xem lại"), lambda r: r.finding.code, width=160, words=lambda code: word(KINDS, code)),
    Column("sentence", N_("Vì sao"), sentence_of, width=320, stretch=True),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 144, words=lambda code: word(STATES, code),
           tone=lambda r: TONES[r.state]),
    Column("reason", N_("Lý do"), lambda r: r.reason or None, width=170, optional=True),
)  # fmt: skip
CLASS_COLUMNS: tuple[Column[FoundClass], ...] = (
    Column("date", N_("Ngày"), lambda r: r.starts_on, "date", 104),
    Column("topic", N_("Tên lớp, chuyên đề"), lambda r: r.topic, width=300, stretch=True),
    Column("unit", N_("Trung tâm"), lambda r: r.unit_name, width=170, optional=True),
    Column("turns", N_("Lượt người"), lambda r: r.turns, "number", 100, total=True),
)


class FindingsPanel(QWidget):
    """The list with its three filters above; why the chosen one is shown, its classes and the decision below."""

    def __init__(self, page: Page, reason: ReasonBox) -> None:
        super().__init__()
        self._page, self._reason = page, reason
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "findings")
        self.table.setAccessibleName(_("Những điều cần xem lại"))
        self.filter = FilterBox(self.table)
        self.units = Facet(_("Mọi trung tâm"), ())
        self.kinds = Facet(_("Mọi loại"), ())
        self.states = Facet(_("Mọi tình trạng"), [(code, _(words)) for code, words in STATES.items()])
        self.states.setCurrentIndex(1)
        for facet in (self.units, self.kinds, self.states):
            facet.setMinimumWidth(140)
            facet.currentIndexChanged.connect(lambda _index: self._narrow())
        words = _("Chưa thấy điều gì cần xem lại trong kỳ này. Số liệu được xem lại mỗi khi có tệp mới được gộp.")
        self.list = TablePanel(self.table, EmptyState("circle-check", words))
        self.nothing = label(_("Không còn điều nào theo bộ lọc này."), "muted")
        self.nothing.hide()
        self.card = self._detail()
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(self.filter, None, self.units, self.kinds, self.states))
        outer.addWidget(self.nothing)
        outer.addWidget(self.list, 3)
        outer.addWidget(self.card, 2)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        self._narrow()
        self._choose()

    def _detail(self) -> QFrame:
        frame, inside = card()
        self.heading = label("", "group")
        self.sentence = label("", wrap=True)
        self.decided = label("", "muted", wrap=True)
        self.accept_button = button(_("Chấp nhận"), self.accept, kind="primary", icon="check")
        self.return_button = button(_("Trả lại"), self.give_back, icon="undo-2")
        self.reopen_button = button(_("Xem lại từ đầu"), self.reopen)
        self.classes = RecordModel(CLASS_COLUMNS, self)
        self.class_table = RecordTable(self.classes, "finding_classes")
        self.class_table.setAccessibleName(_("Các lớp liên quan"))
        inside.addLayout(row(self.heading, None, self.reopen_button, self.return_button, self.accept_button))
        inside.addWidget(self.sentence)
        inside.addWidget(self.decided)
        below = QWidget()
        column(self.class_table, parent=below)
        inside.addWidget(below, 1)
        return frame

    # --- showing ---

    def show_findings(self, found: Sequence[FindingLine]) -> None:
        """Another list; what was chosen stays chosen."""
        kept = self.table.current_record()
        units = {line.finding.unit_id: line.unit_name or _("Tất cả các trung tâm") for line in found}
        self.units.set_choices(list(units.items()))
        present = {line.finding.code for line in found}
        self.kinds.set_choices([(code, word(KINDS, code)) for code in CODES if code in present])
        self.model.set_records(sorted(found, key=lambda line: text_sort_key(line.unit_name)))
        self._narrow()
        self.table.select_record(kept)
        if not self.table.selected_records() and self.model.rowCount():
            self.table.selectRow(0)
        self._choose()

    def make_room(self, has_room: bool) -> None:
        """Whether there is room for the card below the list."""
        self.card.setVisible(has_room and bool(self.table.selected_records()))

    def _narrow(self) -> None:
        unit, kind, state = (facet.currentData() for facet in (self.units, self.kinds, self.states))

        def wanted(line: FindingLine) -> bool:
            units = (line.finding.unit_id, *line.finding.others)
            return (unit is None or unit in units) and kind in (None, line.finding.code) and state in (None, line.state)

        self.model.set_facet(wanted)
        self.nothing.setVisible(bool(self.model.records) and not self.model.rowCount())

    def _choose(self) -> None:
        """Show the finding under the cursor and offer what can be done with all that are selected."""
        chosen = self.table.selected_records()
        self.card.setVisible(bool(chosen))
        if not chosen:
            return
        self._show_one(chosen[0]) if len(chosen) == 1 else self._show_several(chosen)
        count = len(chosen)
        several = ngettext("{count} điều được chọn", "{count} điều được chọn", count)
        self.heading.setText(several if count > 1 else f"{_unit(chosen[0])} · {word(KINDS, chosen[0].finding.code)}")
        open_ones = [line for line in chosen if line.state != "accepted"]
        self.accept_button.setEnabled(bool(open_ones))
        self.return_button.setEnabled(any(line.finding.unit_id for line in open_ones))
        self.reopen_button.setVisible(len(open_ones) < count)
        set_words(self.accept_button, _("Chấp nhận ({count})", count=count) if count > 1 else _("Chấp nhận"))
        set_words(self.return_button, _("Trả lại ({count})", count=count) if count > 1 else _("Trả lại"))

    def _show_one(self, line: FindingLine) -> None:
        self.sentence.setText(sentence_of(line))
        said = _("{state}: {reason} ({who}, {at})", state=self._word_of(line), reason=line.reason, who=line.who,
                 at=moment(line.at))  # fmt: skip
        self.decided.setText(said if line.at else "")
        self.decided.setVisible(bool(line.at))
        store, ids = self._page.context.store, line.finding.records
        self.class_table.setVisible(bool(ids))
        if ids:
            self._page.load(lambda: findings.classes_of(store, ids), self.classes.set_records)

    def _show_several(self, chosen: list[FindingLine]) -> None:
        """How many of each sort."""
        counts = Counter(line.finding.code for line in chosen)
        kinds = [f"{word(KINDS, code)}: {i18n.number(counts[code])}" for code in CODES if counts[code]]
        self.sentence.setText("; ".join(kinds))
        self.decided.hide()
        self.class_table.hide()

    def _word_of(self, line: FindingLine) -> str:
        """What was said last; of a finding that has changed since, that it was said before."""
        return _("Trước đây đã xem") if line.state == "open" else word(STATES, line.state)

    # --- deciding ---

    def accept(self) -> None:
        """All that are selected are right as they are."""
        chosen = [line for line in self.table.selected_records() if line.state != "accepted"]
        words = ngettext("Chấp nhận {count} điều đã xem lại.", "Chấp nhận {count} điều đã xem lại.", len(chosen))
        self._reason.open_box(words, _("Chấp nhận"), lambda reason: self._accept(chosen, reason),
                              reasons=[_(reason) for reason in ACCEPT_REASONS])  # fmt: skip

    def _accept(self, chosen: list[FindingLine], reason: str) -> None:
        store, period = self._page.context.store, self._page.context.periods.period

        def done(count: int) -> None:
            self._reason.close_box()
            words = ngettext("Đã chấp nhận {count} điều. Chỉ hiện lại khi số liệu đó thay đổi.",
                             "Đã chấp nhận {count} điều. Chỉ hiện lại khi số liệu đó thay đổi.", count)  # fmt: skip
            self._page.banner.done(words, _("Hoàn tác"), lambda: self._reopen(chosen))

        self._page.act(lambda: findings.accept_findings(store, period, chosen, reason), done, self._reason.show_error)

    def give_back(self) -> None:
        """All that are selected go back to their centres."""
        chosen = [line for line in self.table.selected_records() if line.state != "accepted" and line.finding.unit_id]
        words = ngettext("Trả lại {count} điều cho trung tâm xem lại.", "Trả lại {count} điều cho trung tâm xem lại.",
                         len(chosen))  # fmt: skip
        self._reason.open_box(words, _("Trả lại"), lambda reason: self._return(chosen, reason),
                              reasons=offered_reasons.offered(RETURN_REASONS))  # fmt: skip

    def _return(self, chosen: list[FindingLine], reason: str) -> None:
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.act(lambda: findings.return_findings(store, period, chosen, reason), self._returned,
                       self._reason.show_error)  # fmt: skip

    def _returned(self, made: Returned) -> None:
        self._reason.close_box()
        words = ngettext("Đã trả lại {count} điều. Lý do đi trong biên nhận.",
                         "Đã trả lại {count} điều. Lý do đi trong biên nhận.", made.count)  # fmt: skip
        if made.left:
            names = ", ".join(dict.fromkeys(name for name, _code in made.left))
            words += " " + _("Chưa trả lại được cho {names}: kỳ đã khóa hoặc chưa nộp.", names=names)
        receipts = (_("Ghi biên nhận"), lambda: self._page.context.notices.go_to.emit("receive", None))
        self._page.banner.say(words, "warning" if made.left else "done", *(receipts if made.count else ()))

    def reopen(self) -> None:
        """What was accepted is to be looked at again."""
        self._reopen([line for line in self.table.selected_records() if line.state == "accepted"])

    def _reopen(self, lines: list[FindingLine]) -> None:
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.act(lambda: findings.reopen_findings(store, period, lines), lambda _done: None)
