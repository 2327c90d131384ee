"""Old Vietnamese encodings: text whose letters only its font shows (domain notes 6.2).

A cell set in ``.VnTime`` holds ``®Êt``, which that font draws as "đất" (TCVN3, also called ABC); one set in
``VNI-Times`` holds ``ñaát``. Both look like Latin-1 to Unicode, so the font's name must say how to read them.
In TCVN3 ư is U+00AD, the soft hyphen, which many programs drop: then ``®îc`` is left of "được" for ever, and all that
can be done is to say so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from clc_desktop.domain.vietnamese import split_tone

Encoding = Literal["tcvn3", "vni"]

_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3 = {start + offset: letter for start, run in _TCVN3_RUNS.items() for offset, letter in enumerate(run)}
"""Code to letter. Capitals with a tone do not exist: fonts whose name ends in H draw the small ones as capitals."""

_VNI_MARKS = {
    "ùøûõï": {"a": "áàảãạ", "e": "éèẻẽẹ", "o": "óòỏõọ", "u": "úùủũụ", "y": "ýỳỷỹỵ", "ô": "ớờởỡợ", "ö": "ứừửữự"},
    "âáàåãä": {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"},
    "êéèúüë": {"a": "ăắằẳẵặ"},
}
VNI = dict(zip("íìæóòîñôö", "íìỉĩịỵđơư", strict=True)) | {
    base + mark: letter
    for marks, bases in _VNI_MARKS.items()
    for base, letters in bases.items()
    for mark, letter in zip(marks, letters, strict=True)
}
"""One or two characters, in small letters, to the letter they stand for; a capital base makes a capital."""

_VNI_TOKEN = re.compile(
    f"[aeouyôö][{''.join(_VNI_MARKS)}]|[{''.join(key for key in VNI if len(key) == 1)}]", re.IGNORECASE
)
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300-\u036f]")
_BREAKS = re.compile(r"[\s!-/:-@\[-`{-~“”‘’–…]+")

_INITIALS = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_RIMES = {
    "a": "_ c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "_ c m n ng o p t",
    "ê": "_ ch m n nh p t u",
    "i": "_ a ch êc êm ên êng êp êt êu m n nh p t u",
    "o": "_ a ac ach ai am an ang anh ao ap at ay ăc ăm ăn ăng ăt c e en eo et i m n ng ong p t",
    "ô": "_ c i m n ng p t",
    "ơ": "_ i m n p t",
    "u": "_ a ân âng ât ây c ê êch ênh i m n ng ôi ôc ôm ôn ông ôt ơ p t y ya ych yn yên yêt ynh yt yu",
    "ư": "_ a c i ng t u ơc ơi ơm ơn ơng ơp ơt ơu",
    "y": "_ êm ên êng êt êu ch nh t",
}
_SYLLABLE = re.compile(
    f"(?:{_INITIALS})?(?:"
    + "|".join(nucleus + final.strip("_") for nucleus, finals in _RIMES.items() for final in finals.split())
    + ")"
)
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = ("\u0301", "\u0323")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in Unicode (NFC). ``changed``: an old encoding was read. ``suspicious``: a lost ư must be looked for."""

    text: str
    changed: bool = False
    suspicious: bool = False


def encoding_of(font_name: str) -> Encoding | None:
    """The encoding that a font's name stands for: ``.Vn…`` TCVN3, ``VNI-…`` VNI, any other Unicode."""
    name = font_name.strip().casefold()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith("vni-") else None


def decode_by_font(text: str, font_name: str) -> Decoded:
    """Read ``text`` as the font called ``font_name`` shows it.

    Text that already holds letters only Unicode has stays as it is: people type Unicode into old fonts' cells.
    """
    encoding = encoding_of(font_name)
    text = unicodedata.normalize("NFC", text)
    if encoding is None or text.isascii() or _UNICODE.search(text):
        return Decoded(text)
    plain = decode(text, encoding)
    capitals = encoding == "tcvn3" and font_name.strip().casefold().endswith("h")
    read = plain.upper() if capitals else plain
    return Decoded(read, read != text, encoding == "tcvn3" and "\u00ad" not in text and _lost_a_letter(plain))


def decode(text: str, encoding: Encoding) -> str:
    """Read ``text`` in an old encoding, whatever its font; the answer is NFC."""
    composed = unicodedata.normalize("NFC", text)
    if encoding == "tcvn3":
        return composed.translate(TCVN3)
    return _VNI_TOKEN.sub(lambda found: _vni_letter(found[0]), composed)


def looks_legacy(text: str) -> Encoding | None:
    """The old encoding that makes more Vietnamese syllables of pasted ``text`` than Unicode does; None of none."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or _UNICODE.search(text):
        return None
    scores: dict[Encoding | None, int] = {
        None: _syllables(text, text),
        "tcvn3": _syllables(text, decode(text, "tcvn3")),
        "vni": _syllables(text, decode(text, "vni")),
    }
    return max(scores, key=scores.__getitem__)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (small letters) can be a Vietnamese syllable: its rime exists and bears its tone."""
    letters, tones = split_tone(word)
    if len(tones) > 1 or not _SYLLABLE.fullmatch(letters):
        return False
    return not letters.endswith(_STOPS) or tones in _STOP_TONES


def _vni_letter(token: str) -> str:
    small = token.lower()
    letter = VNI.get(small)
    if letter is None:  # a vowel and a mark that do not go together, such as "uä": each by itself
        return token[0] if len(token) == 1 else _vni_letter(token[0]) + _vni_letter(token[1])
    return letter.upper() if token[0].isupper() else letter


def _syllables(before: str, after: str) -> int:
    """How many words that ``before`` writes beyond ASCII are syllables in ``after``, be it without their ư."""
    words = zip(_BREAKS.split(before), map(str.casefold, _BREAKS.split(after)), strict=True)
    return sum(_signed(old) and (is_syllable(new) or (old != new and _lacks_horn(new))) for old, new in words)


def _signed(word: str) -> bool:
    return not word.isascii() and any(letter.isascii() and letter.isalpha() for letter in word)


def _lost_a_letter(text: str) -> bool:
    """Whether a word is no syllable but would be one with an ư put back (``đợc``, ``Phơng``, ``hng``)."""
    return any(_lacks_horn(word.casefold()) for word in _BREAKS.split(text) if len(word) > 1 and not word.isupper())


@lru_cache(maxsize=8192)
def _lacks_horn(word: str) -> bool:
    return not is_syllable(word) and any(is_syllable(f"{word[:at]}ư{word[at:]}") for at in range(len(word) + 1))
