"""Dữ liệu cá nhân: what is kept about one person, on paper for that person, removed for good; old names removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from clc_desktop import i18n
from clc_desktop.domain.clock import today
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.record_words import field_word, value_text
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, clear_layout, column, label, row, scrolled, shortcut
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import personal_data
from clc_desktop.usecases.personal_data import Attended, Kept, Person

OPENERS = {"learner": "learners", "staff_member": "staff", "collaborator": "staff"}
"""The page on which a record of this kind is corrected."""
KINDS = {"learner": N_("học viên"), "staff_member": N_("cán bộ"), "collaborator": N_("báo cáo viên, CTV")}
MOST = 50
"""People that are listed at once."""
YEARS_BACK = 10
SEARCH_AFTER = 150
"""Milliseconds after the last key before the names are searched."""


def _is(kind: str) -> str:
    """``Học viên``: what somebody is."""
    words = word(KINDS, kind)
    return words[:1].upper() + words[1:]


PEOPLE: tuple[Column[Person], ...] = (
    NameColumn("name", N_("Họ và tên"), lambda r: r.name, width=200, stretch=True),
    Column("kind", N_("Là"), lambda r: _is(r.kind), width=150),
    Column("birth_year", N_("Năm sinh"), lambda r: str(r.birth_year) if r.birth_year else None, width=90),
    Column("village", N_("Thôn, bản"), lambda r: r.village, width=140, optional=True),
)


class PrivacyPage(Page):
    """People at the left, what is kept about the chosen one at the right, old names below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Dữ liệu cá nhân"))
        self.kept: Kept | None = None
        self._wanted: tuple[str, str] | None = None
        self.search = QLineEdit(placeholderText=_("Gõ tên, có dấu hay không dấu"), clearButtonEnabled=True)
        self.search.setAccessibleName(_("Tìm người"))
        self.search.setMinimumHeight(theme.INPUT_HEIGHT)
        self.people = RecordTable(RecordModel(PEOPLE, self), "people")
        self.people.setAccessibleName(_("Những người tìm thấy"))
        self._due = QTimer(self, singleShot=True, interval=SEARCH_AFTER)
        self._due.timeout.connect(self._find)
        self._build()

    def _build(self) -> None:
        self.empty = EmptyState("search", "")
        self.more = label(_("Chỉ hiện {most} người đầu. Gõ thêm chữ để thu hẹp.", most=MOST), "muted")
        self.more.hide()
        left = QWidget()
        column(self.search, TablePanel(self.people, self.empty), self.more, spacing=12, parent=left)
        middle = row(left, self._person_card(), spacing=16)
        middle.setStretch(0, 1)
        middle.setStretch(1, 1)
        self.content.addLayout(middle, 1)
        self.content.addWidget(self._purge_card())
        self.search.textChanged.connect(lambda _words: self._due.start())
        self.search.returnPressed.connect(self.people.setFocus)
        self.people.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        shortcut("Ctrl+F", self, self.search.setFocus, _("Tìm"))

    def _person_card(self) -> QFrame:
        frame, inside = titled_card(_("Đang lưu giữ"))
        self.about = label("", "strong")
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(3 * theme.GRID)
        self.facts.setColumnStretch(1, 1)
        self.trail = label("", "muted", wrap=True)
        self.export_button = button(_("Phiếu (PDF)"), self.export, tip=_("In phiếu cho người này"))
        self.edit_button = button(_("Sửa lại"), self.edit)
        self.erase_button = button(_("Xóa hẳn"), self.erase, kind="danger", icon="trash-2",
                                   tip=_("Xóa dữ liệu cá nhân"))  # fmt: skip
        kept = QWidget()
        lines = column(parent=kept)
        lines.addLayout(self.facts)
        lines.addWidget(self.trail)
        lines.addStretch(1)
        inside.addWidget(self.about)
        inside.addWidget(scrolled(kept), 1)
        inside.addLayout(row(self.export_button, self.edit_button, None, self.erase_button))
        self.person = frame
        return frame

    def _purge_card(self) -> QFrame:
        frame, inside = titled_card()
        years = [today().year - back for back in range(YEARS_BACK)]
        self.year = WordBox(_("Không học lớp nào từ năm"), [(year, str(year)) for year in years])
        self.year.setCurrentIndex(5)
        self.idle = label("", "muted", wrap=True)
        self.purge_button = button(_("Xóa tên những người này"), self.purge, kind="danger", icon="trash-2")
        inside.addLayout(row(label(_("Học viên không học lớp nào từ năm")), self.year, self.idle, self.purge_button))
        self.year.currentIndexChanged.connect(lambda _index: self._count_idle())
        return frame

    # --- reading ---

    def first_stop(self) -> QWidget:
        return self.search

    def refresh(self) -> None:
        self._find()
        self._count_idle()
        self._choose()

    def open_with(self, what: object) -> None:
        """Somebody else's page names a person: (kind, id)."""
        if isinstance(what, tuple):
            self._read(*what)

    def _find(self) -> None:
        store, words = self.context.store, self.search.text()
        self.load(lambda: personal_data.find_people(store, words, MOST + 1), self._show_people)

    def _show_people(self, found: tuple[Person, ...]) -> None:
        before, typed = self.people.current_record(), self.search.text().strip()
        nobody = _("Máy này không giữ gì về ai tên “{name}”. Hãy xem thêm các tờ ký tên bằng giấy.", name=typed)
        start = _("Gõ tên để xem trung tâm đang giữ những gì về một người.")
        self.empty.sentence.setText(nobody if typed else start)
        self.more.setVisible(len(found) > MOST)
        found = found[:MOST]
        self.people.records.set_records(found)
        if before in found:
            self.people.select_record(before)
        elif found:
            self.people.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        person = self.people.current_record()
        if person is None:
            self._wanted = None
            self._show_kept(None)
        else:
            self._read(person.kind, person.id)

    def _read(self, kind: str, record_id: str) -> None:
        self._wanted = wanted = kind, record_id
        store = self.context.store
        self.load(
            lambda: personal_data.kept_about(store, kind, record_id),
            lambda kept: self._show_kept(kept) if self._wanted == wanted else None,
        )

    def _show_kept(self, kept: Kept | None) -> None:
        self.kept = kept
        clear_layout(self.facts)
        self.person.setVisible(kept is not None)
        if kept is None:
            return
        self.about.setText(f"{kept.person.name} ({word(KINDS, kept.person.kind)})")
        for name, value in kept.fields:
            if name != "full_name":
                self._add_fact(field_word(name), value_text(name, value))
        if kept.person.kind == "learner":
            nothing = _("Không có tên trong danh sách lớp nào.")
            self._add_fact(_("Các lớp"), "\n".join(map(_class_line, kept.classes)) or nothing)
        self.trail.setText(_trail(kept))
        self.erase_button.setVisible(any(name in kept.removable for name, _value in kept.fields))

    def _add_fact(self, name: str, words: str) -> None:
        number = self.facts.rowCount()
        self.facts.addWidget(label(name, "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
        self.facts.addWidget(label(words, wrap=True), number, 1)

    def _count_idle(self) -> None:
        store, year = self.context.store, int(self.year.currentText())
        self.load(lambda: personal_data.idle_learners(store, year), self._show_idle)

    def _show_idle(self, count: int) -> None:
        self.idle.setText(ngettext("{count} học viên", "{count} học viên", count))
        self.purge_button.setEnabled(count > 0)

    # --- acting ---

    def export(self) -> None:
        """A sheet with everything, for the person."""
        assert self.kept is not None
        person, store = self.kept.person, self.context.store
        out = dialogs.choose_target(self, _("Phiếu thông tin cá nhân"), _("phieu-thong-tin"), ".pdf")
        if out is not None:
            self.act(lambda: personal_data.export_person(store, person.kind, person.id, out), self._exported)

    def _exported(self, path: Path) -> None:
        words = _("Đã ghi phiếu {path}. Phiếu có dữ liệu cá nhân: in xong, giao cho người đó rồi xóa tệp.", path=path)
        self.banner.done(words, _("Mở để in"), lambda: dialogs.open_file(path))

    def edit(self) -> None:
        """Go to where the record is corrected."""
        assert self.kept is not None
        person = self.kept.person
        self.context.notices.go_to.emit(OPENERS[person.kind], person.id)

    def erase(self) -> None:
        """Remove what is personal, after a question: nobody can bring it back."""
        assert self.kept is not None
        person, store = self.kept.person, self.context.store
        if person.kind == "learner":
            question = _(
                "Xóa họ tên và mọi thông tin riêng của {name} khỏi máy này, cả trong lịch sử sửa đổi? "
                "Không lấy lại được. Số lượt người và điểm danh giữ nguyên.", name=person.name,
            )  # fmt: skip
        else:
            question = _(
                "Xóa năm sinh và số điện thoại của {name} khỏi máy này, cả trong lịch sử sửa đổi? Không lấy lại được. "
                "Họ tên và chức vụ thuộc danh sách chính thức nên được giữ.", name=person.name,
            )  # fmt: skip
        if confirm(self, question, _("Xóa dữ liệu cá nhân")):
            self.act(lambda: personal_data.erase_person(store, person.kind, person.id), lambda _done: self._erased())

    def purge(self) -> None:
        """Remove the names of everybody who has not come for years."""
        store, year = self.context.store, int(self.year.currentText())
        question = _(
            "Xóa họ tên và thông tin riêng của {people} không học lớp nào từ năm {year}? Không lấy lại được. "
            "Số liệu các năm trước giữ nguyên.", people=self.idle.text(), year=year,
        )  # fmt: skip
        if confirm(self, question, _("Xóa tên những người này")):
            self.act(lambda: personal_data.erase_idle(store, year), lambda _count: self._erased())

    def _erased(self) -> None:
        self.search.setFocus()  # what was pressed may have nothing more to do
        store = self.context.store
        if personal_data.older_copies(store):
            words = _("Đã xóa. Các bản sao cũ của sổ trên máy này còn giữ thông tin đó.")
            self.banner.say(words, "warning", _("Thay bằng bản sao mới"), self._renew)
        else:
            self.banner.done(_("Đã xóa. Số liệu giữ nguyên."))

    def _renew(self) -> None:
        store = self.context.store
        done = _("Đã thay các bản sao cũ bằng một bản sao mới.")
        self.act(lambda: personal_data.renew_copies(store), lambda _path: self.banner.done(done))


def _class_line(one: Attended) -> str:
    """``02/03/2018 Kỹ thuật trồng mắc ca: có mặt 1/2 buổi``."""
    day = i18n.date(one.starts_on)
    if not one.sessions:
        return f"{day} {one.topic}"
    return _("{day} {topic}: có mặt {attended}/{sessions} buổi", day=day, topic=one.topic, attended=one.attended,
             sessions=one.sessions)  # fmt: skip


def _trail(kept: Kept) -> str:
    """Where else something about the person lies."""
    parts = [ngettext("{count} dòng trong lịch sử sửa đổi", "{count} dòng trong lịch sử sửa đổi", kept.changes)]
    if kept.drafts:
        parts.append(ngettext("{count} biểu mẫu gõ dở", "{count} biểu mẫu gõ dở", kept.drafts))
    if kept.copies:
        parts.append(ngettext("{count} bản sao cũ của sổ", "{count} bản sao cũ của sổ", kept.copies))
    return _("Ngoài ra: {parts}.", parts="; ".join(parts))
