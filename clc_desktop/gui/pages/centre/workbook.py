"""Nhập từ Excel: choose a workbook, see row by row what it would do, accept. Nothing is written before that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs
from clc_desktop.gui.drop_zone import DropZone
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, set_words
from clc_desktop.gui.words import RECORD_KINDS, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes, imports
from clc_desktop.usecases.imports import ImportResult, RowResult

SUFFIX = ".xlsx"
OUTCOMES = {"added": N_("Thêm"), "changed": N_("Sửa"), "unchanged": N_("Không đổi"), "refused": N_("Không nhập được")}
TONES = {"added": "done", "changed": "warning", "refused": "error"}
_TELLING = ("topic", "full_name", "field", "source", "year", "rank", "starts_on")
"""Values that tell people which row it is, the most telling first."""


def summary(found: RowResult) -> str:
    """What tells people which row it is."""
    telling: list[Any] = [found.values[name] for name in _TELLING if found.values.get(name)]
    words = " · ".join(i18n.active().show(value, "year" if isinstance(value, int) else "") for value in telling[:2])
    return words or word(RECORD_KINDS, found.kind)


def problems(found: RowResult) -> str:
    """Every problem of the row in one line, and what was read from an old encoding."""
    decoded = [_("Đã chuyển mã: {before} → {after}", before=before, after=after) for before, after in found.decoded[:1]]
    return " ".join([i18n.problem_text(problem) for problem in found.problems] + decoded)


COLUMNS: tuple[Column[RowResult], ...] = (
    Column("sheet", N_("Trang"), lambda r: r.sheet, width=120),
    Column("number", N_("Dòng"), lambda r: r.number, "number", 72),
    Column("outcome", N_("Kết quả"), lambda r: r.outcome, "chip", 148, words=lambda code: word(OUTCOMES, code),
           tone=lambda r: TONES.get(r.outcome, "")),
    Column("what", N_("Nội dung"), summary, width=280, stretch=True),
    Column("problems", N_("Vấn đề"), problems, width=400),
)  # fmt: skip


class WorkbookPage(Page):
    """First a place to drop the workbook on, then the rows of it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nhập từ Excel"))
        self.path: Path | None = None
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "workbook")
        self.table.setAccessibleName(_("Các dòng của tệp Excel"))
        self.outcomes = Facet(_("Mọi kết quả"), [(code, _(words)) for code, words in OUTCOMES.items()])
        self.file_name = label(kind="strong")
        self.counts = label(kind="muted")
        self.accept_button = button(_("Nhập vào sổ"), self.accept, kind="primary", icon="check", key="Ctrl+Return")
        self.again_button = button(_("Chọn tệp khác"), self.choose, icon="folder-open")
        self.add_to_head(self.again_button, self.accept_button)
        self._build()
        self.show_start()

    def _build(self) -> None:
        choose = button(_("Chọn tệp Excel"), self.choose, kind="primary", icon="folder-open", key="Ctrl+O")
        template = button(_("Lấy mẫu trống"), self.save_template, icon="download")
        sentence = _("Thả tệp Excel vào đây. Chưa có gì được ghi cho đến khi bạn xem lại và đồng ý.")
        self.zone = DropZone("file-spreadsheet", sentence, SUFFIX, choose, template)
        self.zone.dropped.connect(lambda paths: self.examine(paths[0]))
        preview = QWidget()
        inside = column(parent=preview, spacing=12)
        inside.addLayout(row(self.file_name, self.counts, None, FilterBox(self.table), self.outcomes))
        inside.addWidget(
            TablePanel(self.table, EmptyState("file-spreadsheet", _("Tệp này không có dòng nào đọc được."))), 1
        )
        self.outcomes.currentIndexChanged.connect(lambda _index: self._narrow())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.zone)
        self.stack.addWidget(preview)
        self.content.addWidget(self.stack)

    def show_start(self) -> None:
        """Wait for a workbook."""
        self.path = None
        self.stack.setCurrentIndex(0)
        for widget in (self.accept_button, self.again_button):
            widget.hide()

    def choose(self) -> None:
        """Ask for a workbook."""
        if found := dialogs.choose_file(self, _("Bảng tính Excel"), SUFFIX):
            self.examine(found)

    def save_template(self) -> None:
        """An empty workbook with every heading."""
        target = dialogs.choose_target(self, _("Mẫu nhập liệu"), "mau-nhap-lieu.xlsx", SUFFIX)
        if target is not None:
            store = self.context.store
            words = _("Đã ghi mẫu trống vào tệp {path}.", path=target)
            self.context.jobs.run(
                lambda: imports.write_template(store, target),
                lambda _done: self.banner.done(words, _("Mở thư mục"), lambda: dialogs.open_folder(target.parent)),
                self.banner.error,
                owner=self,
            )

    def examine(self, path: Path) -> None:
        """Read the workbook and show what it would do."""
        self.banner.hide_message()
        self.path = path
        self.load(lambda: imports.import_workbook(self.context.store, path, dry_run=True), self._show)

    def _show(self, result: ImportResult) -> None:
        assert self.path is not None
        self.stack.setCurrentIndex(1)
        self.again_button.show()
        self.accept_button.show()
        count = result.added + result.changed
        self.accept_button.setEnabled(count > 0)
        set_words(self.accept_button, ngettext("Nhập {count} dòng vào sổ", "Nhập {count} dòng vào sổ", count))
        self.file_name.setText(self.path.name)
        self.counts.setText(_counts(result))
        self.model.set_records(sorted(result.rows, key=lambda r: r.outcome != "refused"))
        self.table.setFocus()
        self._say_left_out(result)

    def _say_left_out(self, result: ImportResult) -> None:
        left_out = [f"{sheet}: {', '.join(names)}" for sheet, names in result.unknown_columns.items()]
        sentences = [i18n.problem_text(problem) for problem in result.problems]
        if left_out:
            sentences.append(_("Cột không dùng đến: {columns}.", columns="; ".join(left_out)))
        if sentences:
            self.banner.say(" ".join(sentences), "warning")

    def _narrow(self) -> None:
        wanted = self.outcomes.currentData()
        self.model.set_facet(None if wanted is None else lambda r: r.outcome == wanted)

    def accept(self) -> None:
        """Write every good row, all in one step."""
        if self.path is None:
            return
        store, path = self.context.store, self.path
        self.act(lambda: imports.import_workbook(store, path), self._accepted)

    def _accepted(self, result: ImportResult) -> None:
        self.show_start()
        words = _("Đã nhập tệp: {counts}", counts=_counts(result))
        self.banner.done(words, _("Hoàn tác"), self._undo)

    def _undo(self) -> None:
        self.act(lambda: changes.undo_last(self.context.store), lambda _done: self.banner.say(_("Đã hoàn tác.")))


def _counts(result: ImportResult) -> str:
    return _(
        "thêm {added}, sửa {changed}, không đổi {unchanged}, không nhập được {refused}.",
        added=result.added, changed=result.changed, unchanged=result.unchanged, refused=result.refused,
    )  # fmt: skip
