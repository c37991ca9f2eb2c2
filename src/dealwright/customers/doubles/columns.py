"""What the columns of a list hold, guessed from their headers: the search for doubles knows kinds, not names."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from dealwright import Invalid


class Kind(StrEnum):
    """What a column holds, as far as it helps to tell records apart."""

    ID = "id"
    GIVEN = "given"
    SURNAME = "surname"
    PERSON = "person"
    NAME = "name"
    MAIL = "mail"
    PHONE = "phone"
    DOMAIN = "domain"
    ADDRESS = "address"
    NUMBER = "number"
    STREET = "street"
    PLACE = "place"
    POSTCODE = "postcode"
    CITY = "city"
    STATE = "state"
    DATE = "date"
    CODE = "code"
    FIRM = "firm"


HEADERS = {
    Kind.ID: "id recid uniqueid recordid",
    Kind.GIVEN: "givenname firstname forename given vorname",
    Kind.SURNAME: "surname lastname familyname nachname",
    Kind.PERSON: "fullname personname contactname",
    Kind.NAME: "name organisation organization organisationname organizationname companyname sitename accountname",
    Kind.MAIL: "email mail emailaddress",
    Kind.PHONE: "phone phonenumber telephone mobile tel",
    Kind.DOMAIN: "website domain url web homepage",
    Kind.ADDRESS: "address streetaddress fulladdress",
    Kind.NUMBER: "streetnumber housenumber",
    Kind.STREET: "street address1 addressline1",
    Kind.PLACE: "address2 addressline2",
    Kind.POSTCODE: "zip zipcode postcode postalcode plz",
    Kind.CITY: "city town suburb place locality",
    Kind.STATE: "state province region county",
    Kind.DATE: "dateofbirth dob birthday birthdate born founded",
    Kind.CODE: "socsecid ssn taxid vatid nationalid registrationnumber",
    Kind.FIRM: "employer company firm",
}
KNOWN = {header: kind for kind, words in HEADERS.items() for header in words.split()}


def guess(headers: Iterable[str], given: Mapping[str, str] | None = None) -> dict[Kind, str]:
    """The header that holds each kind, at most one for each; `given` (header -> kind, or "" to leave it out) wins.

    Raises Invalid for a header or a kind that is not there, and when no column tells records apart.
    """
    headers, given = list(headers), given or {}
    found = {kind: header for header, kind in _given(headers, given).items() if kind is not None}
    for header in headers:
        kind = KNOWN.get(re.sub(r"[^a-z0-9]", "", header.lower()))
        if kind is not None and header not in given:
            found.setdefault(kind, header)
    if not set(found) - {Kind.ID}:
        raise Invalid("No column of this file tells records apart.", remedy="Say what they hold: --map HEADER=KIND.")
    return found


def _given(headers: list[str], given: Mapping[str, str]) -> dict[str, Kind | None]:
    if unknown := set(given) - set(headers):
        raise Invalid(f"There is no column “{min(unknown)}”.", field="map", remedy=f"There are: {', '.join(headers)}.")
    if strange := set(given.values()) - set(Kind) - {""}:
        raise Invalid(f"“{min(strange)}” is no kind of column.", field="map", remedy=f"There are: {', '.join(Kind)}.")
    return {header: Kind(kind) if kind else None for header, kind in given.items()}
