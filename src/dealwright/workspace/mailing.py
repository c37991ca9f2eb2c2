"""Mail that leaves: while the server does not take any it is tried again later, and said."""

import logging
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage
from django.utils import timezone

from .failing import forget_failure, note_failure, when_failed

log = logging.getLogger(__name__)
FOR_GOOD = 500  # from here on a server's answer says that trying again is in vain
STRANGERS = frozenset({530, 534, 535, 538})  # but for these: it does not know us, which whoever runs this can mend
TASK = "mails"
REST = timedelta(minutes=10)


def is_resting() -> bool:
    """Whether the server took no mail just now, so that none needs to be written before it is asked again."""
    failed_at = when_failed(TASK)
    return failed_at is not None and timezone.now() - failed_at < REST


def deliver(mail: EmailMessage, *, give_back: Callable[[], object]) -> bool:
    """Send a mail that its job has claimed; returns whether it went out.

    Where the server could not take it now, `give_back` lets go of the claim, so that the job finds it again. What the
    server refuses for good is not tried again: the log says so.
    """
    try:
        mail.send()
    except OSError as error:  # those of smtplib among them
        log.exception("a mail could not be sent")
        if not _is_for_good(error):
            note_failure(TASK)
            give_back()
        return False
    forget_failure(TASK)
    return True


def _is_for_good(error: OSError) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _said in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= FOR_GOOD and error.smtp_code not in STRANGERS
