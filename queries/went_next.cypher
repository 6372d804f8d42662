// question: went_next
// measures: Where people like this one went next: those who stood where this person stands now, and had come there from the same step.
// definition: docs/measures.md#went-next
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   participant: STRING e.g. "p1427" — this person
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
// columns:
//   came_from: STRING — the step before; null where they began here
//   at: STRING — the step that this person took last
//   next: STRING — the step after it, or (end) where there is none so far
//   x: INTEGER — other people of n who took it
//   n: INTEGER — other people who came to the same step the same way
// caveats: Everybody counts once for each next step, so that shares can add to more than 1; (end) has people who were there lately as well. This is about one person.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset, id: $participant})-[:MADE]->(now:Engagement)
WHERE now.counted AND NOT EXISTS { (now)-[:NEXT]->() }
OPTIONAL MATCH (before:Engagement)-[:NEXT]->(now)
WITH DISTINCT p, now[$by] AS at, before[$by] AS came_from
// Everybody else who came to the same step the same way, or began with it.
MATCH (e:Engagement {dataset: $dataset})<-[:MADE]-(other:Participant)
WHERE e.counted AND e[$by] = at AND other <> p AND CASE
  WHEN came_from IS NULL THEN e.step_set = 0
  ELSE EXISTS { (b:Engagement)-[:NEXT]->(e) WHERE b[$by] = came_from } END
OPTIONAL MATCH (e)-[:NEXT]->(then:Engagement)
WITH came_from, at, count(DISTINCT other) AS n, collect(DISTINCT {other: other, next: coalesce(then[$by], '(end)')}) AS ways
UNWIND ways AS way
RETURN came_from, at, way.next AS next, count(*) AS x, n
ORDER BY came_from, at, x DESC, next
