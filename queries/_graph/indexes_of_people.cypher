// What analysts look people and engagements up by, whatever the data set.
CREATE INDEX pathways_participant_id IF NOT EXISTS FOR (n:Participant) ON (n.id);
CREATE INDEX pathways_engagement_id IF NOT EXISTS FOR (n:Engagement) ON (n.id);
CREATE INDEX pathways_engagement_start IF NOT EXISTS FOR (n:Engagement) ON (n.start);
CREATE INDEX pathways_engagement_role IF NOT EXISTS FOR (n:Engagement) ON (n.role);
