// question: deepening
// measures: How many people have gone through each sequence of tiers, step set by step set.
// definition: docs/measures.md#deepening
// parameters:
//   dataset: STRING = "default" — which data set of the server
// columns:
//   sequence: LIST<INTEGER> — rank of the highest tier of each of a person's step sets, in order
//   people: INTEGER — how many people have this sequence
// caveats: These are the counts that Python goes on from: pairs up, level and down, the shares expected in random order and the bootstrap follow from the sequences alone. Python answers where some engagements have no tier.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)-[:AT_TIER]->(tier:Tier)
WHERE e.counted
// A step set stands as high as its highest tier.
WITH p, e.step_set AS at, max(tier.rank) AS height
ORDER BY at
WITH p, collect(height) AS sequence
RETURN sequence, count(*) AS people
ORDER BY people DESC, sequence
