// The keys of people and engagements: one node per data set and id, whatever the label.
CREATE CONSTRAINT pathways_participant IF NOT EXISTS
  FOR (n:Participant) REQUIRE (n.dataset, n.id) IS UNIQUE;
CREATE CONSTRAINT pathways_engagement IF NOT EXISTS
  FOR (n:Engagement) REQUIRE (n.dataset, n.id) IS UNIQUE;
