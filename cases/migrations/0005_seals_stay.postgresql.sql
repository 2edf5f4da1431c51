-- What 0005_seals_stay.py runs: seals are appended and never change.

CREATE OR REPLACE FUNCTION keep_seal_update() RETURNS trigger AS $$ BEGIN
    IF OLD.number IS NOT NULL
    THEN RAISE EXCEPTION '封存紀錄只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_seal_update BEFORE UPDATE ON cases_seal FOR EACH ROW EXECUTE FUNCTION keep_seal_update();

CREATE OR REPLACE FUNCTION keep_seal_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.number IS NOT NULL
    THEN RAISE EXCEPTION '封存紀錄只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_seal_delete BEFORE DELETE ON cases_seal FOR EACH ROW EXECUTE FUNCTION keep_seal_delete();

CREATE OR REPLACE FUNCTION keep_seal_truncate() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '封存紀錄只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_seal_truncate BEFORE TRUNCATE ON cases_seal FOR EACH STATEMENT EXECUTE FUNCTION keep_seal_truncate();
