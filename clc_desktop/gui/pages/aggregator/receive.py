"""Nhận dữ liệu: drop any number of files, read the verdict on each, merge the good ones."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.drop_zone import DropZone
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, label, set_words
from clc_desktop.gui.words import (
    CHANGE_TONES,
    CHANGES,
    RECORD_KINDS,
    VERDICTS,
    moment,
    period_of,
    word,
)  # fmt: skip
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import merging, undoing

if TYPE_CHECKING:
    from clc_desktop.usecases.merging import FileVerdict, RowChange

SUFFIX = ".clcsync"
OWN_SENTENCES = ("ok", "gap", "late", "replay", "fork")
_TELLING = ("topic", "full_name", "name", "subject", "held_on", "year", "rank", "amount")


def tone(found: FileVerdict) -> str:
    """Green only for what is done or good; amber for what is safe but needs a look."""
    if found.code in ("gap", "late"):
        return "warning"
    if found.code == "replay":
        return ""
    return "done" if found.good else "error"


def chip_code(found: FileVerdict) -> str:
    return "merged" if found.merged else found.code


def chip_words(code: str) -> str:
    """One or two words for a verdict; all refusals without words of their own are just that."""
    if code == "merged":
        return _("Đã gộp")
    return word(VERDICTS, code) if code in VERDICTS else _("Không nhận")


def sentence(found: FileVerdict) -> str:
    """What the file is, what was kept, what to do."""
    if found.code in OWN_SENTENCES:
        data = asdict(found.counts) | {"name": found.unit_name, "sequence": found.sequence} | found.data
        at = moment(str(data.get("at", ""))) or _("trong cùng lần này")
        return i18n.coded("verdict", found.code, data | {"at": at})
    return i18n.coded("error", found.code, found.data)


def telling(change: RowChange) -> str:
    """Which record a line of the preview is about."""
    values: dict[str, Any] = change.after or change.before or {}
    known = [str(values[name]) for name in _TELLING if values.get(name) not in (None, "")]
    return known[0] if known else ""


VERDICT_COLUMNS: tuple[Column[FileVerdict], ...] = (
    Column("path", N_("Tệp"), lambda r: r.path.name, width=210),
    Column("unit", N_("Đơn vị"), lambda r: r.unit_name, width=140),
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=96, optional=True),
    Column("code", N_("Kết luận"), chip_code, "chip", 132, words=chip_words, tone=tone),
    Column("sentence", N_("Nghĩa là"), sentence, width=280, stretch=True),
    Column("added", N_("Thêm"), lambda r: r.counts.added, "number", 72, total=True, optional=True),
    Column("changed", N_("Sửa"), lambda r: r.counts.changed, "number", 64, total=True, optional=True),
    Column("deleted", N_("Xóa"), lambda r: r.counts.deleted, "number", 64, total=True, optional=True),
    Column("conflicts", N_("Xung đột"), lambda r: r.counts.conflicts, "number", 92, total=True, optional=True),
)
ROW_COLUMNS: tuple[Column[RowChange], ...] = (
    Column("what", N_("Thay đổi"), lambda r: r.what, "chip", 120, words=lambda code: word(CHANGES, code),
           tone=lambda r: CHANGE_TONES[r.what]),
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.kind), width=160),
    Column("telling", N_("Nội dung"), telling, width=400, stretch=True),
)  # fmt: skip


class ReceivePage(Page):
    """A place to drop files on; then their verdicts above, the lines of the chosen one below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nhận dữ liệu"))
        self.paths: list[Path] = []
        self.merge_button = button(_("Gộp số liệu"), self.merge, kind="primary", icon="check", key="Ctrl+Return")
        self.more_button = button(_("Chọn tệp"), self.choose, icon="folder-open", key="Ctrl+O")
        self.add_to_head(self.more_button, self.merge_button)
        self.verdicts = RecordModel(VERDICT_COLUMNS, self)
        self.table = RecordTable(self.verdicts, "verdicts")
        self.table.setAccessibleName(_("Kết luận về từng tệp"))
        self.rows = RecordModel(ROW_COLUMNS, self)
        self.row_table = RecordTable(self.rows, "preview")
        self.row_table.setAccessibleName(_("Tệp này thay đổi những gì"))
        self.detail = label(wrap=True)
        self._build()
        self._show_start()

    def _build(self) -> None:
        choose = button(_("Chọn tệp nộp"), self.choose, kind="primary", icon="folder-open")
        words = _("Thả các tệp nộp, hoặc cả thư mục trên USB, vào đây. Chưa có gì được ghi cho đến khi bạn bấm Gộp.")
        self.zone = DropZone("inbox", words, SUFFIX, choose)
        self.zone.dropped.connect(self.examine)
        splitter = QSplitter()
        splitter.setOrientation(splitter.orientation().Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(12)
        splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        splitter.addWidget(TablePanel(self.table, QWidget(), totals=True))
        splitter.addWidget(self._detail_card())
        splitter.setSizes([340, 240])
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_detail())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.zone)
        self.stack.addWidget(splitter)
        self.content.addWidget(self.stack)
        self.setAcceptDrops(True)

    def _detail_card(self) -> QFrame:
        frame, inside = titled_card(_("Tệp đang chọn"))
        empty = EmptyState("file-text", _("Không có dòng nào để xem trước."))
        inside.addWidget(self.detail)
        inside.addWidget(TablePanel(self.row_table, empty), 1)
        return frame

    def _show_start(self) -> None:
        self.stack.setCurrentIndex(0)
        self.merge_button.hide()
        self.more_button.hide()

    def dragEnterEvent(self, event: Any) -> None:
        self.zone.dragEnterEvent(event)

    def dropEvent(self, event: Any) -> None:
        self.zone.dropEvent(event)

    # --- acting ---

    def choose(self) -> None:
        """Ask for files."""
        if found := dialogs.choose_files(self, _("Tệp nộp"), SUFFIX):
            self.examine(found)

    def examine(self, paths: list[Path]) -> None:
        """Verdict on each file; nothing is written."""
        self.paths = paths
        store = self.context.store
        self.read_long(
            lambda progress, cancelled: merging.examine(store, paths, progress, cancelled),
            self._show,
            _("Đang kiểm tra tệp"),
        )

    def _show(self, verdicts: tuple[FileVerdict, ...]) -> None:
        self.stack.setCurrentIndex(1)
        self.more_button.show()
        self.merge_button.show()
        self._show_verdicts(verdicts)
        good = sum(1 for found in verdicts if found.good)
        self.merge_button.setEnabled(good > 0)
        words = ngettext("Gộp {count} tệp", "Gộp {count} tệp", good) if good else _("Gộp số liệu")
        set_words(self.merge_button, words)

    def _show_verdicts(self, verdicts: tuple[FileVerdict, ...]) -> None:
        self.verdicts.set_records(verdicts)
        self.table.selectRow(0)
        self.table.setFocus()
        self._show_detail()

    def _show_detail(self) -> None:
        found = self.table.current_record()
        self.detail.setText(sentence(found) if found else "")
        self.rows.set_records(found.rows if found else ())

    def merge(self) -> None:
        """Merge every good file, each as a whole; the others stay untouched."""
        self._merge([found.path for found in self.verdicts.records if found.good], allow_deletions=False)

    def _merge(self, paths: list[Path], *, allow_deletions: bool) -> None:
        store = self.context.store
        self.act_long(
            lambda progress, cancelled: merging.merge(store, paths, progress, cancelled, allow_deletions),
            self._merged,
            _("Đang gộp số liệu"),
        )

    def _merged(self, verdicts: tuple[FileVerdict, ...]) -> None:
        known = {found.path: found for found in verdicts}
        before = self.verdicts.records
        self._show_verdicts(tuple(replace(known.get(found.path, found), rows=found.rows) for found in before))
        merged = [found for found in verdicts if found.merged]
        left = len(before) - len(merged)
        self.merge_button.setEnabled(False)
        set_words(self.merge_button, _("Đã gộp"))
        words = ngettext("Đã gộp {count} tệp.", "Đã gộp {count} tệp.", len(merged))
        if left:
            words += " " + ngettext("{count} tệp không gộp.", "{count} tệp không gộp.", left)
        undo = (_("Hoàn tác"), lambda: self.undo(len(merged))) if merged else ()
        self.banner.say(words, "warning" if left else "done", *undo)
        self._ask_about_deletions(verdicts)

    def undo(self, count: int) -> None:
        """Take back the latest merges, as if their files had never come; they may be merged again."""
        store, paths = self.context.store, self.paths

        def work() -> None:
            for _time in range(count):
                undoing.undo_merge(store)

        def undone(_done: None) -> None:
            self.banner.say(ngettext("Đã hoàn tác {count} lần gộp.", "Đã hoàn tác {count} lần gộp.", count))
            self.examine(paths)

        self.act(work, undone)

    def _ask_about_deletions(self, verdicts: tuple[FileVerdict, ...]) -> None:
        """A file that would delete many records stops; whether that is meant only a person knows."""
        doubtful = [found for found in verdicts if found.code == "too_many_deletions"]
        if not doubtful:
            return
        names = ", ".join(found.unit_name for found in doubtful)
        question = _(
            "Tệp của {names} sẽ xóa nhiều bản ghi ở đây. Đã hỏi lại trung tâm và đúng là như vậy?", names=names
        )
        if confirm(self, question, _("Vẫn gộp và xóa")):
            self._merge([found.path for found in doubtful], allow_deletions=True)
