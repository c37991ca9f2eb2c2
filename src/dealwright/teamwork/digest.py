"""The daily mail: what somebody has not read and wants by mail, once a day when their working day begins.

The day is claimed before the mail goes out, so that nobody gets it twice; while the server takes none it is given back.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.ledger.among import Among
from dealwright.workspace.address import address
from dealwright.workspace.mailing import deliver, is_resting
from dealwright.workspace.queries import company, working_members

from .models import Notification, Wish
from .notices import AT_ONCE, Notice, notices
from .rules import Way

BEGINS = 8  # o'clock, where nobody knows better
WRITTEN_TO_FILES = ("filebased", "console", "dummy")
Begin = Callable[[Any, datetime], datetime | None]
BEGIN_OF_WORK: list[Begin] = []


def register_hours(begin: Begin) -> None:
    """Have this function say when a member's working day that contains a moment begins; None on a day off."""
    BEGIN_OF_WORK.append(begin)


def sends_mail() -> bool:
    """Whether a mail leaves this machine."""
    return not any(name in settings.EMAIL_BACKEND for name in WRITTEN_TO_FILES)


def send_digests(now: datetime | None = None) -> int:
    """Write to everybody whose working day has begun and who was not written to today; returns to how many."""
    moment = now or timezone.now()
    wanting = Wish.objects.exclude(ways={}).values_list("member_id", "ways")
    ids = [number for number, ways in wanting if Way.DIGEST in ways.values()]
    return sum(_write(member, moment) for member in working_members(ids) if member.email)


def _write(member: Any, moment: datetime) -> bool:
    """Write to one member, if it is time and there is something; a mail that fails halts no other."""
    zone = ZoneInfo(member.zone or company().zone)
    today = moment.astimezone(zone).date()
    if (
        is_resting()
        or not _has_begun(member, moment, zone)
        or not _unread_by_mail(member).exists()
        or not _claim(member, today)
    ):
        return False
    told = list(_unread_by_mail(member).values_list("id", flat=True))
    found, more = notices(member, only=told[: AT_ONCE * 4])
    Notification.objects.filter(id__in=Among(told)).update(by_mail=False)

    def give_back() -> None:
        Notification.objects.filter(id__in=Among(told)).update(by_mail=True)
        Wish.objects.filter(member_id=member.id, mailed_on=today).update(mailed_on=None)

    return bool(found) and deliver(_mail(member, found, more is not None), give_back=give_back)


def _has_begun(member: Any, moment: datetime, zone: ZoneInfo) -> bool:
    for begin in BEGIN_OF_WORK:
        started = begin(member, moment)
        return started is not None and started <= moment
    return moment.astimezone(zone).hour >= BEGINS


def _unread_by_mail(member: Any) -> Any:
    return Notification.objects.filter(member_id=member.id, by_mail=True, read_at=None).order_by("-id")


def _claim(member: Any, today: date) -> bool:
    """Whether the day is ours: one process wins, however many ask."""
    free = Wish.objects.filter(Q(mailed_on=None) | Q(mailed_on__lt=today), member_id=member.id)
    return bool(free.update(mailed_on=today))


def _mail(member: Any, found: Sequence[Notice], more: bool) -> EmailMultiAlternatives:
    name = " ".join(company().name.split())
    told = ngettext("%(n)s thing happened", "%(n)s things happened", len(found)) % {"n": len(found)}
    subject = f"{told} · {name}"
    greeting = _("Good morning %(name)s, this is new for you:") % {"name": member.name}
    said = {"subject": subject, "greeting": greeting, "notices": found, "more": more, "home": address()}
    choose = f"{address()}{reverse('settings-notifications')}"
    stop = {"List-Unsubscribe": f"<{choose}>"}
    rest = [_("Choose what you hear of, or stop this mail") + f":\n{choose}"]
    if more:
        rest.insert(0, _("See the rest") + f": {address()}{reverse('notifications')}")
    text = "\n\n".join([greeting, *map(_line, found), *rest])
    mail = EmailMultiAlternatives(subject, text, to=[member.email], headers=stop)
    mail.attach_alternative(engines["jinja2"].env.get_template("teamwork/digest.html").render(said), "text/html")
    return mail


def _line(each: Notice) -> str:
    who = f"{each.who}: " if each.who else ""
    return f"- {each.title}: {who}{each.words}\n  {address()}{each.href}"
