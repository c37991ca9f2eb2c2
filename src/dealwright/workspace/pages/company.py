"""The company."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import spoken

from .. import commands
from ..places import Choices, locales, month_of, months, read_rates, written_rates, zones
from ..queries import company as settings_of_company
from ..queries import require
from ..rules import Right
from .tabs import Tab, tabs


@dataclass(frozen=True)
class CompanyPage:
    """The form, the currency that stays, and what can be chosen."""

    tabs: list[Tab]
    form: Filled
    currency: str
    zones: Choices
    locales: Choices
    months: Choices


@login_required
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Show and change the company's name, zone, language and year."""
    require(request.user, Right.MEMBERS)
    now = settings_of_company()
    if request.method == "GET":
        shown = {"company": now.name, "zone": now.zone, "locale": now.locale, "year_begins": str(now.year_begins)}
        shown["rates"] = written_rates(now.rates)
        return _show(request, Filled(shown), now.currency)
    form = filled(request.POST, "company", "zone", "locale", "year_begins", "rates")
    try:
        commands.set_up_company(
            form.value("company"),
            now.currency,
            zone=form.value("zone"),
            locale=form.value("locale"),
            year_begins=month_of(form.value("year_begins")),
            rates=read_rates(form.value("rates")) if "rates" in request.POST else None,
            by=request.user,
            via="page",
        )
    except SalesError as error:
        return _show(request, form.refused(error, "company"), now.currency, error.status)
    flash(request, _("The company's settings are saved."))
    return redirect("settings-company")


def _show(request: HttpRequest, form: Filled, currency: str, status: int = 200) -> HttpResponse:
    known = locales() if form.value("locale") != "en" else (("en", "English"), *locales())
    shown = CompanyPage(tabs(request.user, "settings-company"), form, currency, zones(), known, months(spoken()))
    return render(request, "workspace/company.html", shown, status=status)
