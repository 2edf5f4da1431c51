-- What 0004_audit.py runs: each row of the trail is completed and chained, and none ever changes.

CREATE TRIGGER audit_append INSTEAD OF INSERT ON groups_auditinbox FOR EACH ROW
    BEGIN INSERT INTO groups_auditentry (number, at, action, table_name, row_id, before, after, actor_id, actor_name, source, address, operation, path, previous_sha256, sha256)
    SELECT e.number, e.at, NEW.action, NEW.table_name, NEW.row_id, NEW.before, NEW.after, e.actor_id, e.actor_name, e.source, e.address, e.operation, e.path, e.previous,
        audit_sha256(e.number, e.at, NEW.action, NEW.table_name, NEW.row_id, NEW.before, NEW.after, e.actor_id, e.actor_name, e.source, e.address, e.operation, e.path, e.previous)
    FROM (SELECT
        coalesce((SELECT max(number) FROM groups_auditentry), 0) + 1 AS number,
        coalesce((SELECT sha256 FROM groups_auditentry ORDER BY number DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000') AS previous,
        audit_now() AS at, audit_said('actor_id') AS actor_id, audit_said('actor_name') AS actor_name, audit_said('source') AS source,
        audit_said('address') AS address, audit_said('operation') AS operation, audit_said('path') AS path) e; END;

CREATE TRIGGER freeze_groups_auditentry_insert BEFORE INSERT ON groups_auditentry FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM groups_auditentry t WHERE t.number = NEW.number)
    BEGIN SELECT RAISE(ABORT, '稽核軌跡只能新增，不可更動'); END;

CREATE TRIGGER freeze_groups_auditentry_update BEFORE UPDATE ON groups_auditentry FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '稽核軌跡只能新增，不可更動'); END;

CREATE TRIGGER freeze_groups_auditentry_delete BEFORE DELETE ON groups_auditentry FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '稽核軌跡只能新增，不可更動'); END;
