-- What 0004_closed_imports_stay.py runs: an original stays as it came, a closed review as it was decided.

CREATE TRIGGER keep_import_original
    BEFORE UPDATE ON meetings_minutesimport FOR EACH ROW
    WHEN OLD.id <> NEW.id OR OLD.file <> NEW.file OR OLD.name <> NEW.name OR OLD.size <> NEW.size OR OLD.sha256 <> NEW.sha256 OR OLD.text_as_read <> NEW.text_as_read OR OLD.uploaded_at <> NEW.uploaded_at OR OLD.uploaded_by_name <> NEW.uploaded_by_name
    BEGIN SELECT RAISE(ABORT, '匯入的原始檔與讀出的文字不可更動'); END;

CREATE TRIGGER keep_import_closed
    BEFORE UPDATE ON meetings_minutesimport FOR EACH ROW
    WHEN OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.closed_by_name <> NEW.closed_by_name OR OLD.closed_at <> NEW.closed_at OR OLD.version <> NEW.version OR OLD.recognised <> NEW.recognised OR (NEW.meeting_id IS NOT NULL AND (OLD.meeting_id IS NULL OR OLD.meeting_id <> NEW.meeting_id)))
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_import_row
    BEFORE DELETE ON meetings_minutesimport FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '匯入的原始檔與讀出的文字不可更動'); END;

CREATE TRIGGER keep_importtext_insert
    BEFORE INSERT ON meetings_importtext FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importtext_update
    BEFORE UPDATE ON meetings_importtext FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
        OR (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importtext_delete
    BEFORE DELETE ON meetings_importtext FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importcorrection_insert
    BEFORE INSERT ON meetings_importcorrection FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importcorrection_update
    BEFORE UPDATE ON meetings_importcorrection FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
        OR (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importcorrection_delete
    BEFORE DELETE ON meetings_importcorrection FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importdecision_insert
    BEFORE INSERT ON meetings_importdecision FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importdecision_update
    BEFORE UPDATE ON meetings_importdecision FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
        OR (SELECT r.state FROM meetings_minutesimport r WHERE r.id = NEW.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;

CREATE TRIGGER keep_importdecision_delete
    BEFORE DELETE ON meetings_importdecision FOR EACH ROW
    WHEN (SELECT r.state FROM meetings_minutesimport r WHERE r.id = OLD.minutes_import_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, '這次匯入已結案，審閱內容不可更動'); END;
