-- What 0004_subcases_stay.py runs: a parent is no sub-case itself, and a case with sub-cases gets no parent.

CREATE TRIGGER depth_cases_case_insert
    BEFORE INSERT ON cases_case FOR EACH ROW
    WHEN NEW.parent_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM cases_case p WHERE p.id = NEW.parent_id AND p.parent_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id))
    BEGIN SELECT RAISE(ABORT, '子案之下不可再有子案'); END;

CREATE TRIGGER depth_cases_case_update
    BEFORE UPDATE ON cases_case FOR EACH ROW
    WHEN NEW.parent_id IS NOT NULL AND NEW.parent_id IS NOT OLD.parent_id AND (
        EXISTS (SELECT 1 FROM cases_case p WHERE p.id = NEW.parent_id AND p.parent_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id))
    BEGIN SELECT RAISE(ABORT, '子案之下不可再有子案'); END;
