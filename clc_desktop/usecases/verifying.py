"""Kiểm tra báo cáo: whether a report on paper, or rather its PDF, is what was frozen, and what the submissions say.

Without a database: the manifest's signature, every page against what the manifest says, and the files' digests. With
the database of one who can open the submissions: the figures again, counted from the files alone, in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clc_desktop import __version__, files
from clc_desktop.domain.comparing import Difference, detailed, differences
from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.periods import parse_period
from clc_desktop.reports import frozen, lists, paper, proof
from clc_desktop.reports.document import Annex
from clc_desktop.store import contacts, merging, snapshots
from clc_desktop.store.database import Connection, Store, Tx, set_meta
from clc_desktop.sync import check_number, documents, manifest, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.sync.manifest import Behind, Manifest, Signed
from clc_desktop.usecases.exchange import LARGEST_FILE, incoming
from clc_desktop.usecases.reporting import Scope, read_figures, read_lists
from clc_desktop.usecases.workspace import load_keys, read_tree, require_identity

LARGEST_PDF = 128 * 1024 * 1024
_MOST_CHANGES = 50
"""Changed words that are listed; more than that is another document."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. A finding of severity ``error`` makes the report untrue; a ``warning`` says what to know besides.

    ``figures`` compares each figure of the paper (left) with the submissions (right); ``recomputed`` says whether that
    was done. ``signer`` is the check number of the key that signed.
    """

    findings: tuple[Problem, ...]
    figures: tuple[Difference, ...] = ()
    recomputed: bool = False
    code: str = ""
    unit_name: str = ""
    period: str = ""
    signer: str = ""

    @property
    def true(self) -> bool:
        """Whether nothing speaks against the paper."""
        return not any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Given:
    """The files that were brought: those behind the report, and what is wrong with the set."""

    behind: tuple[tuple[Behind, bytes], ...]
    extra: tuple[tuple[Path, bytes], ...]
    findings: tuple[Problem, ...]


class _Stopped(Exception):
    """A person has asked to stop. Nothing was written."""


class _Steps:
    """How far the check is: pages, redrawing, pages again, files, figures. Before each step somebody may stop it."""

    def __init__(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._done, self._total = 0, 1

    def expect(self, count: int) -> None:
        """So many steps are ahead, besides those that were known."""
        self._total += count

    def begin(self, what: str) -> None:
        """The next one; raises ``_Stopped`` instead."""
        if self._cancelled():
            raise _Stopped
        self._progress(self._done, self._total, what)
        self._done += 1


def verify(store: Store | None, pdf: Path, paths: Sequence[Path], progress: Progress = lambda *_: None) -> Verification:
    """Compare a report with its manifest and with the submissions behind it.

    Raises ClcError ``not_a_pdf`` or what reading the files raises; everything else is a finding.
    """
    return _verify(store, pdf, paths, _Steps(progress, lambda: False))


def verify_slowly(
    store: Store | None, pdf: Path, paths: Sequence[Path], progress: Progress, cancelled: Callable[[], bool]
) -> Verification | None:
    """The same, asking between its steps whether to go on; None when it was cancelled."""
    try:
        return _verify(store, pdf, paths, _Steps(progress, cancelled))
    except _Stopped:
        return None


def _verify(store: Store | None, pdf: Path, paths: Sequence[Path], steps: _Steps) -> Verification:
    data = files.read_limited(pdf, LARGEST_PDF)
    pages = _read_pages(data, steps, pdf.name)
    try:
        signed = manifest.read(proof.attached(data))
    except ClcError as error:
        return Verification((_error(error.code, **error.data),))
    findings = [*_signer(store, signed), *_pages(signed.manifest, pages, steps)]
    given = _brought(signed.manifest, paths, steps)
    findings += given.findings
    recomputed, figures = _figures(store, signed, given, findings, steps)
    return Verification(
        findings=tuple(findings),
        figures=figures,
        recomputed=recomputed,
        code=signed.manifest.code,
        unit_name=signed.manifest.content.unit_name,
        period=signed.manifest.content.period,
        signer=check_number.check_number(signed.key_id),
    )


def _error(code: str, **data: Any) -> Problem:
    return Problem(code, data=data)


def _note(code: str, **data: Any) -> Problem:
    return Problem(code, severity="warning", data=data)


# --- who signed -------------------------------------------------------------------------------------------------------


def _signer(store: Store | None, signed: Signed) -> Iterator[Problem]:
    """With a database the key must be ours, or approved for the unit that issued; without one a person has to look."""
    issuer = signed.manifest.issuer
    number = check_number.check_number(signed.key_id)
    if store is None:
        yield _note("signed_by", name=issuer.unit_name, check_number=number)
        return
    with store.read() as conn:
        who, held = require_identity(conn), contacts.holders(conn, signed.key_id)
    own = {keys.public.sign for keys in load_keys(store).every} if who.unit_id == issuer.unit_id else set()
    known = [contact for contact in held if contact.unit_id == issuer.unit_id]
    if signed.key_id not in own and not known:
        yield _error("manifest_unknown_key", name=issuer.unit_name, check_number=number)
    elif any(contact.state == "revoked" for contact in known):
        yield _error("manifest_revoked_key", name=issuer.unit_name, check_number=number)


# --- what the pages show ----------------------------------------------------------------------------------------------


def _read_pages(pdf: bytes, steps: _Steps, what: str) -> tuple[paper.Page, ...]:
    count = len(proof.open_pdf(pdf).pages)
    steps.expect(count)
    return paper.pages(pdf, lambda: steps.begin(what))


def _pages(kept: Manifest, found: Sequence[paper.Page], steps: _Steps) -> Iterator[Problem]:
    """The pages beside those that the manifest's own document gives when it is written again."""
    from clc_desktop.reports.pdf_writer import write_pdf

    steps.begin(kept.code)
    try:
        document = proof.marked(frozen.document_of(kept.content.document), kept.code)
        drawn = write_pdf(document)
    except Exception as error:  # noqa: BLE001  it is signed by anybody, and no document of ours fails to be written
        yield _error("document_unreadable", detail=type(error).__name__)
        return
    expected = _read_pages(drawn, steps, kept.code)
    yield from (_note("signature_on_page", page=number) for number, page in enumerate(found, 1) if page.signed)
    if [page.look for page in found] == [page.look for page in expected]:
        return
    steps.expect(len(found) + len(expected))
    for page in (*found, *expected):
        steps.begin(kept.code)
        page.text  # noqa: B018  what it says is read here, where one can stop
    if printed := paper.printed_codes(found) - {kept.code}:
        yield _error("code_differs", found=", ".join(sorted(printed)), expected=kept.code)
    changes = paper.word_changes(document, expected, found)
    yield from (_changed(change) for change in changes[:_MOST_CHANGES])
    if not changes:
        yield from _looks(kept, expected, found)


