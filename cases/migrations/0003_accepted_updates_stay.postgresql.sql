-- What 0003_accepted_updates_stay.py runs: an accepted update and its rows never change.

CREATE OR REPLACE FUNCTION freeze_cases_quarterlyupdate_update() RETURNS trigger AS $$ BEGIN
    IF OLD.state = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_quarterlyupdate_update BEFORE UPDATE ON cases_quarterlyupdate FOR EACH ROW EXECUTE FUNCTION freeze_cases_quarterlyupdate_update();

CREATE OR REPLACE FUNCTION freeze_cases_quarterlyupdate_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.state = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_quarterlyupdate_delete BEFORE DELETE ON cases_quarterlyupdate FOR EACH ROW EXECUTE FUNCTION freeze_cases_quarterlyupdate_delete();

CREATE OR REPLACE FUNCTION freeze_cases_quarterlyupdate_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_quarterlyupdate_truncate BEFORE TRUNCATE ON cases_quarterlyupdate FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_quarterlyupdate_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_citycontribution_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_citycontribution_insert BEFORE INSERT ON cases_citycontribution FOR EACH ROW EXECUTE FUNCTION freeze_cases_citycontribution_insert();

CREATE OR REPLACE FUNCTION freeze_cases_citycontribution_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_citycontribution_update BEFORE UPDATE ON cases_citycontribution FOR EACH ROW EXECUTE FUNCTION freeze_cases_citycontribution_update();

CREATE OR REPLACE FUNCTION freeze_cases_citycontribution_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_citycontribution_delete BEFORE DELETE ON cases_citycontribution FOR EACH ROW EXECUTE FUNCTION freeze_cases_citycontribution_delete();

CREATE OR REPLACE FUNCTION freeze_cases_citycontribution_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_citycontribution_truncate BEFORE TRUNCATE ON cases_citycontribution FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_citycontribution_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_indicatorvalue_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicatorvalue_insert BEFORE INSERT ON cases_indicatorvalue FOR EACH ROW EXECUTE FUNCTION freeze_cases_indicatorvalue_insert();

CREATE OR REPLACE FUNCTION freeze_cases_indicatorvalue_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicatorvalue_update BEFORE UPDATE ON cases_indicatorvalue FOR EACH ROW EXECUTE FUNCTION freeze_cases_indicatorvalue_update();

CREATE OR REPLACE FUNCTION freeze_cases_indicatorvalue_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicatorvalue_delete BEFORE DELETE ON cases_indicatorvalue FOR EACH ROW EXECUTE FUNCTION freeze_cases_indicatorvalue_delete();

CREATE OR REPLACE FUNCTION freeze_cases_indicatorvalue_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicatorvalue_truncate BEFORE TRUNCATE ON cases_indicatorvalue FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_indicatorvalue_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_attachment_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_attachment_insert BEFORE INSERT ON cases_attachment FOR EACH ROW EXECUTE FUNCTION freeze_cases_attachment_insert();

CREATE OR REPLACE FUNCTION freeze_cases_attachment_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_attachment_update BEFORE UPDATE ON cases_attachment FOR EACH ROW EXECUTE FUNCTION freeze_cases_attachment_update();

CREATE OR REPLACE FUNCTION freeze_cases_attachment_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_attachment_delete BEFORE DELETE ON cases_attachment FOR EACH ROW EXECUTE FUNCTION freeze_cases_attachment_delete();

CREATE OR REPLACE FUNCTION freeze_cases_attachment_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_attachment_truncate BEFORE TRUNCATE ON cases_attachment FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_attachment_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_link_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_link_insert BEFORE INSERT ON cases_link FOR EACH ROW EXECUTE FUNCTION freeze_cases_link_insert();

CREATE OR REPLACE FUNCTION freeze_cases_link_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_link_update BEFORE UPDATE ON cases_link FOR EACH ROW EXECUTE FUNCTION freeze_cases_link_update();

CREATE OR REPLACE FUNCTION freeze_cases_link_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_link_delete BEFORE DELETE ON cases_link FOR EACH ROW EXECUTE FUNCTION freeze_cases_link_delete();

CREATE OR REPLACE FUNCTION freeze_cases_link_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_link_truncate BEFORE TRUNCATE ON cases_link FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_link_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_updatestep_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_updatestep_insert BEFORE INSERT ON cases_updatestep FOR EACH ROW EXECUTE FUNCTION freeze_cases_updatestep_insert();

CREATE OR REPLACE FUNCTION freeze_cases_updatestep_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_updatestep_update BEFORE UPDATE ON cases_updatestep FOR EACH ROW EXECUTE FUNCTION freeze_cases_updatestep_update();

CREATE OR REPLACE FUNCTION freeze_cases_updatestep_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id FOR SHARE) = 'accepted'
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_updatestep_delete BEFORE DELETE ON cases_updatestep FOR EACH ROW EXECUTE FUNCTION freeze_cases_updatestep_delete();

CREATE OR REPLACE FUNCTION freeze_cases_updatestep_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_quarterlyupdate WHERE state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_updatestep_truncate BEFORE TRUNCATE ON cases_updatestep FOR EACH STATEMENT EXECUTE FUNCTION freeze_cases_updatestep_truncate();

CREATE OR REPLACE FUNCTION freeze_cases_indicator_update() RETURNS trigger AS $$ BEGIN
    IF (OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.unit <> NEW.unit) AND EXISTS (SELECT 1 FROM cases_indicatorvalue v JOIN cases_quarterlyupdate u ON u.id = v.update_id WHERE v.indicator_id = OLD.id AND u.state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicator_update BEFORE UPDATE ON cases_indicator FOR EACH ROW EXECUTE FUNCTION freeze_cases_indicator_update();

CREATE OR REPLACE FUNCTION freeze_cases_indicator_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_indicatorvalue v JOIN cases_quarterlyupdate u ON u.id = v.update_id WHERE v.indicator_id = OLD.id AND u.state = 'accepted')
    THEN RAISE EXCEPTION '季進度已採認，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_indicator_delete BEFORE DELETE ON cases_indicator FOR EACH ROW EXECUTE FUNCTION freeze_cases_indicator_delete();
