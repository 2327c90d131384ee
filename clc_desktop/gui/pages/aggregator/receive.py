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
from clc_desktop.gui.table_view import FilterBox
from clc_desktop.gui.undoing import offer
from clc_desktop.gui.widgets import button, row, set_words, shortcut
from clc_desktop.gui.words import few
from clc_desktop.i18n import N_, coded, error_text, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import merging, quarantine, receipts, undoing

if TYPE_CHECKING:
    from clc_desktop.gui.jobs import Cancelled, Progress
    from clc_desktop.usecases.merging import BroughtBack, FileVerdict
    from clc_desktop.usecases.quarantine import Kept
    from clc_desktop.usecases.receipts import WrittenReceipt
    from clc_desktop.usecases.undoing import UndoneMerges

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
        self.merge_button = button(_("Gộp số liệu"), self.merge, kind="primary", icon="check", key="Ctrl+Return")
        self.more_button = button(_("Chọn tệp"), self.choose, icon="folder-open", key="Ctrl+O")
        self.folder_button = self._folder_button("")
        self.receipts_button = button(
            _("Ghi biên nhận"), self.write_receipts, icon="file-check",
            tip=_("Ghi biên nhận cho tất cả các đơn vị đã nộp vào USB hoặc thư mục"),
        )  # fmt: skip
        self.add_to_head(self.receipts_button, self.folder_button, self.more_button, self.merge_button)
        first = button(_("Chọn tệp nộp"), self.choose, kind="primary", icon="folder-open")
        self.files = NewFilesPanel(first, self._folder_button(_("Chọn USB hoặc thư mục")))
        self.files.dropped.connect(self.examine)
        self.files.wanted.connect(self._settle)
        self.verdicts, self.table, self.zone = self.files.verdicts, self.files.table, self.files.zone
        self.zone.found_nothing.connect(self._found_nothing)
        self.kept = QuarantinePanel(self)
        self.merges = MergesPanel(self)
        self.stack = QStackedWidget()
        for panel in (self.files, self.kept, self.merges):
            self.stack.addWidget(panel)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.content.addStretch(0)
        self.setAcceptDrops(True)
        shortcut("Ctrl+F", self, self._find, _("Tìm"))
        shortcut("Ctrl+Shift+O", self, self.choose_folder, _("Chọn USB hoặc thư mục"))
        self._open_tab(NEW)

    def _folder_button(self, words: str) -> QPushButton:
        tip = _("Chọn USB hoặc thư mục: mọi tệp nộp trong đó (Ctrl+Shift+O)")
        return button(words, self.choose_folder, icon="usb", tip=tip)

    def _find(self) -> None:
        """Into the filter of the list that is open, where it has one."""
        for box in (self.filter, self.merges.filter):
            if box.isVisible():
                box.setFocus()

    def _tabs(self) -> Any:
        self.tabs: list[QPushButton] = []
        group = QButtonGroup(self)
        for number, words in enumerate((_("Tệp mới"), _("Tạm giữ"), _("Đã gộp"))):
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            group.addButton(tab, number)
            self.tabs.append(tab)
        group.idClicked.connect(self._open_tab)
        self.filter = FilterBox(self.table)
        return row(*self.tabs, None, self.filter)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        is_started = number == NEW and self.files.is_started
        for made in (self.merge_button, self.more_button, self.folder_button, self.filter):
            made.setVisible(is_started)

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

    def choose_folder(self) -> None:
        """Ask for a stick or a folder, and take all files in it."""
        if folder := dialogs.choose_folder(self, _("Chọn USB hoặc thư mục có tệp nộp")):
            found = self.zone.files_in([folder])
            self.examine(found) if found else self._found_nothing([folder])

    def _found_nothing(self, dropped: list[Path]) -> None:
        names = ", ".join(path.name or str(path) for path in dropped)
        self.banner.say(_("Không có tệp nộp nào trong {names}.", names=names), "warning")

    def examine(self, paths: list[Path]) -> None:
        """Verdict on each file; nothing is written."""
        store = self.context.store
        self.read_long(
            lambda progress, cancelled: merging.examine(store, paths, progress, cancelled),
            lambda verdicts: self._show(verdicts, paths),
            _("Đang kiểm tra tệp"),
        )

    def _show(self, verdicts: tuple[FileVerdict, ...], paths: list[Path]) -> None:
        """What is shown is what would be merged: files that were not examined are not among it."""
        left = [path for path in dict.fromkeys(paths) if path not in {found.path for found in verdicts}]
        if verdicts:
            self.files.show_verdicts(verdicts)
            self._offer_merge()
            self._open_tab(NEW)
        if left:
            words = _("Đã dừng: mới kiểm tra {count} trong {total} tệp, chưa ghi gì. Chỉ tệp trong bảng được gộp.",
                      count=len(verdicts), total=len(verdicts) + len(left))  # fmt: skip
            self.banner.say(words, "warning", _("Kiểm tra lại tất cả"), lambda: self.examine(paths))

    def _offer_merge(self) -> None:
        """The button says how many files of the table it will merge."""
        waiting = sum(1 for found in self.verdicts.records if found.good and not found.merged)
        is_done = any(found.merged for found in self.verdicts.records)
        words = ngettext("Gộp {count} tệp", "Gộp {count} tệp", waiting) if waiting else (
            _("Đã gộp") if is_done else _("Gộp số liệu"))  # fmt: skip
        set_words(self.merge_button, words)
        self.merge_button.setEnabled(waiting > 0)

    def merge(self) -> None:
        """Merge every good file, each as a whole; the others are kept aside with their reason."""
        self._merge([found.path for found in self.verdicts.records if not found.merged], allow_deletions=False)

    def _merge(self, paths: list[Path], *, allow_deletions: bool) -> None:
        store = self.context.store
        self.act_long(
            lambda progress, cancelled: merging.merge(store, paths, progress, cancelled, allow_deletions),
            lambda verdicts: self._merged(verdicts, len(paths)),
            _("Đang gộp số liệu"),
        )

    def _merged(self, verdicts: tuple[FileVerdict, ...], count: int) -> None:
        known = {found.path: found for found in verdicts}
        shown = [_with_preview(known.get(found.path, found), found) for found in self.verdicts.records]
        self.files.show_verdicts(tuple(shown))
        self._offer_merge()
        merged = [found for found in shown if found.merged]
        hidden = sum(len(found.hidden) for found in merged)
        is_stopped = len(verdicts) < count
        words = _told_merged(shown, len(merged), count - len(verdicts))
        if hidden:
            words += " " + ngettext("{count} bản ghi không hiện vì đã bị xóa ở đây.",
                                    "{count} bản ghi không hiện vì đã bị xóa ở đây.", hidden)  # fmt: skip
        changes_made = [found.change_id for found in merged if found.change_id is not None]
        undo = (_("Hoàn tác"), lambda: self.undo(changes_made)) if merged else ()
        is_done = len(merged) == len(shown) and not hidden and not is_stopped
        self.banner.say(words, "done" if is_done else "warning", *undo)
        self._ask_about_deletions([found for found in verdicts if found.code == "too_many_deletions"])

    def undo(self, change_ids: list[int]) -> None:
        """Take back merges, as if their files had never come; they may be merged again."""
        store = self.context.store
        self.act_long(
            lambda progress, cancelled: undoing.undo_merges(store, change_ids, progress, cancelled),
            lambda undone: self._undone(undone, len(change_ids)),
            _("Đang hoàn tác"),
        )

    def _undone(self, undone: UndoneMerges, wanted: int) -> None:
        back = {done.change_id for done in undone.done}
        shown = (
            replace(found, change_id=None) if found.change_id in back else found for found in self.verdicts.records
        )
        self.files.show_verdicts(tuple(shown))
        self._offer_merge()
        words = ngettext("Đã hoàn tác {count} lần gộp.", "Đã hoàn tác {count} lần gộp.", len(back))
        if undone.refused:
            self.banner.say(f"{words} {error_text(undone.refused)}", "error")
        elif len(back) < wanted:
            words += " " + _("Đã dừng: {count} lần gộp vẫn đang dùng.", count=wanted - len(back))
            self.banner.say(words, "warning")
        else:
            self.banner.say(words)

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
            self.banner.done(words, *offer(self, done.change_id))

        self.act(lambda: merging.bring_back(store, found.hidden), back)

    def _replace(self, found: FileVerdict) -> None:
        """Another word on one of the files."""
        others = self.verdicts.records
        self.files.show_verdicts(tuple(found if other.path == found.path else other for other in others))

    def _ask_about_deletions(self, doubtful: list[FileVerdict]) -> None:
        """A file that would delete many records stops; whether that is meant only a person knows."""
        if not doubtful:
            return
        names = few([found.unit_name for found in doubtful])
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
            self._offer_merge()
            change = found.change_id
            undo = (_("Hoàn tác"), lambda: self.undo([change])) if change is not None else ()
            self.banner.done(accepted_words(found), *undo)

    # --- receipts ---

    def write_receipts(self) -> None:
        """A receipt for every file that was merged, onto one stick; each unit reads its own."""
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi biên nhận"))
        if folder is None:
            return
        store = self.context.store
        wanted: list[int] = []

        def work(progress: Progress, cancelled: Cancelled) -> tuple[WrittenReceipt, ...]:
            def tell(done: int, total: int, what: str) -> None:
                wanted[:] = [total]
                progress(done, total, what)

            return receipts.write_receipts(store, folder, tell, cancelled)

        self.read_long(
            work, lambda written: self._receipts_written(written, sum(wanted), folder), _("Đang ghi biên nhận")
        )

    def _receipts_written(self, written: tuple[WrittenReceipt, ...], wanted: int, folder: Path) -> None:
        done = sum(1 for receipt in written if receipt.path)
        left = sorted({receipt.unit_name for receipt in written if receipt.path is None})
        words = ngettext("Đã ghi và kiểm tra {count} biên nhận.", "Đã ghi và kiểm tra {count} biên nhận.", done)
        if left:
            words += " " + _("Chưa ghi được cho {names}: đơn vị không còn máy nào được duyệt.", names=few(left))
        if wanted > len(written):
            words += " " + _("Đã dừng: còn {count} biên nhận chưa ghi.", count=wanted - len(written))
        opener = (_("Mở thư mục"), lambda: dialogs.open_folder(folder)) if done else ()
        is_done = done == wanted and done > 0
        self.banner.say(words, "done" if is_done else "warning", *opener)


def _with_preview(now: FileVerdict, before: FileVerdict) -> FileVerdict:
    """What became of a file, with the lines of its preview; one that was refused meanwhile changes nothing."""
    return replace(now, rows=before.rows, is_cut=before.is_cut) if now.good else now


def _told_merged(shown: list[FileVerdict], merged: int, untouched: int) -> str:
    """How many files were merged, how many were not, and how many were not reached when it was stopped."""
    words = ngettext("Đã gộp {count} tệp.", "Đã gộp {count} tệp.", merged)
    refused = len(shown) - merged - untouched
    if refused > 0:
        words += " " + ngettext("{count} tệp không gộp.", "{count} tệp không gộp.", refused)
    if untouched:
        words = _("Đã dừng theo yêu cầu.") + f" {words} " + ngettext(
            "{count} tệp chưa gộp, còn nguyên: bấm Gộp để làm tiếp.",
            "{count} tệp chưa gộp, còn nguyên: bấm Gộp để làm tiếp.", untouched)  # fmt: skip
    return words
