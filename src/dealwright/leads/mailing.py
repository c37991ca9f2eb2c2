"""The mail that asks whoever sent a form to confirm."""

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.workspace.address import address
from dealwright.workspace.mailing import deliver, is_resting
from dealwright.workspace.queries import company

from .models import Submission


def send_confirmation(submission_id: int) -> bool:
    """Ask once by mail for a confirmation; returns whether it was sent now.

    The claim is kept before the mail goes out, so that nobody is written to twice; the link is forgotten after it.
    While the server takes none, `send_confirmations` tries again.
    """
    claimed = Submission.objects.filter(id=submission_id, mailed_at=None).exclude(secret="")
    if not claimed.update(mailed_at=timezone.now()):
        return False
    submission = Submission.objects.select_related("form").get(id=submission_id)
    waits = Submission.objects.filter(id=submission_id)
    if not deliver(_mail(submission), give_back=lambda: waits.update(mailed_at=None)):
        waits.exclude(mailed_at=None).update(secret="")
        return False
    waits.update(secret="")
    return True


def send_confirmations() -> int:
    """Ask those who wait for it since the server took no mail; returns how many were asked."""
    if is_resting():
        return 0
    waiting = Submission.objects.filter(mailed_at=None, form__revoked_at=None).exclude(secret="")
    return sum([send_confirmation(number) for number in waiting.order_by("id").values_list("id", flat=True)])


def _mail(submission: Submission) -> EmailMessage:
    name = " ".join(company().name.split())
    link = address() + reverse("form-confirm", args=[submission.secret])
    text = _(
        "Somebody, probably you, sent us the form “%(form)s” with this address.\n\n"
        "To confirm, open this page and press the button:\n%(link)s\n\n"
        "If it was not you, do nothing: we forget it after a week.\n\n%(company)s"
    ) % {"form": submission.form.title, "link": link, "company": name}
    return EmailMessage(_("Please confirm: %s") % name, text, to=[submission.given["email"]])
