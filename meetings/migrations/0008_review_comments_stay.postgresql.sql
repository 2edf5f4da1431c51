-- What 0008_review_comments_stay.py runs: what reviewers commented is kept as written, and settled once.

CREATE OR REPLACE FUNCTION keep_reviewcomment_update() RETURNS trigger AS $$ BEGIN
    IF OLD.state <> 'open'
        OR NEW.id IS DISTINCT FROM OLD.id OR NEW.circulation_id IS DISTINCT FROM OLD.circulation_id
        OR NEW.anchor IS DISTINCT FROM OLD.anchor OR NEW.quoted IS DISTINCT FROM OLD.quoted
        OR NEW.text IS DISTINCT FROM OLD.text OR NEW.suggested IS DISTINCT FROM OLD.suggested
        OR NEW.author_id IS DISTINCT FROM OLD.author_id OR NEW.author_name IS DISTINCT FROM OLD.author_name
        OR NEW.city_id IS DISTINCT FROM OLD.city_id OR NEW.written_at IS DISTINCT FROM OLD.written_at
    THEN RAISE EXCEPTION '審閱意見須留存，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_reviewcomment_update BEFORE UPDATE ON meetings_reviewcomment FOR EACH ROW EXECUTE FUNCTION keep_reviewcomment_update();

CREATE OR REPLACE FUNCTION keep_reviewcomment_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.id IS NOT NULL
    THEN RAISE EXCEPTION '審閱意見須留存，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_reviewcomment_delete BEFORE DELETE ON meetings_reviewcomment FOR EACH ROW EXECUTE FUNCTION keep_reviewcomment_delete();

CREATE OR REPLACE FUNCTION keep_reviewcomment_truncate() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '審閱意見須留存，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql;

CREATE TRIGGER keep_reviewcomment_truncate BEFORE TRUNCATE ON meetings_reviewcomment FOR EACH STATEMENT EXECUTE FUNCTION keep_reviewcomment_truncate();
