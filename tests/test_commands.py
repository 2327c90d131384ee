"""What the commands share: files on a stick, usage in the words of the person, moments on this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clc_desktop import cli
from clc_desktop.cli.console import moment, names_in
from clc_desktop.cli.exchange import sync_files


def test_a_folder_gives_its_sync_files_however_a_stick_spells_their_ending(tmp_path: Path) -> None:
    for name in ("B.CLCSYNC", "a.clcsync", "notes.txt"):
        (tmp_path / name).touch()
    given = Path("renamed.bin")
    assert [path.name for path in sync_files([tmp_path, given])] == ["B.CLCSYNC", "a.clcsync", "renamed.bin"]


def test_a_missing_period_is_asked_for_in_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["print", "summary", "--out", str(tmp_path)]) == 2
    assert "Giấy này cần --period." in capsys.readouterr().err


def test_moments_are_shown_by_this_machines_clock() -> None:
    here = datetime(2021, 1, 1, 3, 30).astimezone()
    assert moment(here.astimezone(UTC).isoformat()) == "03:30 01/01/2021"


def test_formats_are_names_with_commas() -> None:
    assert names_in("pdf, DOCX,,xlsx ") == ["pdf", "docx", "xlsx"]
