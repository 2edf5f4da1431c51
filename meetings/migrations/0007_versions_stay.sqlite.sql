-- What 0007_versions_stay.py runs: versions of minutes and their files are appended and never change.

CREATE TRIGGER keep_minutesversion_insert
    BEFORE INSERT ON meetings_minutesversion FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_minutesversion t WHERE t.id = NEW.id OR (t.meeting_id = NEW.meeting_id AND t.number = NEW.number))
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;

CREATE TRIGGER keep_minutesversion_update
    BEFORE UPDATE ON meetings_minutesversion FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;

CREATE TRIGGER keep_minutesversion_delete
    BEFORE DELETE ON meetings_minutesversion FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;

CREATE TRIGGER keep_storeddocument_insert
    BEFORE INSERT ON meetings_storeddocument FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_storeddocument t WHERE t.id = NEW.id OR (t.minutes_id = NEW.minutes_id AND t.copy = NEW.copy AND t.file_format = NEW.file_format))
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;

CREATE TRIGGER keep_storeddocument_update
    BEFORE UPDATE ON meetings_storeddocument FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;

CREATE TRIGGER keep_storeddocument_delete
    BEFORE DELETE ON meetings_storeddocument FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '紀錄版本只能新增，不可更動'); END;
