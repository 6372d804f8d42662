// question: isolation
// measures: Which programs stand alone, and what the others share with them.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   as_of: DATE = null — the cut-off of the load; without one the latest date in the record
//   as_of_edition: STRING = null — the same in a record of editions without dates
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
  OPTIONAL MATCH (manifest:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (e:Engagement {dataset: $dataset}) WHERE e.id IS NOT NULL
  WITH coalesce(toString($as_of), $as_of_edition, manifest.as_of) AS said,
    count(e) AS engagements, count(e.date) AS dated,
    sum(CASE e.precision WHEN 'edition' THEN 1 ELSE 0 END) AS vague,
    max(CASE WHEN e.counted THEN e.date END) AS started,
    max(CASE WHEN e.counted THEN e.end END) AS ended,
    max(CASE WHEN e.counted THEN e.rank END) AS ranked
  WITH said, dated = engagements AS by_day, ranked,
    CASE WHEN ended > started THEN ended ELSE started END AS latest,
    coalesce($horizon, CASE WHEN dated < engagements OR 2 * vague > engagements THEN '1e' ELSE '365d' END) AS horizon
  WITH said, by_day, ranked,
    CASE WHEN by_day THEN coalesce(date(said), latest) END AS today,
    toLower(right(horizon, 1)) = 'd' AS in_days,
    toInteger(left(horizon, size(horizon) - 1)) AS length
  CALL (said, by_day, today) {
    MATCH (edition:Edition {dataset: $dataset}) WHERE edition.id IS NOT NULL
    RETURN max(CASE
      WHEN by_day AND edition.start <= today OR edition.name = said THEN edition.rank
      WHEN by_day THEN 0
    END) AS begun
  }
  RETURN by_day, in_days, length, coalesce(begun, ranked) AS now,
    duration.inDays(date('1970-01-01'), today).days - length AS last_day
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
// Each person's step sets in their order, as first and last times at each step and at each tier.
CALL (programs, alone, in_days, last_day) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH alone, programs, in_days, last_day, place, programs[place].node AS program
  CALL (program) {
    MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
    RETURN e, null AS edition
    UNION ALL
    MATCH (program)<-[:OF_PROGRAM]-(at:Edition)<-[:IN_EDITION]-(e:Engagement) WHERE e.counted
    RETURN e, at.name AS edition
  }
  MATCH (p:Participant)-[:MADE]->(e)
  WITH alone, programs, in_days, last_day, place, program, e, edition, p,
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
  WITH p, place, e, tier, step, number WHERE step IS NOT NULL
  WITH p, number, collect(DISTINCT step) AS steps, collect(DISTINCT tier) AS tiers,
    collect(CASE WHEN tier IS NOT NULL THEN [step, tier] END) AS marks, min(place) AS place,
    min(e.time) AS time, min(e.rank) AS rank
  ORDER BY number
  WITH p, collect({number: number, steps: steps, tiers: tiers, marks: marks, place: place, time: time,
    rank: rank}) AS sets
  WITH sets,
    reduce(every = [], own IN sets | every + [one IN own.steps WHERE NOT one IN every]) AS steps,
    reduce(every = [], own IN sets | every + [one IN own.tiers WHERE NOT one IN every]) AS tiers
  WITH sets, [step IN steps | {name: step, sets: [own IN sets WHERE step IN own.steps]}] AS steps,
    [tier IN tiers | {tier: tier, first: [own IN sets WHERE tier IN own.tiers][0].number}] AS tiers
  RETURN collect({
    begun: sets[0].number,
    tiers: tiers,
    marks: reduce(every = [], own IN sets | every + own.marks),
    steps: [step IN steps | {name: step.name, first: step.sets[0].number, last: step.sets[-1].number,
      place: step.sets[0].place, time: step.sets[0].time, rank: step.sets[0].rank}]
  }) AS persons
}
// The usual tier of each program: that of most engagements, the lower one where two are as many.
CALL (persons) {
  UNWIND persons AS person
  UNWIND person.marks AS mark
  WITH mark[0] AS name, mark[1] AS tier, count(*) AS engagements ORDER BY engagements DESC, tier
  WITH name, collect(tier)[0] AS tier
  RETURN collect({name: name, tier: tier}) AS tiers
}
// Where people at each tier went afterwards, and how many people there are.
CALL (persons) {
  UNWIND persons AS person
  UNWIND person.tiers AS at
  UNWIND [''] + [step IN person.steps WHERE step.last > at.first | step.name] AS name
  WITH at.tier AS tier, name, count(*) AS people
  WITH tier, collect({name: name, people: people}) AS ways
  RETURN collect({tier: tier, people: [way IN ways WHERE way.name = '' | way.people][0], ways: ways}) AS gone
}
// Where everyone went after their first step.
CALL (persons) {
  UNWIND persons AS person
  UNWIND [step IN person.steps WHERE step.last > person.begun | step.name] AS name
  WITH name, count(*) AS people
  RETURN collect({name: name, people: people}) AS usual
}
// Each program beside each other one that somebody has as well.
CALL (persons, programs, in_days, last_day) {
  UNWIND persons AS person
  UNWIND person.steps AS own
  WITH person, own, size(person.steps) = 1 AS lonely,
    CASE WHEN in_days THEN own.time <= last_day
  ELSE coalesce(own.rank < programs[own.place].limit, false) END AS watched,
    any(other IN person.steps WHERE other.first < own.first) AS came,
    any(other IN person.steps WHERE other.name <> own.name AND other.last > own.first) AS went
  UNWIND person.steps AS other
  WITH own.name AS name, other.name AS other, count(*) AS shared,
    max(CASE WHEN other.first < own.first THEN 1 ELSE 0 END) AS before,
    max(CASE WHEN other.name <> own.name AND other.last > own.first THEN 1 ELSE 0 END) AS after,
    sum(CASE WHEN watched AND lonely THEN 1 ELSE 0 END) AS x,
    sum(CASE WHEN watched THEN 1 ELSE 0 END) AS n,
    sum(CASE WHEN lonely AND NOT watched THEN 1 ELSE 0 END) AS still_alone,
    sum(CASE WHEN came THEN 1 ELSE 0 END) AS came_from,
    sum(CASE WHEN went THEN 1 ELSE 0 END) AS went_to
  WITH name, sum(before) AS programs_before, sum(after) AS programs_after,
    collect({name: other, people: shared, x: x, n: n, still_alone: still_alone, came_from: came_from,
      went_to: went_to}) AS pairs
  RETURN name, programs_before, programs_after, pairs, [pair IN pairs WHERE pair.name = name][0] AS own
}
WITH size(persons) AS everyone, tiers, gone, usual, name, programs_before, programs_after, pairs, own
ORDER BY name
WITH everyone, tiers, gone, usual, collect({name: name, before: programs_before,
  after: programs_after, pairs: pairs, own: own}) AS rows
UNWIND rows AS row
WITH everyone, usual, row, [other IN rows WHERE other.name <> row.name | other.name] AS others,
  [at IN gone WHERE at.tier = [one IN tiers WHERE one.name = row.name | one.tier][0]][0] AS ways
RETURN row.name AS program, row.own.x AS x, row.own.n AS n, row.own.people - row.own.n AS not_yet_observable,
  row.own.people AS people, row.own.still_alone AS still_alone, row.own.came_from AS came_from,
  row.before AS programs_before, row.own.went_to AS went_to, row.after AS programs_after, others,
  [name IN others | coalesce([pair IN row.pairs WHERE pair.name = name | pair.people][0], 0)] AS shared,
  [name IN others WHERE ways IS NOT NULL | coalesce([way IN ways.ways WHERE way.name = name | way.people][0], 0)] AS gone,
  [name IN others | coalesce([way IN usual WHERE way.name = name | way.people][0], 0)] AS usual,
  coalesce(ways.people, 0) AS at_tier, everyone
ORDER BY CASE WHEN n >= 10 THEN 1.0 * x / n ELSE -1.0 END DESC, x DESC, program