def _changed(change: paper.WordChange) -> Problem:
    code = "figure_on_paper" if change.name else "text_on_paper"
    return _error(code, page=change.page, name=change.name, paper=change.found, expected=change.expected)


def _looks(kept: Manifest, expected: Sequence[paper.Page], found: Sequence[paper.Page]) -> Iterator[Problem]:
    """The same words, drawn otherwise: by another version of the program that is nothing, else something hides them."""
    if (kept.program, kept.renderer) != (__version__, proof.renderer()):
        yield _note("other_program", version=kept.program)
        return
    pairs = enumerate(zip(found, expected, strict=False), start=1)
    yield from (_error("page_looks_different", page=number) for number, (one, two) in pairs if one.look != two.look)
    if len(found) != len(expected):
        yield _error("page_count", count=len(found), expected=len(expected))


# --- the files --------------------------------------------------------------------------------------------------------


def _brought(kept: Manifest, paths: Sequence[Path], steps: _Steps) -> _Given:
    """Tell the files apart by their digests: behind the report, changed, missing, of no part in it."""
    open_ones = {behind.digest: behind for behind in kept.submissions}
    matched: list[tuple[Behind, bytes]] = []
    others: list[tuple[Path, bytes]] = []
    wanted = dict.fromkeys(paths)
    steps.expect(len(wanted))
    for path in wanted:
        steps.begin(path.name)
        data = files.read_limited(path, LARGEST_FILE)
        digest = hashlib.sha256(data).hexdigest()
        if digest in open_ones:
            matched.append((open_ones.pop(digest), data))
        elif digest not in {behind.digest for behind, _ in matched}:
            others.append((path, data))
    findings, extra = [], []
    for path, data in others:
        key = _key_of(data)
        changed = next((behind for behind in open_ones.values() if behind.sign_key == key), None)
        if changed:
            del open_ones[changed.digest]
            findings.append(_error("submission_changed", file=path.name, **_named(changed)))
        elif key is None:
            findings.append(_error("submission_unreadable", file=path.name, reason="damaged"))
        else:
            extra.append((path, data))
    findings += [_error("submission_missing", **_named(behind)) for behind in open_ones.values()]
    return _Given(tuple(matched), tuple(extra), tuple(findings))


def _key_of(data: bytes) -> str | None:
    try:
        return reader.outside(data).key_id
    except ClcError:
        return None


def _named(behind: Behind) -> dict[str, Any]:
    return {"name": behind.unit_name, "sequence": behind.sequence, "period": behind.period}


# --- the figures ------------------------------------------------------------------------------------------------------


