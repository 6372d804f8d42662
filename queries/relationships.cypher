// question: relationships
// measures: How relationships go on: how many still come at each age, how many return after a gap, how many are new in each month.
// definition: docs/measures.md#relationships
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "age" — age (time since the first contact), gap (time without anything) or month (or edition)
//   gap: STRING = null — how long without anything is a gap, by age and month; without one 180d, or 1e in a record without dates
//   horizon: STRING = null — how long people are watched, by gap; without one 12m, or 1e in a record without dates
// columns:
//   number: INTEGER — the age in periods of 30 days or of one edition, the gap in days or editions, the month since the year 0 or the rank of the edition
//   month: STRING — the month or the edition; null by age and gap
//   x: INTEGER — people of n who came at that age, who came again within the horizon, or who had come before
//   n: INTEGER — people whose whole time at that age lies before the cut-off, who had been away that long at least one horizon before it, or who came in the month
//   not_yet_observable: INTEGER — people watched for less; 0 by month
//   new: INTEGER — people who came for the first time; null by age and gap
//   after_gap: INTEGER — people of x who came after a gap; null by gap
//   state: STRING — complete or unfinished; null by age and gap
// caveats: Rates and intervals are added in Python. In a record without dates all programs' editions are one row of editions.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, the lengths of time that were asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, load.unit = 'day' AS by_day
  RETURN by_day, load.as_of_day AS day, CASE WHEN by_day THEN 30 ELSE 1 END AS period,
    CASE WHEN by_day THEN duration.inDays(date('1970-01-01'), load.as_of_day).days ELSE load.as_of_rank END AS cut,
    [text IN [toLower(trim(coalesce($gap, CASE WHEN by_day THEN '180d' ELSE '1e' END)))] |
      CASE WHEN text ENDS WITH 'm' THEN toInteger(left(text, size(text) - 1)) * 365 / 12 ELSE toInteger(left(text, size(text) - 1)) END][0] AS away,
    [text IN [toLower(trim(coalesce($horizon, CASE WHEN by_day THEN '12m' ELSE '1e' END)))] |
      toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END][0] AS length
}
// The times of each person's step sets, in order, and how long each had lasted by the next.
CALL (by_day) {
  MATCH (p:Participant {dataset: $dataset}) WHERE p.id IS NOT NULL
  MATCH (p)-[:MADE]->(e:Engagement) WHERE e.counted
  WITH p, e.step_set AS set, min(e.time) AS time, max(CASE WHEN NOT by_day OR e.end IS NULL OR e.end < e.start THEN e.time
    ELSE duration.inDays(date('1970-01-01'), e.end).days END) AS last ORDER BY set
  WITH p, collect(time) AS times, collect(last) AS ends
  WITH times, [at IN range(0, size(ends) - 1) | reduce(most = ends[0], last IN ends[1..at + 1] | CASE WHEN last > most THEN last ELSE most END)] AS ends
  RETURN collect(times) AS everyone, collect(ends) AS lasted
}
CALL (everyone, lasted, by_day, day, period, cut, away, length) {
  UNWIND CASE WHEN $by = 'age' THEN range(0, size(everyone) - 1) ELSE [] END AS who
  WITH *, everyone[who] AS times, lasted[who] AS ends
  UNWIND range(0, size(times) - 1) AS at
  WITH by_day, period, who, cut - times[0] AS followed,
    CASE WHEN at > 0 THEN (times[at] - times[0]) / period END AS age,
    CASE WHEN times[at] - ends[at - 1] >= CASE WHEN by_day THEN away ELSE away + 1 END THEN 1 ELSE 0 END AS back
  WITH by_day, period, who, followed, age, max(back) AS back
  WITH by_day, period, CASE WHEN age IS NULL THEN followed END AS followed,
    CASE WHEN followed >= (age + 1) * period - 1 THEN age END AS age, count(*) AS people, sum(back) AS back
  WITH by_day, period, collect({followed: followed, age: age, people: people, back: back}) AS facts,
    max(followed) AS longest
  UNWIND range(CASE WHEN by_day THEN 0 ELSE 1 END, (longest + 1) / period - 1) AS number
  WITH number, head([fact IN facts WHERE fact.age = number]) AS came,
    [fact IN facts WHERE fact.followed >= (number + 1) * period - 1 | fact.people] AS whole,
    [fact IN facts WHERE fact.followed < (number + 1) * period - 1 | fact.people] AS later
  RETURN number, null AS month, coalesce(came.people, 0) AS x,
    reduce(total = 0, people IN whole | total + people) AS n,
    reduce(total = 0, people IN later | total + people) AS not_yet_observable,
    null AS new, coalesce(came.back, 0) AS after_gap, null AS state
UNION ALL
  UNWIND CASE WHEN $by <> 'gap' THEN [] WHEN by_day THEN [30, 90, 180, 365, 730] ELSE [1, 2, 3, 4, 5] END AS number
  CALL (everyone, lasted, cut, length, number) {
    UNWIND range(0, size(everyone) - 1) AS who
    WITH *, everyone[who] AS times, lasted[who] AS ends
    WITH *, head([at IN range(0, size(times) - 1) WHERE
      CASE WHEN at + 1 < size(times) THEN times[at + 1] - ends[at] > number ELSE cut - ends[at] >= number END]) AS at
    WITH cut, length, times[at + 1] AS next, ends[at] + number AS since WHERE at IS NOT NULL
    WITH cut, next, since, CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since}), date('1970-01-01') + duration({days: since}) + duration({months: -length})).days END AS window
    WITH cut - since >= window AS watched, next - since <= window AS back
    RETURN count(CASE WHEN watched AND back THEN 1 END) AS x, count(CASE WHEN watched THEN 1 END) AS n,
      count(CASE WHEN NOT watched THEN 1 END) AS later
  }
  RETURN number, null AS month, x, n, later AS not_yet_observable, null AS new, null AS after_gap, null AS state
