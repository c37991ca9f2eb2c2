"""A playbook's text as a form sends it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dealwright import TooLarge

LONGEST = 1024 * 1024


def sent_text(request: HttpRequest) -> str:
    """The uploaded file, or else the text as typed; bytes that are no UTF-8 become marks that the check finds.

    Raises TooLarge above 1 MB.
    """
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if upload.size > LONGEST:
        raise TooLarge(_("A playbook is never larger than 1 MB."), remedy=_("Choose the playbook's YAML file."))
    return upload.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
