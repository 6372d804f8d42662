// question: cohort_grid
// measures: Cohort by cohort: of the people who first came to a program in one edition, how many came in each of its editions.
// definition: docs/measures.md#cohort-grid
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   program: STRING = null — only this program; all by default
// columns:
//   program: STRING — the program
//   cohort: STRING — the edition in which these people came first
//   edition: STRING — an edition of the program
//   x: INTEGER — people of n who came in it
//   n: INTEGER — people of the cohort
// caveats: An edition in which nobody of a cohort came has no row. Rates and intervals are added in Python. To make a grid of it: table.pivot(index=["program", "cohort"], columns="edition", values="x").
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)-[:IN_EDITION]->(edition:Edition)
WHERE e.counted AND ($program IS NULL OR e.program = $program)
WITH DISTINCT p, edition
MATCH (edition)-[:OF_PROGRAM]->(program:Program)
WITH program, p, edition
ORDER BY edition.rank, edition.name
WITH program, p, collect(edition) AS editions
WITH program, head(editions) AS cohort, collect(editions) AS each, count(*) AS n
UNWIND each AS editions
UNWIND editions AS edition
WITH program, cohort, edition, count(*) AS x, n
ORDER BY program.name, cohort.rank, cohort.name, edition.rank, edition.name
RETURN program.name AS program, cohort.name AS cohort, edition.name AS edition, x, n
