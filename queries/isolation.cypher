// question: isolation
// measures: Which programs stand alone, and what the others share with them.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — what stands alone: activity, program, role, tier or edition
//   horizon: STRING = null — how long people are watched, 365d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
// columns:
//   program: STRING — the program, or what by says
//   x: INTEGER — people of n who have taken no other
//   n: INTEGER — people first in it at least one horizon before the cut-off
//   not_yet_observable: INTEGER — people first in it later than that
//   people: INTEGER — everyone who took it
//   still_alone: INTEGER — those not yet observable who have taken no other
//   came_from: INTEGER — people who had been in another one before
//   programs_before: INTEGER — how many others those are
//   went_to: INTEGER — people who were in another one after
//   programs_after: INTEGER — how many others those are
//   others: LIST<STRING> — the other programs
//   shared: LIST<INTEGER> — people in common with each of them
//   gone: LIST<INTEGER> — people at the usual tier of this program who went to each of them after they had reached it; empty without a tier
//   usual: LIST<INTEGER> — people who went to each of them after their first step
//   at_tier: INTEGER — people who have reached that tier
//   everyone: INTEGER — people with a step at this level
// caveats: Rates, intervals, betweenness, articulation, component and bridges are computed in Python, from the people shared and the people gone.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '365d' END) AS horizon
  WITH load, toLower(right(horizon, 1)) = 'd' AS in_days, toInteger(left(horizon, size(horizon) - 1)) AS length
  RETURN load.unit = 'day' AS by_day, in_days, length, load.as_of_rank AS now,
    duration.inDays(date('1970-01-01'), load.as_of_day).days - length AS last_day
}
// The editions of each program, and the last one that everybody could be watched after.
CALL (length, now) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(edition:Edition)
  WITH program, length, now, edition.rank AS rank ORDER BY rank DESC
  WITH program, length, now, collect(DISTINCT rank) AS ranks
  WITH program, ranks, [rank IN ranks WHERE rank <= now][length - 1] AS limit,
    EXISTS { (program)<-[:OF_PROGRAM]-(:Engagement {counted: true}) }
    OR EXISTS { (program)<-[:OF_PROGRAM]-(:Edition)<-[:IN_EDITION]-(:Engagement {counted: true}) } AS used
  ORDER BY program.name
  RETURN collect({node: program, ranks: ranks, limit: limit}) AS programs,
    sum(CASE WHEN used THEN 1 ELSE 0 END) < 2 AS alone
}
// Each person's first and last time at each step and at each tier; then all that is counted of it.
CALL (programs, alone, in_days, last_day) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  CALL (program) {
    MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
    RETURN e, null AS edition
    UNION ALL
    MATCH (program)<-[:OF_PROGRAM]-(at:Edition)<-[:IN_EDITION]-(e:Engagement) WHERE e.counted
    RETURN e, at.name AS edition
  }
  MATCH (p:Participant)-[:MADE]->(e)
  WITH place, program, e, edition, p,
    CASE WHEN true THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, place, e, tier.rank AS tier,
    CASE $by
      WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
      WHEN 'program' THEN program.name
      WHEN 'role' THEN e.role
      WHEN 'tier' THEN tier.id
      WHEN 'edition' THEN CASE WHEN alone THEN edition ELSE program.name + ' ' + edition END
    END AS step,
    1000 *
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set
    END AS number
  WITH p, place, e, tier, step, number WHERE step IS NOT NULL ORDER BY number
  WITH p, collect([number, step, tier, place, e.time, e.rank]) AS rows
  WITH rows,
    reduce(names = [], row IN rows | CASE WHEN row[1] IN names THEN names ELSE names + row[1] END) AS names,
    reduce(tiers = [], row IN rows | CASE WHEN row[2] IS NULL OR row[2] IN tiers THEN tiers ELSE tiers + row[2] END) AS tiers
  WITH rows, tiers, [name IN names | [name, [row IN rows WHERE row[1] = name | row[0]]]] AS visits
  WITH rows, [visit IN visits | [visit[0], visit[1][0], visit[1][-1],
      reduce(least = null, row IN rows | CASE WHEN row[0] = visit[1][0] AND (least IS NULL OR row[3] < least) THEN row[3] ELSE least END),
      reduce(least = null, row IN rows | CASE WHEN row[0] = visit[1][0] AND (least IS NULL OR row[4] < least) THEN row[4] ELSE least END),
      reduce(least = null, row IN rows | CASE WHEN row[0] = visit[1][0] AND (least IS NULL OR row[5] < least) THEN row[5] ELSE least END)
    ]] AS visits,
    [tier IN tiers | [tier, [row IN rows WHERE row[2] = tier | row[0]][0]]] AS tiers
  // Name, first and last time, whether watched since the first, whether others came before and after.
  WITH rows, tiers, [own IN visits | [own[0], own[1], own[2],
      CASE WHEN in_days THEN own[4] <= last_day ELSE coalesce(own[5] < programs[own[3]].limit, false) END,
      any(other IN visits WHERE other[1] < own[1]),
      any(other IN visits WHERE other[0] <> own[0] AND other[2] > own[1])]] AS visits
  UNWIND [row IN rows WHERE row[2] IS NOT NULL | ['mark', row[1], row[2], null, null]]
    + [at IN tiers | ['tier', '', at[0], null, null]]
    + reduce(found = [], at IN tiers | found + [own IN visits WHERE own[2] > at[1] | ['gone', own[0], at[0], null, null]])
    + [own IN visits WHERE own[2] > rows[0][0] | ['usual', own[0], null, null, null]]
    + [own IN visits | ['own', own[0], null, own, size(visits) = 1]]
    + reduce(found = [], own IN visits |
      found + [other IN visits WHERE other[0] <> own[0] | ['pair', own[0], other[0], other[1] < own[1], other[2] > own[1]]])
    + [['all', '', null, null, null]] AS fact
  WITH fact[0] AS kind, fact[1] AS name, fact[2] AS other, fact[3] AS own, fact[4] AS flag
  WITH kind, name, other, count(*) AS people,
    max(CASE WHEN kind = 'pair' AND own THEN 1 ELSE 0 END) AS before,
    max(CASE WHEN kind = 'pair' AND flag THEN 1 ELSE 0 END) AS after,
    sum(CASE WHEN kind = 'own' AND own[3] THEN 1 ELSE 0 END) AS n,
    sum(CASE WHEN kind = 'own' AND own[3] AND flag THEN 1 ELSE 0 END) AS x,
    sum(CASE WHEN kind = 'own' AND NOT own[3] AND flag THEN 1 ELSE 0 END) AS still_alone,
    sum(CASE WHEN kind = 'own' AND own[4] THEN 1 ELSE 0 END) AS came_from,
    sum(CASE WHEN kind = 'own' AND own[5] THEN 1 ELSE 0 END) AS went_to
  RETURN collect({kind: kind, name: name, other: other, people: people, before: before, after: after,
    n: n, x: x, still_alone: still_alone, came_from: came_from, went_to: went_to}) AS facts
}
WITH facts, [fact IN facts WHERE fact.kind = 'all' | fact.people][0] AS everyone,
  [fact IN facts WHERE fact.kind = 'usual'] AS usual
