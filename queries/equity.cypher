// question: equity
// measures: Whether groups of people fare alike from tier to tier: how many people of each group have reached which tiers.
// definition: docs/measures.md#equity
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   group: STRING e.g. "region" — what a group shares: program, edition, role, tier, status, or a property of participants
// columns:
//   known: BOOLEAN — whether a value is known at the cut-off
//   value: ANY — the latest one; an empty text for unknown
//   reached: LIST<STRING> — the tiers that people have reached, lowest first
//   people: INTEGER — how many people with a counted engagement are so; 0 where only others have the value
// caveats: These are the counts that Python goes on from to shares, bounds, parity and its interval. A rate by group (rate) is a comparison of whole answers of another question and runs in Python.
// minimal: 5.26
CYPHER 5
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  RETURN CASE WHEN load.unit = 'day' THEN duration.inDays(date('1970-01-01'), load.as_of_day).days
    ELSE load.as_of_rank END AS cut
}
// What each person is: by the latest of their engagements that says so, or by themselves if one does not leave it blank.
CALL (cut) {
  MATCH (p:Participant {dataset: $dataset}) WHERE p.id IS NOT NULL
  MATCH (p)-[:MADE]->(e:Engagement)
  WITH p, e.place AS place, e.counted AS counted, e.time <= cut AS before,
    e.time <= cut AND NOT $group IN coalesce(e.blanks, []) AS said,
    CASE $group
      WHEN 'role' THEN e.role
      WHEN 'status' THEN e.status
      WHEN 'tier' THEN head([(e)-[:AT_TIER]->(tier:Tier) | tier.id])
      WHEN 'edition' THEN head([(e)-[:IN_EDITION]->(ed:Edition) | ed.name])
      WHEN 'program' THEN head([(e)-[:OF_PROGRAM]->(program:Program) | program.name])
      ELSE e[$group] END AS value
  ORDER BY place
  WITH p, max(CASE WHEN counted THEN 1 ELSE 0 END) AS one, count(value) > 0 AS own,
    last(collect(CASE WHEN before THEN value END)) AS latest,
    CASE WHEN max(CASE WHEN said THEN 1 ELSE 0 END) = 1 THEN p[$group] END AS constant
  WITH own, latest, constant, one,
    COLLECT { MATCH (p)-[:REACHED]->(tier:Tier) RETURN tier.id ORDER BY tier.rank } AS reached
  WITH own, latest, constant, reached, sum(one) AS people
  RETURN collect({own: own, latest: latest, constant: constant, reached: reached, people: people}) AS kinds
}
// Where engagements say so, they do for everybody.
WITH kinds, any(kind IN kinds WHERE kind.own) AS of_engagements
UNWIND kinds AS kind
WITH CASE WHEN of_engagements THEN kind.latest ELSE kind.constant END AS value, kind
RETURN value IS NOT NULL AS known, coalesce(value, '') AS value, kind.reached AS reached, sum(kind.people) AS people
ORDER BY known, value, reached
