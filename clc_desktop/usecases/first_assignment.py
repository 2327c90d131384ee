"""A centre's new PC that is set up by a file from above: names, code, fields, targets and due days need no typing.

The PC has no keys yet to which a file could be sealed, so the file is sealed to a code on paper
(``sync.opening_code``). The keys that the PC then makes are its own: it registers like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.store.database import Store
from clc_desktop.sync import documents, opening_code, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import key_storage
from clc_desktop.usecases.exchange import LARGEST_FILE, assignment, find_unit, header, take_assignment
from clc_desktop.usecases.workspace import Identity, load_keys, read_unit_names, require_identity, take_identity

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


def write_first_assignment(store: Store, centre: str, out: Path, code: str = "") -> str:
    """Write the assignment of a centre (its id or its name) for a PC that nobody knows yet; returns the code for it.

    The code is kept nowhere else: it goes to the centre on paper, apart from the file. Another file has another code.
    Raises ClcError ``unit_unknown``, ``unit_ambiguous``, or like ``files.write_new``.
    """
    keys = load_keys(store)
    code = code or opening_code.new_code(keys.public.sign)
    once = opening_code.one_time_keys(code, keys.public.sign).public
    with store.read() as conn:
        who = require_identity(conn, "aggregator")
        document = assignment(conn, find_unit(conn, centre, "centre"), header(who, keys, [once]))
    files.write_new(out, reader.seal(document, keys, [once]))
    return code


def write_first_assignments(
    store: Store, wanted: Mapping[str, Path], sheets: Path, progress: Progress, cancelled: Cancelled
) -> tuple[Path, ...]:
    """The same for many centres (by id), and a PDF with a page for each that bears its code; the files written.

    The paper comes first: without it no file could ever be opened. Raises ClcError ``sheet_beside_file`` where both
    would go into one folder, ``file_exists``, or like ``write_first_assignment``; files that were written stay.
    """
    from clc_desktop.reports.opening_sheets import OpeningSheet, write_opening_sheets

    if any(path.parent.resolve() == sheets.parent.resolve() for path in wanted.values()):
        raise ClcError("sheet_beside_file")
    sign_key = load_keys(store).public.sign
    codes = {unit_id: opening_code.new_code(sign_key) for unit_id in wanted}
    with store.read() as conn:
        office, names = require_identity(conn, "aggregator").unit_name, read_unit_names(conn, clock.today())
    pages = [OpeningSheet(names.get(one, one), path.name, codes[one]) for one, path in wanted.items()]
    files.write_new(sheets, write_opening_sheets(office, pages), private=True)
    written: list[Path] = []
    for number, (unit_id, path) in enumerate(wanted.items()):
        if cancelled():
            break
        progress(number, len(wanted), names.get(unit_id, ""))
        write_first_assignment(store, unit_id, path, codes[unit_id])
        written.append(path)
    return tuple(written)


def start(store: Store, path: Path, typed_code: str) -> Identity:
    """Make a new database the centre's of a first assignment, with keys of its own, and take the assignment in.

    Raises ClcError ``opening_code_mistyped``, ``opening_code_other_sender``, ``opening_code_differs`` (another file's
    code, or a file that needs none: it is for a PC that has registered), ``already_set_up``, or a refusal of the file.
    """
    opening_code.parse(typed_code)  # what was typed wrong is said before anything of the file
    data = files.read_limited(path, LARGEST_FILE)
    once = opening_code.one_time_keys(typed_code, reader.outside(data).key_id)
    try:
        opened = reader.open_file(data, once, reader.PinnedKey)
    except ClcError as error:
        if error.code != "wrong_receiver":
            raise
        raise ClcError("opening_code_differs") from error
    document = opened.document
    if not isinstance(document, documents.Assignment):
        raise ClcError("wrong_kind", kind=type(document).__name__.lower())
    pair = KeyPair.generate()
    with store.write("set_up", document.unit_name) as tx:
        made = take_identity(tx, "centre", document.unit_id, document.unit_name, "centre", pair)
        take_assignment(tx, opened, document, data, path.name)
        key_storage.keep(store.path, made.installation_id, pair)
    return made
