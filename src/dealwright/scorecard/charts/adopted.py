"""Figures of adoption: who uses the process, how its steps are passed, which fields nobody needs."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.deals.queries.filling import Share
from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.charts.figure import Tone
from dealwright.desk.figures import NOTHING, number, percent
from dealwright.desk.times import ago
from dealwright.processes.queries import in_force
from dealwright.records.kinds import kind_of

from ..adoption.fields import LAST, Needed, Verdict, fields_of_deals, own_fields
from ..adoption.using import Use, adoption, bypassed
from ..labels import NO_STAGE, NOBODY
from .asking import Asking

VERDICTS: dict[Verdict, tuple[object, Tone]] = {
    Verdict.TOO_FEW: (lazy("Too few deals to say"), "muted"),
    Verdict.EMPTY: (lazy("Nobody fills it: take it out, or say what it is for"), "bad"),
    Verdict.OPEN_ONLY: (lazy("Filled in open deals, empty in those that closed: is it new, or not kept?"), "warn"),
    Verdict.FOR_THE_GATE: (lazy("Filled only to pass the gate: ask for it where it is learned"), "warn"),
    Verdict.NEEDED: (lazy("Needed"), "good"),
    Verdict.LISTED: (lazy("Used in saved lists"), "accent"),
    Verdict.UNUSED: (lazy("Filled, but nothing uses it: does anybody need it?"), "warn"),
}


def use(asking: Asking) -> Figure:
    """On how many days members were at work here, and how their steps came about."""
    told = adoption(asking.actor, asking.desk, asking.question).by_member
    uses = [each for _one, _name, each in told]
    days = Series(_("Days at work here"), [_days(each) for each in uses])
    last = Series(_("Last"), [Point(None, ago(each.last) if each.last else NOTHING) for each in uses], drawn=False)
    quiet = [name for _one, name, each in told if each.open and not each.days]
    summary = _("With open deals and not seen here for four weeks: %(names)s.") % {"names": ", ".join(quiet)}
    note = _(
        "Days in four weeks on which somebody changed something here themselves. Steps: stages moved on from and deals "
        "won; where no gate asked for anything there was nothing to prove."
    )
    labels = [name for _one, name, _use in told]
    return Figure(
        "use", _("Who uses it"), "bar", _("Member"), labels, [days, last, *_steps(uses), *_deals(uses)],
        summary if quiet else "", note,
    )  # fmt: skip


def use_by_team(asking: Asking) -> Figure:
    """The same by team."""
    told = adoption(asking.actor, asking.desk, asking.question)
    labels = [told.team_names.get(team, NOBODY["team"]) for team in told.by_team]
    uses = list(told.by_team.values())
    active = [Point(each.at_work / each.members, f"{number(each.at_work)} / {number(each.members)}") for each in uses]
    series = [Series(_("Of its members at work here"), active), *_steps(uses), *_deals(uses)]
    return Figure("use-by-team", _("Teams"), "bar", _("Team"), labels, series, unit="ratio")


def _days(each: Use) -> Point:
    return Point(each.days, number(each.days), tone="bad" if each.open and not each.days else None)


def _steps(uses: Sequence[Use]) -> list[Series]:
    parts: Sequence[tuple[str, Callable[[Use], int]]] = [
        (_("With proof"), lambda each: each.proven), (_("Overridden"), lambda each: each.overridden),
        (_("Warned of"), lambda each: each.warned), (_("Dated back"), lambda each: each.late),
    ]  # fmt: skip
    shares = [Series(title, [_part(each, count(each)) for each in uses], drawn=False) for title, count in parts]
    return [Series(_("Steps"), [Point(each.moves, number(each.moves)) for each in uses], drawn=False), *shares]


def _part(each: Use, n: int) -> Point:
    share = each.share(n)
    return Point(share, NOTHING if share is None else percent(share))


def _deals(uses: Sequence[Use]) -> list[Series]:
    per_deal = [each.activities / each.open if each.open else None for each in uses]
    columns = [
        (_("Open deals"), [Point(each.open, number(each.open)) for each in uses]),
        (_("Without a next step"), [Point(each.without_step, number(each.without_step)) for each in uses]),
        (_("Activities per open deal"), [Point(each, _one_place(each)) for each in per_deal]),
    ]
    return [Series(title, points, drawn=False) for title, points in columns]


def _one_place(value: float | None) -> str:
    return NOTHING if value is None else number(round(value, 1))


def where(asking: Asking) -> Figure:
    """In which stages gates are overridden, and the process is passed by with a warning."""
    told = bypassed(asking.actor, asking.desk, asking.question)
    order = [*asking.desk.titles.stages, *sorted(told)]
    stages = sorted(told, key=order.index)
    series = [
        Series(_("Gate overridden"), [Point(told[each][0], number(told[each][0])) for each in stages], "bad"),
        Series(_("Warned of"), [Point(told[each][1], number(told[each][1])) for each in stages], "warn"),
    ]
    labels = [asking.stage(each) or NO_STAGE for each in stages]
    note = _("By the stage that was left, in four weeks. Whether that pays is told under Process map.")
    return Figure("bypassed", _("Where it is bypassed"), "stacked", _("Stage"), labels, series, definition=note)


def fields(asking: Asking) -> Figure:
    """How the fields of deals are filled in, and whether anything needs them."""
    told, deals = fields_of_deals(asking.actor, asking.desk, asking.question)
    several = len({each.filling.process for each in told}) > 1
    titles = {version.key: version.title for version in in_force(asking.desk.versions)} if several else {}
    shown = sorted(told, key=lambda each: (list(Verdict).index(each.verdict), each.share))
    labels = [_label(each, titles) for each in shown]
    series = [
        Series(
            _("Filled when it closed"), [Point(each.share, percent(each.share), tone=_tone(each)) for each in shown]
        ),
        Series(_("What to do"), [Point(None, str(VERDICTS[each.verdict][0])) for each in shown], drawn=False),
        Series(_("Filled in open deals"), [_in_open(each) for each in shown], drawn=False),
        Series(_("In passing the gate"), [_in_passing(each) for each in shown], drawn=False),
        Series(_("Asked for by"), [Point(None, _asked_by(asking, each)) for each in shown], drawn=False),
        Series(_("In saved lists"), [Point(each.lists, number(each.lists)) for each in shown], drawn=False),
        Series(_("Won with it"), [_won(each.filling.having) for each in shown], drawn=False),
        Series(_("Won without"), [_won(each.filling.lacking) for each in shown], drawn=False),
    ]
    note = _(
        "Of the %(n)s deals that closed last, at most %(most)s. In passing the gate: filled within the minute in which "
        "the deal moved on. Won: of deals that came beyond their first stage; it tells what goes together, not why."
    ) % {"n": number(deals), "most": number(LAST)}
    return Figure("fields", _("Fields of deals"), "bar", _("Field"), labels, series, _summary(told), note, "ratio")


def _summary(told: Sequence[Needed]) -> str:
    empty = [each.filling.one.title for each in told if each.verdict == Verdict.EMPTY]
    return _("Nobody fills: %(fields)s.") % {"fields": ", ".join(dict.fromkeys(empty))} if empty else ""


def _label(each: Needed, titles: dict[str, str]) -> str:
    process = titles.get(each.filling.process, "")
    return f"{each.filling.one.title} · {process}" if process else each.filling.one.title


def _tone(each: Needed) -> Tone:
    return VERDICTS[each.verdict][1]


def _in_passing(each: Needed) -> Point:
    told = each.filling
    share = told.at_gate / told.timed if told.timed else None
    return Point(share, NOTHING if share is None else percent(share))


def _in_open(each: Needed) -> Point:
    told = each.filling
    share = told.open_filled / told.open if told.open else None
    return Point(share, NOTHING if share is None else percent(share))


def _asked_by(asking: Asking, each: Needed) -> str:
    one = each.filling.one
    others = [(one.is_weighed, _("a condition")), (one.is_counted, _("numbers"))]
    gates = [_("the gate of %(stage)s") % {"stage": asking.stage(key)} for key in one.gates]
    return ", ".join([*gates, *(title for asks, title in others if asks)]) or NOTHING


def _won(share: Share) -> Point:
    if share.value is None or share.bounds is None:
        return Point(None)
    if not share.is_enough:
        return Point(None, _("%(won)s of %(n)s: too few") % {"won": number(share.won), "n": number(share.closed)})
    low, high = share.bounds
    return Point(share.value, f"{percent(share.value)} ({percent(low)}–{percent(high)})", low=low, high=high)


def own(asking: Asking) -> Figure:
    """How the fields that the company added to other records are filled in."""
    told = sorted(
        own_fields(asking.actor, asking.desk), key=lambda each: (list(Verdict).index(each.verdict), each.share or 0)
    )
    labels = [f"{each.told.title} · {_(kind_of(each.told.kind).label)}" for each in told]
    shares = [Point(each.share, percent(each.share or 0), tone=VERDICTS[each.verdict][1]) for each in told]
    series = [
        Series(_("Filled"), shares),
        Series(_("What to do"), [Point(None, str(VERDICTS[each.verdict][0])) for each in told], drawn=False),
        Series(_("In saved lists"), [Point(each.lists, number(each.lists)) for each in told], drawn=False),
    ]
    note = _("Of the %(most)s records of each kind made last that you may see.") % {"most": number(LAST)}
    title = _("Your own fields of other records")
    return Figure("own-fields", title, "bar", _("Field"), labels, series, "", note, "ratio")
