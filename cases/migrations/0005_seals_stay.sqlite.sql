-- What 0005_seals_stay.py runs: seals are appended and never change.

CREATE TRIGGER keep_seal_insert
    BEFORE INSERT ON cases_seal FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_seal t WHERE t.number = NEW.number OR t.sha256 = NEW.sha256 OR t.previous_sha256 = NEW.previous_sha256 OR (t.kind = NEW.kind AND t.subject_id = NEW.subject_id))
    BEGIN SELECT RAISE(ABORT, '封存紀錄只能新增，不可更動'); END;

CREATE TRIGGER keep_seal_update
    BEFORE UPDATE ON cases_seal FOR EACH ROW
    WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '封存紀錄只能新增，不可更動'); END;

CREATE TRIGGER keep_seal_delete
    BEFORE DELETE ON cases_seal FOR EACH ROW
    WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '封存紀錄只能新增，不可更動'); END;
