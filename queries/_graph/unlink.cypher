// Loosen participants and their engagements; the engagements that were theirs come back.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
UNWIND $people AS id
MATCH (p:Participant {dataset: $dataset, id: id})
CALL (p) {
  MATCH (p)-[reached:REACHED]->()
  DELETE reached
}
WITH p
MATCH (p)-[:MADE]->(e:Engagement)
WITH collect(e) AS loosened, collect(e.id) AS engagements
CALL (loosened) {
  UNWIND loosened AS e
  MATCH (e)-[link:MADE|IN_EDITION|OF_PROGRAM|AT_TIER|NEXT]-()
  WITH DISTINCT link
  DELETE link
}
RETURN engagements
