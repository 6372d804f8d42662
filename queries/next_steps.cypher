// question: next_steps
// measures: What people did next after their first time at a step, how long that took, and how long they could be watched.
// definition: docs/measures.md#next-steps
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   source: STRING — the step that people were at for the first time
//   next: STRING — their next step set, steps that nothing orders joined by +; null for none so far
//   within: BOOLEAN — whether that was within the window
//   watched: BOOLEAN — whether they were at the source at least one window before the cut-off
//   people: INTEGER — how many people are so
//   times: LIST<INTEGER> — days until the next step of each of them, or else until the cut-off; editions where the window is in editions
//   median_days: FLOAT — days to the next step, of those with dates for both
//   median_editions: FLOAT — editions of the source's program to the next step
// caveats: These are counts: n is the people of all rows that are watched, x those of them with the next step within the window; no further step is the rest. Python goes on to the cumulative incidence (Aalen–Johansen), and answers for one step alone (after), for the step before (order), for ties, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
MATCH (e:Engagement {dataset: $dataset}) WHERE $by IN e.first_at
OPTIONAL MATCH (e)-[move:NEXT]->(then:Engagement)
// The next step set is all that comes next at once; its steps are joined.
WITH DISTINCT e, move.days AS days, move.editions AS editions, then.since AS since, then[$by] AS step
ORDER BY step
WITH e, days, editions, since, collect(step) AS steps
WITH e, days, editions, reduce(names = head(steps), step IN tail(steps) | names + ' + ' + step) AS next,
  since <= e.since + duration({months: $length}) AS by_month,
  CASE $unit WHEN 'editions' THEN editions ELSE duration.inDays(e.since, since).days END AS took,
  CASE $unit WHEN 'editions' THEN e.watched_editions ELSE e.watched_days END AS followed
RETURN e[$by] AS source, next,
  coalesce(CASE $unit WHEN 'months' THEN by_month ELSE took <= $length END, false) AS within,
  e['watched_' + $unit] >= $length AS watched, count(*) AS people,
  collect(CASE WHEN took < 0 THEN 0 ELSE coalesce(took, followed) END) AS times,
  percentileCont(days, 0.5) AS median_days, percentileCont(editions, 0.5) AS median_editions
ORDER BY source, next, within, watched
