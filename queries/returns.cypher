// question: returns
// measures: What people do within a horizon after a program or a touch, beside people who never took it; or after a day, by what they had received.
// definition: docs/measures.md#returns
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — program, touch or dose
//   program: STRING = null — only this program
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
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
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, and the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, text, coalesce(max(ed.rank), 0) AS last
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length
}
// The tiers by rank (name, touch, points), and the rank from which on an engagement is given.
CALL (latest) {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  WITH tier ORDER BY tier.rank
  WITH collect([tier.id, tier.touch, tier.points_number]) AS tiers,
    max(CASE WHEN toLower(tier.id) = toLower(trim($contributing)) THEN tier.rank END) AS said
  RETURN tiers, CASE WHEN $contributing IS NOT NULL THEN said WHEN size(tiers) > 1 THEN (size(tiers) + 1) / 2 ELSE 0 END AS least
}
// The day of the dose: one horizon before the cut-off, or the last one known of so many editions before it.
CALL (latest, today, in_editions, length) {
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL AND in_editions AND ed.rank <= latest
  WITH today, in_editions, length, ed.rank AS rank ORDER BY rank DESC
  WITH today, in_editions, length, collect(DISTINCT rank)[length] AS rank
  OPTIONAL MATCH (e:Engagement {dataset: $dataset})
  WHERE e.id IS NOT NULL AND $by = 'dose' AND rank IS NOT NULL AND e.counted AND e.rank <= rank
  WITH today, in_editions, length, max(e.time) AS last
  RETURN CASE WHEN in_editions THEN last WHEN length >= 0 THEN today - length
    ELSE duration.inDays(date('1970-01-01'), date('1970-01-01') + duration({days: today}) + duration({months: length})).days END AS dose
}
// The programs by name, and how many editions of each had begun at every rank.
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
  WITH program, begun ORDER BY program.name
  RETURN collect({node: program, begun: begun}) AS programs
}
WITH *, size(keys($worth)) = 0 AS usual, CASE $by WHEN 'touch' THEN ['low', 'high']
  ELSE [one IN programs WHERE $program IS NULL OR toLower(one.node.name) = toLower($program) | one.node.name] END AS units
// Each person's engagements in their order: step set, time, rank, place of the program, rank of the tier, unit, points.
CALL (programs, units, tiers, usual, latest, today, in_editions, length, least, dose) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  WITH place, program, tiers, usual, CASE WHEN program.name IN units THEN program.name ELSE '' END AS name
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, place, name, program, e {.step_set, .time, .rank, .role} AS e, tier.rank AS tier
  WITH p, [e.step_set, e.time, e.rank, place, coalesce(tier, -1),
    CASE WHEN $by = 'touch' THEN coalesce(tiers[tier][1], '') ELSE name END,
    CASE WHEN usual THEN coalesce(tiers[tier][2], 0)
      ELSE coalesce($worth[program.name][coalesce(e.role, '')][coalesce(tiers[tier][0], '')], tiers[tier][2], 0) END] AS row
  ORDER BY row[0], row[1], row[2], row[3]
  WITH p, collect(row) AS rows
  WITH rows, [row IN rows | row[5]] AS names,
    CASE WHEN $by <> 'dose' THEN [row IN rows | reduce(top = -1, one IN rows |
      CASE WHEN one[0] <= row[0] AND one[4] > top THEN one[4] ELSE top END)] END AS highs
  // From where each of them is followed: their first time in each unit, and at each tier.
  WITH rows, names, highs,
    [at IN range(0, size(rows) - 1) WHERE names[at] <> '' AND NOT names[at] IN names[..at]] AS firsts
  UNWIND CASE
    WHEN $by <> 'dose' THEN [at IN firsts | [at, true]]
      + [at IN range(0, size(rows) - 1) WHERE highs[at] >= 0 AND NOT highs[at] IN highs[..at] | [at, false]]
    WHEN any(row IN rows WHERE row[1] <= dose) THEN [[0, true]]
    ELSE [] END AS start
  WITH *, rows[start[0]] AS since, start[1] AS took, highs[start[0]] AS tier
  WITH *, programs[since[3]].begun AS begun
  WITH *, begun[since[2]] AS now, CASE WHEN in_editions THEN begun[latest] - begun[since[2]] ELSE today - since[1] END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since[1]}), date('1970-01-01') + duration({days: since[1]}) + duration({months: -length})).days END AS watched
  WHERE took OR watched
  WITH *,
    CASE WHEN $by = 'dose' THEN [row IN rows WHERE row[1] > dose AND row[4] >= least]
      ELSE [row IN rows[start[0] + 1..] WHERE row[0] > since[0] AND CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since[1]}), date('1970-01-01') + duration({days: since[1]}) + duration({months: -length})).days END >=
        CASE WHEN in_editions THEN begun[row[2]] - now ELSE row[1] - since[1] END]
    END AS after,
    CASE WHEN $by = 'dose' THEN [row IN rows WHERE row[1] <= dose AND 0 <= row[4] < least] END AS before
  // Who takes no unit in particular is counted in all (no name), and in those that they took at any time.
  WITH took, CASE WHEN $by <> 'dose' THEN tier END AS tier, CASE WHEN $by <> 'dose' THEN watched END AS watched,
    CASE WHEN $by <> 'dose' THEN any(row IN after WHERE row[4] > tier) END AS advanced,
    reduce(total = 0, row IN before | total + row[6]) AS received,
    reduce(total = 0, row IN after | total + row[6]) AS points,
    CASE WHEN $by = 'dose' THEN [null] WHEN took THEN [names[start[0]]] ELSE [null] + [at IN firsts | names[at]] END AS own
  UNWIND own AS unit
  WITH took, tier, watched, advanced, received, points, unit, count(*) AS people
  RETURN took, tier, watched, advanced, received, points, collect([unit, people]) AS counted
}
UNWIND CASE WHEN took THEN counted
  ELSE [one IN units | [one, reduce(people = 0, own IN counted | people +
    CASE WHEN own[0] IS NULL THEN own[1] WHEN own[0] = one THEN -own[1] ELSE 0 END)]] END AS own
WITH own[0] AS unit_of, took, tier, watched, advanced, received, points, own[1] AS people
WHERE people > 0
RETURN unit_of, took, tier, watched, advanced, received, points, people
ORDER BY unit_of, took, tier, watched, advanced, received, points
