"""A centre's new PC that is set up by a file from above: names, code, fields, targets and due days need no typing.

The PC has no keys yet to which a file could be sealed, so the file is sealed to a code on paper
(``sync.opening_code``). The keys that the PC then makes are its own: it registers like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import transfers
from clc_desktop.store.database import Store, get_meta, set_meta
from clc_desktop.sync import documents, opening_code, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import key_storage
from clc_desktop.usecases.exchange import LARGEST_FILE, SUFFIX, assignment, find_unit, header, take_assignment
from clc_desktop.usecases.workspace import Identity, load_keys, require_identity, take_identity

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
STEM = "giao-lan-dau_"
"""How the name of such a file begins, so that a new PC finds it on a stick."""
_FIRST = "first_assignment"


def write_first_assignment(store: Store, centre: str, out: Path) -> str:
    """Write the assignment of a centre (its id or its name) for a PC that nobody knows yet; returns the code for it.

    The code is kept nowhere else: it goes to the centre on paper, apart from the file. Another file has another code.
    Raises ClcError ``unit_unknown``, ``unit_ambiguous``, or like ``files.write_new``.
    """
    code = opening_code.new_code(load_keys(store).public.sign)
    files.write_new(out, _sealed(store, centre, code))
    return code


def write_first_assignments(
    store: Store, units: Mapping[str, str], folder: Path, sheets: Path, progress: Progress, cancelled: Cancelled
) -> tuple[Path, ...]:
    """The same for many centres (id to name), each read back, and a PDF with a page for each that bears its code.

    The paper comes first: without it no file could ever be opened. Raises ClcError ``sheet_beside_file`` where both
    would go into one folder, or like ``files.write_new``, ``files.deliver`` and ``files.counting``.
    """
    from clc_desktop.reports.opening_sheets import OpeningSheet, write_opening_sheets

    if folder.resolve() == sheets.parent.resolve():
        raise ClcError("sheet_beside_file")
    sign_key = load_keys(store).public.sign
    pages = {
        unit_id: OpeningSheet(name, file_name, opening_code.new_code(sign_key))
        for (unit_id, name), file_name in zip(units.items(), _new_names(folder, units.values()), strict=True)
    }
    with store.read() as conn:
        office = require_identity(conn, "aggregator").unit_name
    files.write_new(sheets, write_opening_sheets(office, tuple(pages.values())), private=True)
    written: list[Path] = []
    for number, (unit_id, page) in enumerate(pages.items()):
        if cancelled():
            break
        progress(number, len(pages), page.unit_name)
        with files.counting(written, folder):
            written.append(files.deliver(folder, page.file_name, _sealed(store, unit_id, page.code)))
    return tuple(written)


def _new_names(folder: Path, names: Iterable[str]) -> list[str]:
    """A new file name for each, also among themselves: the paper must name the right one."""
    made: list[str] = []
    for name in names:
        stem = files.safe_name(f"{STEM}{search_key(name).replace(' ', '-')}")
        same = (f"{stem}_{number}{SUFFIX}" if number > 1 else f"{stem}{SUFFIX}" for number in count(1))
        made.append(next(one for one in same if one not in made and not (folder / one).exists()))
    return made


def _sealed(store: Store, centre: str, code: str) -> bytes:
    keys = load_keys(store)
    once = opening_code.one_time_keys(code, keys.public.sign).public
    with store.read() as conn:
        who = require_identity(conn, "aggregator")
        document = assignment(conn, find_unit(conn, centre, "centre"), header(who, keys, [once]))
    return reader.seal(document, keys, [once])


def start(store: Store, path: Path, typed_code: str) -> Identity:
    """Make a new database the centre's of a first assignment, with keys of its own, and take the assignment in.

    Raises ClcError ``opening_code_mistyped``, ``opening_code_other_sender``, ``opening_code_differs`` (another file's
    code, or a file that needs none: it is for a PC that has registered), ``already_set_up``, or a refusal of the file.
    """
    data = files.read_limited(path, LARGEST_FILE)
    opened, document = open_first(data, typed_code)
    pair = KeyPair.generate()
    with store.write("set_up", document.unit_name) as tx:
        made = take_identity(tx, "centre", document.unit_id, document.unit_name, "centre", pair)
        take_assignment(tx, opened, document, data, path.name)
        set_meta(tx.conn, _FIRST, opened.digest)
        key_storage.keep(store.path, made.installation_id, pair)
    return made


def open_first(data: bytes, typed_code: str) -> tuple[reader.Opened, documents.Assignment]:
    """A first assignment and what it says, for a preview before anything is written. Raises like ``start``."""
    opening_code.parse(typed_code)  # what was typed wrong is said before anything of the file
    once = opening_code.one_time_keys(typed_code, reader.outside(data).key_id)
    try:
        opened = reader.open_file(data, once, reader.PinnedKey)
    except ClcError as error:
        if error.code != "wrong_receiver":
            raise
        raise ClcError("opening_code_differs") from error
    if not isinstance(opened.document, documents.Assignment):
        raise ClcError("wrong_kind", kind=type(opened.document).__name__.lower())
    return opened, opened.document


def awaits_approval(store: Store) -> bool:
    """Whether nothing has come from above since the first assignment: perhaps nobody there knows our keys yet."""
    with store.read() as conn:
        first = get_meta(conn, _FIRST)
        return first is not None and all(file.digest == first for file in transfers.received_files(conn))
