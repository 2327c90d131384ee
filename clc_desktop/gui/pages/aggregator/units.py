"""Đơn vị: the centres that belong here, whose keys are approved, and the assignment file for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.check_number import CheckNumberBox
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.first_files import write_first_files
from clc_desktop.gui.pages.aggregator.machines import MachinesPanel, machines_of
from clc_desktop.gui.pages.aggregator.unit_tree import TreePanel
from clc_desktop.gui.pages.aggregator.whose import WhoseBox
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, set_words, shortcut
from clc_desktop.gui.words import moment, word
from clc_desktop.i18n import N_, coded, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import exchange, inspecting, installations, units

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import Approved, Contact
    from clc_desktop.usecases.inspecting import Inspection

SUFFIX = ".clcsync"
TREE = 2
"""The tab of the units by date."""
KEYS = {"approved": N_("Đã duyệt"), "revoked": N_("Đã thu hồi"), "replaced": N_("Đã thay"), "none": N_("Chưa đăng ký"),
        "ended": N_("Đã kết thúc")}  # fmt: skip
TONES = {"approved": "done", "revoked": "error", "none": "warning"}


@dataclass(frozen=True)
class UnitLine:
    """One unit below ours with the newest of its installations."""

    id: str
    name: str
    contacts: tuple[Contact, ...]
    exists: bool = True
    """False once it became part of another unit."""

    @property
    def state(self) -> str:
        if not self.exists:
            return "ended"
        states = [contact.state for contact in self.contacts]
        return "approved" if "approved" in states else next(iter(states), "none")

    @property
    def since(self) -> str | None:
        return moment(self.contacts[-1].since) if self.contacts else None


COLUMNS: tuple[Column[UnitLine], ...] = (
    Column("name", N_("Tên đơn vị"), lambda r: r.name, width=300, stretch=True),
    Column("state", N_("Đăng ký"), lambda r: r.state, "chip", 160, words=lambda code: word(KEYS, code),
           tone=lambda r: TONES.get(r.state, "")),
    Column("since", N_("Duyệt lúc"), lambda r: r.since, width=200),
    Column("machines", N_("Số máy"), lambda r: sum(c.state == "approved" for c in r.contacts), "number", 100),
)  # fmt: skip


class UnitsPage(Page):
    """The list, the approval of a registration, the assignment files."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Đơn vị"), has_period=True)
        self.approve_button = button(_("Duyệt đăng ký"), self.choose, kind="primary", icon="key-round", key="Ctrl+O")
        self.assign_button = button(
            _("Ghi tệp giao"),
            self.assign,
            icon="file-plus",
            tip=_("Ghi tệp giao cho các đơn vị đang chọn; không chọn dòng nào (Esc) là cho tất cả"),
        )
        self.first_button = button(
            _("Giao máy mới"), self.write_first, icon="usb",
            tip=_("Tệp giao lần đầu và phiếu có mã cho trung tâm chưa đăng ký: máy mới mở tệp là có sẵn mọi thứ"),
        )  # fmt: skip
        self.add_to_head(self.assign_button, self.approve_button)
        self.check = CheckNumberBox("", _("Duyệt"))
        self.check.confirmed.connect(self.approve)
        self._registration: Path | None = None
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "units")
        self.table.setAccessibleName(_("Danh sách đơn vị"))
        self.filter = FilterBox(self.table)
        self.own_number = label(kind="muted")
        number = _("Số kiểm tra của đơn vị này: {check_number}", check_number=context.identity.check_number)
        self.own_number.setText(number)
        first = button(_("Duyệt đăng ký đầu tiên"), self.choose, kind="primary", icon="key-round")
        empty = EmptyState(
            "building-2", _("Chưa có trung tâm nào. Nhận tệp đăng ký của trung tâm rồi duyệt ở đây."), first
        )
        self.whose = WhoseBox()
        self.whose.chosen.connect(self._whose_chosen)
        self._as_unit: str | None = None
        self._number = ""
        self.machines = MachinesPanel(self)
        part = QWidget()
        inside = column(parent=part, spacing=12)
        inside.addLayout(row(self.filter, self.first_button, None, self.own_number))
        inside.addWidget(TablePanel(self.table, empty), 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(part)
        self.stack.addWidget(self.machines)
        self.tree = TreePanel(self)
        self.stack.addWidget(self.tree)
        self.content.addWidget(self.check)
        self.content.addWidget(self.whose)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.stack.setMinimumHeight(theme.ROW_HEIGHT)  # a low window gives its room to the box
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._offer_assign())
        shortcut("Ctrl+F", self, self._find, _("Tìm"))
        self.filter.textChanged.connect(lambda _typed: self._offer_assign())
        nothing = shortcut("Esc", self.table, self.table.clearSelection, _("Không chọn dòng nào"))
        nothing.setContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere Esc leaves a box, or empties the filter

    def _find(self) -> None:
        """Into the filter of the list that is open."""
        (self.filter, self.machines.filter, self.tree.filter)[self.stack.currentIndex()].setFocus()

    def _tabs(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        titles = (_("Danh sách"), _("Máy đã duyệt"), _("Theo ngày"))
        self.tabs = [button(words, kind="tab", key=f"Alt+{number}") for number, words in enumerate(titles, start=1)]
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            group.addButton(tab, number)
        group.idClicked.connect(self._open_tab)
        return row(*self.tabs, None)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        if number == TREE:
            self.tree.load_day()

    def open_with(self, what: Any) -> None:
        if isinstance(what, Path):
            self.examine(what)
        elif what == "tree":
            self._open_tab(TREE)

    def refresh(self) -> None:
        if self.stack.currentIndex() == TREE:
            self.tree.load_day()
        store = self.context.store
        self.load(
            lambda: (units.list_units(store), installations.installations(store)), lambda found: self._show(*found)
        )

    def _show(self, listed: tuple[units.UnitLine, ...], found: tuple[tuple[Contact, str], ...]) -> None:
        self.machines.show_machines(machines_of(found))
        contacts = [contact for contact, _number in found]
        own, known = self.context.identity.unit_id, {contact.unit_id for contact in contacts}
        by_unit: dict[str, list[Contact]] = {}
        for contact in contacts:
            by_unit.setdefault(contact.unit_id, []).append(contact)
        lines = [
            UnitLine(unit.id, unit.name, tuple(by_unit.get(unit.id, ())), unit.exists)
            for unit in listed
            if unit.id != own and (unit.unit_kind == "centre" or unit.id in known)
        ]
        self.model.set_records(sorted(lines, key=lambda line: text_sort_key(line.name)))
        self.whose.offer([(line.id, line.name) for line in self.model.records])
        self._offer_assign()

    # --- approving ---

    def choose(self) -> None:
        """Ask for a registration file."""
        if found := dialogs.choose_file(self, _("Tệp đăng ký"), SUFFIX):
            self.examine(found)

    def examine(self, path: Path) -> None:
        """Say whose registration it is; then the number from the phone is asked for. What was asked before is over."""
        self.check.close_box()
        self.whose.close_box()
        self._registration, self._as_unit = path, None
        self.load(lambda: inspecting.inspect(self.context.store, path), self._ask)

    def _ask(self, found: Inspection) -> None:
        if found.verdict == "damaged":
            self.banner.say(coded("error", found.verdict), "error")
            return
        if found.kind != "registration":
            words = _(
                "Đây không phải tệp đăng ký, nên chưa duyệt ai. Hãy chọn tệp mà trung tâm ghi bằng nút “Ghi tệp đăng "
                "ký”."
            )
            self.banner.say(words, "error")
            return
        self.banner.hide_message()
        if any(machine.contact.sign_key == found.key_id and machine.contact.state == "approved"
               for machine in self.machines.model.records):  # fmt: skip
            words = _(
                "{sender} đã thay khóa. Khóa cũ bảo đảm cho khóa mới, nên không cần gọi điện.", sender=found.sender
            )
            self.banner.say(words, "warning", _("Duyệt khóa mới"), lambda: self.approve(""))
            return
        self.check.open_box(
            _(
                "Tệp đăng ký của {sender}. Hãy gọi điện cho họ theo số đã biết và gõ số kiểm tra mà họ đọc.",
                sender=found.sender,
            )
        )

    def approve(self, number: str) -> None:
        """Trust this installation, if the number heard is its number."""
        path, as_unit = self._registration, self._as_unit
        self._number = number
        if path is not None:
            self.act(
                lambda: exchange.approve(self.context.store, path, number or None, as_unit),
                self._approved,
                self._not_approved,
            )

    def _whose_chosen(self, unit_id: str) -> None:
        """The person said which listed unit this further PC belongs to."""
        self._as_unit = unit_id
        self.approve(self._number)

    def _approved(self, approved: Approved) -> None:
        self.check.close_box()
        self.whose.close_box()
        self._as_unit = None
        words = _("Đã duyệt {name}. Bây giờ hãy ghi tệp giao và gửi lại cho họ.", name=approved.unit_name)
        self.banner.done(words, _("Ghi tệp giao"), lambda: self._assign([(approved.unit_id, approved.unit_name)]))

    def _not_approved(self, error: ClcError) -> None:
        if error.code in ("check_number_mistyped", "check_number_differs"):
            self.check.show_error(error)
        elif error.code in ("unit_listed", "unit_name_taken"):
            self.check.close_box()
            self.whose.open_box(error, str(error.data.get("name", "")))
        else:
            self.check.close_box()
            self.banner.error(error)

    # --- assigning ---

    def _wanted(self, state: str = "approved") -> list[UnitLine]:
        """The selected units, or all that are shown; of them those in this state."""
        chosen = self.table.selected_records() or self.model.shown_records()
        return [line for line in chosen if line.state == state]

    def _offer_assign(self) -> None:
        """The button says how many files it will write."""
        count = len(self._wanted())
        words = ngettext("Ghi {count} tệp giao", "Ghi {count} tệp giao", count) if count else _("Ghi tệp giao")
        set_words(self.assign_button, words)
        self.assign_button.setEnabled(count > 0)
        new = len(self._wanted("none"))
        set_words(self.first_button, ngettext("Giao {count} máy mới", "Giao {count} máy mới", new))
        self.first_button.setVisible(new > 0)

    def assign(self) -> None:
        """Assignment files for the selected units, or for all whose keys are approved."""
        self._assign([(line.id, line.name) for line in self._wanted()])

    def write_first(self) -> None:
        """First assignments for the selected centres that have not registered, or for all of them."""
        write_first_files(self, {line.id: line.name for line in self._wanted("none")})

    def _assign(self, units: list[tuple[str, str]]) -> None:
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi tệp giao")) if units else None
        if folder is None:
            return
        store = self.context.store

        self.read_long(
            lambda progress, cancelled: exchange.assign_all(store, dict(units), folder, progress, cancelled),
            lambda written: self._assigned(len(written), folder, len(units)),
            _("Đang ghi tệp giao"),
        )

    def _assigned(self, count: int, folder: Path, wanted: int) -> None:
        words = ngettext("Đã ghi {count} tệp giao.", "Đã ghi {count} tệp giao.", count)
        left = wanted - count
        if left:
            words += " " + ngettext(
                "Đã dừng: chưa ghi cho {count} đơn vị.", "Đã dừng: chưa ghi cho {count} đơn vị.", left
            )
        opener = (_("Mở thư mục"), lambda: dialogs.open_folder(folder))
        self.banner.say(words, "warning" if left else "done", *opener)
