-- What 0005_identities_stay.py runs: successions that a finalised meeting decided, and the identities of the titles it
-- prints, never change.

CREATE OR REPLACE FUNCTION freeze_cases_succession_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_succession_insert BEFORE INSERT ON cases_succession FOR EACH ROW EXECUTE FUNCTION freeze_cases_succession_insert();

CREATE OR REPLACE FUNCTION freeze_cases_succession_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_succession_update BEFORE UPDATE ON cases_succession FOR EACH ROW EXECUTE FUNCTION freeze_cases_succession_update();

CREATE OR REPLACE FUNCTION freeze_cases_succession_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_succession_delete BEFORE DELETE ON cases_succession FOR EACH ROW EXECUTE FUNCTION freeze_cases_succession_delete();

CREATE OR REPLACE FUNCTION freeze_cases_casetitle_update() RETURNS trigger AS $$ BEGIN
    IF (OLD.id <> NEW.id OR OLD.case_id <> NEW.case_id OR OLD.title <> NEW.title OR OLD.reason <> NEW.reason OR OLD.decided_by <> NEW.decided_by) AND EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = OLD.case_id AND s.printed_title = OLD.title AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_casetitle_update BEFORE UPDATE ON cases_casetitle FOR EACH ROW EXECUTE FUNCTION freeze_cases_casetitle_update();

CREATE OR REPLACE FUNCTION freeze_cases_casetitle_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = OLD.case_id AND s.printed_title = OLD.title AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_casetitle_delete BEFORE DELETE ON cases_casetitle FOR EACH ROW EXECUTE FUNCTION freeze_cases_casetitle_delete();

CREATE TRIGGER freeze_cases_succession_truncate BEFORE TRUNCATE ON cases_succession FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_cases_casetitle_truncate BEFORE TRUNCATE ON cases_casetitle FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();
