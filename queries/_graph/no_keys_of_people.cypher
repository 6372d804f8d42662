// A graph without people is filled faster when they get their keys at the end.
DROP CONSTRAINT pathways_participant IF EXISTS;
DROP CONSTRAINT pathways_engagement IF EXISTS;
