// question: isolation
// measures: Which programs stand alone, and what the others share with them.
// definition: docs/measures.md#isolation
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — what stands alone: activity, program, role, tier or edition
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
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
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length
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
// Each person's engagements (number of the step set, step, tier, place of the program, time, rank);
// their first and last time at each step, and the first one at each tier; then what that says.
CALL (programs, latest, today, in_editions, length) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH *, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, place, program, tier,
    e {.activity, .program, .role, .tier, .edition, .step_set, .role_set, .tier_set, .edition_set, .time, .rank} AS e
  WITH p, e, place, tier.rank AS tier,
    e[$by] AS step,
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set END AS number
  WHERE step IS NOT NULL
  ORDER BY number
  WITH p, collect([number, step, tier, place, e.time, e.rank]) AS rows
  WITH rows,
    reduce(names = [], row IN rows | CASE WHEN row[1] IN names THEN names ELSE names + row[1] END) AS names,
    reduce(tiers = [], row IN rows | CASE WHEN row[2] IS NULL OR row[2] IN tiers THEN tiers ELSE tiers + row[2] END) AS tiers
  WITH rows,
    [name IN names | [row IN rows WHERE row[1] = name | row[0]]] AS visits, names,
    [tier IN tiers | [tier, [row IN rows WHERE row[2] = tier | row[0]][0]]] AS tiers
  WITH rows, names, tiers, visits,
    [visit IN visits | [row IN rows WHERE row[0] = visit[0]]] AS sets
  WITH rows, tiers, names, visits, [set IN sets | CASE WHEN in_editions
      THEN [place IN [reduce(least = set[0][3], row IN tail(set) | CASE WHEN row[3] < least THEN row[3] ELSE least END)] |
        programs[place].begun[latest] - programs[place].begun[
          reduce(least = set[0][5], row IN tail(set) | CASE WHEN row[5] < least THEN row[5] ELSE least END)]][0] >= length
      ELSE [time IN [reduce(least = set[0][4], row IN tail(set) | CASE WHEN row[4] < least THEN row[4] ELSE least END)] |
        today - time >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: time}), date('1970-01-01') + duration({days: time}) + duration({months: -length})).days END][0]
    END] AS watched
  // Step, first and last time, whether watched since the first.
  WITH rows, tiers, [at IN range(0, size(names) - 1) | [names[at], visits[at][0], visits[at][-1], watched[at]]] AS visits
  // What there is to count: engagements of a step at a tier, people at a tier, people who went on from
  // a tier or from their beginning to a step, people at a step, and people at two steps.
  UNWIND [row IN rows WHERE row[2] IS NOT NULL | ['mark', row[1], row[2]]]
    + [at IN tiers | ['tier', null, at[0]]]
    + reduce(found = [], at IN tiers | found + [own IN visits WHERE own[2] > at[1] | ['gone', own[0], at[0]]])
    + [own IN visits WHERE own[2] > rows[0][0] | ['usual', own[0]]]
    + [own IN visits | ['own', own[0], size(visits) = 1, own[3],
        any(other IN visits WHERE other[1] < own[1]), any(other IN visits WHERE other[0] <> own[0] AND other[2] > own[1])]]
    + reduce(found = [], own IN visits |
      found + [other IN visits WHERE other[0] <> own[0] | ['pair', own[0], other[0], null, other[1] < own[1], other[2] > own[1]]])
    + [['all']] AS fact
  WITH fact, count(*) AS people
  WITH people, fact[0] AS kind, fact[1] AS name, fact[2] AS other, fact[3] AS watched, fact[4] AS before, fact[5] AS after
  WITH kind, name, collect({other: other, watched: watched, before: before, after: after, people: people}) AS facts
  RETURN collect({kind: kind, name: name, facts: facts}) AS counted
}
WITH counted, [one IN counted WHERE one.kind = 'all'][0].facts[0].people AS everyone,
  [one IN counted WHERE one.kind = 'tier'][0].facts AS tiers,
  [one IN counted WHERE one.kind = 'gone'] AS ways, [one IN counted WHERE one.kind = 'usual'] AS usual
UNWIND [one IN counted WHERE one.kind = 'own'] AS own
WITH counted, everyone, tiers, ways, usual, own ORDER BY own.name
WITH counted, everyone, tiers, ways, usual, collect(own) AS programs
UNWIND programs AS own
WITH everyone, tiers, ways, usual, own.name AS program, own.facts AS own,
  [other IN programs WHERE other.name <> own.name | other.name] AS others,
  coalesce([one IN counted WHERE one.kind = 'pair' AND one.name = own.name][0].facts, []) AS pairs,
  // The usual tier is that of most engagements, the lower one where two are as many.
  reduce(most = null, fact IN coalesce([one IN counted WHERE one.kind = 'mark' AND one.name = own.name][0].facts, []) | CASE
    WHEN most IS NULL OR fact.people > most.people OR fact.people = most.people AND fact.other < most.other
    THEN fact ELSE most END).other AS tier
RETURN program,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.other AND fact.watched THEN fact.people ELSE 0 END) AS x,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.watched THEN fact.people ELSE 0 END) AS n,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.watched THEN 0 ELSE fact.people END) AS not_yet_observable,
  reduce(total = 0, fact IN own | total + fact.people) AS people,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.other AND NOT fact.watched THEN fact.people ELSE 0 END) AS still_alone,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.before THEN fact.people ELSE 0 END) AS came_from,
  size([name IN others WHERE any(fact IN pairs WHERE fact.other = name AND fact.before)]) AS programs_before,
  reduce(total = 0, fact IN own | total + CASE WHEN fact.after THEN fact.people ELSE 0 END) AS went_to,
  size([name IN others WHERE any(fact IN pairs WHERE fact.other = name AND fact.after)]) AS programs_after,
  others,
  [name IN others | reduce(total = 0, fact IN pairs | total + CASE WHEN fact.other = name THEN fact.people ELSE 0 END)] AS shared,
  [name IN others WHERE tier IS NOT NULL |
    coalesce([fact IN [way IN ways WHERE way.name = name][0].facts WHERE fact.other = tier | fact.people][0], 0)] AS gone,
  [name IN others | coalesce([way IN usual WHERE way.name = name][0].facts[0].people, 0)] AS usual,
  coalesce([fact IN tiers WHERE fact.other = tier | fact.people][0], 0) AS at_tier, everyone
ORDER BY CASE WHEN n >= 10 THEN 1.0 * x / n ELSE -1.0 END DESC, x DESC, program
