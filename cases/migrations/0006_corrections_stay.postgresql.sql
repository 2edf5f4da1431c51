-- What 0006_corrections_stay.py runs: a correction is of a row of the same case.

CREATE OR REPLACE FUNCTION correction_of_one_case() RETURNS trigger AS $$ BEGIN
    IF (SELECT c.case_id FROM cases_statuschange c WHERE c.id = NEW.corrects_id) <> NEW.case_id
    THEN RAISE EXCEPTION '更正須與所更正的異動屬於同一合作案' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER correction_of_one_case_insert BEFORE INSERT ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION correction_of_one_case();

CREATE TRIGGER correction_of_one_case_update BEFORE UPDATE ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION correction_of_one_case();