UNION ALL
  UNWIND CASE WHEN $by = 'month' THEN range(0, size(everyone) - 1) ELSE [] END AS who
  WITH *, everyone[who] AS times, lasted[who] AS ends
  UNWIND range(0, size(times) - 1) AS at
  WITH by_day, day, who, date('1970-01-01') + duration({days: times[at]}) AS on, times[at] AS rank,
    CASE at WHEN 0 THEN 1 ELSE 0 END AS new,
    CASE WHEN times[at] - ends[at - 1] >= CASE WHEN by_day THEN away ELSE away + 1 END THEN 1 ELSE 0 END AS back
  WITH by_day, day, who, CASE WHEN by_day THEN 12 * on.year + on.month - 1 ELSE rank END AS number,
    max(new) AS new, max(back) AS back
  WITH by_day, day, number, count(*) AS n, sum(new) AS new, sum(CASE new WHEN 0 THEN back ELSE 0 END) AS back
  WITH by_day, day, min(number) AS first, max(number) AS last,
    collect({number: number, n: n, new: new, back: back}) AS facts
  UNWIND range(first, last) AS number
  CALL (by_day, number) {
    OPTIONAL MATCH (ed:Edition {dataset: $dataset, rank: number}) WHERE ed.id IS NOT NULL AND NOT by_day
    WITH ed.name AS name, min(ed.id) AS id ORDER BY id
    WITH collect(name) AS names
    RETURN reduce(all = head(names), name IN tail(names) | all + ' and ' + name) AS edition
  }
  WITH by_day, day, number, edition, head([fact IN facts WHERE fact.number = number]) AS came
  RETURN number,
    CASE WHEN by_day THEN toString(number / 12) + '-' + right('0' + toString(number % 12 + 1), 2)
      ELSE coalesce(edition, '') END AS month,
    coalesce(came.n - came.new, 0) AS x, coalesce(came.n, 0) AS n, 0 AS not_yet_observable,
    coalesce(came.new, 0) AS new, coalesce(came.back, 0) AS after_gap,
    CASE WHEN NOT by_day OR date({year: (number + 1) / 12, month: (number + 1) % 12 + 1}) <= day + duration({days: 1})
      THEN 'complete' ELSE 'unfinished' END AS state
}
RETURN number, month, x, n, not_yet_observable, new, after_gap, state
ORDER BY number
