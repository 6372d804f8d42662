// question: stuck_points
// measures: Everyone who has reached a tier, by whether they moved on, how long that took, and whether they are still around.
// definition: docs/measures.md#stuck-points
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   outcome: MAP = {"tier": "Leading"} — what makes a graduate: what its engagements have in role, program, tier or edition; by name it is the top tier
//   unit: STRING = "days" — what time is counted in: days, or editions
//   recent_unit: STRING = "days" — how recent an engagement shows that somebody is still around, in days or editions
//   recent_length: INTEGER = 365 — and how many of them
//   cohort: STRING = "rank" — what period is: rank of the edition, or the calendar year
// columns:
//   step: STRING — the tier
//   tier: INTEGER — its rank
//   period: INTEGER — rank of the edition (or the calendar year) in which people reached it
//   moved: BOOLEAN — reached a higher tier or the outcome since
//   graduated: BOOLEAN — has the outcome, at any time
//   recent: BOOLEAN — has an engagement at most so long before the cut-off
//   people: INTEGER — how many people are so
//   times: LIST<INTEGER> — until each of them moved, or else until the cut-off
//   followed: LIST<INTEGER> — until the cut-off, in the same order
// caveats: These are counts: n is how many are followed for the threshold or longer, x those of them in rows that are recent and have neither moved nor graduated. The threshold is read from a Kaplan–Meier curve, which Cypher has not, in Python. Python answers for one step (at), and where some engagements have no tier.
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.as_of_day AS day, load.as_of_rank AS now, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH now, today, p, {
    tier: tier, set: e.step_set, time: e.time, rank: e.rank, year: e.start.year, ranks: ranks,
    outcome: coalesce(all(key IN keys($outcome) WHERE e[key] = $outcome[key]), false)
  } AS row, CASE
    WHEN $recent_unit = 'editions' THEN size([rank IN ranks WHERE e.rank < rank <= now])
    WHEN e.end > e.start THEN duration.inDays(e.end, day).days ELSE today - e.time
  END <= $recent_length AS recent
ORDER BY row.set, row.time, row.rank, program.name
WITH now, today, p, collect(row) AS rows, max(recent) AS recent
// Everyone's first time at each tier, and what moved them on, in the same step set or later.
CALL (rows) {
  UNWIND rows AS row
  WITH row.tier AS tier, head(collect(row)) AS since
  RETURN tier, since, head([row IN rows WHERE row.set >= since.set AND (row.tier.rank > tier.rank OR row.outcome)]) AS up
}
WITH *, CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= now]) ELSE today - since.time END AS followed
WITH *, CASE
    WHEN up IS NULL THEN followed
    WHEN up.set = since.set THEN 0
    WHEN $unit = 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= up.rank])
    ELSE up.time - since.time
  END AS time
RETURN tier.name AS step, tier.rank AS tier, since[$cohort] AS period, up IS NOT NULL AS moved,
  any(row IN rows WHERE row.outcome) AS graduated, recent, count(*) AS people, collect(time) AS times, collect(followed) AS followed
ORDER BY tier, period, moved, graduated, recent
