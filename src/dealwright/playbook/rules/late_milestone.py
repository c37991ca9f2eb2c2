"""A demo or a proposal comes before the end of a deal: what is planned after it counts as neither."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw

AFTER_THE_END = (("won", "tasks"), ("won", "onboarding"), ("lost", "tasks"))


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at activities planned for the end of a deal that say what they count as."""
    for place in AFTER_THE_END:
        for activity in draft.root.each("outcomes", *place):
            if counts_as := activity.get("counts_as"):
                message = '"counts_as" is for activities that a stage plans: here the deal has ended.'
                yield Flaw(counts_as, message, "Remove it, or write it at an activity of a stage.")
