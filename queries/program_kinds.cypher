// question: program_kinds
// measures: On-going and discrete programs side by side: how many people a month, how many of them come again within a horizon, how many are new.
// definition: docs/measures.md#program-kinds
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — program, or kind for all on-going and all discrete ones together
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
// columns:
//   program: STRING — the program; null by kind
//   kind: STRING — discrete for a program with editions, otherwise on-going
//   x: INTEGER — people of n who came again, to any program, in a later step set within the horizon
//   n: INTEGER — people who came for the first time at least one horizon before the cut-off
//   not_yet_observable: INTEGER — people who came later than that
//   again: INTEGER — people of x who came again to this one
//   people: INTEGER — everyone who came
//   months_open: INTEGER — months in which an engagement was under way
//   person_months: INTEGER — people under way in each of these months, added up
//   new: INTEGER — people for whom it was in their first step set
// caveats: Rates, intervals, people a month and the order of the rows are added in Python. A record without dates has no months.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    12 * load.as_of_day.year + load.as_of_day.month AS cut,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length
}
// The programs by name, their kind, and how many editions of each had begun at every rank.
CALL (last) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  CALL (program, last) {
    OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition {dataset: $dataset})
    WITH DISTINCT ed.rank AS rank ORDER BY rank
    WITH collect(rank) AS ranks
    WITH [0] + ranks + [last + 1] AS ranks
    UNWIND range(0, size(ranks) - 2) AS number
    UNWIND range(toInteger(ranks[number]), toInteger(ranks[number + 1]) - 1) AS rank
    RETURN collect(number) AS begun
  }
  WITH program, begun,
    CASE WHEN EXISTS { (program)<-[:OF_PROGRAM]-(e:Engagement {counted: true}) WHERE (e)-[:IN_EDITION]->() }
      THEN 'discrete' ELSE 'on-going' END AS kind
  ORDER BY program.name
  RETURN collect({node: program, begun: begun, kind: kind, unit: CASE $by WHEN 'kind' THEN kind ELSE program.name END}) AS programs
}
// Each person's engagements in their order, and what came of their first one in each unit.
CALL (programs, latest, today, in_editions, length) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program, programs[place].unit AS unit
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, e, place, unit
  ORDER BY e.step_set, e.time, e.rank, place
  WITH p, collect({set: e.step_set, time: e.time, rank: e.rank, place: place, unit: unit}) AS rows
  UNWIND range(0, size(rows) - 1) AS at
  WITH rows, at, rows[at] AS since
  WHERE none(one IN rows[..at] WHERE one.unit = since.unit)
  WITH *, programs[since.place].begun AS begun, [row IN rows[at + 1..] WHERE row.set > since.set] AS later
  WITH *, head(later) AS next, head([row IN later WHERE row.unit = since.unit]) AS again
  WITH since.unit AS unit, since.set = rows[0].set AS new,
    CASE WHEN in_editions THEN begun[latest] - begun[since.rank] ELSE today - since.time END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since.time}), date('1970-01-01') + duration({days: since.time}) + duration({months: -length})).days END AS watched,
    CASE WHEN in_editions THEN begun[next.rank] - begun[since.rank] ELSE next.time - since.time END <= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since.time}), date('1970-01-01') + duration({days: since.time}) + duration({months: -length})).days END AS came,
    CASE WHEN in_editions THEN begun[again.rank] - begun[since.rank] ELSE again.time - since.time END <= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since.time}), date('1970-01-01') + duration({days: since.time}) + duration({months: -length})).days END AS returned,
    next IS NOT NULL AS has_next, again IS NOT NULL AS has_again
  WITH unit, count(*) AS people, sum(CASE WHEN watched THEN 1 ELSE 0 END) AS n,
    sum(CASE WHEN watched AND has_next AND came THEN 1 ELSE 0 END) AS x,
    sum(CASE WHEN watched AND has_again AND returned THEN 1 ELSE 0 END) AS again,
    sum(CASE WHEN new THEN 1 ELSE 0 END) AS new
  RETURN collect({unit: unit, people: people, n: n, x: x, again: again, new: new}) AS counts
}
// People under way in each month.
CALL (programs, cut) {
  UNWIND programs AS program
  WITH cut, program.node AS node, program.unit AS unit
  MATCH (node)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted AND e.start IS NOT NULL
  MATCH (p:Participant)-[:MADE]->(e)
  WITH cut, unit, p, 12 * e.start.year + e.start.month AS first, 12 * e.end.year + e.end.month AS last
  UNWIND range(first, CASE WHEN last > cut THEN cut WHEN last > first THEN last ELSE first END) AS month
  WITH unit, month, count(DISTINCT p) AS people
  WITH unit, count(*) AS months, sum(people) AS person_months
  RETURN collect({unit: unit, months: months, person_months: person_months}) AS open
}
UNWIND counts AS own
WITH own, head([month IN open WHERE month.unit = own.unit]) AS month,
  head([program IN programs WHERE program.unit = own.unit | program.kind]) AS kind
RETURN CASE $by WHEN 'program' THEN own.unit END AS program, kind, own.x AS x, own.n AS n,
  own.people - own.n AS not_yet_observable, own.again AS again, own.people AS people,
  month.months AS months_open, month.person_months AS person_months, own.new AS new
ORDER BY 1.0 * person_months / months_open DESC, people DESC, program, kind
