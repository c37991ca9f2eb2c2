"""The same metrics as somebody would type them into DuckDB, not asked `by` anything, in the deals' own money.

A second opinion on the figures, and the mark their speed is held against. `$now` is bound where it stands.
"""

DONE = """
    SELECT deal_id, counts_as, to_on AS "at" FROM signs WHERE counts_as IS NOT NULL AND to_on IS NOT NULL
    AND (outcome IS NULL OR outcome NOT IN ('postponed', 'no_answer'))"""
HAD = f"""
    SELECT deal_id, counts_as FROM visits WHERE counts_as IS NOT NULL
    UNION ALL SELECT deal_id, counts_as FROM ({DONE})"""


def share(hits: str, n: str) -> str:
    """The share of hits and its Wilson interval, as columns `value` and `n` to begin with."""
    return f"{hits} / nullif({n}, 0) AS value, {n} AS n"


def ends(hits: str, n: str) -> str:
    """The ends of that interval, `low` and `high`; z is 1.959963984540054."""
    of = f"nullif({n}, 0)"
    half = f"1.959963984540054 * sqrt({hits} * ({of} - {hits}) / {of} + 0.9603647051735309)"
    low, high = (f"({hits} + 1.9207294103470618 {sign} {half}) / ({of} + 3.8414588206941236)" for sign in "-+")
    return f"{low} AS low, {high} AS high"


