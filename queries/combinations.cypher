// question: combinations
// measures: Which sets of programs the same people take, and how many people independent choices would give.
// definition: docs/measures.md#combinations
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — what a step is: activity, program, role, tier or edition
//   mode: STRING = "distinct" — people with exactly the set, intersect: all of it and perhaps others, union: one of it or more
//   of: STRING = "everyone" — the denominator: everyone, repeat (people with two or more) or any (people with any of the row)
//   at_least: STRING = null — a tier; engagements below it, or without a tier, are set aside
//   size: INTEGER = null — the largest set listed; by default 2, and any size for distinct
// columns:
//   programs: STRING — the set, joined by " + " in the order of the alphabet
//   size: INTEGER — how many programs that is
//   x: INTEGER — people of n with the set
//   n: INTEGER — the denominator
//   not_yet_observable: INTEGER — 0, what people have taken is known
//   expected: FLOAT — people that independent choices would give
//   lift: FLOAT — x over expected; missing where n is under 10
//   a_first: INTEGER — of a pair, people whose first time in the first one came before the other
//   b_first: INTEGER — the other way round
//   together: INTEGER — people where nothing orders the two
// caveats: Rates and intervals are added in Python, and sets of steps of several kinds (steps) are asked for there. With at_least, order is read from the step sets of all engagements, so that Python answers where dates have several precisions.
// minimal: 5.26
CYPHER 5
// Everyone with a counted engagement.
CALL () {
  MATCH (p:Participant {dataset: $dataset})
  WHERE p.id IS NOT NULL AND EXISTS { (p)-[:MADE]->(:Engagement {counted: true}) }
  RETURN count(p) AS everyone
}
// The programs.
CALL (everyone) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  WITH program ORDER BY program.name
  RETURN collect({node: program}) AS programs
}
// The least rank of a tier that counts.
CALL (everyone) {
  OPTIONAL MATCH (least:Tier {dataset: $dataset}) WHERE least.id = $at_least
  RETURN least.rank AS least
}
// What each person took, with their first time; then people who are alike, counted.
CALL (programs, least) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH least, place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  WITH least, place, program, e, p,
    CASE WHEN $by = 'tier' OR $at_least IS NOT NULL THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, place, e, 
    e[$by] AS step,
    1000 *
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set
    END AS number
    , $at_least IS NULL OR coalesce(tier.rank >= least, false) AS high
  WITH p, step, number WHERE step IS NOT NULL AND high
  WITH p, step, min(number) AS first ORDER BY step
  WITH p, collect(step) AS taken, collect(first) AS firsts
  WHERE $of <> 'repeat' OR size(taken) > 1
  RETURN taken, firsts, count(*) AS people
}
WITH everyone, collect({taken: taken, firsts: firsts, people: people}) AS groups
CALL (groups) {
  UNWIND groups AS each
  RETURN sum(each.people) AS kept
}
WITH groups, CASE $of WHEN 'everyone' THEN everyone WHEN 'repeat' THEN kept END AS fixed
// People of each program.
CALL (groups) {
  UNWIND groups AS each
  UNWIND each.taken AS name
  WITH name, sum(each.people) AS people ORDER BY name
  RETURN collect({name: name, people: people}) AS singles
}
// People of each pattern, where the rows have to be held against all of them.
CALL (groups) {
  UNWIND groups AS each
  WITH each.taken AS taken, sum(each.people) AS people
  RETURN collect({taken: taken, people: people}) AS patterns
}
// The sets to list, as places in what each person took.
CALL (groups) {
  UNWIND groups AS each
  WITH each, coalesce($size, CASE $mode WHEN 'distinct' THEN 1000000 ELSE 2 END) AS largest
  UNWIND CASE WHEN $mode = 'distinct'
    THEN CASE WHEN size(each.taken) <= largest THEN [range(0, size(each.taken) - 1)] ELSE [] END
    ELSE [found IN reduce(sets = [[]], at IN range(0, size(each.taken) - 1) |
      sets + [chosen IN sets WHERE size(chosen) < largest | chosen + at]) WHERE size(found) > 1]
  END AS places
  WITH [at IN places | each.taken[at]] AS names, each.people AS people,
    each.firsts[places[0]] AS a, each.firsts[places[1]] AS b
  RETURN names, sum(people) AS whole, sum(CASE WHEN a < b THEN people ELSE 0 END) AS a_first,
    sum(CASE WHEN b < a THEN people ELSE 0 END) AS b_first,
    sum(CASE WHEN a = b THEN people ELSE 0 END) AS together
}
WITH *, [one IN singles WHERE one.name IN names | one.people] AS own
WITH *, CASE
    WHEN $mode <> 'union' AND $of <> 'any' THEN null
    WHEN $mode <> 'distinct' AND size(names) = 2 THEN own[0] + own[1] - whole
    ELSE reduce(total = 0, each IN patterns |
      total + CASE WHEN any(name IN names WHERE name IN each.taken) THEN each.people ELSE 0 END)
  END AS reached
WITH *, CASE $mode WHEN 'union' THEN reached ELSE whole END AS x, coalesce(fixed, reached) AS n
WITH *, CASE
    WHEN $mode <> 'distinct' THEN []
    WHEN $of <> 'any' THEN [one IN singles WHERE NOT one.name IN names | one.people]
    ELSE [one IN singles WHERE NOT one.name IN names | reduce(total = 0, each IN patterns |
      total + CASE WHEN one.name IN each.taken AND any(name IN names WHERE name IN each.taken) THEN each.people ELSE 0 END)]
  END AS others
WITH *, n * CASE $mode
    WHEN 'union' THEN 1 - reduce(chance = 1.0, people IN own | chance * (1 - 1.0 * people / n))
    ELSE reduce(chance = 1.0, people IN own | chance * people / n)
      * reduce(chance = 1.0, people IN others | chance * (1 - 1.0 * people / n))
  END AS expected
RETURN reduce(name = names[0], more IN tail(names) | name + ' + ' + more) AS programs,
  size(names) AS size, x, n, 0 AS not_yet_observable, expected,
  CASE WHEN expected > 0 AND n >= 10 THEN x / expected END AS lift,
  CASE WHEN size(names) = 2 THEN a_first END AS a_first,
  CASE WHEN size(names) = 2 THEN b_first END AS b_first,
  CASE WHEN size(names) = 2 THEN together END AS together
ORDER BY x DESC, size, programs
