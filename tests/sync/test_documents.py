"""The four kinds of document, their bounds, and what an older program says to a newer one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import documents
from clc_desktop.sync.keys import KeyPair
from tests.sync import samples


def all_four(centre: KeyPair, office: KeyPair) -> list[documents.AnyDocument]:
    return [
        samples.registration(centre),
        samples.assignment(office, centre),
        samples.submission(centre, office),
        samples.receipt(office, centre),
    ]


def refusal(data: bytes) -> ClcError:
    with pytest.raises(ClcError) as caught:
        documents.decode(data)
    return caught.value


def test_every_kind_comes_back(centre: KeyPair, office: KeyPair) -> None:
    for document in all_four(centre, office):
        decoded, tables = documents.decode(documents.encode(document))
        assert decoded == document
        assert [table.kind for table in tables] == [batch.kind for batch in document.records]


def test_every_kind_says_what_it_is(centre: KeyPair, office: KeyPair) -> None:
    kinds = [json.loads(documents.encode(document))["kind"] for document in all_four(centre, office)]
    assert kinds == ["registration", "assignment", "submission", "receipt"]


def test_fields_of_a_newer_program_of_this_format_are_passed_over(centre: KeyPair, office: KeyPair) -> None:
    document = samples.submission(centre, office)
    assert documents.decode(samples.changed(document, later={"a": [1, {}]}))[0] == document


@pytest.mark.parametrize("fields", [{"format": 2}, {"format": 2, "period": 7}, {"kind": "notice"}])
def test_a_newer_format_or_kind_asks_for_a_newer_program(
    centre: KeyPair, office: KeyPair, fields: dict[str, Any]
) -> None:
    assert refusal(samples.changed(samples.submission(centre, office), **fields)).code == "newer_format"


@pytest.mark.parametrize(
    "fields",
    [
        {"format": 0},
        {"format": "1"},
        {"kind": None},
        {"sender": None},
        {"receivers": ["x"]},
        {"receivers": ["0" * 64] * 65},
        {"made_on": "3013-01-01"},
        {"made_on": "2020-13-01"},
        {"period": ""},
        {"period": "2020\n"},
        {"sequence": 0},
        {"sequence": 10**12},
        {"previous": "0" * 63},
        {"previous": "A" * 64},
        {"knows": {"x": 1}},
        {"knows": {"1" * 16: 0}},
        {"knows": {"1" * 16: 10**15}},
        {"knows": {f"{i:016x}": 1 for i in range(4097)}},
        {"unlock": "x" * 20_001},
        {"records": [{"kind": "Class", "columns": [], "rows": []}]},
        {"records": [{"kind": "learning_class"}]},
        {"records": {}},
    ],
)
def test_values_out_of_bounds_are_refused(centre: KeyPair, office: KeyPair, fields: dict[str, Any]) -> None:
    assert refusal(samples.changed(samples.submission(centre, office), **fields)).code == "invalid_content"


def test_the_report_calendar_has_sane_dates(centre: KeyPair, office: KeyPair) -> None:
    calendar = [{"period": "2020", "on": "3013-01-05"}]
    assert refusal(samples.changed(samples.assignment(office, centre), calendar=calendar)).code == "invalid_content"


@pytest.mark.parametrize(
    "text",
    [
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999",
        b'"\\ud800"',
        b'"\\udc00x"',
        b'"\xed\xa0\x80"',
        b'"\x01"',
        b"[" * 10**6,
    ],
)
def test_what_is_no_json_is_refused(centre: KeyPair, office: KeyPair, text: bytes) -> None:
    """Also in a field that would otherwise be passed over, and among the rows."""
    data = documents.encode(samples.submission(centre, office))
    for place in (b'"2020-12-31"', b'"Lu\xe1\xba\xadt giao th\xc3\xb4ng <b>&"'):
        assert place in data
        assert refusal(data.replace(place, text)).code == "invalid_content"


def test_no_more_batches_and_objects_than_the_page_says(centre: KeyPair, office: KeyPair) -> None:
    """Counted before anything is built of them: a list is as long as it is when its bound is looked at."""
    empty = {"kind": "later", "columns": ["version", "deleted", "id", "unit_id"], "rows": []}

    def filled(batches: int, objects: int) -> bytes:
        document = samples.submission(centre, office, records=())
        return samples.changed(document, records=[empty] * batches, later=[{}] * objects)

    most = documents.MAX_OBJECTS - filled(0, 0).count(b"{")
    for batches, objects in ((1000, 0), (0, most)):
        documents.decode(filled(batches, objects))
    assert refusal(filled(1001, 0)).data["reason"] == "structure"
    assert refusal(filled(0, most + 1)).data["reason"] == "too_many_objects"


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'{"kind":"submission"}', b"\xff\xfe", b"{}{}"])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    assert refusal(data).code == "invalid_content"


def test_half_a_document_is_refused_wherever_it_ends(centre: KeyPair, office: KeyPair) -> None:
    data = documents.encode(samples.submission(centre, office))
    for end in range(len(data)):
        assert refusal(data[:end]).code == "invalid_content"


def test_a_document_cannot_be_changed(centre: KeyPair) -> None:
    with pytest.raises(AttributeError):
        samples.registration(centre).role = "aggregator"  # type: ignore[misc]
