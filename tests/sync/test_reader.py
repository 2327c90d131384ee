"""Files from end to end: each step refuses before the next begins."""

from __future__ import annotations

import random
import tracemalloc
import zlib
from collections import Counter

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import documents, envelope, reader
from clc_desktop.sync.keys import KeyPair
from tests.sync import samples


def code_of(data: bytes, keys: KeyPair, *known: reader.PinnedKey) -> str:
    with pytest.raises(ClcError) as caught:
        opened_by(data, keys, *known)
    return caught.value.code


def opened_by(data: bytes, keys: KeyPair, *known: reader.PinnedKey) -> reader.Opened:
    return reader.open_file(data, keys, {key.sign_key: key for key in known}.get)


# --- what should pass -------------------------------------------------------------------------------------------------


def test_a_submission_is_opened_by_its_receiver_and_by_its_sender(centre: KeyPair, office: KeyPair) -> None:
    document = samples.submission(centre, office)
    data = reader.seal(document, centre, [office.public])
    for keys in (office, centre):
        opened = opened_by(data, keys, samples.pinned(centre))
        assert opened.document == document
        assert opened.key_id == centre.public.sign
        assert opened.digest == reader.outside(data).digest
        assert [row.record for table in opened.tables for row in table.versioned()] == [
            samples.learning_class(),
            samples.session(),
        ]


def test_the_other_kinds_go_the_same_way(centre: KeyPair, office: KeyPair) -> None:
    known = samples.pinned(office, unit_id=samples.OFFICE, installation_id=samples.OFFICE_INSTALLATION)
    for document in (samples.assignment(office, centre), samples.receipt(office, centre)):
        assert opened_by(reader.seal(document, office, [centre.public]), centre, known).document == document


def test_several_installations_may_receive_one_file(centre: KeyPair, office: KeyPair, stranger: KeyPair) -> None:
    both = (office.public.sign, stranger.public.sign)
    data = reader.seal(samples.submission(centre, office, receivers=both), centre, [office.public, stranger.public])
    for keys in (office, stranger):
        assert opened_by(data, keys, samples.pinned(centre))


def test_a_first_assignment_is_trusted_by_its_key_alone(centre: KeyPair, office: KeyPair) -> None:
    data = reader.seal(samples.assignment(office, centre), office, [centre.public])
    assert opened_by(data, centre, reader.PinnedKey(office.public.sign))


def test_a_registration_needs_no_key_to_be_read(centre: KeyPair) -> None:
    document = samples.registration(centre)
    data = reader.seal(document, centre)
    assert reader.open_registration(data).document == document
    assert data == reader.seal(document, centre)


def test_the_outside_tells_what_can_be_seen_without_keys(centre: KeyPair, office: KeyPair) -> None:
    data = reader.seal(samples.submission(centre, office), centre, [office.public])
    outside = reader.outside(data)
    assert (outside.key_id, outside.size, outside.is_registration) == (centre.public.sign, len(data), False)
    assert reader.outside(reader.seal(samples.registration(centre), centre)).is_registration


# --- damage -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(centre: KeyPair, office: KeyPair) -> bytes:
    return reader.seal(samples.submission(centre, office, records=()), centre, [office.public])


@pytest.fixture(scope="module")
def large(centre: KeyPair, office: KeyPair) -> bytes:
    classes = [samples.versioned(samples.learning_class(id=f"{i:032x}", topic=f"Chuyên đề {i}")) for i in range(60)]
    sessions = [samples.versioned(samples.session(id=f"{i:032x}", present=i)) for i in range(120)]
    document = samples.submission(centre, office, records=samples.batches(*classes, *sessions))
    return reader.seal(document, centre, [office.public])


def test_no_bit_of_a_file_can_change(small: bytes, centre: KeyPair, office: KeyPair, spy: Counter[str]) -> None:
    known = samples.pinned(centre)
    for place in range(len(small)):
        for bit in range(8):
            changed = bytearray(small)
            changed[place] ^= 1 << bit
            assert code_of(bytes(changed), office, known) in REFUSED_UNREAD, (place, bit)
    assert not spy


def test_no_byte_of_a_large_file_can_change(large: bytes, centre: KeyPair, office: KeyPair, spy: Counter[str]) -> None:
    known = samples.pinned(centre)
    rnd = random.Random(2020)
    for place in range(len(large)):
        changed = bytearray(large)
        changed[place] ^= rnd.randrange(1, 256)
        assert code_of(bytes(changed), office, known) in REFUSED_UNREAD, place
    assert not spy


