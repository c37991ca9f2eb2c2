"""Money and numbers as text. Babel draws one sample per locale and currency; the rest follows its shape."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

from dealwright.desk.locale import babel_locale, current

NOTHING = "–"
SAMPLE = 1234567890123
CODE_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


def spaced(text: str) -> str:
    """A currency that ends in a letter keeps off the digits (CLDR's currencySpacing, which Babel leaves out)."""
    return CODE_BEFORE_DIGIT.sub("\u00a0", text)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a locale writes a number: what stands around it, and what separates groups and decimals."""

    before: str
    after: str
    minus_before: str
    minus_after: str
    group: str
    sizes: tuple[int, int]
    point: str
    precision: int

    def write(self, whole: int, decimals: str, negative: bool) -> str:
        """The number with separators, sign and currency; ``decimals`` are digits or empty."""
        head, last = str(whole), self.sizes[0]
        parts = [head[-last:]]
        head = head[:-last]
        while head:
            parts.append(head[-self.sizes[1] :])
            head = head[: -self.sizes[1]]
        text = self.group.join(reversed(parts)) + (self.point + decimals if decimals else "")
        if negative:
            return self.minus_before + text + self.minus_after
        return self.before + text + self.after


def learned(positive: str, negative: str, precision: int) -> Shape:
    """The shape of two samples: ``SAMPLE`` with ``precision`` decimals, and minus one."""
    before, body, after = split(positive)
    whole = body[: -precision - 1] if precision else body
    groups = re.split(r"\D+", whole)
    separator = re.search(r"\D+", whole)
    return Shape(
        before,
        after,
        split(negative)[0],
        split(negative)[2],
        separator[0] if separator else "",
        (len(groups[-1]), len(groups[-2] if len(groups) > 1 else groups[-1])),
        body[-precision - 1] if precision else "",
        precision,
    )


def split(sample: str) -> tuple[str, str, str]:
    """What stands before, between and after the outermost digits."""
    found = re.fullmatch(r"(\D*)(\d(?:.*\d)?)(\D*)", sample)
    if found is None:
        raise ValueError(f"{sample!r} holds no number")
    return found[1], found[2], found[3]


@lru_cache(maxsize=512)
def money_shape(language: str, currency: str) -> Shape:
    """How a language writes amounts of an ISO 4217 currency."""
    locale = babel_locale(language)
    positive, negative = (spaced(format_currency(n, currency, locale=locale)) for n in (Decimal(SAMPLE), Decimal(-1)))
    return learned(positive, negative, get_currency_precision(currency))


@lru_cache(maxsize=64)
def number_shape(language: str) -> Shape:
    """How a language writes whole numbers."""
    locale = babel_locale(language)
    return learned(format_decimal(SAMPLE, locale=locale), format_decimal(-1, locale=locale), 0)


@lru_cache(maxsize=8192)
def money_text(minor: int, shape: Shape, exact: bool) -> str:
    """Minor units as text; not ``exact`` rounds half up to whole units."""
    scale = 10**shape.precision
    if exact:
        whole, rest = divmod(abs(minor), scale)
        return shape.write(whole, str(rest).zfill(shape.precision) if shape.precision else "", minor < 0)
    whole = (abs(minor) + scale // 2) // scale
    return shape.write(whole, "", minor < 0 and whole > 0)


def money(minor: int | None, currency: str, language: str | None = None) -> str:
    """``1250050, "EUR"`` as "€12,500.50": integer minor units, written as the reader's language does."""
    if minor is None:
        return NOTHING
    return money_text(minor, money_shape(language or current.get().language, currency), True)


def whole_money(minor: int | None, currency: str, language: str | None = None) -> str:
    """``1250050, "EUR"`` as "€12,501": for boards and lists, where cents are noise."""
    if minor is None:
        return NOTHING
    return money_text(minor, money_shape(language or current.get().language, currency), False)


def told_money(minor: int, currency: str) -> str:
    """``1250050, "EUR"`` as "€12,500.50", ``1250000`` as "€12,500": where the amount itself is the question."""
    has_cents = minor % 10 ** get_currency_precision(currency)
    return money(minor, currency) if has_cents else whole_money(minor, currency)


def short_money(minor: int | None, currency: str, language: str | None = None) -> str:
    """``125005000, "EUR"`` as "€1.3M": for sums in headings."""
    if minor is None:
        return NOTHING
    return short_money_text(minor, currency, language or current.get().language)


@lru_cache(maxsize=4096)
def short_money_text(minor: int, currency: str, language: str) -> str:
    """Compact amount with one decimal from a thousand on."""
    units = Decimal(minor).scaleb(-get_currency_precision(currency))
    if abs(units) < 1000:
        return whole_money(minor, currency, language)
    locale = babel_locale(language)
    return spaced(format_compact_currency(units, currency, locale=locale, fraction_digits=1))


def typed_money(minor: int | None, currency: str) -> str:
    """``1250050, "EUR"`` as "12500.50": the value of an input, the same in each language."""
    if minor is None:
        return ""
    precision = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-precision):.{precision}f}"


def number(value: int | Decimal | float | None, digits: int = 1) -> str:
    """A count or quantity with the reader's separators; at most ``digits`` decimals."""
    if value is None:
        return NOTHING
    language = current.get().language
    if isinstance(value, int):
        return number_shape(language).write(abs(value), "", value < 0)
    return decimal_text(value, "#,##0." + "#" * digits, language)


def exactly(value: Decimal) -> str:
    """A number with the reader's separators and all the decimals that it is given with."""
    return decimal_text(value, "#,##0." + "0" * max(0, -int(value.as_tuple().exponent)), current.get().language)


@lru_cache(maxsize=4096)
def decimal_text(value: Decimal | float, pattern: str, language: str) -> str:
    """A decimal by a CLDR pattern."""
    return format_decimal(value, pattern, locale=babel_locale(language))


def percent(value: int | Decimal | float | None, digits: int = 0, of: int = 1) -> str:
    """A share as percentage: ``0.42`` is "42%"; ``20 | percent(of=100)`` is "20%"."""
    if value is None:
        return NOTHING
    return percent_text(Decimal(str(value)) / of, digits, current.get().language)


@lru_cache(maxsize=2048)
def percent_text(share: Decimal, digits: int, language: str) -> str:
    """A share of one as percentage, the sign where the language puts it."""
    locale = babel_locale(language)
    pattern = locale.percent_formats[None].pattern
    return format_percent(share, pattern.replace("0", "0." + "0" * digits, 1) if digits else pattern, locale=locale)
