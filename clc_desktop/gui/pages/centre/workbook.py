"""Nhập từ Excel: choose a workbook, see and mend it row by row, accept. Nothing is written before that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs
from clc_desktop.gui.drop_zone import DropZone
from clc_desktop.gui.facets import Facet, WordBox
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.centre.import_columns import ColumnsCard
from clc_desktop.gui.pages.centre.import_letters import LettersPanel
from clc_desktop.gui.pages.centre.import_rows import OUTCOMES, SheetModel, SheetTable, sheet_rows
from clc_desktop.gui.pages.list_files import Pasted
from clc_desktop.gui.undoing import offer
from clc_desktop.gui.widgets import button, column, label, row, set_words
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes, imports
from clc_desktop.usecases.imports import Choices, ImportResult, SheetRows, Source

SUFFIX = ".xlsx"
ROWS, COLUMNS, LETTERS = range(3)


class WorkbookPage(Page):
    """First a place to drop the workbook on, then its sheets: rows, what the columns are, old letters."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nhập từ Excel"))
        self.source: Source | None = None
        self.choices = Choices()
        self.result: ImportResult | None = None
        self.came_from = ""
        self.table: SheetTable | None = None
        self._shape: tuple[object, ...] = ()
        self._order: dict[str, dict[int, int]] = {}
        self.sheets = WordBox(_("Trang của tệp"))
        self.outcomes = Facet(_("Mọi kết quả"), [(code, _(words)) for code, words in OUTCOMES.items()])
        self.file_name = label(kind="strong")
        self.counts = label(kind="muted")
        self.accept_button = button(_("Nhập vào sổ"), self.accept, kind="primary", icon="check", key="Ctrl+Return")
        self.again_button = button(_("Chọn tệp khác"), self.choose, icon="folder-open")
        self.back_button = button(_("Về danh sách"), self.go_back, icon="chevron-left")
        self.add_to_head(self.back_button, self.again_button, self.accept_button)
        self.columns = ColumnsCard()
        self.letters = LettersPanel()
        self._build()
        self._connect()
        self.show_start()

    def _build(self) -> None:
        choose = button(_("Chọn tệp Excel"), self.choose, kind="primary", icon="folder-open", key="Ctrl+O")
        template = button(_("Lấy mẫu trống"), self.save_template, icon="download")
        sentence = _("Thả tệp Excel vào đây. Chưa có gì được ghi cho đến khi bạn xem lại và đồng ý.")
        self.zone = DropZone("file-spreadsheet", sentence, SUFFIX, choose, template)
        self.sheets.setMinimumWidth(220)
        self.sheets.explain(_("Trang của tệp"))
        self.rows = QWidget()
        self._rows_layout = column(parent=self.rows)
        self.parts = QStackedWidget()
        for part in (self.rows, self.columns, self.letters):
            self.parts.addWidget(part)
        preview = QWidget()
        inside = column(parent=preview, spacing=12)
        inside.addLayout(row(self.file_name, self.counts, None))
        inside.addLayout(self._tools())
        inside.addWidget(self.parts, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.zone)
        self.stack.addWidget(preview)
        self.content.addWidget(self.stack)

    def _tools(self) -> QHBoxLayout:
        names = (_("Các dòng"), _("Các cột"), _("Chữ cũ"))
        self.tabs = [button(words, kind="tab", key=f"Alt+{number}") for number, words in enumerate(names, start=1)]
        group = QButtonGroup(self)
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        self.tabs[ROWS].setChecked(True)
        group.idClicked.connect(self.open_part)
        return row(self.sheets, *self.tabs, None, self.outcomes)

    def _connect(self) -> None:
        self.zone.dropped.connect(lambda paths: self.examine(paths[0]))
        self.sheets.activated.connect(lambda _index: self._show_sheet())
        self.outcomes.currentIndexChanged.connect(lambda _index: self._narrow())
        self.columns.field_chosen.connect(self._choose_field)
        self.columns.kind_chosen.connect(self._choose_kind)
        self.letters.agreed.connect(self._edit_many)

    def show_start(self) -> None:
        """Wait for a workbook."""
        self.source, self.result, self.choices = None, None, Choices()
        self._order = {}
        self.stack.setCurrentIndex(0)
        for widget in (self.accept_button, self.again_button):
            widget.hide()
        self.back_button.setVisible(bool(self.came_from))

    def open_part(self, number: int) -> None:
        """Rows, columns or old letters."""
        self.tabs[number].setChecked(True)
        self.parts.setCurrentIndex(number)
        self.outcomes.setVisible(number == ROWS)

    def open_with(self, what: Any) -> None:
        if isinstance(what, Pasted):
            self.banner.hide_message()
            self._begin(what.source, what.page)

    def go_back(self) -> None:
        """To the list that was pasted into."""
        wanted, self.came_from = self.came_from, ""
        self.show_start()
        self.context.notices.go_to.emit(wanted, None)

    # --- reading ---

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
        self.read_long(
            lambda progress, cancelled: imports.open_source(path, progress, cancelled),
            lambda source: self._begin(source, ""),
            _("Đang đọc tệp {name}", name=path.name),
        )

    def _begin(self, source: Source | None, came_from: str) -> None:
        if source is not None:  # else it was cancelled
            self.came_from = came_from
            self.show_start()
            self.source = source
            self.open_part(ROWS)
            self._preview()

    def _preview(self) -> None:
        """Read again what was changed; what it would do follows at once."""
        source, choices = self.source, self.choices
        if source is not None:
            self.load(lambda: imports.preview(self.context.store, source, choices), self._show)

    # --- showing ---

    def _show(self, result: ImportResult) -> None:
        if self.source is None:
            return
        is_first = self.result is None
        self.result = result
        self.stack.setCurrentIndex(1)
        self.again_button.setVisible(not self.came_from)
        self.accept_button.show()
        count = result.added + result.changed
        self.accept_button.setEnabled(count > 0)
        set_words(self.accept_button, ngettext("Nhập {count} dòng vào sổ", "Nhập {count} dòng vào sổ", count))
        self.file_name.setText(_("Dán từ Excel") if self.came_from else self.source.name)
        self.counts.setText(_counts(result))
        self._offer_sheets(result)
        lacking = [str(problem.data.get("sheet")) for problem in result.problems if problem.severity == "error"]
        if is_first:
            self._say_left_out(result)
            self.sheets.setCurrentIndex(max(self.sheets.findData(lacking[0]) if lacking else 0, 0))
            self.open_part(COLUMNS if lacking or not result.sheets else ROWS)
        self._show_sheet()

    def _offer_sheets(self, result: ImportResult) -> None:
        chosen = self.sheets.currentData()
        names = [sheet.sheet_name for sheet in result.sheets]
        unread = [str(p.data["sheet"]) for p in result.problems if p.code == "unknown_sheet"]
        wanted = [(name, name) for name in names] + [(_("{name} (chưa rõ)", name=name), name) for name in unread]
        if [(self.sheets.itemText(n), self.sheets.itemData(n)) for n in range(self.sheets.count())] != wanted:
            self.sheets.clear()
            for words, name in wanted:
                self.sheets.addItem(words, name)
            self.sheets.setCurrentIndex(max(self.sheets.findData(chosen), 0))

    def _sheet(self) -> SheetRows | None:
        """The sheet in sight; one that nobody knows yet has rows, but no kind."""
        name = self.sheets.currentData()
        found = self.result.sheets if self.result else ()
        return next((sheet for sheet in found if sheet.sheet_name == name), SheetRows("", name) if name else None)

    def _show_sheet(self) -> None:
        sheet, result, source = self._sheet(), self.result, self.source
        if sheet is None or result is None or source is None:
            return
        cells = imports.cells_shown(source, self.choices, sheet.sheet_name)
        rows = sheet_rows(sheet, result, cells)
        order = self._order.setdefault(
            sheet.sheet_name, {r.id: n for n, r in enumerate(sorted(rows, key=lambda r: r.outcome != "refused"))}
        )  # the order of the first look: a row that was mended stays where it is
        self._table_for(sheet).records.set_records(sorted(rows, key=lambda r: order.get(r.id, len(order))))
        self._narrow()
        self.columns.show_sheet(sheet, cells)
        count = self.letters.show_sheet(sheet, result)
        set_words(self.tabs[LETTERS], _("Chữ cũ ({count})", count=count) if count else _("Chữ cũ"))
        unused = sum(1 for found in sheet.columns if not found.field)
        set_words(self.tabs[COLUMNS], _("Các cột ({count} không nhập)", count=unused) if unused else _("Các cột"))

    def _table_for(self, sheet: SheetRows) -> SheetTable:
        """The table of this sheet; made anew only where its columns are others, so that the cursor stays."""
        shape = (self.source, sheet.sheet_name, tuple((found.index, found.heading) for found in sheet.columns))
        if self.table is None or shape != self._shape:
            self._shape = shape
            model = SheetModel(sheet, self)
            made = SheetTable(model)
            model.edited.connect(lambda row, at, text: self._edit_many([(row, at, text)]))
            made.pasting.connect(self._paste)
            if self.table is not None:
                self._rows_layout.removeWidget(self.table)
                self.table.hide()
                self.table.deleteLater()
            self._rows_layout.addWidget(made)
            self.table = made
            made.setFocus()
        return self.table

    def _say_left_out(self, result: ImportResult) -> None:
        left_out = [f"{sheet}: {', '.join(names)}" for sheet, names in result.unknown_columns.items()]
        worst_first = sorted(result.problems, key=lambda problem: problem.severity != "error")
        sentences = list(dict.fromkeys(i18n.problem_text(problem) for problem in worst_first))
        if left_out:
            sentences.append(_("Cột không dùng đến: {columns}.", columns="; ".join(left_out)))
        more = len(sentences) - 3
        if more > 0:
            sentences = [*sentences[:3], ngettext("Và {count} điều nữa.", "Và {count} điều nữa.", more)]
        if sentences:
            self.banner.say(" ".join(sentences), "warning")

    def _narrow(self) -> None:
        wanted = self.outcomes.currentData()
        if self.table is not None:
            self.table.records.set_facet(None if wanted is None else lambda r: r.outcome == wanted)

    # --- putting right ---

    def _edit_many(self, edits: list[tuple[int, int, str]]) -> None:
        name = str(self.sheets.currentData())
        known = dict(self.choices.edits.get(name, {})) | {(number, at): text for number, at, text in edits}
        self.choices = replace(self.choices, edits={**self.choices.edits, name: known})
        self._preview()

    def _paste(self) -> None:
        """Cells copied in Excel, over those from the cursor on; what goes beyond the sheet is told."""
        assert self.table is not None
        edits, beyond = self.table.pasted(imports.pasted_cells(QApplication.clipboard().text()))
        if edits:
            self._edit_many(edits)
        if beyond:
            words = ngettext(
                "{count} ô dán vượt ra ngoài bảng nên không nhận.",
                "{count} ô dán vượt ra ngoài bảng nên không nhận.",
                beyond,
            )
            self.banner.say(words, "warning")

    def _choose_field(self, index: int, field: str) -> None:
        """This column is this field; another that filled it before fills it no more."""
        name, sheet = str(self.sheets.currentData()), self._sheet()
        others = [c.index for c in sheet.columns if c.field == field and c.index != index] if sheet and field else []
        known = {**self.choices.columns.get(name, {}), **dict.fromkeys(others, ""), index: field}
        self.choices = replace(self.choices, columns={**self.choices.columns, name: known})
        self._preview()

    def _choose_kind(self, kind: str) -> None:
        self.banner.hide_message()
        name = str(self.sheets.currentData())
        columns = {sheet: said for sheet, said in self.choices.columns.items() if sheet != name}
        self.choices = replace(self.choices, kinds={**self.choices.kinds, name: kind}, columns=columns)
        self._preview()

    # --- accepting ---

    def accept(self) -> None:
        """Write every good row, all in one step; asked for twice while that is being done, once."""
        if self.source is None or not self.progress.isHidden():
            return
        store, source, choices = self.context.store, self.source, self.choices
        self.act_long(
            lambda progress, cancelled: changes.noting(
                store, lambda: imports.take_in_slowly(store, source, choices, progress, cancelled)
            ),
            self._accepted,
            _("Đang nhập vào sổ"),
        )

    def _accepted(self, done: tuple[ImportResult | None, int | None]) -> None:
        result, change = done
        if result is None:
            self.banner.say(_("Đã dừng. Chưa có gì được ghi."))
            return
        self.show_start()
        words = _("Đã nhập tệp: {counts}", counts=_counts(result))
        self.banner.done(words, *offer(self, change))


def _counts(result: ImportResult) -> str:
    return _(
        "thêm {added}, sửa {changed}, không đổi {unchanged}, không nhập được {refused}.",
        added=result.added, changed=result.changed, unchanged=result.unchanged, refused=result.refused,
    )  # fmt: skip