def test_no_part_of_a_file_passes_for_the_whole(
    large: bytes, centre: KeyPair, office: KeyPair, spy: Counter[str]
) -> None:
    known = samples.pinned(centre)
    for end in range(len(large)):
        assert code_of(large[:end], office, known) in {"not_sync_file", "damaged"}, end
    assert not spy


@pytest.mark.parametrize("more", [b"\n", b" ", b"\x00", b"{}"])
def test_nothing_can_be_added_to_a_file(
    small: bytes, centre: KeyPair, office: KeyPair, spy: Counter[str], more: bytes
) -> None:
    assert code_of(small + more, office, samples.pinned(centre)) == "damaged"
    assert not spy


def test_no_bit_of_a_registration_can_change(centre: KeyPair, spy: Counter[str]) -> None:
    data = reader.seal(samples.registration(centre), centre)
    spy.clear()
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            with pytest.raises(ClcError) as caught:
                reader.open_registration(bytes(changed))
            assert caught.value.code in REFUSED_UNREAD | {"wrong_kind"}
    assert not spy


REFUSED_UNREAD = {"not_sync_file", "damaged", "newer_format", "unknown_key"}


# --- trust ------------------------------------------------------------------------------------------------------------


def test_a_key_that_nobody_approved_is_refused_unread(
    small: bytes, centre: KeyPair, office: KeyPair, spy: Counter[str]
) -> None:
    assert code_of(small, office) == "unknown_key"
    assert not spy


def test_who_looks_keys_up_may_refuse_one_and_nothing_is_read(small: bytes, office: KeyPair, spy: Counter[str]) -> None:
    def revoked(key_id: str) -> reader.PinnedKey | None:
        raise ClcError("revoked_key", name="xã Ba", key_id=key_id)

    with pytest.raises(ClcError, match="revoked_key") as caught:
        reader.open_file(small, office, revoked)
    assert caught.value.data["name"] == "xã Ba"
    assert not spy


def test_a_file_for_somebody_else_is_refused_undecoded(
    small: bytes, centre: KeyPair, stranger: KeyPair, spy: Counter[str]
) -> None:
    assert code_of(small, stranger, samples.pinned(centre)) == "wrong_receiver"
    assert spy == {"decrypt": 1}


def test_a_file_that_names_another_receiver_inside_is_refused(
    centre: KeyPair, office: KeyPair, stranger: KeyPair
) -> None:
    content = documents.encode(samples.submission(centre, stranger))
    assert code_of(samples.wrapped(content, centre, office), office, samples.pinned(centre)) == "wrong_receiver"


def test_a_file_stripped_and_signed_by_another_approved_centre_is_refused(
    small: bytes, centre: KeyPair, office: KeyPair, stranger: KeyPair
) -> None:
    ciphertext = envelope.read_outer(small).payload
    stolen = envelope.sign(envelope.SYNC_TYPE, ciphertext, stranger)
    assert code_of(stolen, office, samples.pinned(centre), samples.pinned(stranger)) == "disagrees"


@pytest.mark.parametrize("changes", [{"unit_id": "e" * 32}, {"installation_id": "3" * 16}])
def test_a_key_writes_in_the_name_of_its_own_centre_and_installation_only(
    small: bytes, centre: KeyPair, office: KeyPair, changes: dict[str, str]
) -> None:
    assert code_of(small, office, samples.pinned(centre, **changes)) == "disagrees"


def test_a_registration_in_the_name_of_another_key_is_refused(centre: KeyPair, stranger: KeyPair) -> None:
    content = zlib.compress(documents.encode(samples.registration(centre)), wbits=31)
    with pytest.raises(ClcError) as caught:
        reader.open_registration(envelope.sign(envelope.REGISTRATION_TYPE, content, stranger))
    assert caught.value.code == "disagrees"


def test_each_door_takes_its_own_kind(small: bytes, centre: KeyPair, office: KeyPair) -> None:
    data = reader.seal(samples.registration(centre), centre)
    assert code_of(data, office, samples.pinned(centre)) == "wrong_kind"
    with pytest.raises(ClcError) as caught:
        reader.open_registration(small)
    assert caught.value.code == "wrong_kind"


