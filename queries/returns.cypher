// question: returns
// measures: What people do within a horizon after a program or a touch, beside people who never took it; or after a day, by what they had received.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — program, touch or dose
//   program: STRING = null — only this program
//   horizon: STRING = null — how long people are watched, 365d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
//   contributing: STRING = null — by dose, the first tier at which people give; by default the first above the middle
//   worth: MAP = {} — points of an engagement by program, role and tier ('' for none), as whole numbers; without it those of its tier
// columns:
//   unit_of: STRING — the program or the touch; null by dose
//   took: BOOLEAN — from their first time in it; or people who never took it, from their first time at the tier, if watched
//   tier: INTEGER — rank of the highest tier up to then, -1 for none
//   watched: BOOLEAN — for a whole horizon since
//   advanced: BOOLEAN — reached a higher tier than ever before within it
//   received: FLOAT — by dose, points below the contributing tier up to one horizon before the cut-off
//   points: FLOAT — of what they did within the horizon; by dose of what they contributed after that day
//   people: INTEGER — how many people are so
// caveats: These are the counts that Python goes on from to rates, means with their intervals and thirds. By program, a record with hours or cost is answered in Python.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its cut-off, and the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '365d' END))) AS text
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, text, coalesce(max(ed.rank), 0) AS last
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) AS length
}
// The rank of the tier from which on an engagement is given.
CALL (latest) {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  WITH count(tier) AS tiers,
    max(CASE WHEN toLower(tier.id) = toLower(trim($contributing)) THEN tier.rank END) AS said
  RETURN CASE WHEN $contributing IS NOT NULL THEN said WHEN tiers > 1 THEN (tiers + 1) / 2 ELSE 0 END AS least
}
// The day of the dose: one horizon before the cut-off, or the last one known of so many editions before it.
CALL (latest, today, in_editions, length) {
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL AND in_editions AND ed.rank <= latest
  WITH today, in_editions, length, ed.rank AS rank ORDER BY rank DESC
  WITH today, in_editions, length, collect(DISTINCT rank)[length] AS rank
  OPTIONAL MATCH (e:Engagement {dataset: $dataset})
  WHERE e.id IS NOT NULL AND $by = 'dose' AND rank IS NOT NULL AND e.counted AND e.rank <= rank
  WITH today, in_editions, length, max(e.time) AS last
  RETURN CASE WHEN in_editions THEN last ELSE today - length END AS dose
}
// The programs by name, and how many editions of each had begun at every rank.
CALL (last) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
  WITH program, last, collect(DISTINCT ed.rank) AS ranks
  ORDER BY program.name
  RETURN collect({node: program, begun: [rank IN range(0, last) | size([r IN ranks WHERE r <= rank])]}) AS programs
}
WITH *, CASE $by WHEN 'touch' THEN ['low', 'high']
  ELSE [one IN programs WHERE $program IS NULL OR toLower(one.node.name) = toLower($program) | one.node.name] END AS units
// Each person's engagements in their order.
CALL (programs, units) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH units, place, programs[place].node AS program
  CALL (program) {
    RETURN program AS at
    UNION ALL
    MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
    RETURN ed AS at
  }
  MATCH (at)<-[:OF_PROGRAM|IN_EDITION]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, e, place, coalesce(tier.rank, -1) AS tier,
    CASE WHEN $by = 'touch' THEN coalesce(tier.touch, '') WHEN program.name IN units THEN program.name ELSE '' END AS unit,
    coalesce($worth[program.name][coalesce(e.role, '')][coalesce(tier.id, '')], tier.points_number, 0) AS points
  ORDER BY e.step_set, e.time, e.rank, place
  WITH p, collect({set: e.step_set, time: e.time, rank: e.rank, place: place, tier: tier, unit: unit, points: points}) AS rows
  RETURN rows, CASE WHEN $by <> 'dose' THEN [row IN rows | reduce(top = -1, one IN rows |
    CASE WHEN one.set <= row.set AND one.tier > top THEN one.tier ELSE top END)] END AS highs
}
// From where each of them is followed: their first time in each unit, and at each tier.
WITH programs, units, latest, today, in_editions, length, least, dose, rows, highs,
  [at IN range(0, size(rows) - 1) WHERE rows[at].unit <> ''
    AND none(one IN rows[..at] WHERE one.unit = rows[at].unit)] AS firsts
UNWIND CASE
  WHEN $by <> 'dose' THEN [at IN firsts | [at, true]]
    + [at IN range(0, size(rows) - 1) WHERE highs[at] >= 0 AND NOT highs[at] IN highs[..at] | [at, false]]
  WHEN any(row IN rows WHERE row.time <= dose) THEN [[0, true]]
  ELSE [] END AS start
WITH *, rows[start[0]] AS since, start[1] AS took, highs[start[0]] AS tier
WITH *, programs[since.place].begun AS begun, [at IN firsts | rows[at].unit] AS taken
WITH *, CASE WHEN in_editions THEN begun[latest] - begun[since.rank] ELSE today - since.time END >= length AS watched,
  CASE WHEN $by = 'dose' THEN [row IN rows WHERE row.time > dose AND row.tier >= least]
    ELSE [row IN rows[start[0] + 1..] WHERE row.set > since.set AND length >=
      CASE WHEN in_editions THEN begun[row.rank] - begun[since.rank] ELSE row.time - since.time END]
  END AS after,
  CASE WHEN $by = 'dose' THEN [row IN rows WHERE row.time <= dose AND 0 <= row.tier < least] END AS before
WHERE took OR watched
WITH units, took, tier, watched, CASE WHEN took THEN since.unit END AS unit, CASE WHEN NOT took THEN taken END AS taken,
  any(row IN after WHERE row.tier > tier) AS advanced,
  reduce(total = 0, row IN before | total + row.points) AS received,
  reduce(total = 0, row IN after | total + row.points) AS points
WITH units, unit, taken, took, CASE WHEN $by <> 'dose' THEN tier END AS tier, CASE WHEN $by <> 'dose' THEN watched END AS watched,
  CASE WHEN $by <> 'dose' THEN advanced END AS advanced, received, points, count(*) AS people
UNWIND CASE WHEN $by = 'dose' THEN [null] WHEN took THEN [unit] ELSE [one IN units WHERE NOT one IN taken] END AS unit_of
RETURN unit_of, took, tier, watched, advanced, received, points, sum(people) AS people
ORDER BY unit_of, took, tier, watched, advanced, received, points
