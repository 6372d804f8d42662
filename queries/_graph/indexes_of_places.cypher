// Programs by words of their names: CALL db.index.fulltext.queryNodes('pathways_programs', 'open').
CREATE FULLTEXT INDEX pathways_programs IF NOT EXISTS FOR (n:Program) ON EACH [n.name];
CREATE INDEX pathways_program_id IF NOT EXISTS FOR (n:Program) ON (n.id);
CREATE INDEX pathways_edition_id IF NOT EXISTS FOR (n:Edition) ON (n.id);
