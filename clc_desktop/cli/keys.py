"""Commands for keys, PCs of a unit, and the safety of the database."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from clc_desktop.cli.console import AS_JSON, FILE, echo_json, moment, store
from clc_desktop.cli.setup import echo_identity
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import installations, recovery, safekeeping
from clc_desktop.usecases.installations import Contact

_STATES = {"approved": N_("đã duyệt"), "replaced": N_("đã thay"), "revoked": N_("đã thu hồi")}
_PLACES = {
    "system": N_("trong kho khóa của hệ điều hành"),
    "file": N_("trong tệp .key cạnh cơ sở dữ liệu"),
    "nowhere": N_("không có trên máy này"),
}


@click.command("keys")
@AS_JSON
@click.pass_obj
def keys_(db: Path | None, as_json: bool) -> None:
    """List the PCs whose keys were approved here."""
    with store(db) as opened:
        found = installations.installations(opened)
    if as_json:
        echo_json([_contact_json(contact, number) for contact, number in found])
        return
    for contact, number in found:
        state, since = _(_STATES[contact.state]), moment(contact.since)
        click.echo(f"{contact.unit_name}  {contact.installation_id}  {number}  {state}  {since}")


@click.command()
@click.option("--installation", help="The PC: its id as `keys` lists it.")
@click.option("--centre", help="All PCs of a unit: its name or id.")
@click.pass_obj
def revoke(db: Path | None, installation: str | None, centre: str | None) -> None:
    """Never again trust a PC that was lost or stolen; what was merged from it stays."""
    if (installation is None) == (centre is None):
        raise click.UsageError(_("Cần --installation hoặc --centre, một trong hai."))
    with store(db) as opened:
        if installation is not None:
            found = installations.revoke_installation(opened, installation)
        else:
            found = installations.revoke_unit(opened, str(centre))
    for contact in found:
        click.echo(_("Đã thu hồi khóa: {name}, máy {code}", name=contact.unit_name, code=contact.installation_id))


@click.command("rotate-keys")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def rotate_keys(db: Path | None, out: Path) -> None:
    """Make new keys and write the file that announces them to the aggregator."""
    with store(db) as opened:
        rotated = installations.rotate_keys(opened, out)
    click.echo(rotated.check_number)
    if not rotated.vouched:
        click.echo(_("Khóa cũ không còn: đơn vị tổng hợp phải duyệt lại bằng số kiểm tra này."), err=True)


@click.command("recovery-sheet")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def recovery_sheet(db: Path | None, out: Path) -> None:
    """Write the recovery sheet: print it, keep it in the safe, delete the file."""
    with store(db) as opened:
        click.echo(str(recovery.recovery_sheet(opened, out)))
    click.echo(_("In tệp này ra giấy, cất vào két rồi xóa tệp: ai có nó đều ký được thay đơn vị."), err=True)


@click.command()
@click.option("--name", default="", help="The unit's name; not needed with a scanned code.")
@click.option(
    "--code", help="The six lines, or what the QR code holds; without it they are asked for, or read (stdin)."
)
@click.pass_obj
def recover(db: Path | None, name: str, code: str | None) -> None:
    """Restore identity and keys from a recovery sheet, on a new PC."""
    with store(db, create=True) as opened:
        echo_identity(recovery.recover(opened, _asked() if code is None else code, name))
    click.echo(_("Khóa đã trở lại. Số liệu lấy từ bản sao lưu (lệnh restore) hoặc từ đơn vị tổng hợp."), err=True)


@click.command()
@AS_JSON
@click.pass_obj
def check(db: Path | None, as_json: bool) -> int:
    """Look whether the database is whole."""
    with store(db) as opened:
        found = safekeeping.check(opened)
    if as_json:
        echo_json({"sound": found.sound, **asdict(found)})
    else:
        count = sum(found.records.values())
        click.echo(_("Khóa: {place}", place=_(_PLACES[found.keys])))
        click.echo(_("Cơ sở dữ liệu nguyên vẹn, {count} bản ghi.", count=count) if found.sound else "")
    if not found.sound:
        click.echo(f"database_damaged: {'; '.join(found.faults) or found.loose_ends}", err=True)
    return 0 if found.sound else 1


@click.command()
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def backup(db: Path | None, out: Path) -> None:
    """Write a checked copy of the database, without its keys."""
    with store(db) as opened:
        click.echo(str(safekeeping.backup(opened, out)))


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def restore(db: Path | None, file: Path) -> None:
    """Bring a copy back into --db, as a new installation; what was there is kept beside it."""
    if db is None:
        raise click.UsageError(_("Cần --db TỆP.db trước tên lệnh."))
    restored = safekeeping.restore(db, file)
    echo_identity(restored.identity)
    if restored.kept is not None:
        click.echo(_("Dữ liệu trước đó giữ ở: {folder}", folder=str(restored.kept)))
    if not restored.keys:
        click.echo(
            _("Máy này không có khóa của đơn vị: dùng phiếu khôi phục (recover), hoặc tạo khóa mới (rotate-keys)."),
            err=True,
        )


def _asked() -> str:
    """The six lines from the keyboard, each asked for again until it can be right; from a pipe as they are."""
    if not sys.stdin.isatty():
        return sys.stdin.read()
    return "\n".join(_line(number) for number in range(1, recovery.LINES + 1))


def _line(number: int) -> str:
    while True:
        typed = str(click.prompt(_("Dòng {number}", number=number)))
        if recovery.line_fits(number, typed):
            return typed
        click.echo(_("Có chữ số sai trong dòng này."), err=True)


def _contact_json(contact: Contact, number: str) -> dict[str, Any]:
    return {**asdict(contact), "check_number": number}


COMMANDS = (keys_, revoke, rotate_keys, recovery_sheet, recover, check, backup, restore)