UNWIND [fact IN facts WHERE fact.kind = 'own'] AS own
WITH facts, everyone, usual, own ORDER BY own.name
WITH facts, everyone, usual, collect(own) AS programs
UNWIND programs AS own
WITH facts, everyone, usual, own, [other IN programs WHERE other.name <> own.name | other.name] AS others,
  [fact IN facts WHERE fact.kind = 'pair' AND fact.name = own.name] AS pairs,
  // The usual tier is that of most engagements, the lower one where two are as many.
  reduce(most = null, fact IN [fact IN facts WHERE fact.kind = 'mark' AND fact.name = own.name] | CASE
    WHEN most IS NULL OR fact.people > most.people OR fact.people = most.people AND fact.other < most.other
    THEN fact ELSE most END).other AS tier
WITH everyone, usual, own, others, pairs, tier,
  coalesce([fact IN facts WHERE fact.kind = 'tier' AND fact.other = tier | fact.people][0], 0) AS at_tier,
  [fact IN facts WHERE fact.kind = 'gone' AND fact.other = tier] AS ways
RETURN own.name AS program, own.x AS x, own.n AS n, own.people - own.n AS not_yet_observable,
  own.people AS people, own.still_alone AS still_alone, own.came_from AS came_from,
  reduce(total = 0, pair IN pairs | total + pair.before) AS programs_before, own.went_to AS went_to,
  reduce(total = 0, pair IN pairs | total + pair.after) AS programs_after, others,
  [name IN others | coalesce([pair IN pairs WHERE pair.other = name | pair.people][0], 0)] AS shared,
  [name IN others WHERE tier IS NOT NULL | coalesce([way IN ways WHERE way.name = name | way.people][0], 0)] AS gone,
  [name IN others | coalesce([way IN usual WHERE way.name = name | way.people][0], 0)] AS usual,
  at_tier, everyone
ORDER BY CASE WHEN n >= 10 THEN 1.0 * x / n ELSE -1.0 END DESC, x DESC, program
