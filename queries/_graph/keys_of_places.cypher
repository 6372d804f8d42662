// The keys of what a load begins with: one node per data set and id, whatever the label.
CREATE CONSTRAINT pathways_manifest IF NOT EXISTS
  FOR (n:LoadManifest) REQUIRE (n.dataset, n.id) IS UNIQUE;
CREATE CONSTRAINT pathways_program IF NOT EXISTS
  FOR (n:Program) REQUIRE (n.dataset, n.id) IS UNIQUE;
CREATE CONSTRAINT pathways_edition IF NOT EXISTS
  FOR (n:Edition) REQUIRE (n.dataset, n.id) IS UNIQUE;
CREATE CONSTRAINT pathways_tier IF NOT EXISTS
  FOR (n:Tier) REQUIRE (n.dataset, n.id) IS UNIQUE;
