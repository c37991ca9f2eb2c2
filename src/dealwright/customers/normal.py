"""What is written about customers in one shape for comparing: phones, mails, domains, names, tags.

All functions are pure and ask no network. What has no normal shape gives "": it is kept as it was written, and marked.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from dealwright.records.countries import country_code

LONGEST_KEY = 320
SPACE = re.compile(r"\s+")
HOST = re.compile(r"[^\s/@:]+\.[^\s/@:]+")


class NameParts(NamedTuple):
    """The parts of a person's name as it was written; any of them may be empty."""

    title: str
    given: str
    family: str


def e164(written: str, country: str = "") -> str:
    """A number like +4930123456; "" where it is none. `country` (ISO code) is where those without + are from."""
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

    try:
        number = parse(written, country or None)
    except NumberParseException:
        return ""
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else ""


def mail_key(written: str) -> str:
    """A mail address as it is compared: small letters, the domain as people read it; "" where it is none."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(written.strip(), check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        return ""
    return found.normalized.lower()[:LONGEST_KEY]


def domain(written: str) -> str:
    """The registrable domain of an address, a host or a mail: `acme.co.uk` of https://www.acme.co.uk/x; "" if none."""
    host = written.strip().casefold().split("://")[-1].split("/")[0].rpartition("@")[2].split(":")[0].rstrip(".")
    if not HOST.fullmatch(host):
        return ""
    found = _extract()(host)
    if found.suffix:
        return found.top_domain_under_public_suffix
    return "" if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])  # a suffix of a house's own


@lru_cache(maxsize=1)
def _extract():  # type: ignore[no-untyped-def]  # the library is imported when it is first needed
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


PLAIN = re.compile(r"([^\W\d_]{2,}) ([^\W\d_]{3,})")  # Anna Berg: no title, no particle, nothing to work out
WORDY = frozenset({"esq", "phd", "dds", "cpa", "iii", "sir", "mrs", "dame", "lady", "lord", "jnr", "snr"})


@lru_cache(maxsize=4_096)
def name_parts(written: str) -> NameParts:
    """Title, given and family name in a name as it was written, in the order of the West or with a comma."""
    plain = PLAIN.fullmatch(written)
    if plain and not WORDY & {word.casefold() for word in plain.groups()}:
        return NameParts("", *plain.groups())
    from nameparser import HumanName

    name = HumanName(written)
    return NameParts(name.title, " ".join(filter(None, (name.first, name.middle))), name.last)


def family_name(written: str) -> str:
    """What a person is sorted by: the family name, or the whole name where there is none."""
    return (name_parts(written).family or written.strip())[:300]


def tag(written: str) -> str:
    """A tag with single spaces and nothing around it."""
    return SPACE.sub(" ", written).strip(" ,;")


def country(written: str) -> str:
    """A country as its ISO code; other text as it was written."""
    return country_code(written)


def country_name(code: str) -> str:
    """What a country of that ISO code is called in English; other text comes back as it is."""
    return Locale("en").territories.get(code, code) if len(code) == 2 else code


def key_of(what: str, written: str, country: str = "") -> str:
    """Under what a phone, mail, domain, tag or purpose is found; "" for what has no normal shape."""
    match what:
        case "phone":
            return e164(written, country)
        case "mail":
            return mail_key(written)
        case "domain":
            return domain(written)
    return tag(written).casefold()[:LONGEST_KEY]


NETWORKS = {
    "linkedin.com": "linkedin", "xing.com": "xing", "x.com": "x", "twitter.com": "x", "github.com": "github",
    "facebook.com": "facebook", "instagram.com": "instagram", "youtube.com": "youtube", "tiktok.com": "tiktok",
    "bsky.app": "bluesky", "threads.net": "threads", "medium.com": "medium", "gitlab.com": "gitlab",
}  # fmt: skip
HOMES = {
    "linkedin": "https://www.linkedin.com/in/", "xing": "https://www.xing.com/profile/", "x": "https://x.com/",
    "github": "https://github.com/", "facebook": "https://www.facebook.com/", "gitlab": "https://gitlab.com/",
    "instagram": "https://www.instagram.com/", "youtube": "https://www.youtube.com/@", "bluesky": "https://bsky.app/profile/",
    "threads": "https://www.threads.net/@", "tiktok": "https://www.tiktok.com/@", "medium": "https://medium.com/@",
}  # fmt: skip
HANDLE = re.compile(r"@?[\w.-]{1,80}")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def profile(network: str, written: str) -> tuple[str, str]:
    """A social profile as network and address: a web address names its network, a handle becomes an address.

    Anything else comes back as it was written.
    """
    address, network = written.strip(), network.strip().casefold()
    if "." in address and "/" in address and "://" not in address and domain(address):
        address = f"https://{address}"
    if WEB.fullmatch(address):
        site = domain(address)
        known = NETWORKS.get(site, network or site)
        return known, address.split("?")[0].rstrip("/") if site in NETWORKS else address
    if network in HOMES and HANDLE.fullmatch(address):
        return network, HOMES[network] + address.removeprefix("@")
    return network, address
