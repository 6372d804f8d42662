// question: graduation
// measures: Everyone's first time at a step (in each program or edition), by whether they had the outcome before, reached it after, and how long that took.
// definition: docs/measures.md#graduation
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = null — program or edition, each a source of its own; null for everyone together
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
//   source_role: STRING = null — where people start from, by default anything: its role; null for any
//   source_program: STRING = null — its program; null for any
//   source_tier: STRING = null — its tier; null for any
//   source_edition: STRING = null — its edition; null for any
//   outcome_role: STRING = null — what makes a graduate, by default the top tier: its role; null for any
//   outcome_program: STRING = null — its program; null for any
//   outcome_tier: STRING = null — its tier; null for any
//   outcome_edition: STRING = null — its edition; null for any
// columns:
//   unit_of: STRING — the program or the edition; null for everyone together
//   already: BOOLEAN — had the outcome in the same step set or an earlier one
//   event: BOOLEAN — has it in a later one
//   time: INTEGER — until then, or else until the cut-off
//   watched: BOOLEAN — at the source at least one horizon before the cut-off
//   reached: BOOLEAN — has the outcome within the horizon
//   unit: STRING — of time: day or edition
//   people: INTEGER — how many people are so
// caveats: These are the counts that Python goes on from to rates, the Kaplan–Meier curve, funnel limits and ranks.
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
CALL (latest) {
  MATCH (tier:Tier {dataset: $dataset})
  WHERE tier.id IS NOT NULL
  RETURN max(tier.rank) AS top
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
// Each person's engagements in their order.
CALL (programs, top) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH top, place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, e, place,
    e[$by] AS unit_of,
    ($source_role IS NULL OR e.role = $source_role) AND ($source_program IS NULL OR program.name = $source_program)
      AND ($source_tier IS NULL OR tier.id = $source_tier) AND ($source_edition IS NULL OR ed.name = $source_edition) AS here,
    CASE WHEN coalesce($outcome_role, $outcome_program, $outcome_tier, $outcome_edition) IS NULL THEN tier.rank = top
      ELSE ($outcome_role IS NULL OR e.role = $outcome_role) AND ($outcome_program IS NULL OR program.name = $outcome_program)
        AND ($outcome_tier IS NULL OR tier.id = $outcome_tier) AND ($outcome_edition IS NULL OR ed.name = $outcome_edition)
    END AS wanted
  ORDER BY e.step_set, e.time, e.rank, place
  WITH p, collect({set: e.step_set, time: e.time, rank: e.rank, place: place, unit_of: unit_of,
    here: coalesce(here, false) AND ($by IS NULL OR unit_of IS NOT NULL), wanted: coalesce(wanted, false)}) AS rows
  RETURN rows
}
UNWIND range(0, size(rows) - 1) AS at
WITH *, rows[at] AS since
WHERE since.here AND none(one IN rows[..at] WHERE one.here AND ($by IS NULL OR one.unit_of = since.unit_of))
WITH *, programs[since.place].begun AS begun,
  head([row IN rows WHERE row.wanted AND row.set > since.set]) AS after,
  any(row IN rows WHERE row.wanted AND row.set <= since.set) AS already
WITH *, CASE WHEN in_editions THEN begun[latest] - begun[since.rank] ELSE today - since.time END AS available,
  CASE WHEN after IS NULL THEN null WHEN in_editions THEN begun[after.rank] - begun[since.rank]
    ELSE after.time - since.time END AS elapsed
WITH *, CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since.time}), date('1970-01-01') + duration({days: since.time}) + duration({months: -length})).days END AS own, CASE WHEN length < 0 THEN -length * 365 / 12 END AS nominal
// The one day on which a window may close counts as its last, so that everybody's has one length.
WITH *, coalesce(CASE WHEN nominal IS NULL OR elapsed IS NULL THEN elapsed WHEN elapsed <= own THEN CASE WHEN elapsed < nominal THEN elapsed ELSE nominal END ELSE CASE WHEN elapsed > nominal THEN elapsed ELSE nominal + 1 END END,
  CASE WHEN nominal IS NULL THEN available WHEN available >= own THEN CASE WHEN available > nominal THEN available ELSE nominal END ELSE CASE WHEN available < nominal THEN available ELSE nominal - 1 END END) AS lasted
WITH *, CASE WHEN lasted < 0 THEN 0 ELSE lasted END AS time
RETURN since.unit_of AS unit_of, already, after IS NOT NULL AS event, time, available >= own AS watched,
  after IS NOT NULL AND elapsed <= own AS reached,
  CASE WHEN in_editions THEN 'edition' ELSE 'day' END AS unit, count(*) AS people
ORDER BY unit_of, already, event, time, watched, reached
