"""Báo cáo: the words of the annual report place by place, and the report as PDF, Word and Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QHBoxLayout, QStackedWidget, QWidget

from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.fields import TextInput
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.frozen import FrozenPanel
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.gui.words import PLACES, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import freezing, reporting

if TYPE_CHECKING:
    from clc_desktop.usecases.freezing import FrozenReport
    from clc_desktop.usecases.reporting import Passage

FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
OWN = {"own": N_("Đã viết"), "standing": N_("Theo mẫu")}
SAVE_DELAY = 800
"""Milliseconds after the last key before the text is kept."""

COLUMNS: tuple[Column[Passage], ...] = (
    Column("place", N_("Phần"), lambda r: word(PLACES, r.place), width=190, stretch=True),
    Column("own", N_("Lời văn"), lambda r: "own" if r.own else "standing", "chip", 110,
           words=lambda code: word(OWN, code), tone=lambda r: "done" if r.own else ""),
)  # fmt: skip


class ReportPage(Page):
    """Places at the left, the text of one in the middle; written out with one button."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Báo cáo"), has_period=True)
        self.formats = {code: QCheckBox(words) for code, words in FORMATS.items()}
        for choice in self.formats.values():
            choice.setChecked(True)
        self.write_button = button(_("Xuất báo cáo"), self.write, kind="primary", icon="download", key="Ctrl+Return")
        self.freeze_button = button(
            _("Chốt báo cáo"), self.freeze, icon="lock",
            tip=_("Giữ báo cáo đúng như hiện nay, ký và cho mã kiểm tra để in ở chân trang"),
        )  # fmt: skip
        self.add_to_head(self.freeze_button, self.write_button)
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "passages")
        self.table.setAccessibleName(_("Các phần lời của báo cáo"))
        self.place = label(kind="group")
        self.state = label(kind="muted")
        self.editor = TextInput()
        self.editor.setMaximumHeight(16_777_215)
        self.editor.setAccessibleName(_("Lời văn"))
        self._shown: Passage | None = None
        self._period = context.periods.period
        self._timer = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._timer.timeout.connect(self.keep)
        self.frozen = FrozenPanel(self)
        self.frozen.writing.connect(self.write_frozen)
        self.stack = QStackedWidget()
        words_part = QWidget()
        column(parent=words_part).addLayout(self._columns())
        self.stack.addWidget(words_part)
        self.stack.addWidget(self.frozen)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.editor.edited.connect(self._edited)
        context.notices.closing.connect(self.keep)

    def _tabs(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        self.tabs = [button(words, kind="tab", key=f"Alt+{number}")
                     for number, words in enumerate((_("Lời văn"), _("Đã chốt")), start=1)]  # fmt: skip
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        group.idClicked.connect(self._open_tab)
        self._open_tab(0)
        return row(*self.tabs, None, *self.formats.values(), self.frozen.write_button)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        self.frozen.write_button.setVisible(number == 1)

    def _columns(self) -> QHBoxLayout:
        left, inside = titled_card(_("Phần lời"))
        inside.addWidget(label(_("Số liệu được điền tự động; ở đây chỉ sửa lời."), "muted", wrap=True))
        inside.addWidget(self.table, 1)
        left.setFixedWidth(360)
        columns = row(left, self._editor_card(), spacing=2 * theme.GRID)
        columns.setStretch(1, 1)
        return columns

    def _editor_card(self) -> QFrame:
        frame, inside = titled_card()
        inside.addLayout(row(self.place, None, self.state))
        help_text = _("Mỗi dòng là một đoạn; dòng bắt đầu bằng “- ” hoặc “+ ” là một ý. Chữ trong ngoặc nhọn như "
                      "{example} là số liệu, để nguyên thì luôn đúng với bảng.", example="{classes.held}")  # fmt: skip
        inside.addWidget(label(help_text, "muted", wrap=True))
        inside.addWidget(self.editor, 1)
        return frame

    # --- reading ---

    def refresh(self) -> None:
        self.keep()
        store, period = self.context.store, self.context.periods.period
        self._period = period
        self.load(
            lambda: (reporting.passages(store, period), freezing.frozen_reports(store)),
            lambda found: self._show(*found),
        )

    def _show(self, passages: tuple[Passage, ...], frozen: tuple[FrozenReport, ...]) -> None:
        self.frozen.show_reports(frozen)
        chosen = self._shown.place if self._shown else ""
        self._shown = None
        self.model.set_records(passages)
        self.table.selectRow(max(self.model.row_where(lambda passage: passage.place == chosen), 0))
        self._choose()

    def _choose(self) -> None:
        """Show the text of the place under the cursor, after keeping the one before."""
        self.keep()
        passage = self.table.current_record()
        self._shown = None
        if passage is not None:
            self.place.setText(word(PLACES, passage.place))
            self.editor.show_value(passage.text)
            self.state.setText("")
        self._shown = passage

    # --- writing ---

    def _edited(self) -> None:
        if self._shown is not None:
            self.state.setText(_("Đang gõ…"))
            self._timer.start()

    def keep(self) -> None:
        """Keep what was typed, in the period it was typed for."""
        self._timer.stop()
        shown = self._shown
        if shown is None or self.editor.read() == shown.text.strip():
            return
        store, period, text = self.context.store, self._period, self.editor.read()
        self._shown = reporting.Passage(shown.place, text, True)
        self.context.jobs.run(
            lambda: reporting.save_passage(store, period, shown.place, text),
            lambda _done: self.state.setText(_("Đã lưu")),
            self.banner.error,
            owner=self,
        )

    def _chosen(self) -> tuple[list[str], Path] | None:
        """The formats and the folder; None when there is none of them."""
        wanted = [code for code, choice in self.formats.items() if choice.isChecked()]
        if not wanted:
            self.banner.say(_("Hãy chọn ít nhất một loại tệp: PDF, Word hoặc Excel."), "warning")
            return None
        folder = dialogs.choose_folder(self, _("Chọn thư mục để ghi báo cáo"))
        return None if folder is None else (wanted, folder)

    def write(self) -> None:
        """Write the chosen formats into a folder: a draft, without a code."""
        self.keep()
        if (chosen := self._chosen()) is None:
            return
        (wanted, folder), store, period = chosen, self.context.store, self.context.periods.period
        self.read_long(
            lambda progress, _cancelled: reporting.write_report(store, period, wanted, folder, progress),
            lambda paths: self._written(paths, folder),
            _("Đang viết báo cáo"),
        )

    def _written(self, paths: tuple[Path, ...], folder: Path) -> None:
        names = ", ".join(path.name for path in paths)
        words = _("Đã ghi {names}.", names=names)
        self.banner.done(words, _("Mở thư mục"), lambda: dialogs.open_folder(folder))

    # --- freezing ---

    def freeze(self) -> None:
        """Keep the report of the period as it stands; what was frozen and has not changed is the same one again."""
        self.keep()
        store, period = self.context.store, self.context.periods.period
        self.act(lambda: freezing.freeze_report(store, period), self._was_frozen)

    def _was_frozen(self, made: FrozenReport) -> None:
        self._open_tab(1)
        words = _("Đã chốt báo cáo {period}. Mã: {check_code}", period=period_of(made.period), check_code=made.code)
        self.banner.say(words, "done", _("Xuất bản đã chốt"), lambda: self.write_frozen(made))

    def write_frozen(self, report: FrozenReport) -> None:
        """A frozen report with its code at the foot of every page, the PDF with its manifest."""
        if (chosen := self._chosen()) is None:
            return
        (wanted, folder), store = chosen, self.context.store
        self.read_long(
            lambda progress, _cancelled: reporting.write_frozen(store, report.id, wanted, folder, progress),
            lambda paths: self._written(paths, folder),
            _("Đang viết báo cáo"),
        )
