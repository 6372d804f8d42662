// question: eventually_follows
// measures: How many people come to each step some time after their first time at another, and how long that takes.
// definition: docs/measures.md#eventually-follows
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   source: STRING — the step
//   target: STRING — a step in any later step set
//   people: INTEGER — people who came to it
//   x: INTEGER — people of n who came to it by the cut-off
//   n: INTEGER — people first at the source at least so long before the cut-off
//   not_yet_observable: INTEGER — people first at the source later than that
//   median_days: FLOAT — days from the first time at the source to the first at the target after it
//   q1_days: FLOAT — lower quartile of the days
//   q3_days: FLOAT — upper quartile of the days
//   median_editions: FLOAT — editions of the source's program
// caveats: Rates and intervals are added in Python. Python answers for ties by rank, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
MATCH (program:Program {dataset: $dataset})
WITH collect({name: program.name, ranks: COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank }}) AS programs
// Each person's step sets in their order; editions are those of a set's first program.
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH programs, p, e.step_set AS at, e.since AS since, e['watched_' + $unit] >= $length AS watched,
  collect(DISTINCT e[$by]) AS steps, NOT 'edition' IN collect(e.precision) AS dated,
  min(e.rank) AS rank, min(e.program) AS program
ORDER BY at
WITH p, collect({steps: steps, since: since, watched: watched, dated: dated, rank: rank,
  ranks: head([one IN programs WHERE one.name = program | one.ranks])}) AS sets
// The first time at each step, and the first time at each step after it.
CALL (sets) {
  UNWIND range(0, size(sets) - 1) AS at
  UNWIND sets[at].steps AS source
  WITH source, min(at) AS at
  RETURN source, sets[at] AS first, sets[at + 1..] AS later
}
CALL (first, later) {
  UNWIND later AS set
  UNWIND set.steps AS target
  WITH target, head(collect(set)) AS then
  RETURN collect({target: target, watched: first.watched,
    days: CASE WHEN first.dated AND then.dated THEN duration.inDays(first.since, then.since).days END,
    editions: size([rank IN first.ranks WHERE rank <= then.rank]) - size([rank IN first.ranks WHERE rank <= first.rank])}) AS moves
}
WITH source, count(CASE WHEN first.watched THEN 1 END) AS n, count(CASE WHEN NOT first.watched THEN 1 END) AS later, collect(moves) AS each
UNWIND each AS moves
UNWIND moves AS move
RETURN source, move.target AS target, count(*) AS people, count(CASE WHEN move.watched THEN 1 END) AS x,
  n, later AS not_yet_observable, percentileCont(move.days, 0.5) AS median_days, percentileCont(move.days, 0.25) AS q1_days,
  percentileCont(move.days, 0.75) AS q3_days, percentileCont(move.editions, 0.5) AS median_editions
ORDER BY people DESC, source, target