def test_a_registration_cannot_pose_as_another_file(centre: KeyPair, office: KeyPair) -> None:
    """Nor the other way round: what stands inside must be of the type that was signed."""
    addressed = samples.registration(centre, receivers=(office.public.sign,))
    inside = samples.wrapped(documents.encode(addressed), centre, office)
    assert code_of(inside, office, samples.pinned(centre)) == "disagrees"
    content = zlib.compress(documents.encode(samples.submission(centre, office)), wbits=31)
    with pytest.raises(ClcError) as caught:
        reader.open_registration(envelope.sign(envelope.REGISTRATION_TYPE, content, centre))
    assert caught.value.code == "disagrees"


# --- content of an approved sender that is not what a program of ours writes ------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\x1f\x8b", b"not gzip", zlib.compress(b"{}"), zlib.compress(b"{}", wbits=-15)]
)
def test_content_that_is_not_gzip_is_refused(centre: KeyPair, office: KeyPair, content: bytes) -> None:
    data = samples.wrapped(content, centre, office, pack=False)
    assert code_of(data, office, samples.pinned(centre)) == "invalid_content"


def test_gzip_that_is_cut_off_or_goes_on_is_refused(centre: KeyPair, office: KeyPair) -> None:
    packed = zlib.compress(documents.encode(samples.submission(centre, office)), wbits=31)
    for content in (packed[:-1], packed + b"\x00", packed + packed):
        data = samples.wrapped(content, centre, office, pack=False)
        assert code_of(data, office, samples.pinned(centre)) == "invalid_content"


def test_a_payload_that_age_did_not_write_is_refused(centre: KeyPair, office: KeyPair) -> None:
    for payload in (b"", b"age-encryption.org/v1\n", b"x" * 1000):
        data = envelope.sign(envelope.SYNC_TYPE, payload, centre)
        assert code_of(data, office, samples.pinned(centre)) == "invalid_content"


def test_a_bomb_is_refused_within_its_limit(centre: KeyPair, office: KeyPair) -> None:
    packing = zlib.compressobj(9, wbits=31)
    megabyte = bytes(1024 * 1024)
    bomb = b"".join(packing.compress(megabyte) for _ in range(1024)) + packing.flush()
    data = samples.wrapped(bomb, centre, office, pack=False)
    assert peak_of_refusal(data, centre, office) < 200 * 2**20


def test_a_million_keys_are_refused(centre: KeyPair, office: KeyPair) -> None:
    many = samples.changed(samples.submission(centre, office), knows={f"{i:016x}": 1 for i in range(10**6)})
    assert peak_of_refusal(samples.wrapped(many, centre, office), centre, office) < 200 * 2**20


def peak_of_refusal(data: bytes, centre: KeyPair, office: KeyPair) -> int:
    tracemalloc.start()
    try:
        assert code_of(data, office, samples.pinned(centre)) == "invalid_content"
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_registration_is_small(centre: KeyPair) -> None:
    """It may come from anybody, so it gets less room."""
    content = samples.changed(samples.registration(centre), later="x" * reader.MAX_REGISTRATION)
    with pytest.raises(ClcError) as caught:
        reader.open_registration(envelope.sign(envelope.REGISTRATION_TYPE, zlib.compress(content, wbits=31), centre))
    assert caught.value.data["reason"] == "too_large"


# --- sealing ----------------------------------------------------------------------------------------------------------


def test_what_the_other_side_would_refuse_is_refused_before_it_leaves(centre: KeyPair, office: KeyPair) -> None:
    row = samples.versioned(samples.session(present=-1))
    with pytest.raises(ClcError) as caught:
        reader.seal(samples.submission(centre, office, records=samples.batches(row)), centre, [office.public])
    assert caught.value.code == "invalid_content"


def test_a_document_is_sealed_by_its_sender_for_its_receivers(centre: KeyPair, office: KeyPair) -> None:
    document = samples.submission(centre, office)
    for keys, receivers in ((office, [office.public]), (centre, []), (centre, [centre.public])):
        with pytest.raises(ValueError):
            reader.seal(document, keys, receivers)
    with pytest.raises(ValueError):
        reader.seal(samples.submission(centre, office, receivers=()), centre)
    addressed = samples.registration(centre, receivers=(office.public.sign,))
    with pytest.raises(ValueError):
        reader.seal(addressed, centre, [office.public])
