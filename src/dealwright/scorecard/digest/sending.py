"""The weekly mail: to everybody who chose a weekday, once, when their work begins on it, with the week as a PDF.

The day is claimed before the mail goes out, so that nobody gets it twice; while the server takes none it is given back.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.activities.calendars import begin_of_work
from dealwright.desk.locale import Locale, current
from dealwright.desk.times import day as day_text
from dealwright.workspace.address import address
from dealwright.workspace.mailing import deliver, is_resting
from dealwright.workspace.queries import company, working_members

from .content import Week, week_of
from .models import WeeklyMail
from .paper import MISSING, can_print, drawn

log = logging.getLogger(__name__)
STYLE = Path(__file__).resolve().parent.parent / "static/scorecard/mail.css"
USUALLY = 8  # o'clock, on a day off


def due(now: datetime) -> list[Any]:
    """The members whose weekday it is, whose work has begun, and who got no mail today."""
    wanting = dict(WeeklyMail.objects.exclude(weekday=None).values_list("member_id", "weekday"))
    sent = dict(WeeklyMail.objects.exclude(mailed_on=None).values_list("member_id", "mailed_on"))
    found = []
    for member in working_members(wanting) if wanting else []:
        local = now.astimezone(_zone(member))
        is_theirs = member.email and wanting[member.id] == local.weekday()
        if is_theirs and sent.get(member.id) != local.date() and _has_begun(member, now, local):
            found.append(member)
    return found


def send_weeks(now: datetime | None = None) -> int:
    """Write to everybody to whom it is due; returns to how many. Done again on the same day it writes to nobody."""
    moment = now or timezone.now()
    return sum(_write(member, moment) for member in due(moment))


def _write(member: Any, moment: datetime) -> bool:
    today = moment.astimezone(_zone(member)).date()
    if is_resting() or not _claim(member, today):
        return False
    with as_read_by(member):
        found = week_of(member, today)
        if found.is_empty:
            return False

        def give_back() -> None:
            WeeklyMail.objects.filter(member_id=member.id, mailed_on=today).update(mailed_on=None)

        return deliver(_mail(member, found), give_back=give_back)


def _claim(member: Any, today: date) -> bool:
    """Whether the day is ours: one process wins, however many ask."""
    free = WeeklyMail.objects.filter(Q(mailed_on=None) | Q(mailed_on__lt=today), member_id=member.id)
    return bool(free.update(mailed_on=today))


def _has_begun(member: Any, now: datetime, local: datetime) -> bool:
    started = begin_of_work(member, now)
    return started <= now if started else local.hour >= USUALLY


def _zone(member: Any) -> ZoneInfo:
    return ZoneInfo(member.zone or company().zone)


@contextmanager
def as_read_by(member: Any) -> Iterator[None]:
    """Write dates, numbers and money as the member reads them."""
    ours = company()
    before = current.set(Locale(member.locale or ours.locale, member.zone or ours.zone))
    try:
        yield
    finally:
        current.reset(before)


def paper_of(week: Week) -> str:
    """The week as a page to print."""
    return _drawn("scorecard/week_paper.html", week)


def _mail(member: Any, week: Week) -> EmailMultiAlternatives:
    name = " ".join(company().name.split())
    subject = _("Your week from %(first)s to %(last)s") % {"first": day_text(week.first), "last": day_text(week.last)}
    choose = f"{address()}{reverse('settings-week')}"
    text = _drawn("scorecard/week_mail.txt", week)
    stop = {"List-Unsubscribe": f"<{choose}>"}
    mail = EmailMultiAlternatives(f"{subject} · {name}", text, to=[member.email], headers=stop)
    looks = f"<style>{STYLE.read_text()}</style></head>"  # a mail cannot fetch its style
    mail.attach_alternative(_drawn("scorecard/week_mail.html", week).replace("</head>", looks), "text/html")
    if can_print():
        mail.attach(f"week-{week.first.isoformat()}.pdf", drawn(paper_of(week)), "application/pdf")
    else:
        log.warning("the weekly mail goes without its PDF. %s", MISSING)
    return mail


def _drawn(template: str, week: Week) -> str:
    said = {"week": week, "home": address(), "company": company().name}
    html: str = engines["jinja2"].env.get_template(template).render(said)
    return html
