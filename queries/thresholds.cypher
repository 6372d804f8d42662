// question: thresholds
// measures: Who has points at a tier, by when they first had so many within a window, and whether they are at the tier to invite to already.
// definition: docs/measures.md#thresholds
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   tier: STRING e.g. "Participating" — the tier at which points count
//   min: FLOAT e.g. 6 — the points to reach, in the unit of worth
//   window: STRING = null — how far back points count, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
//   invite_to: STRING = null — the tier to invite to; by default the next one up
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   crossed: INTEGER — when they first had so many points; null for not yet
//   unit: STRING — of that: day (since 1970) or edition (its rank)
//   at_target: BOOLEAN — have been at the tier to invite to, or higher, at any time
//   people: INTEGER — how many people are so
// caveats: Python says who is new since when. Consent and the file of invitations are asked for there, and points are as in points.
// minimal: 5.26
CYPHER 5
// The window that was asked for; one of months is a negative length, back to the same day.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH toLower(trim(coalesce($window, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length
}
// The tier, and the rank of the one to invite to.
CALL (length) {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  WITH collect(tier) AS tiers
  RETURN head([tier IN tiers WHERE toLower(tier.id) = toLower(trim($tier))]) AS tier,
    head([tier IN tiers WHERE toLower(tier.id) = toLower(trim($invite_to)) | tier.rank]) AS said
}
// Each person's engagements at the tier, in their order.
CALL (in_editions, tier) {
  MATCH (tier)<-[:AT_TIER]-(e:Engagement) WHERE e.counted
  MATCH (e)-[:OF_PROGRAM]->(program:Program)
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, CASE WHEN in_editions THEN e.rank ELSE e.time END AS moment,
    sum(coalesce($worth[program.name][coalesce(e.role, '')][tier.id], tier.points_number)) AS points
  ORDER BY moment
  RETURN p, collect([moment, points]) AS own
}
// What each person had within the window whenever they came.
WITH p, in_editions, coalesce(said, tier.rank + 1) AS target, head([
    now IN own
    WHERE reduce(score = 0, one IN own | score +
      CASE WHEN CASE WHEN length >= 0 THEN now[0] - length ELSE duration.inDays(date('1970-01-01'), date('1970-01-01') + duration({days: now[0]}) + duration({months: length})).days END < one[0] <= now[0] THEN one[1] ELSE 0 END) >= $min
    | now[0]]) AS crossed
RETURN crossed, CASE WHEN in_editions THEN 'edition' ELSE 'day' END AS unit,
  EXISTS { (p)-[:REACHED]->(high:Tier) WHERE high.rank >= target } AS at_target, count(*) AS people
ORDER BY crossed, at_target
