// question: relationships
// measures: How relationships go on: of the people watched so long since their first contact, how many still come at each age, in months of 30 days.
// definition: docs/measures.md#relationships
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   gap_length: INTEGER = 180 — so many days without anything are a gap
// columns:
//   age: INTEGER — months of 30 days since the first contact
//   x: INTEGER — people of n who came at that age
//   n: INTEGER — people whose whole time at that age lies before the cut-off
//   not_yet_observable: INTEGER — people watched for less
//   after_gap: INTEGER — people of x who came after a gap
// caveats: Rates and intervals are added in Python. Python answers by gap and by month, and for a record without dates.
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
// When each step set began, and until when it lasted.
WITH today, p, e.step_set AS set, min(e.time) AS time,
  max(CASE WHEN e.end > e.start THEN duration.inDays(date('1970-01-01'), e.end).days ELSE e.time END) AS last
ORDER BY set
WITH p, today, collect({time: time, last: last}) AS sets
WITH p, sets, (today - sets[0].time + 1) / 30 AS whole
// The months in which people came again, and whether after a gap, as far as they have passed.
CALL (sets, whole) {
  UNWIND range(1, size(sets) - 1) AS at
  WITH whole, (sets[at].time - sets[0].time) / 30 AS age, sets[at].time AS time,
    reduce(most = sets[0].last, set IN sets[1..at] | CASE WHEN set.last > most THEN set.last ELSE most END) AS last
  WITH age, max(time - last >= $gap_length) AS back, whole WHERE age < whole
  RETURN collect({age: age, back: back}) AS visits
}
// People by how long they were watched (no age), and visits by age.
UNWIND [{age: null, back: null}] + visits AS visit
WITH CASE WHEN visit.age IS NULL THEN whole END AS whole, visit.age AS came, visit.back AS back, count(*) AS people
WITH collect({whole: whole, came: came, back: back, people: people}) AS counts, max(whole) AS longest
UNWIND range(0, coalesce(longest, 0) - 1) AS age
RETURN age, reduce(x = 0, one IN [one IN counts WHERE one.came = age] | x + one.people) AS x,
  reduce(n = 0, one IN [one IN counts WHERE one.whole > age] | n + one.people) AS n,
  reduce(later = 0, one IN [one IN counts WHERE one.whole <= age] | later + one.people) AS not_yet_observable,
  reduce(back = 0, one IN [one IN counts WHERE one.came = age AND one.back] | back + one.people) AS after_gap
ORDER BY age
