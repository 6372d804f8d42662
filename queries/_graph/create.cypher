// Participants that are not there yet, with all that is theirs, in one go.
// The rows come in a map: a list that is a parameter is planned for each power of ten of its size.
CYPHER 5 replan=skip
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
CALL () {
  UNWIND $editions AS id MATCH (n:Edition {dataset: $dataset, id: id}) RETURN collect(n) AS editions
}
CALL () {
  UNWIND $programs AS id MATCH (n:Program {dataset: $dataset, id: id}) RETURN collect(n) AS programs
}
CALL () {
  UNWIND $tiers AS id MATCH (n:Tier {dataset: $dataset, id: id}) RETURN collect(n) AS tiers
}
WITH editions, programs, tiers,
  [m IN $moments | [date(m[0]), date(m[1]), m[2], m[3], date(m[4]), m[5], m[6]]] AS moments
UNWIND $batch.rows AS row
CREATE (p:Participant {dataset: $dataset, id: row[0], name: row[0], hash: row[1], linked: row[6]})
SET p += row[2]
WITH editions, programs, tiers, moments, row, p
CALL (editions, programs, tiers, moments, row, p) {
  UNWIND range(0, size(row[3]) - 1) AS place
  WITH editions, programs, tiers, moments, p, place, row[3][place] AS own
  WITH editions, programs, tiers, p, place, own, $kinds[own[1]] AS kind, moments[own[2]] AS moment
  CREATE (p)-[:MADE]->(e:Engagement {
    dataset: $dataset, id: own[0], place: place, step_set: own[3],
    name: kind[0], activity: kind[0], program: kind[1], role: kind[2], edition: kind[3],
    tier: kind[4], status: kind[5], precision: kind[6], counted: kind[7],
    tier_stated: CASE WHEN kind[8] THEN true END, sources: kind[9],
    first_at: kind[10], start: moment[0], end: moment[1], time: moment[2], rank: moment[3],
    since: moment[4], watched_days: moment[5], watched_months: moment[6], watched_editions: own[4]
  })
  FOREACH (more IN own[5] | SET e += more)
  FOREACH (n IN editions[kind[11]..kind[11] + 1] | CREATE (e)-[:IN_EDITION]->(n))
  FOREACH (n IN programs[kind[12]..kind[12] + 1] | CREATE (e)-[:OF_PROGRAM]->(n))
  FOREACH (n IN tiers[kind[13]..kind[13] + 1] | CREATE (e)-[:AT_TIER]->(n))
  RETURN collect(e) AS made
}
FOREACH (link IN row[4] |
  FOREACH (a IN [made[link[0]]] |
    FOREACH (b IN [made[link[1]]] |
      CREATE (a)-[:NEXT {days: link[2], editions: link[3]}]->(b))))
FOREACH (first IN row[5] |
  FOREACH (n IN [tiers[first[0]]] |
    CREATE (p)-[:REACHED {on: moments[first[1]][0], rank: moments[first[1]][3]}]->(n)))
RETURN count(*) AS participants
