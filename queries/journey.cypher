// question: journey
// measures: Everything that one person did, in order: for a look at a single way, not for sharing.
// definition: docs/measures.md#journey
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   participant: STRING e.g. "p1427" — who
// columns:
//   step_set: INTEGER — which step set it is in, from 0; null for what does not count
//   start: DATE — when it began; null where only the edition is known
//   end: DATE — when it ended, where that is known
//   activity: STRING — program and role
//   edition: STRING — the edition
//   tier: STRING — the tier
//   status: STRING — attended, no-show and so on
//   days: INTEGER — since the step set before, between dated engagements
// caveats: This is about one person.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset, id: $participant})-[:MADE]->(e:Engagement)
OPTIONAL MATCH (:Engagement)-[move:NEXT]->(e)
WITH e, min(move.days) AS days
ORDER BY e.place
RETURN e.step_set AS step_set, e.start AS start, e.end AS end, e.activity AS activity, e.edition AS edition,
  e.tier AS tier, e.status AS status, days
