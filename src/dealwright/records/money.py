"""Money as integer minor units: read from text, written as a decimal string, never a float."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_precision

from dealwright import Invalid
from dealwright.workspace.queries import CompanySettings

LARGEST_MINOR = 10**17


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """How many decimal places the currency has (ISO 4217 as given by CLDR): EUR 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """All currency codes that are known."""
    return frozenset(get_global("all_currencies"))


def to_minor(value: str | int | Decimal, currency: str, *, field: str | None = None) -> int:
    """The amount in minor units: "1234.5", EUR -> 123450. Raises Invalid for text that is no such amount."""
    try:
        amount = Decimal(str(value).strip().replace(" ", "").replace("_", ""))
        minor = amount.scaleb(exponent(currency))
    except InvalidOperation:
        raise _no_amount(value, field) from None
    if not minor.is_finite():
        raise _no_amount(value, field)
    if minor != minor.to_integral_value():
        places = exponent(currency)
        raise Invalid(f"{value} has more than {places} decimal places, which {currency} does not have.", field=field)
    if abs(minor) > LARGEST_MINOR:
        raise Invalid(f"{value} is larger than an amount may be.", field=field)
    return int(minor)


def to_text(minor: int | None, currency: str) -> str | None:
    """The amount as a plain decimal string: 123450, EUR -> "1234.50"; None stays None."""
    if minor is None:
        return None
    places = exponent(currency)
    if places == 0:
        return str(minor)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def in_company_money(minor: int | None, currency: str, known: CompanySettings) -> int | None:
    """Minor units of a currency as those of the company's, at the rate of now, half a unit rounded up; None where the
    amount or the rate is not known, or the company has not said yet in which currency it counts.
    """
    if not known.is_set_up:
        return None
    rate = "1" if currency == known.currency else known.rates.get(currency)
    if minor is None or rate is None:
        return None
    major = Decimal(minor).scaleb(-exponent(currency)) * Decimal(rate)
    found = int(major.scaleb(exponent(known.currency)).to_integral_value(ROUND_HALF_UP))
    return found if abs(found) <= LARGEST_MINOR else None


def _no_amount(value: object, field: str | None) -> Invalid:
    return Invalid(
        f"“{value}” is not an amount.", field=field, remedy="Write it like 1234.50, without a currency sign."
    )
