// Moves between consecutive step sets, joins and ends, and everyone's first visits, by step.
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)
WHERE e.counted
MATCH (e)-[:IN_EDITION|OF_PROGRAM*1..2]->(program:Program)
OPTIONAL MATCH (e)-[:IN_EDITION]->(edition:Edition)
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH p, e, program.name AS program, tier.rank AS tier,
  CASE $by
    WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
    WHEN 'program' THEN program.name
    WHEN 'role' THEN e.role
    WHEN 'tier' THEN tier.id
    WHEN 'edition' THEN CASE WHEN $alone THEN '' ELSE program.name + ' ' END + edition.name
  END AS step,
  CASE $by
    WHEN 'role' THEN coalesce(e.role_set, e.step_set)
    WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
    WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
    ELSE e.step_set
  END AS number
WHERE step IS NOT NULL
WITH p, number, CASE WHEN $ties = 'rank' THEN coalesce(tier, -1) END AS place,
  collect(DISTINCT step) AS steps, min(e.time) AS time, min(e.rank) AS rank,
  min(program) AS program, min(CASE e.precision WHEN 'edition' THEN 0 ELSE 1 END) AS dated
ORDER BY p, number, place
WITH p, collect({
  steps: steps, time: time, dated: dated = 1,
  before: size([r IN $ranks[program] WHERE r <= rank]), rank: rank, program: program,
  watched: CASE WHEN $unit = 'day' THEN $today - time
    ELSE size([r IN $ranks[program] WHERE r <= $now])
      - size([r IN $ranks[program] WHERE r <= rank]) END >= $horizon
}) AS sets
WITH p, sets, range(0, size(sets) - 1) AS places
WITH p,
  reduce(rows = [], i IN places[1..] | rows + reduce(more = [], s IN sets[i - 1].steps |
    more + [t IN sets[i].steps | {
      kind: 'move', source: s, target: t,
      weight: CASE WHEN $ties = 'split'
        THEN 1.0 / (size(sets[i - 1].steps) * size(sets[i].steps)) ELSE 1 END,
      watched: head([one IN sets WHERE s IN one.steps | one.watched]),
      days: CASE WHEN $dated AND sets[i - 1].dated AND sets[i].dated
        THEN sets[i].time - sets[i - 1].time END,
      editions: size([r IN $ranks[sets[i - 1].program] WHERE r <= sets[i].rank])
        - sets[i - 1].before
    }]))
  + [s IN last(sets).steps |
    {kind: 'end', source: s, target: null, weight: 1,
      watched: last(sets).watched AND head([one IN sets WHERE s IN one.steps | one.watched])}]
  + [s IN head(sets).steps |
    {kind: 'start', source: null, target: s, weight: 1, watched: true}]
  + [{kind: 'person', source: null, target: null, weight: 1, watched: true}]
  + reduce(rows = [], i IN places | rows
    + [s IN sets[i].steps WHERE none(one IN sets[..i] WHERE s IN one.steps) |
      {kind: 'visit', source: s, target: null, weight: 1, watched: sets[i].watched}])
  AS rows
UNWIND rows AS row
RETURN row.kind AS kind, row.source AS source, row.target AS target,
  sum(row.weight) AS moves, count(DISTINCT p) AS people,
  count(DISTINCT CASE WHEN row.watched THEN p END) AS x,
  percentileCont(row.days, 0.5) AS median_days,
  percentileCont(row.editions, 0.5) AS median_editions
