// question: combinations
// measures: In which order people came to which programs: how many people have each set, and so what the same people take.
// definition: docs/measures.md#combinations
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — what a step is: activity, program, role, tier or edition
//   tiers: LIST<STRING> = null — only engagements at these tiers; all by default
// columns:
//   came: LIST<LIST<STRING>> — all that these people took, in the order of their first time; what nothing orders stands together
//   people: INTEGER — how many people came to just these, in this order
//   everyone: INTEGER — people with an engagement that counts, at whatever tier
// caveats: These are the counts that Python goes on from: sets of two and more (exactly, all of or one of them), their denominators, who came first, what independent choices would give, rates and intervals. Sets of steps of several kinds (steps) are asked for there. With at_least, order is read from the step sets of all engagements, so that Python answers where dates have several precisions, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH count(DISTINCT p) AS everyone
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)
WHERE e.counted AND ($tiers IS NULL OR e.tier IN $tiers)
// The first time that everybody came to each step.
WITH everyone, p, e[$by] AS step, min(e.step_set) AS first
ORDER BY step
WITH everyone, p, first, collect(step) AS steps
ORDER BY first
WITH everyone, p, collect(steps) AS came
RETURN came, count(*) AS people, everyone
ORDER BY people DESC, came
