-- What 0004_subcases_stay.py runs: a parent is no sub-case itself, and a case with sub-cases gets no parent.

CREATE OR REPLACE FUNCTION depth_cases_case_insert() RETURNS trigger AS $$ BEGIN
    IF NEW.parent_id IS NOT NULL AND (
        (SELECT p.parent_id FROM cases_case p WHERE p.id = NEW.parent_id FOR SHARE) IS NOT NULL
        OR EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id))
    THEN RAISE EXCEPTION '子案之下不可再有子案' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER depth_cases_case_insert BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION depth_cases_case_insert();

CREATE OR REPLACE FUNCTION depth_cases_case_update() RETURNS trigger AS $$ BEGIN
    IF NEW.parent_id IS NOT NULL AND NEW.parent_id IS DISTINCT FROM OLD.parent_id AND (
        (SELECT p.parent_id FROM cases_case p WHERE p.id = NEW.parent_id FOR SHARE) IS NOT NULL
        OR EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id))
    THEN RAISE EXCEPTION '子案之下不可再有子案' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER depth_cases_case_update BEFORE UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION depth_cases_case_update();
