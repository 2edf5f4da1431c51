-- What 0004_audit.py runs: each row of the trail is completed and chained, and none ever changes.

CREATE OR REPLACE FUNCTION audit_append() RETURNS trigger AS $$
    DECLARE
        said jsonb := coalesce(nullif(current_setting('audit.said', true), ''),
            '{"source": "database", "actor_name": "無帳號（直接改資料庫）", "path": ""}')::jsonb;
        key text := coalesce(current_setting('audit.key', true), '');
        entry groups_auditentry;
        part text;
        content text := '';
    BEGIN
        -- One writer at a time, until the transaction ends: the next row needs the hash of this one.
        PERFORM pg_advisory_xact_lock(110005);
        SELECT number + 1, sha256 INTO entry.number, entry.previous_sha256 FROM groups_auditentry ORDER BY number DESC LIMIT 1;
        entry.number := coalesce(entry.number, 1);
        entry.previous_sha256 := coalesce(entry.previous_sha256, repeat('0', 64));
        entry.at := clock_timestamp();
        entry.action := NEW.action;
        entry.table_name := NEW.table_name;
        entry.row_id := NEW.row_id;
        entry.before := NEW.before;
        entry.after := NEW.after;
        entry.source := said ->> 'source';
        IF entry.source = 'database' THEN
            key := '';
        END IF;
        entry.actor_id := (said ->> 'actor_id')::bigint;
        entry.actor_name := said ->> 'actor_name';
        entry.address := coalesce(said ->> 'address', host(inet_client_addr()), '');
        entry.operation := coalesce(said ->> 'operation', txid_current()::text);
        entry.path := coalesce(nullif(said ->> 'path', ''), left('資料庫帳號 ' || session_user || ' ' || current_setting('application_name'), 300));
        FOREACH part IN ARRAY ARRAY[entry.number::text, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
            entry.action, entry.table_name, entry.row_id, entry.before, entry.after, entry.actor_id::text, entry.actor_name,
            entry.source, entry.address, entry.operation, entry.path, entry.previous_sha256]
        LOOP
            content := content || CASE WHEN part IS NULL THEN '-' ELSE length(part) || ':' || part END;
        END LOOP;
        entry.sha256 := encode(sha256(convert_to(key || encode(sha256(convert_to(content, 'UTF8')), 'hex'), 'UTF8')), 'hex');
        INSERT INTO groups_auditentry SELECT entry.*;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;

CREATE TRIGGER audit_append INSTEAD OF INSERT ON groups_auditinbox FOR EACH ROW EXECUTE FUNCTION audit_append();

CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger AS $$
    DECLARE
        old_row jsonb;
        new_row jsonb;
        mask text;
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            old_row := to_jsonb(OLD);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            new_row := to_jsonb(NEW);
        END IF;
        -- The first argument is the key; the others are columns that nobody is to read.
        FOR i IN 1 .. TG_NARGS - 1 LOOP
            mask := CASE WHEN TG_OP = 'UPDATE' AND old_row -> TG_ARGV[i] <> new_row -> TG_ARGV[i] THEN '（遮蔽，已變更）' ELSE '（遮蔽）' END;
            old_row := old_row || jsonb_build_object(TG_ARGV[i], '（遮蔽）');
            new_row := new_row || jsonb_build_object(TG_ARGV[i], mask);
        END LOOP;
        INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
        VALUES (lower(TG_OP), TG_TABLE_NAME, coalesce(new_row, old_row) ->> TG_ARGV[0], coalesce(old_row::text, ''), coalesce(new_row::text, ''));
        RETURN NULL;
    END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION audit_truncate() RETURNS trigger AS $$
    DECLARE
        old_row jsonb;
    BEGIN
        FOR old_row IN EXECUTE format('SELECT to_jsonb(t) FROM %I t', TG_TABLE_NAME) LOOP
            FOR i IN 1 .. TG_NARGS - 1 LOOP
                old_row := old_row || jsonb_build_object(TG_ARGV[i], '（遮蔽）');
            END LOOP;
            INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
            VALUES ('delete', TG_TABLE_NAME, old_row ->> TG_ARGV[0], old_row::text, '');
        END LOOP;
        RETURN NULL;
    END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION freeze_groups_auditentry() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '稽核軌跡只能新增，不可更動' USING ERRCODE = 'integrity_constraint_violation';
    END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_auditentry BEFORE DELETE OR UPDATE ON groups_auditentry FOR EACH ROW EXECUTE FUNCTION freeze_groups_auditentry();

CREATE TRIGGER freeze_groups_auditentry_truncate BEFORE TRUNCATE ON groups_auditentry FOR EACH STATEMENT EXECUTE FUNCTION freeze_groups_auditentry();
