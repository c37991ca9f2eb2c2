"""The mail that asks whoever sent a form to confirm."""

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.workspace.address import address
from dealwright.workspace.queries import company

from .models import Submission


def send_confirmation(submission_id: int) -> bool:
    """Ask once by mail for a confirmation; returns whether it was sent now.

    The claim is kept before the mail goes out, so that nobody is written to twice; the link is forgotten after it.
    """
    claimed = Submission.objects.filter(id=submission_id, mailed_at=None).exclude(secret="")
    if not claimed.update(mailed_at=timezone.now()):
        return False
    submission = Submission.objects.select_related("form").get(id=submission_id)
    name = " ".join(company().name.split())
    link = address() + reverse("form-confirm", args=[submission.secret])
    text = _(
        "Somebody, probably you, sent us the form “%(form)s” with this address.\n\n"
        "To confirm, open this page and press the button:\n%(link)s\n\n"
        "If it was not you, do nothing: we forget it after a week.\n\n%(company)s"
    ) % {"form": submission.form.title, "link": link, "company": name}
    mail = EmailMessage(_("Please confirm: %s") % name, text, to=[submission.given["email"]])
    try:
        mail.send()
    finally:
        Submission.objects.filter(id=submission_id).update(secret="")
    return True
