// Participants of whom nothing changed but how long they were watched, as with a later cut-off.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
UNWIND $rows AS row
MATCH (p:Participant {dataset: $dataset, id: row[0]})
SET p.hash = row[1]
WITH row, p
CALL (row) {
  UNWIND row[3] AS own
  MATCH (e:Engagement {dataset: $dataset, id: own[0]})
  SET e.watched_days = $moments[own[2]][5], e.watched_months = $moments[own[2]][6],
    e.watched_editions = own[4]
}
RETURN count(*) AS participants
