"""What deals have had on their way: a demo, a proposal."""

from dealwright.metrics.facts import Facts, Table

MISSED = ("postponed", "no_answer")  # outcomes of what did not take place


def milestones(facts: Facts) -> Table:
    """`deal_id`, `counts_as` (demo, proposal) and `at` of each: a stage that a deal came to, or something done.

    `at` is null where nobody knows when.
    """
    came = facts.visits.filter(facts.visits.counts_as.notnull())
    return came.select("deal_id", "counts_as", at=came.entered_on).union(done(facts))


def done(facts: Facts) -> Table:
    """Those of them that are planned activities which were done and took place."""
    signs = facts.signs
    took_place = signs.outcome.isnull() | signs.outcome.notin(MISSED)
    rows = signs.filter(signs.counts_as.notnull(), signs.to_on.notnull(), took_place)
    return rows.select("deal_id", "counts_as", at=rows.to_on)