def _figures(
    store: Store | None, signed: Signed, given: _Given, findings: list[Problem], steps: _Steps
) -> tuple[bool, tuple[Difference, ...]]:
    """Count the figures again where that can be done, adding what is found; says whether it was."""
    kept = signed.manifest
    if not kept.submissions:
        findings.append(_note("nothing_behind"))
    if store is None:
        findings += [_error("submission_extra", file=path.name, key_id=_key_of(data)) for path, data in given.extra]
        findings += [_note("not_recomputed")] if kept.submissions else []
        return False, ()
    keys = load_keys(store)
    findings += _extra(keys, kept, given, steps)
    if not kept.submissions or len(given.behind) < len(kept.submissions):
        return False, ()
    opened = list(_opened(keys, given, findings, steps))
    if len(opened) < len(kept.submissions):
        return False, ()
    found = _compared(signed, opened, steps)
    findings += [_error("figure_differs", name=one.name, paper=one.left, submissions=one.right) for one in found]
    if found and kept.corrections:
        findings.append(_note("corrections", count=kept.corrections))
    return True, found


def _extra(keys: KeyPair, kept: Manifest, given: _Given, steps: _Steps) -> Iterator[Problem]:
    """Files of no part in the report: an earlier one of a file that is behind it is no harm, any other is left out."""
    steps.expect(len(given.extra))
    for path, data in given.extra:
        steps.begin(path.name)
        try:
            document = reader.open_file(data, keys, reader.PinnedKey).document
        except ClcError as error:
            yield _error("submission_unreadable", file=path.name, reason=error.code)
            continue
        sender, sequence = document.sender, getattr(document, "sequence", 0)
        data_of = {"file": path.name, "name": sender.unit_name, "period": getattr(document, "period", "")}
        earlier = any(
            behind.installation_id == sender.installation_id
            and behind.period == data_of["period"]
            and behind.sequence > sequence
            for behind in kept.submissions
        )
        yield _note("submission_earlier", **data_of) if earlier else _error("submission_extra", **data_of)


def _opened(keys: KeyPair, given: _Given, findings: list[Problem], steps: _Steps) -> Iterator[reader.Opened]:
    """The submissions, each checked against the key that the manifest names for it."""
    steps.expect(len(given.behind))
    for behind, data in given.behind:
        steps.begin(behind.unit_name)
        pinned = reader.PinnedKey(behind.sign_key, behind.unit_id)
        try:
            yield reader.open_file(data, keys, {behind.sign_key: pinned}.get)
        except ClcError as error:
            findings.append(_error("submission_unreadable", file=behind.unit_name, reason=error.code))


def _compared(signed: Signed, opened: Sequence[reader.Opened], steps: _Steps) -> tuple[Difference, ...]:
    """The paper's figures and lists beside those of the submissions."""
    content = signed.manifest.content
    try:
        on_paper = lists.listed(frozen.document_of(content.document).annexes)
    except ClcError:  # ``_pages`` has said so
        on_paper = ()
    figures, again = _recomputed(signed, opened, [annex.name for annex in on_paper], steps)
    return (*differences(content.figures, figures), *lists.list_differences(on_paper, again))


def _recomputed(
    signed: Signed, opened: Sequence[reader.Opened], names: Sequence[str], steps: _Steps
) -> tuple[dict[str, Any], tuple[Annex, ...]]:
    """The figures of the submissions and of what the issuer gave besides, counted in a database of their own; and the
    lists of these names."""
    content = signed.manifest.content
    scratch = snapshots.scratch_store()
    steps.expect(len(opened) + 1)
    try:
        with scratch.write("verify") as tx:
            _become(tx, signed.manifest)
            _take(tx, incoming(signed.given), {row for table in signed.given for row in table.column("unit_id")})
            for one in opened:
                steps.begin(one.document.sender.unit_name)
                _take(tx, incoming(one.tables), _speaks_for(tx.conn, one))
            steps.begin(content.unit_name)
            scope = Scope(content.tree_date, content.unit_id)
            period, compare = parse_period(content.period), content.figures["previous"] is not None
            counted = read_figures(tx.conn, period, compare, scope)
            return detailed(counted), read_lists(tx.conn, counted, names)
    finally:
        scratch.close()


def _become(tx: Tx, kept: Manifest) -> None:
    issuer = kept.issuer
    known = {
        "role": "centre" if issuer.unit_kind == "centre" else "aggregator",
        "unit_id": issuer.unit_id,
        "unit_name": issuer.unit_name,
        "unit_kind": issuer.unit_kind,
        "counting_rule": kept.content.counting_rule,
        "installation_id": "0" * 16,
    }
    for key, value in known.items():
        set_meta(tx.conn, key, value)
    if issuer.above:
        set_meta(tx.conn, "above", issuer.above)


def _take(tx: Tx, batches: list[merging.Incoming], units: set[str]) -> None:
    merging.stage(tx.conn, batches, units)
    merging.apply(tx, [batch.kind for batch in batches])


def _speaks_for(conn: Connection, opened: reader.Opened) -> set[str]:
    """Whose records a file may bring: its sender's and those of the units that were ever under it."""
    sender: documents.Party = opened.document.sender
    return {sender.unit_id, *read_tree(conn).below_ever(sender.unit_id)}
