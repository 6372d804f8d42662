// A graph without people is filled faster when these are made at the end.
DROP INDEX pathways_participant_id IF EXISTS;
DROP INDEX pathways_engagement_id IF EXISTS;
DROP INDEX pathways_engagement_start IF EXISTS;
DROP INDEX pathways_engagement_role IF EXISTS;
