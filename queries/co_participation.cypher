// question: co_participation
// measures: Who was together with whom, and in how many editions: the edges of a graph of people, for GDS or networkx.
// definition: docs/measures.md#co-participation
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   largest: INTEGER = 100 — editions with more people than this bring nobody together, and are left out
//   least: INTEGER = 1 — only pairs with so many editions in common
// columns:
//   source: STRING — one person
//   target: STRING — another one
//   weight: INTEGER — editions in which both had an engagement that counts
// caveats: These are pairs of people, each once. In networkx: nx.from_pandas_edgelist(table, edge_attr="weight"). In GDS: MATCH the pairs in front of gds.graph.project(…, source, target, {relationshipProperties: {weight: weight}}).
// minimal: 5.26
CYPHER 5
MATCH (edition:Edition {dataset: $dataset})<-[:IN_EDITION]-(e:Engagement)<-[:MADE]-(p:Participant)
WHERE e.counted
WITH edition, collect(DISTINCT p) AS people
WHERE size(people) <= $largest
UNWIND people AS one
UNWIND people AS other
WITH one, other WHERE one.id < other.id
WITH one, other, count(*) AS weight WHERE weight >= $least
RETURN one.id AS source, other.id AS target, weight
ORDER BY weight DESC, source, target
