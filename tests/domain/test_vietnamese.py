"""Sorting, searching and storing Vietnamese text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.vietnamese import clean, same_name, search_key, sort_key, split_tone, text_sort_key

# The order that ICU gives these names by (given, middle, family): domain notes 6.3.
NAMES = (
    "Lò Văn An",
    "Lò Văn Ánh",
    "Lò Thị Ân",
    "Giàng A Dếnh",
    "Lường Văn Dung",
    "Quàng Thị Đôi",
    "Vàng Thị Mỷ",
    "Cà Thị Ngoan",
    "Sùng A Páo",
    "Nguyễn Thị Thuý",
    "Nguyễn Thị Thúy",
)
VIETNAMESE = st.text("aàảãáạăằâấbcdđeéêệghiíklmnoóòôơờpqrstuúưựvxyýAÁĐÊƠƯ -", max_size=40)


def test_names_stand_in_the_order_of_the_domain_notes():
    assert tuple(sorted(NAMES[-2::-1], key=sort_key)) == NAMES[:-1]
    assert sort_key(NAMES[-2]) == sort_key(NAMES[-1])


def test_letters_follow_the_alphabet_and_tones_the_dictionary():
    letters = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert sorted(set(letters), key=text_sort_key) == letters
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(tones), key=text_sort_key) == tones


def test_letters_decide_before_tones_and_words_before_letters():
    words = ["an", "An Bình", "ạn", "anh", "ba", "bà", "bá", "bac", "bàc"]
    expected = ["an", "ạn", "An Bình", "anh", "ba", "bà", "bá", "bac", "bàc"]
    assert sorted(words, key=text_sort_key) == expected


def test_numbers_come_before_letters():
    assert sorted(["bản", "Ấp 2", "10", "Ấp 10", "2"], key=text_sort_key) == ["10", "2", "Ấp 10", "Ấp 2", "bản"]


def test_the_given_name_decides_then_the_middle_then_the_family():
    names = ["Vừ A An", "Lò Thị An", "Cà Văn An", "Lò Văn An", "An"]
    assert sorted(names, key=sort_key) == ["An", "Vừ A An", "Lò Thị An", "Cà Văn An", "Lò Văn An"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nguyễn Thị Thuý", "Nguyễn Thị Thúy"),
        ("Hoà", "Hòa"),
        ("HOÀNG  văn Khoẻ", "Hoàng Văn Khỏe "),
        ("Quàng Thị Đôi", unicodedata.normalize("NFD", "Quàng Thị Đôi")),
        ("Ðinh Văn An", "Đinh Văn An"),
    ],
)
def test_one_name_spelt_two_ways_is_the_same(first, second):
    assert same_name(first, second)
    assert search_key(first) == search_key(second)


@pytest.mark.parametrize(("first", "second"), [("Hoa", "Hòa"), ("An", "Ân"), ("Dôi", "Đôi"), ("Lò An", "Lò Văn An")])
def test_other_names_are_not(first, second):
    assert not same_name(first, second)


def test_search_ignores_accents_case_and_crossed_d():
    assert search_key("  Điện\nBiên  ĐÔNG ") == "dien bien dong"
    assert search_key("NGUYEN VAN A") == search_key("Nguyễn Văn A")
    assert search_key("Ơ Ư Ă Â Ê Ô") == "o u a a e o"


def test_clean_composes_folds_spaces_and_keeps_the_typed_tone():
    assert clean(unicodedata.normalize("NFD", " Thuý \t Hoà\n")) == "Thuý Hoà"
    assert clean("a\u200bb\x00c\ufeff\u00a0d\ud800") == "abc d"


def test_clean_keeps_what_looks_like_markup_and_the_undecoded_soft_hyphen():
    assert clean("<b>Tổng</b> & =1+1 {x}") == "<b>Tổng</b> & =1+1 {x}"
    assert clean("b\u00adíc") == "b\u00adíc"


def test_split_tone():
    assert split_tone("Thúy") == ("Thuy", "\u0301")
    assert split_tone("ậm") == ("âm", "\u0323")


@given(st.text(max_size=40))
def test_clean_is_stable_and_nfc(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(max_size=40))
def test_keys_do_not_depend_on_the_normal_form(text):
    composed, split = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert search_key(composed) == search_key(split)
    assert text_sort_key(composed) == text_sort_key(split)
    assert sort_key(composed) == sort_key(split)


@given(VIETNAMESE, VIETNAMESE)
def test_what_sorts_alike_is_found_alike(first, second):
    if text_sort_key(first) == text_sort_key(second):
        assert search_key(first) == search_key(second)
