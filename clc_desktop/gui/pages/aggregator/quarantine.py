"""Tạm giữ: files that were refused, each with its reason; tried again at one click, decided, removed by hand only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.pages.aggregator.verdicts import DECIDABLE, chip_words, kept_sentence, tone_of
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import quarantine

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.merging import FileVerdict
    from clc_desktop.usecases.quarantine import Kept

COLUMNS: tuple[Column[Kept], ...] = (
    Column("file", N_("Tệp"), lambda r: r.file_name, width=200, optional=True),
    Column("unit", N_("Nơi gửi"), lambda r: r.unit_name or _("đơn vị chưa rõ"), width=170),
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=110, optional=True),
    Column("code", N_("Kết luận"), lambda r: r.code, "chip", 150, words=chip_words, tone=lambda r: tone_of(r.code)),
    Column("sentence", N_("Nghĩa là"), kept_sentence, width=280, stretch=True),
    Column("kept", N_("Giữ từ"), lambda r: moment(r.kept_at), width=150, optional=True),
)


class QuarantinePanel(QWidget):
    """The list, and what to do about the file under the cursor."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "quarantine")
        self.table.setAccessibleName(_("Các tệp đang tạm giữ"))
        self.retry_button = button(_("Thử lại tất cả"), self.retry, icon="refresh-cw")
        self.accept_button = button(_("Chấp nhận tệp này"), self.accept, icon="check")
        self.remove_button = button(_("Bỏ tệp này"), self.remove, kind="danger", icon="trash-2")
        self.detail = label(wrap=True)
        words = _("Không có tệp nào bị giữ lại. Tệp bị từ chối khi gộp sẽ nằm ở đây, không mất.")
        frame, inside = titled_card(_("Tệp đang chọn"))
        inside.addWidget(self.detail)
        inside.addLayout(row(self.accept_button, self.remove_button, None, self.retry_button))
        self.card = frame
        outer = column(parent=self, spacing=12)
        outer.addWidget(TablePanel(self.table, EmptyState("inbox", words)), 1)
        outer.addWidget(frame)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_detail())
        self.table.deleting.connect(lambda _rows: self.remove())

    def show_files(self, found: tuple[Kept, ...]) -> None:
        """Another list."""
        self.model.set_records(found)
        self.card.setVisible(bool(found))
        self.table.selectRow(0)
        self._show_detail()

    def _show_detail(self) -> None:
        kept = self.table.current_record()
        self.detail.setText(kept_sentence(kept) if kept else "")
        self.accept_button.setVisible(kept is not None and kept.code in DECIDABLE)
        self.remove_button.setEnabled(kept is not None)

    # --- acting ---

    def retry(self) -> None:
        """Try all of them again: after an approval or an unlocking some are good."""
        store = self._page.context.store
        self._page.act_long(
            lambda progress, cancelled: quarantine.retry_quarantine(store, progress, cancelled),
            self._retried,
            _("Đang thử lại các tệp"),
        )

    def _retried(self, verdicts: tuple[FileVerdict, ...]) -> None:
        merged = sum(1 for found in verdicts if found.merged)
        left = sum(1 for found in verdicts if not found.merged and found.code != "replay")
        words = ngettext("Đã gộp {count} tệp.", "Đã gộp {count} tệp.", merged)
        if left:
            words += " " + ngettext("Còn giữ {count} tệp.", "Còn giữ {count} tệp.", left)
        self._page.banner.say(words, "warning" if left else "done")

    def accept(self) -> None:
        """A person has phoned: the machine that sent this one is the real one."""
        kept = self.table.current_record()
        if kept is None or not confirm(self, accept_question(kept.unit_name), _("Chấp nhận tệp này")):
            return
        store, digest = self._page.context.store, kept.digest
        self._page.act(lambda: quarantine.accept_kept_fork(store, digest), self._accepted)

    def _accepted(self, found: FileVerdict) -> None:
        if found.merged:
            self._page.banner.done(accepted_words(found))
        else:
            self._page.banner.say(chip_words(found.code), "warning")

    def remove(self) -> None:
        """Throw a file away; nobody gets it back from here, so the person is asked."""
        kept = self.table.current_record()
        question = _(
            "Bỏ hẳn tệp này? Số liệu đã nhận không thay đổi, nhưng muốn dùng lại tệp thì phải xin bản chép khác."
        )
        if kept is None or not confirm(self, question, _("Bỏ tệp này")):
            return
        store, digest = self._page.context.store, kept.digest
        self._page.act(
            lambda: quarantine.remove_quarantined(store, digest),
            lambda _done: self._page.banner.say(_("Đã bỏ tệp.")),
        )


def accept_question(name: str) -> str:
    """Before a person decides which of two machines is the real one."""
    return _(
        "Đã gọi cho {name} và đúng là máy gửi tệp này đang dùng? Từ nay tệp của máy kia (hoặc của bản cũ) "
        "sẽ bị giữ lại; chỗ hai bên khác nhau thành xung đột để bạn chọn.",
        name=name,
    )


def accepted_words(found: FileVerdict) -> str:
    """What became of it."""
    return _(
        "Đã chấp nhận tệp số {sequence} của {name}: thêm {added}, sửa {changed}, xung đột {conflicts}.",
        sequence=found.sequence, name=found.unit_name, added=found.counts.added, changed=found.counts.changed,
        conflicts=found.counts.conflicts,
    )  # fmt: skip
