-- What 0006_corrections_stay.py runs: a correction is of a row of the same case.

CREATE TRIGGER correction_of_one_case_insert
    BEFORE INSERT ON cases_statuschange FOR EACH ROW
    WHEN (SELECT c.case_id FROM cases_statuschange c WHERE c.id = NEW.corrects_id) <> NEW.case_id
    BEGIN SELECT RAISE(ABORT, '更正須與所更正的異動屬於同一合作案'); END;

CREATE TRIGGER correction_of_one_case_update
    BEFORE UPDATE ON cases_statuschange FOR EACH ROW
    WHEN (SELECT c.case_id FROM cases_statuschange c WHERE c.id = NEW.corrects_id) <> NEW.case_id
    BEGIN SELECT RAISE(ABORT, '更正須與所更正的異動屬於同一合作案'); END;
