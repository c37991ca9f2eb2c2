"""Words of texts as search compares them: small letters without accents; numbers as their digits."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

LONGEST_WORD = 40
LAST = "\U0010ffff"
SHORTEST_PART = 3
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"\s*(?P<abroad>\+|00)?[\d\s()./-]*\d\s*")
BACKWARDS = "<"  # before a number written from its end
WITHIN = ">"  # before what is left of a number after its first digits
FEWEST_DIGITS = 5
TWO_DIGITS = frozenset(range(20, 100)) - {
    21, 22, 23, 24, 25, 26, 28, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79,
    80, 83, 85, 87, 88, 89, 96, 97, 99,
}  # of calling codes (ITU-T E.164); zones 1 and 7 have one digit, all others three  # fmt: skip


def fold(text: str) -> list[str]:
    """The words of a text as they are compared, each once and cut at forty."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words_of(text)))


def words_of(text: str) -> list[str]:
    """All words of a text, whole and as often as they stand in it: small letters without accents."""
    plain = text.casefold()
    if not plain.isascii():
        # Twice: what is another spelling of a capital letter becomes one only then.
        spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
        plain = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return WORD.findall(plain)


@lru_cache(maxsize=20_000)
def spelled(title: str) -> str:
    """A title as it is compared with what was typed: its words between blanks."""
    return f" {' '.join(words_of(title))} "


def whole(title: str) -> str:
    """The title as one entry of the index, so that the very title leads though its words are in hundreds of others."""
    return as_one(fold(title))


def as_one(words: Collection[str]) -> str:
    """Folded words as one entry."""
    return ("=" + "_".join(words))[:LONGEST_WORD]


def number_in(text: str) -> str:
    """The digits of a text that is a number, as all its spellings share them; empty when it is none.

    What is dialled before it (+44, 0044, a leading 0) falls away: 020 7946 0958 and +44 (0)20 7946 0958 are one.
    """
    found = NUMBER.fullmatch(text)
    if found is None or sum(map(str.isdigit, text)) < FEWEST_DIGITS or not text.isascii():
        return ""
    digits = all_digits(text)
    dialled = digits.removeprefix("00")
    inland = dialled[_code_length(dialled) :].lstrip("0") if found["abroad"] else ""
    return (inland if len(inland) >= FEWEST_DIGITS else digits.lstrip("0"))[:LONGEST_WORD]


def inland_in(text: str) -> str:
    """The digits of a number without the calling code of a country, where they may begin with one: 49 170 1234567 has
    it though nothing is dialled before it. Empty where they cannot.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{all_digits(text)}")
    except phonenumbers.NumberParseException:
        return ""
    inland = str(number.national_number)
    return inland if len(inland) >= FEWEST_DIGITS and phonenumbers.is_possible_number(number) else ""


def all_digits(text: str) -> str:
    """Every digit of a number but the (0) that is not dialled from abroad."""
    return "".join(filter(str.isdigit, text.replace("(0)", "")))


def _code_length(digits: str) -> int:
    """How long the calling code is that the digits begin with."""
    return 1 if digits[:1] in "17" else 2 if int(digits[:2] or 0) in TWO_DIGITS else 3


def backwards(digits: str) -> str:
    """A number as an entry that is found by its last digits."""
    return BACKWARDS + digits[::-1][: LONGEST_WORD - 1]


def within(digits: str) -> Iterator[str]:
    """Entries by which a number is found by five digits or more in its middle; its end is found backwards."""
    yield from (WITHIN + digits[start:] for start in range(1, len(digits) - FEWEST_DIGITS))


def has_parts(word: str) -> bool:
    """Whether a word can be found by what is inside it, and when it is misspelt: numbers and short ones cannot."""
    return len(word) >= SHORTEST_PART and not word.isdigit()


def may_be_inside(part: str) -> bool:
    """Whether a typed part is long enough to be looked for inside words; a Chinese word is two signs long."""
    return len(part) >= (SHORTEST_PART if part.isascii() else 2) and not part.isdigit()


def sound(word: str) -> str:
    """How a word sounds, as an entry of its parts; empty for scripts of which that is not known."""
    from jellyfish import metaphone

    said = metaphone(word) if word.isalpha() else ""
    return f"~{said}" if said else ""


def parts(word: str) -> Iterator[str]:
    """What a word is found by when its beginning is not typed or it is misspelt: itself, its sound, its ends."""
    yield f"^{word}"
    if said := sound(word):
        yield said
    yield from (word[start:] for start in range(1, len(word) - 1))
