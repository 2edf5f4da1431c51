-- What 0007_versions_stay.py runs: versions of minutes and their files are appended and never change.

CREATE OR REPLACE FUNCTION keep_minutesversion_update() RETURNS trigger AS $$ BEGIN
    IF OLD.id IS NOT NULL
    THEN RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_minutesversion_update BEFORE UPDATE ON meetings_minutesversion FOR EACH ROW EXECUTE FUNCTION keep_minutesversion_update();

CREATE OR REPLACE FUNCTION keep_minutesversion_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.id IS NOT NULL
    THEN RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_minutesversion_delete BEFORE DELETE ON meetings_minutesversion FOR EACH ROW EXECUTE FUNCTION keep_minutesversion_delete();

CREATE OR REPLACE FUNCTION keep_minutesversion_truncate() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_minutesversion_truncate BEFORE TRUNCATE ON meetings_minutesversion FOR EACH STATEMENT EXECUTE FUNCTION keep_minutesversion_truncate();

CREATE OR REPLACE FUNCTION keep_storeddocument_update() RETURNS trigger AS $$ BEGIN
    IF OLD.id IS NOT NULL
    THEN RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_storeddocument_update BEFORE UPDATE ON meetings_storeddocument FOR EACH ROW EXECUTE FUNCTION keep_storeddocument_update();

CREATE OR REPLACE FUNCTION keep_storeddocument_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.id IS NOT NULL
    THEN RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_storeddocument_delete BEFORE DELETE ON meetings_storeddocument FOR EACH ROW EXECUTE FUNCTION keep_storeddocument_delete();

CREATE OR REPLACE FUNCTION keep_storeddocument_truncate() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '紀錄版本只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_storeddocument_truncate BEFORE TRUNCATE ON meetings_storeddocument FOR EACH STATEMENT EXECUTE FUNCTION keep_storeddocument_truncate();
