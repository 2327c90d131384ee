"""Máy đã duyệt: every installation whose keys were approved here, and taking the trust back when one is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clc_desktop.gui.messages import confirm
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, row
from clc_desktop.gui.words import moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import installations

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.installations import Contact

STATES = {"approved": N_("Đã duyệt"), "replaced": N_("Đã thay"), "revoked": N_("Đã thu hồi")}
TONES = {"approved": "done", "replaced": "", "revoked": "error"}


@dataclass(frozen=True)
class Machine:
    """One key of one PC; ``number`` is what its people read over the phone."""

    id: str
    contact: Contact
    number: str


COLUMNS: tuple[Column[Machine], ...] = (
    Column("unit", N_("Nơi gửi"), lambda r: r.contact.unit_name, width=240, stretch=True),
    Column("number", N_("Số kiểm tra"), lambda r: r.number, width=160),
    Column("state", N_("Tình trạng"), lambda r: r.contact.state, "chip", 130, words=lambda code: word(STATES, code),
           tone=lambda r: TONES[r.contact.state]),
    Column("since", N_("Duyệt lúc"), lambda r: moment(r.contact.since), width=160),
    Column("machine", N_("Mã máy"), lambda r: r.contact.installation_id, width=170, optional=True),
)  # fmt: skip


def machines_of(found: tuple[tuple[Contact, str], ...]) -> list[Machine]:
    """As the use case lists them."""
    return [Machine(f"{contact.installation_id} {contact.sign_key}", contact, number) for contact, number in found]


class MachinesPanel(QWidget):
    """The list and one button."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "machines")
        self.table.setAccessibleName(_("Các máy đã duyệt"))
        self.filter = FilterBox(self.table)
        self.revoke_button = button(_("Thu hồi máy này"), self.revoke, kind="danger", icon="lock")
        self.revoke_button.setToolTip(_("Khi máy bị mất, bị trộm hoặc không còn dùng"))
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(self.filter, None, self.revoke_button))
        outer.addWidget(TablePanel(self.table, EmptyState("key-round", _("Chưa duyệt máy nào."))), 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.table.deleting.connect(lambda _rows: self.revoke())
        self._choose()

    def show_machines(self, found: list[Machine]) -> None:
        """Another list."""
        kept = self.table.current_record()
        self.model.set_records(found)
        self.table.select_record(kept)
        self._choose()

    def _choose(self) -> None:
        machine = self.table.current_record()
        self.revoke_button.setEnabled(machine is not None and machine.contact.state != "revoked")

    def revoke(self) -> None:
        """Never trust this PC again. That cannot be taken back, so the person is asked."""
        machine = self.table.current_record()
        if machine is None or machine.contact.state == "revoked":
            return
        name = machine.contact.unit_name
        question = _(
            "Thu hồi máy này của {name}? Từ nay tệp của máy đó không được nhận, và không duyệt lại được. "
            "Số liệu đã nhận vẫn còn. Đơn vị phải đăng ký máy khác.",
            name=name,
        )
        if confirm(self, question, _("Thu hồi máy này")):
            store, wanted = self._page.context.store, machine.contact.installation_id
            self._page.act(lambda: installations.revoke_installation(store, wanted), lambda _found: self._revoked(name))

    def _revoked(self, name: str) -> None:
        words = _(
            "Đã thu hồi máy của {name}. Số liệu đã nhận vẫn còn; hãy ghi tệp giao mới để mọi nơi đều biết.", name=name
        )
        self._page.banner.done(words)
