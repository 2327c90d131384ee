"""Nhận dữ liệu: new files with the verdict on each, files kept back, every merge with its undo; receipts in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget

from clc_desktop.gui import dialogs
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.merges import MergeLine, MergesPanel, lines_of
from clc_desktop.gui.pages.aggregator.new_files import SUFFIX, NewFilesPanel
from clc_desktop.gui.pages.aggregator.quarantine import QuarantinePanel, accept_question, accepted_words
from clc_desktop.gui.pages.aggregator.verdicts import code_of
from clc_desktop.gui.widgets import button, row, set_words
from clc_desktop.i18n import N_, coded, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes, merging, quarantine, receipts, undoing

if TYPE_CHECKING:
    from clc_desktop.usecases.merging import BroughtBack, FileVerdict
    from clc_desktop.usecases.quarantine import Kept
    from clc_desktop.usecases.receipts import WrittenReceipt

NEW, KEPT, MERGED = range(3)


@dataclass(frozen=True)
class Standing:
    """What the second and the third list show."""

    kept: tuple[Kept, ...]
    merges: list[MergeLine]


class ReceivePage(Page):
    """Three lists, one at a time; dropping files anywhere opens the first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nhận dữ liệu"))
        self.paths: list[Path] = []
        self.merge_button = button(_("Gộp số liệu"), self.merge, kind="primary", icon="check", key="Ctrl+Return")
        self.more_button = button(_("Chọn tệp"), self.choose, icon="folder-open", key="Ctrl+O")
        self.receipts_button = button(
            _("Ghi biên nhận"), self.write_receipts, icon="file-check",
            tip=_("Ghi biên nhận cho tất cả các đơn vị đã nộp vào USB hoặc thư mục"),
        )  # fmt: skip
        self.add_to_head(self.receipts_button, self.more_button, self.merge_button)
        self.files = NewFilesPanel(self.choose)
        self.files.dropped.connect(self.examine)
        self.files.wanted.connect(self._settle)
        self.verdicts, self.table, self.zone = self.files.verdicts, self.files.table, self.files.zone
        self.kept = QuarantinePanel(self)
        self.merges = MergesPanel(self)
        self.stack = QStackedWidget()
        for panel in (self.files, self.kept, self.merges):
            self.stack.addWidget(panel)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.content.addStretch(0)
        self.setAcceptDrops(True)
        self._open_tab(NEW)

    def _tabs(self) -> Any:
        self.tabs: list[QPushButton] = []
        group = QButtonGroup(self)
        for number, words in enumerate((_("Tệp mới"), _("Tạm giữ"), _("Đã gộp"))):
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            group.addButton(tab, number)
            self.tabs.append(tab)
        group.idClicked.connect(self._open_tab)
        return row(*self.tabs, None)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        is_started = number == NEW and self.files.is_started
        self.merge_button.setVisible(is_started)
        self.more_button.setVisible(is_started)

    def open_with(self, what: Any) -> None:
        self._open_tab({"kept": KEPT, "merged": MERGED}.get(str(what), NEW))

    def dragEnterEvent(self, event: Any) -> None:
        self.zone.dragEnterEvent(event)

    def dropEvent(self, event: Any) -> None:
        self.zone.dropEvent(event)

    # --- reading ---

    def refresh(self) -> None:
        store = self.context.store

        def work() -> Standing:
            lines = lines_of(undoing.merges(store), merging.received_files(store))
            return Standing(quarantine.quarantined(store), lines)

        self.load(work, self._show_standing)

    def _show_standing(self, found: Standing) -> None:
        self.kept.show_files(found.kept)
        self.merges.show_lines(found.merges)
        count = len(found.kept)
        set_words(self.tabs[KEPT], _("Tạm giữ ({count})", count=count) if count else _("Tạm giữ"))
        self.receipts_button.setEnabled(any(not line.change.undone for line in found.merges))
        self.context.notices.waiting.emit("receive", count)

    # --- new files ---

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
        self.files.show_verdicts(verdicts)
        self._open_tab(NEW)
        good = sum(1 for found in verdicts if found.good)
        self.merge_button.setEnabled(good > 0)
        words = ngettext("Gộp {count} tệp", "Gộp {count} tệp", good) if good else _("Gộp số liệu")
        set_words(self.merge_button, words)

    def merge(self) -> None:
        """Merge every good file, each as a whole; the others are kept aside with their reason."""
        self._merge(list(self.paths), allow_deletions=False)

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
        self.files.show_verdicts(tuple(replace(known.get(found.path, found), rows=found.rows) for found in before))
        merged = [found for found in verdicts if found.merged]
        left = len(before) - len([found for found in self.verdicts.records if found.merged])
        self.merge_button.setEnabled(False)
        set_words(self.merge_button, _("Đã gộp"))
        words = ngettext("Đã gộp {count} tệp.", "Đã gộp {count} tệp.", len(merged))
        if left:
            words += " " + ngettext("{count} tệp không gộp.", "{count} tệp không gộp.", left)
        hidden = sum(len(found.hidden) for found in merged)
        if hidden:
            words += " " + ngettext("{count} bản ghi không hiện vì đã bị xóa ở đây.",
                                    "{count} bản ghi không hiện vì đã bị xóa ở đây.", hidden)  # fmt: skip
        undo = (_("Hoàn tác"), lambda: self.undo(len(merged))) if merged else ()
        self.banner.say(words, "warning" if left or hidden else "done", *undo)
        self._ask_about_deletions([found for found in verdicts if found.code == "too_many_deletions"])

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

    # --- files that a person has to settle ---

    def _settle(self, found: FileVerdict) -> None:
        """The button of the chosen file."""
        match code_of(found):
            case "registration":
                self.context.notices.go_to.emit("units", found.path)
            case "unknown_key":
                self.context.notices.go_to.emit("units", None)
            case "period_locked":
                self.context.notices.go_to.emit("review", None)
            case "assignment" | "receipt":
                self.context.notices.go_to.emit("upwards", found.path)
            case "too_many_deletions":
                self._ask_about_deletions([found])
            case "fork" | "rollback":
                self._accept(found)
            case _ if found.hidden:
                self._bring_back(found)

    def _bring_back(self, found: FileVerdict) -> None:
        """What is in the file was deleted here; whether by mistake only a person knows."""
        question = ngettext(
            "Khôi phục {count} bản ghi đã xóa ở đây? Bản ghi trở lại như lúc bị xóa.",
            "Khôi phục {count} bản ghi đã xóa ở đây? Bản ghi trở lại như lúc bị xóa.", len(found.hidden),
        )  # fmt: skip
        if not confirm(self, question, _("Khôi phục bản ghi đã xóa")):
            return
        store = self.context.store

        def back(done: BroughtBack) -> None:
            rows = tuple(row for row in found.rows if row.what != "hidden")
            self._replace(replace(found, rows=rows, hidden=()))
            words = coded("done", "brought_back", {"count": done.count})
            undo = (_("Hoàn tác"), lambda: self._undo_change(done.change_id)) if done.change_id else ()
            self.banner.done(words, *undo)

        self.act(lambda: merging.bring_back(store, found.hidden), back)

    def _undo_change(self, change_id: int | None) -> None:
        if change_id is not None:
            store = self.context.store
            self.act(lambda: changes.undo(store, change_id), lambda _done: self.banner.say(_("Đã hoàn tác.")))

    def _replace(self, found: FileVerdict) -> None:
        """Another word on one of the files."""
        others = self.verdicts.records
        self.files.show_verdicts(tuple(found if other.path == found.path else other for other in others))

    def _ask_about_deletions(self, doubtful: list[FileVerdict]) -> None:
        """A file that would delete many records stops; whether that is meant only a person knows."""
        if not doubtful:
            return
        names = ", ".join(found.unit_name for found in doubtful)
        question = _(
            "Tệp của {names} sẽ xóa nhiều bản ghi ở đây. Đã hỏi lại trung tâm và đúng là như vậy?", names=names
        )
        if confirm(self, question, _("Vẫn gộp và xóa")):
            self._merge([found.path for found in doubtful], allow_deletions=True)

    def _accept(self, found: FileVerdict) -> None:
        """Two machines believe to be the same one: a person has phoned and knows which is."""
        if confirm(self, accept_question(found.unit_name), _("Chấp nhận tệp này")):
            store = self.context.store
            self.act(lambda: quarantine.accept_fork(store, found.path), self._accepted)

    def _accepted(self, found: FileVerdict) -> None:
        self._replace(found)
        if found.merged:
            self.banner.done(accepted_words(found), _("Hoàn tác"), lambda: self.undo(1))

    # --- receipts ---

    def write_receipts(self) -> None:
        """A receipt for every file that was merged, onto one stick; each unit reads its own."""
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi biên nhận"))
        if folder is None:
            return
        store = self.context.store
        self.read_long(
            lambda progress, cancelled: receipts.write_receipts(store, folder, progress, cancelled),
            lambda written: self._receipts_written(written, folder),
            _("Đang ghi biên nhận"),
        )

    def _receipts_written(self, written: tuple[WrittenReceipt, ...], folder: Path) -> None:
        done = sum(1 for receipt in written if receipt.path)
        left = sorted({receipt.unit_name for receipt in written if receipt.path is None})
        words = ngettext("Đã ghi và kiểm tra {count} biên nhận.", "Đã ghi và kiểm tra {count} biên nhận.", done)
        if left:
            words += " " + _("Chưa ghi được cho {names}: đơn vị không còn máy nào được duyệt.", names=", ".join(left))
        opener = (_("Mở thư mục"), lambda: dialogs.open_folder(folder)) if done else ()
        self.banner.say(words, "warning" if left or not done else "done", *opener)
