"""Vietnamese text: what is stored, what is searched, how it is sorted (domain notes 6.1 and 6.3).

Stored text is NFC with the tone where its writer put it (``Thuý`` and ``Thúy`` both stay). Searching ignores accents,
case and đ; sorting follows the dictionary: letters first (a ă â b c d đ e ê …), then tones (ngang, huyền, hỏi, ngã,
sắc, nặng). Both take a tone as a mark of its whole syllable, so that it does not matter which vowel carries it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The alphabet in dictionary order, with the foreign f, j, w and z at their usual places."""

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng as combining marks, in dictionary order; ngang has no mark."""

_ETH = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ"}
_SOFT_HYPHEN = "\u00ad"
_CONTROLS = (code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and not chr(code).isspace())
_MARKERS = (0xFEFF, 0xFFFE, 0xFFFF, 0x2060, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0xD800, 0xE000))
_UNSEEN = dict.fromkeys((*_CONTROLS, *_MARKERS))
_PLAIN: dict[int, str | None] = dict.fromkeys((*range(0x300, 0x370), ord(_SOFT_HYPHEN))) | {
    ord(letter): "d" for letter in "đĐðÐƉ"
}
_RANK = {letter: chr(0x100 + position) for position, letter in enumerate(LETTERS)}
_TONE_RANK = {mark: str(position) for position, mark in enumerate(TONES, start=1)}


def clean(text: str) -> str:
    """Text as it is stored: NFC, one space between words, no control or invisible characters.

    The soft hyphen stays: in text of old fonts that has not been decoded yet it is the letter ư.
    """
    seen = text if text.isprintable() else text.translate(_UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def search_key(text: str) -> str:
    """What a search compares: without accents, đ as d, lower case, one space between words."""
    return " ".join(filter(None, map(_plain, text.split())))


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    return unicodedata.normalize("NFD", word).translate(_PLAIN).casefold()


def text_sort_key(text: str) -> str:
    """The dictionary order of a string, as a string that compares character by character (also in SQLite)."""
    return _key(_words(text))


def sort_key(name: str) -> str:
    """The order of a person's name: given name (the last word), then middle names, then family name."""
    words = _words(name)
    return "\x02".join((_key(words[-1:]), _key(words[1:-1]), _key(words[:1] if len(words) > 1 else [])))


def same_name(first: str, second: str) -> bool:
    """Whether two names are spelt alike but for case, spaces, NFC or NFD, and the place of the tone.

    ``Thuý`` is ``Thúy``; ``Hoa`` is not ``Hòa``. Names typed without accents are alike where search keys are.
    """
    return text_sort_key(first) == text_sort_key(second)


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).translate(_ETH).casefold().split()


def _key(words: list[str]) -> str:
    ranked = [_ranked(word) for word in words]
    return " ".join(letters for letters, _ in ranked) + "\x01" + " ".join(tones for _, tones in ranked)


@lru_cache(maxsize=16384)
def _ranked(word: str) -> tuple[str, str]:
    """The letters of a word and its tone, each in characters that sort in dictionary order."""
    letters, tones = split_tone(word)
    return "".join(_RANK.get(letter, letter) for letter in letters), "".join(map(_TONE_RANK.__getitem__, tones)) or "0"


def split_tone(word: str) -> tuple[str, str]:
    """A word without its tone marks (NFC), and the marks: ``Thúy`` gives ``Thuy`` and the combining acute."""
    marks = unicodedata.normalize("NFD", word.replace(_SOFT_HYPHEN, ""))
    tones = "".join(mark for mark in marks if mark in _TONE_RANK)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONE_RANK)), tones
