"""The same metrics as somebody would type them into DuckDB, not asked `by` anything, in the deals' own money.

A second opinion on the figures, and the mark their speed is held against. `$now` is bound for stage_time.
"""

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
            FROM deals WHERE status IN ('won', 'lost') AND opened_on IS NOT NULL AND closed_on IS NOT NULL
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
            WHERE entered_on IS NOT NULL
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
                       FILTER (status = 'won') AS cycle_days
            FROM deals
        )
        SELECT NULL AS "group", n * average_won * win_rate / nullif(cycle_days, 0) AS value, n, win_rate,
               average_won, cycle_days
        FROM rates""",
    "lost_reasons": """
        SELECT NULL AS "group", reason, count(*) / sum(count(*)) OVER () AS value, count(*) AS n,
               sum(amount_minor) AS amount
        FROM deals WHERE status = 'lost' GROUP BY reason ORDER BY n DESC, reason""",
}