BY_HAND: dict[str, str] = {
    "pipeline": """
        WITH places AS (SELECT stage, min(position) AS position FROM visits GROUP BY stage)
        SELECT NULL AS "group", d.stage, sum(amount_minor) AS value, count(*) AS n,
               min(p.position) AS position, sum(amount_minor * probability / 100) AS weighted,
               count(*) - count(amount_minor) AS without_amount
        FROM deals d LEFT JOIN places p ON p.stage = d.stage
        WHERE status = 'open'
        GROUP BY d.stage ORDER BY 5, 2""",
    "conversion": """
        WITH steps AS (
            SELECT deal_id, stage, position, max(position) OVER (
                PARTITION BY deal_id ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
            ) AS furthest FROM visits
        ), stays AS (
            SELECT deal_id, stage, min(position) AS place, bool_or(furthest > position) AS further
            FROM steps GROUP BY deal_id, stage
        ), counts AS (
            SELECT s.stage, min(place) AS position, count(*) AS entered,
                   count(*) FILTER (further OR status = 'won') AS converted,
                   count(*) FILTER (NOT further AND status = 'lost') AS lost,
                   count(*) FILTER (NOT further AND status = 'open') AS open
            FROM stays s JOIN deals USING (deal_id) GROUP BY s.stage
        )
        SELECT NULL AS "group", stage, converted / nullif(converted + lost, 0) AS value,
               converted + lost AS n, position, entered, converted, lost, open,
               lost / nullif(converted + lost, 0) AS drop_off
        FROM counts ORDER BY 5, 2""",
    "win_rate": """
        WITH c AS (
            SELECT count(*) FILTER (status = 'won') AS won, count(*) FILTER (status = 'lost') AS lost,
                   nullif(won + lost, 0) AS n, won / n AS p, 1.959963984540054 AS z,
                   z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) AS spread
            FROM deals WHERE status IN ('won', 'lost')
        )
        SELECT NULL AS "group", p AS value, won + lost AS n, won, lost,
               (p + z * z / (2 * n) - spread) / (1 + z * z / n) AS low,
               (p + z * z / (2 * n) + spread) / (1 + z * z / n) AS high
        FROM c""",
    "average_won": """
        SELECT NULL AS "group", avg(amount_minor) AS value, count(amount_minor) AS n,
               sum(amount_minor) AS total
        FROM deals WHERE status = 'won'""",
    "cycle_time": """
        WITH closed AS (
            SELECT status, date_diff('second', opened_on, closed_on) / 86400 AS days
            FROM deals WHERE status IN ('won', 'lost') AND closed_on >= opened_on
        )
        SELECT NULL AS "group", quantile_cont(days, 0.5) FILTER (status = 'won') AS value,
               count(*) FILTER (status = 'won') AS n, quantile_cont(days, 0.9) FILTER (status = 'won') AS p90,
               avg(days) FILTER (status = 'won') AS mean,
               quantile_cont(days, 0.5) FILTER (status = 'lost') AS lost_median,
               count(*) FILTER (status = 'lost') AS lost_n
        FROM closed""",
    "stage_time": """
        WITH stays AS (
            SELECT v.deal_id, v.stage, left_on IS NULL AS there, min(position) AS place,
                   sum(date_diff('second', entered_on, coalesce(left_on, $now::TIMESTAMP)) / 86400) AS days
            FROM visits v JOIN deals d USING (deal_id)
            WHERE coalesce(left_on, $now::TIMESTAMP) >= entered_on
              AND (left_on IS NOT NULL OR (d.status = 'open' AND d.stage = v.stage))
            GROUP BY v.deal_id, v.stage, there
        )
        SELECT NULL AS "group", stage, quantile_cont(days, 0.5) FILTER (NOT there) AS value,
               count(*) FILTER (NOT there) AS n, min(place) AS position,
               quantile_cont(days, 0.9) FILTER (NOT there) AS p90, avg(days) FILTER (NOT there) AS mean,
               quantile_cont(days, 0.5) FILTER (there) AS open_median, count(*) FILTER (there) AS open_n
        FROM stays GROUP BY stage ORDER BY 5, 2""",
    "velocity": """
        WITH rates AS (
            SELECT count(*) FILTER (status = 'open') AS n,
                   count(*) FILTER (status = 'won') AS won, count(*) FILTER (status <> 'open') AS closed,
                   won / nullif(closed, 0) AS win_rate,
                   avg(amount_minor) FILTER (status = 'won') AS average_won,
                   avg(date_diff('second', opened_on, closed_on) / 86400)
                       FILTER (status = 'won' AND closed_on >= opened_on) AS cycle_days
            FROM deals
        )
        SELECT NULL AS "group", n * average_won * win_rate / nullif(cycle_days, 0) AS value, n, win_rate,
               average_won, cycle_days
        FROM rates""",
    "lost_reasons": """
        SELECT NULL AS "group", reason, count(*) / sum(count(*)) OVER () AS value, count(*) AS n,
               sum(amount_minor) AS amount
        FROM deals WHERE status = 'lost' GROUP BY reason ORDER BY n DESC, reason""",
    "new_leads": """
        SELECT NULL AS "group", count(*) AS value, count(*) AS n, count(qualified_on) AS qualified,
               count(converted_on) AS converted, count(disqualified_on) AS disqualified
        FROM leads""",
    "first_response": """
        WITH first AS (
            SELECT lead_id, min("at") AS first_at FROM activities
            WHERE lead_id IS NOT NULL AND kind IN ('call', 'meeting', 'email') GROUP BY lead_id
        ), waits AS (
            SELECT first_at, greatest(date_diff('second', created_on, first_at) / 3600, 0) AS hours
            FROM leads LEFT JOIN first USING (lead_id)
        )
        SELECT NULL AS "group", quantile_cont(hours, 0.5) FILTER (first_at IS NOT NULL) AS value, count(first_at) AS n,
               quantile_cont(hours, 0.9) FILTER (first_at IS NOT NULL) AS p90, count(*) - count(first_at) AS waiting
        FROM waits""",
    "qualified": f"""
        WITH c AS (
            SELECT count(qualified_on) AS qualified,
                   count(*) FILTER (qualified_on IS NULL AND disqualified_on IS NOT NULL) AS disqualified,
                   count(*) FILTER (qualified_on IS NULL AND disqualified_on IS NULL) AS undecided
            FROM leads
        )
        SELECT NULL AS "group", {share("qualified", "(qualified + disqualified)")}, qualified, disqualified, undecided,
               {ends("qualified", "(qualified + disqualified)")}
        FROM c""",
    "source_effect": """
        WITH c AS (
            SELECT l.source, count(*) AS n, count(qualified_on) AS qualified, count(l.deal_id) AS deals,
                   count(*) FILTER (d.status = 'won') AS won,
                   sum(d.amount_minor) FILTER (d.status = 'won') AS revenue, max(cost_minor) AS cost
            FROM leads l LEFT JOIN deals d ON d.deal_id = l.deal_id
            LEFT JOIN spending s ON s.name = l.source AND NOT s.campaign
            GROUP BY l.source
        )
        SELECT NULL AS "group", source, coalesce(revenue, 0) / n AS value, n, qualified, deals, won, revenue, cost,
               cost / nullif(won, 0) AS cost_per_won, coalesce(revenue, 0) / nullif(cost, 0) AS back
        FROM c ORDER BY n DESC, source""",
    "coverage": """
        WITH sums AS (
            SELECT count(*) FILTER (status = 'open') AS n, sum(amount_minor) FILTER (status = 'open') AS open,
                   sum(amount_minor) FILTER (
                       status = 'won' AND closed_on < $now::TIMESTAMP
                       AND closed_on >= $now::TIMESTAMP - INTERVAL 364 DAY
                   ) / 4 AS quarter
            FROM deals
        )
        SELECT NULL AS "group", open / nullif(quarter, 0) AS value, n, open, quarter FROM sums""",
    "attention": """
        WITH lately AS (
            SELECT deal_id, count(*) AS done FROM activities
            WHERE deal_id IS NOT NULL AND "at" >= $now::TIMESTAMP - INTERVAL 30 DAY AND "at" < $now::TIMESTAMP
            GROUP BY deal_id
        )
        SELECT NULL AS "group", avg(coalesce(done, 0)) AS value, count(*) AS n, sum(coalesce(done, 0)) AS activities,
               count(*) - count(done) AS quiet
        FROM deals LEFT JOIN lately USING (deal_id) WHERE status = 'open'""",
    "given_away": """
        WITH peaks AS (
            SELECT d.deal_id, any_value(d.amount_minor) AS amount, max(s.amount_minor) AS peak
            FROM states s JOIN deals d ON d.deal_id = s.deal_id AND d.currency = s.currency
            WHERE d.status = 'won' AND d.amount_minor IS NOT NULL GROUP BY d.deal_id
        )
        SELECT NULL AS "group", 1 - sum(amount) / nullif(sum(peak), 0) AS value, count(*) AS n,
               count(*) FILTER (peak > amount) AS reduced, sum(amount) AS total, sum(peak) AS peak
        FROM peaks WHERE peak > 0""",
    "conceded": f"""
        WITH proposals AS (
            SELECT deal_id, n FROM states SEMI JOIN (FROM visits WHERE counts_as = 'proposal') USING (deal_id, stage)
            UNION ALL
            SELECT s.deal_id, n FROM states s JOIN ({DONE}) d ON d.deal_id = s.deal_id
            WHERE counts_as = 'proposal' AND (to_on IS NULL OR to_on > "at")
        ), since AS (
            SELECT deal_id, min(n) AS since FROM proposals GROUP BY deal_id
        ), first AS (
            SELECT d.deal_id, any_value(d.amount_minor) AS amount, arg_min(s.amount_minor, s.n) AS proposed
            FROM states s JOIN since p ON p.deal_id = s.deal_id AND s.n >= since
            JOIN deals d ON d.deal_id = s.deal_id AND d.currency = s.currency
            WHERE d.status = 'won' AND d.amount_minor IS NOT NULL AND s.amount_minor IS NOT NULL GROUP BY d.deal_id
        )
        SELECT NULL AS "group", sum(greatest(proposed - amount, 0)) / nullif(sum(proposed), 0) AS value, count(*) AS n,
               count(*) FILTER (proposed > amount) AS less, sum(proposed) AS proposed,
               sum(greatest(first.proposed - amount, 0)) AS reduced, sum(greatest(amount - first.proposed, 0)) AS grown
        FROM first WHERE first.proposed > 0""",
    "accepted": f"""
        WITH c AS (
            SELECT count(*) FILTER (status = 'won') AS won, count(*) FILTER (status = 'lost') AS lost,
                   count(*) FILTER (status = 'open') AS open, sum(amount_minor) FILTER (status = 'won') AS amount
            FROM deals SEMI JOIN (FROM ({HAD}) WHERE counts_as = 'proposal') USING (deal_id)
        )
        SELECT NULL AS "group", {share("won", "(won + lost)")}, won, lost, open, amount, {ends("won", "(won + lost)")}
        FROM c""",
    "proposed": f"""
        WITH had AS (
            SELECT deal_id, bool_or(counts_as = 'proposal') AS proposed FROM ({HAD}) GROUP BY deal_id
        ), versions AS (
            SELECT DISTINCT process, version FROM deals SEMI JOIN had USING (deal_id)
        ), c AS (
            SELECT count(*) FILTER (proposed) AS proposals, count(*) FILTER (NOT proposed) AS demos,
                   count(*) FILTER (proposed IS NULL AND status <> 'open') AS without,
                   count(*) FILTER (proposed IS NULL AND status = 'open') AS open
            FROM deals SEMI JOIN versions USING (process, version) LEFT JOIN had USING (deal_id)
        )
        SELECT NULL AS "group", {share("(proposals + demos)", "(proposals + demos + without)")}, proposals, demos,
               without, open, {ends("(proposals + demos)", "(proposals + demos + without)")}
        FROM c""",
    "funnel": f"""
        WITH stages AS (
            SELECT stage, min(position) AS position FROM visits GROUP BY stage
        ), paths AS (
            SELECT deal_id, max(position) AS furthest FROM visits GROUP BY deal_id
        ), counts AS (
            SELECT s.stage, count(*) AS n, min(s.position) AS position,
                   count(*) FILTER (s.position = furthest AND status = 'lost') AS lost,
                   count(*) FILTER (s.position = furthest AND status = 'open') AS open
            FROM paths JOIN deals USING (deal_id) JOIN stages s ON s.position <= furthest OR status = 'won'
            GROUP BY s.stage
        )
        SELECT NULL AS "group", stage, n / nullif(cohort, 0) AS value, n, position, cohort, lost, open,
               {ends("n", "cohort")}
        FROM counts, (SELECT count(*) AS cohort FROM deals) ORDER BY position, stage""",
    "won_from": f"""
        WITH once AS (
            SELECT deal_id, stage, min(position) AS place FROM visits GROUP BY deal_id, stage
        ), c AS (
            SELECT o.stage, min(place) AS position, count(*) FILTER (status = 'won') AS won,
                   count(*) FILTER (status = 'lost') AS lost, count(*) FILTER (status = 'open') AS open,
                   sum(amount_minor) FILTER (status = 'won') AS amount
            FROM once o JOIN deals USING (deal_id) GROUP BY o.stage
        )
        SELECT NULL AS "group", stage, {share("won", "(won + lost)")}, position, won, lost, open, amount,
               {ends("won", "(won + lost)")}
        FROM c ORDER BY position, stage""",
    "bought_again": f"""
        WITH bought AS (
            SELECT organisation_id, closed_on FROM deals
            WHERE status = 'won' AND organisation_id IS NOT NULL AND closed_on IS NOT NULL
        ), first AS (
            SELECT organisation_id, min(closed_on) AS first_on, first_on + INTERVAL 12 MONTH AS until
            FROM bought GROUP BY organisation_id
        ), judged AS (
            SELECT organisation_id, any_value(until) > $now::TIMESTAMP AS waits,
                   bool_or(closed_on::DATE > first_on::DATE AND closed_on < until) AS came
            FROM bought JOIN first USING (organisation_id) GROUP BY organisation_id
        ), c AS (
            SELECT count(*) FILTER (NOT waits AND came) AS again, count(*) FILTER (NOT waits AND NOT came) AS not_again,
                   count(*) FILTER (waits) AS waiting
            FROM judged
        )
        SELECT NULL AS "group", {share("again", "(again + not_again)")}, again, not_again, waiting,
               {ends("again", "(again + not_again)")}
        FROM c""",
    "upsell": """
        WITH told AS (
            SELECT organisation_id, amount_minor AS amount,
                   dense_rank() OVER (PARTITION BY organisation_id ORDER BY closed_on::DATE) AS place,
                   count(*) OVER (PARTITION BY organisation_id, closed_on::DATE) AS many
            FROM deals
            WHERE status = 'won' AND organisation_id IS NOT NULL AND closed_on IS NOT NULL AND amount_minor IS NOT NULL
        ), first AS (
            SELECT organisation_id, sum(amount) AS worth FROM told WHERE place = 1 GROUP BY organisation_id
        ), c AS (
            SELECT count(*) AS n, count(*) FILTER (place > 1) AS again, sum(amount) FILTER (place > 1) AS existing,
                   sum(amount) AS total, count(*) FILTER (place = 2) AS seconds,
                   sum(amount) FILTER (place = 2) / nullif(sum(worth / many) FILTER (place = 2), 0) AS times
            FROM told JOIN first USING (organisation_id)
        )
        SELECT NULL AS "group", CASE WHEN again = 0 THEN 0 ELSE existing END / nullif(total, 0) AS value,
               n, again, existing, total, seconds, times
        FROM c""",
    "stage_stay": """
        WITH spent AS (
            SELECT deal_id, stage, min(position) AS place, bool_or(left_on IS NULL) AS unfinished,
                   sum(date_diff('second', entered_on, coalesce(left_on, $now::TIMESTAMP)) / 86400) AS so_far,
                   sum(date_diff('second', entered_on, left_on) / 86400) AS gone
            FROM visits WHERE coalesce(left_on, $now::TIMESTAMP) >= entered_on GROUP BY deal_id, stage
        ), stays AS (
            SELECT s.stage, place, unfinished AND status = 'open' AND d.stage = s.stage AS there,
                   CASE WHEN there THEN so_far ELSE gone END AS days
            FROM spent s JOIN deals d USING (deal_id)
        ), days AS (
            SELECT stage, days, min(place) AS place, count(*) FILTER (NOT there) AS gone, count(*) AS everybody
            FROM stays WHERE days >= 0 GROUP BY stage, days
        ), risks AS (
            SELECT *, sum(everybody) OVER (PARTITION BY stage ORDER BY days DESC) AS risk FROM days
        ), steps AS (
            SELECT *, product(1 - gone / risk) OVER (PARTITION BY stage ORDER BY days) AS still FROM risks
        )
        SELECT NULL AS "group", stage, min(days) FILTER (still <= 0.5 + 1e-9) AS value, sum(gone) AS n,
               min(place) AS position, min(days) FILTER (still <= 0.75 + 1e-9) AS p25,
               min(days) FILTER (still <= 0.1 + 1e-9) AS p90,
               max(days) FILTER (still > 0.5 + 1e-9 AND risk >= 10) AS at_least, sum(everybody) - sum(gone) AS open_n
        FROM steps GROUP BY stage ORDER BY 5, 2""",
    "aging": """
        WITH spent AS (
            SELECT deal_id, stage, left_on IS NULL AS there, min(position) AS place,
                   sum(date_diff('second', entered_on, coalesce(left_on, $now::TIMESTAMP)) / 86400) AS days
            FROM visits WHERE coalesce(left_on, $now::TIMESTAMP) >= entered_on GROUP BY deal_id, stage, there
        ), norms AS (
            SELECT stage, quantile_cont(days, 0.9) AS norm FROM spent WHERE NOT there GROUP BY stage
        )
        SELECT NULL AS "group", s.stage, count(*) FILTER (days > norm) / nullif(count(norm), 0) AS value,
               count(norm) AS n, min(place) AS position, count(*) FILTER (days > norm) AS older, max(norm) AS norm,
               max(days) AS oldest, sum(amount_minor) FILTER (days > norms.norm) AS amount
        FROM spent s JOIN deals d ON d.deal_id = s.deal_id AND d.stage = s.stage AND d.status = 'open'
        LEFT JOIN norms ON norms.stage = s.stage
        WHERE there GROUP BY s.stage ORDER BY 5, 2""",
    "slippage": f"""
        WITH days AS (
            SELECT deal_id, close_on, min(n) AS n FROM states WHERE close_on IS NOT NULL GROUP BY deal_id, close_on
        ), first AS (
            SELECT deal_id, arg_min(close_on, n) AS promised, count(*) - 1 AS times FROM days GROUP BY deal_id
        ), judged AS (
            SELECT status, times, coalesce(closed_on, $now::TIMESTAMP)::DATE - promised AS over
            FROM deals JOIN first USING (deal_id)
        ), c AS (
            SELECT count(*) FILTER (over <= 0 AND status <> 'open') AS kept, count(*) FILTER (over > 0) AS late,
                   count(*) FILTER (over <= 0 AND status = 'open') AS pending,
                   quantile_cont(over, 0.5) FILTER (over > 0) AS days_late, avg(times) AS moved
            FROM judged
        )
        SELECT NULL AS "group", {share("late", "(kept + late)")}, kept, late, pending, days_late, moved,
               {ends("late", "(kept + late)")}
        FROM c""",
    "early_attention": f"""
        WITH alive AS (
            SELECT deal_id, status, opened_on + INTERVAL 14 DAY AS landmark FROM deals
            WHERE opened_on + INTERVAL 14 DAY <= $now::TIMESTAMP
              AND (status = 'open' OR closed_on >= opened_on + INTERVAL 14 DAY)
        ), early AS (
            SELECT deal_id, count(*) AS done FROM activities JOIN alive USING (deal_id)
            WHERE "at" < landmark GROUP BY deal_id
        ), c AS (
            SELECT CASE WHEN done IS NULL THEN 0 WHEN done <= 2 THEN 1 WHEN done <= 5 THEN 2 ELSE 3 END AS position,
                   count(*) FILTER (status = 'won') AS won, count(*) FILTER (status = 'lost') AS lost,
                   count(*) FILTER (status = 'open') AS open
            FROM alive LEFT JOIN early USING (deal_id) GROUP BY ALL
        )
        SELECT NULL AS "group", ['none', '1 or 2', '3 to 5', '6 or more'][position + 1] AS amount_of,
               {share("won", "(won + lost)")}, position, won, lost, open, {ends("won", "(won + lost)")}
        FROM c ORDER BY position""",
    "adherence": f"""
        WITH steps AS (
            SELECT deal_id, n, position - coalesce(lag(position) OVER (PARTITION BY deal_id ORDER BY n), -1) AS step
            FROM visits
        ), paths AS (
            SELECT deal_id, bool_or(step <= 0) AS went_back, bool_or(step > 1 AND n > 1) AS jumped,
                   bool_or((step <= 0 OR (step > 1 AND n > 1)) AND n <= 3) AS early, max(n) >= 3 AS lived
            FROM steps GROUP BY deal_id
        ), c AS (
            SELECT count(*) AS n, count(*) FILTER (NOT jumped AND NOT went_back) AS straight,
                   count(*) FILTER (jumped) AS skipped, count(*) FILTER (went_back AND NOT jumped) AS back,
                   count(*) FILTER (lived) AS compared, count(*) FILTER (lived AND NOT early) AS compared_straight,
                   avg((status = 'won')::INT) FILTER (lived AND NOT early) AS won_straight,
                   avg((status = 'won')::INT) FILTER (lived AND early) AS won_otherwise
            FROM paths JOIN deals USING (deal_id) WHERE status IN ('won', 'lost')
        )
        SELECT NULL AS "group", {share("straight", "n")}, straight, skipped, back, compared, compared_straight,
               won_straight, won_otherwise, {ends("straight", "n")}
        FROM c""",
}
