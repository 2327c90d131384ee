"""Báo cáo: freezing, writing what was frozen, and checking a code typed from paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.report import CHECK, FROZEN, ReportPage
from clc_desktop.usecases import freezing, merging, undoing, verifying

from . import cases
from .conftest import OpenDesk
from .hands import click, type_text, wait_until_idle
from .test_review import merged
from .test_screenshots import check, take


def reporting_page(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, ReportPage]:
    desk = open_desk(db)
    desk.window.open_page("report")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["report"]
    assert isinstance(page, ReportPage)
    return desk, page


def type_code(qtbot: QtBot, desk: Desk, page: ReportPage, code: str) -> str:
    page.open_tab(CHECK)
    page.checking.code.clear()
    type_text(code, page.checking.code)
    click(page.checking.check_button)
    wait_until_idle(qtbot, desk)
    return page.checking.told.text()


def test_a_report_is_frozen_written_and_its_code_checked(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: out)
    desk, page = reporting_page(qtbot, open_desk, merged(tmp_path))
    assert desk.store is not None
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    made = freezing.frozen_reports(desk.store)[0]
    assert made.code in page.banner.words.text()
    assert page.frozen.model.record_at(0) == made
    click(page.frozen.write_button)
    wait_until_idle(qtbot, desk)
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".docx", ".xlsx"}
    assert (
        verifying.verify(desk.store, next(out.glob("*.pdf")), sorted((tmp_path / "sync").glob("xa*.clcsync"))).code
        == made.code
    )
    assert type_code(qtbot, desk, page, made.code) == "Đúng: khớp với số liệu hiện nay."
    assert "Gõ nhầm" in type_code(qtbot, desk, page, "1234")
    undoing.undo_merge(desk.store)
    told = type_code(qtbot, desk, page, made.code)
    assert "số liệu đã thay đổi từ đó" in told
    assert "trên giấy" in told
    merging.merge(desk.store, sorted((tmp_path / "sync").glob("*.clcsync")))
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert page.frozen.model.rowCount() == 1, "nothing has changed: the same report"
    assert cases.YEAR.code == made.period


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_frozen_reports(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"frozen-{'dark' if scheme.dark else 'light'}-{language}"
    desk, page = reporting_page(qtbot, open_desk, merged(tmp_path))
    take(desk, Path(f"{name}-words"))
    check(page)
    click(page.tabs[FROZEN])
    take(desk, Path(f"{name}-empty"))
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    undoing.undo_merge(desk.store)
    type_code(qtbot, desk, page, page.frozen.model.record_at(0).code)
    take(desk, Path(f"{name}-checked"))
    check(page)
