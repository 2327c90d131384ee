"""No learner's name, phone, address or ID leaves the centre: not as a field, not in any other way."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.records import KINDS, Record
from clc_desktop.sync import documents, payload
from clc_desktop.sync.keys import KeyPair
from tests.sync import samples

CENTRE, OFFICE = KeyPair.generate(), KeyPair.generate()
WITH_SECRETS = [cls for cls in KINDS.values() if any(f.metadata.get("local") for f in dataclasses.fields(cls))]
SECRETS = st.text(samples.SECRET_LETTERS, min_size=1, max_size=12)


def test_there_are_records_with_personal_data() -> None:
    assert {cls.kind for cls in WITH_SECRETS} >= {"learner", "staff_member", "collaborator"}


@given(st.data())
def test_no_personal_data_stands_in_a_document(data: Any) -> None:
    cls = data.draw(st.sampled_from(WITH_SECRETS))
    record: Record = data.draw(samples.records(cls))
    secrets = {f.name: data.draw(SECRETS) for f in dataclasses.fields(cls) if f.metadata.get("local")}
    row = samples.versioned(dataclasses.replace(record, **secrets), extra=dict(secrets))
    content = documents.encode(samples.submission(CENTRE, OFFICE, records=payload.to_batches(cls, [row])))
    for secret in secrets.values():
        assert secret.encode() not in content
