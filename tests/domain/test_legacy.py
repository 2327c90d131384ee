"""Old encodings: every accented letter there and back, fonts, damage."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.legacy import TCVN3, VNI, decode_by_font, encoding_of, is_syllable, looks_legacy

SMALL = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper()  # 134
FORMS = ("NFC", "NFD")

# What glibc's iconv makes of the bytes A1 to FE in TCVN5712-1, composed; taken once, kept here.
GLIBC = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}


def to_tcvn3(text):
    """The codes of a text, and the font that shows it: capitals with a tone exist in …H fonts only."""
    codes = {letter: chr(code) for code, letter in TCVN3.items()}
    if all(letter in codes or letter.isascii() for letter in text):
        return "".join(codes.get(letter, letter) for letter in text), ".VnTime"
    return "".join(codes.get(letter, letter) for letter in text.lower()), ".VnTimeH"


def to_vni(text):
    codes = {letter: code for code, letter in VNI.items()}
    capitals = {letter.upper(): code.upper() for letter, code in codes.items()}
    return "".join((codes | capitals).get(letter, letter) for letter in text), "VNI-Times"


ENCODERS = (lambda text: (text, "Times New Roman"), to_tcvn3, to_vni)


@pytest.mark.parametrize("encode", ENCODERS, ids=["unicode", "tcvn3", "vni"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("letter", LETTERS)
def test_every_accented_letter_comes_back(letter, form, encode):
    stored, font = encode(letter)
    decoded = decode_by_font(unicodedata.normalize(form, stored), font)
    assert decoded.text == letter
    assert decoded.changed == (stored != letter)


@given(st.text(LETTERS + "abcdeghiklmnopqrstuvxyAEOUY ,.;-1/", max_size=60), st.sampled_from(FORMS))
def test_texts_come_back_from_vni(text, form):
    stored, font = to_vni(text)
    assert decode_by_font(unicodedata.normalize(form, stored), font).text == text


@given(st.text(SMALL + "abcdeghiklmnopqrstuvxyĐĂÂÊÔƠƯ ,.;-1/", max_size=60), st.sampled_from(FORMS))
def test_texts_come_back_from_tcvn3(text, form):
    stored, font = to_tcvn3(text)
    assert decode_by_font(unicodedata.normalize(form, stored), font).text == text


def test_tcvn3_is_what_glibc_reads():
    assert {start + at: letter for start, run in GLIBC.items() for at, letter in enumerate(run)} == TCVN3
    assert len(TCVN3) == 74
    assert len(set(VNI.values())) == 67


@pytest.mark.parametrize(
    ("stored", "font", "text"),
    [
        ("Kü thuËt trång ng« lai", ".VnTime", "Kỹ thuật trồng ngô lai"),
        ("§\u00ad\u00aeng v\u00ad\u00ac", "Arial", "§\u00ad\u00aeng v\u00ad\u00ac"),
        ("Ph\u00ad\u00acng h\u00ad\u00edng", ".VnArial", "Phương hướng"),
        ("céng ®ång", ".VnTimeH", "CỘNG ĐỒNG"),
        ("Trung taâm hoïc taäp coäng ñoàng", "VNI-Times", "Trung tâm học tập cộng đồng"),
        ("AÙnh, Öu, ÑÖÔØNG", "VNI-Helve", "Ánh, Ưu, ĐƯỜNG"),
        ("Líp häc “míi” – 5%", " .vntime ", "Lớp học “mới” – 5%"),
        ("Trường học", ".VnTime", "Trường học"),
        ("ban", ".VnTimeH", "ban"),
        ("", "VNI-Times", ""),
    ],
)
def test_texts_are_read_by_their_font(stored, font, text):
    assert decode_by_font(stored, font).text == text
    assert not decode_by_font(stored, font).suspicious


@pytest.mark.parametrize("stored", ["®îc", "Ph¬ng", "bíc ®i", "hng yªn ®Ñp", "rîu vµ bia"])
def test_a_lost_soft_hyphen_is_noticed(stored):
    assert decode_by_font(stored, ".VnTime").suspicious
    assert not decode_by_font(stored, "Times New Roman").suspicious


def test_fonts_name_encodings():
    assert encoding_of(".VnArial Narrow") == "tcvn3"
    assert encoding_of("VNI-Times") == "vni"
    assert encoding_of("Times New Roman") is None
    assert encoding_of(".SF NS Text") is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Giµng A S¸u", "tcvn3"),
        ("Ph¬ng h\u00adíng", "tcvn3"),
        ("Trung taâm hoïc taäp", "vni"),
        ("Hòa Thuý toán", None),
        ("Lò Văn An", None),
        ("Lò Hà", None),
        ("café São Müller", None),
        ("3 × 4 m²", None),
        ("plain", None),
    ],
)
def test_pasted_text_gives_itself_away(text, encoding):
    assert looks_legacy(text) == encoding


@given(st.text(max_size=40), st.sampled_from((".VnTime", ".VnTimeH", "VNI-Times", "Arial", "")))
def test_decoding_never_fails_and_always_composes(text, font):
    assert unicodedata.is_normalized("NFC", decode_by_font(text, font).text)
    looks_legacy(text)


@given(st.text(max_size=40))
def test_text_in_other_fonts_is_only_composed(text):
    decoded = decode_by_font(text, "Times New Roman")
    assert decoded.text == unicodedata.normalize("NFC", text)
    assert not decoded.changed


def test_syllables():
    good = "trường học nghiêng quyển khuya giữa gì uống ngoằn ngoèo khuỷu y ở thuở quốc nghệch"
    assert all(is_syllable(word) for word in good.split())
    assert not any(is_syllable(word) for word in ["đợc", "phơng", "cac", "hng", "bíc", "strong", "ếeế", "tôm̀́"])
