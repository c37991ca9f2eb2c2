"""Links to where proof lies."""

from urllib.parse import urlsplit

from dealwright import Invalid

LONGEST_LINK = 1_000


def check_link(link: str) -> None:
    """Raise Invalid for a text that is no web address, or longer than 1,000 characters; "" is no link and passes."""
    if len(link) > LONGEST_LINK or (link and urlsplit(link).scheme not in ("http", "https")):
        raise Invalid("This is not a link.", field="link", remedy="Start it with https://.")
