-- What 0007_audit_in_bulk.py runs: rows of the trail that come in thousands are handed to the program, which completes and
-- chains them in the same transaction (groups/audit/recording.py).

CREATE TRIGGER audit_append INSTEAD OF INSERT ON groups_auditinbox FOR EACH ROW WHEN NOT audit_collects()
    BEGIN INSERT INTO groups_auditentry (number, at, action, table_name, row_id, before, after, actor_id, actor_name, source, address, operation, path, previous_sha256, sha256)
    SELECT e.number, e.at, NEW.action, NEW.table_name, NEW.row_id, NEW.before, NEW.after, e.actor_id, e.actor_name, e.source, e.address, e.operation, e.path, e.previous,
        audit_sha256(e.number, e.at, NEW.action, NEW.table_name, NEW.row_id, NEW.before, NEW.after, e.actor_id, e.actor_name, e.source, e.address, e.operation, e.path, e.previous)
    FROM (SELECT
        coalesce((SELECT max(number) FROM groups_auditentry), 0) + 1 AS number,
        coalesce((SELECT sha256 FROM groups_auditentry ORDER BY number DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000') AS previous,
        audit_now() AS at, audit_said('actor_id') AS actor_id, audit_said('actor_name') AS actor_name, audit_said('source') AS source,
        audit_said('address') AS address, audit_said('operation') AS operation, audit_said('path') AS path) e; END;

CREATE TRIGGER audit_collect INSTEAD OF INSERT ON groups_auditinbox FOR EACH ROW WHEN audit_collects()
    BEGIN SELECT audit_collect(NEW.action, NEW.table_name, NEW.row_id, NEW.before, NEW.after); END;
