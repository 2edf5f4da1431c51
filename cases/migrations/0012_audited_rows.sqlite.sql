-- What 0012_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_cases_commontopic_insert AFTER INSERT ON cases_commontopic FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_commontopic', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'name', NEW."name")); END;

CREATE TRIGGER audit_cases_commontopic_update AFTER UPDATE ON cases_commontopic FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_commontopic', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'name', OLD."name"), json_object('id', NEW."id", 'version', NEW."version", 'name', NEW."name")); END;

CREATE TRIGGER audit_cases_commontopic_delete AFTER DELETE ON cases_commontopic FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_commontopic', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'name', OLD."name"), ''); END;

CREATE TRIGGER audit_cases_case_common_topics_insert AFTER INSERT ON cases_case_common_topics FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_case_common_topics', NEW."id", '', json_object('id', NEW."id", 'case_id', NEW."case_id", 'commontopic_id', NEW."commontopic_id")); END;

CREATE TRIGGER audit_cases_case_common_topics_update AFTER UPDATE ON cases_case_common_topics FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_case_common_topics', NEW."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'commontopic_id', OLD."commontopic_id"), json_object('id', NEW."id", 'case_id', NEW."case_id", 'commontopic_id', NEW."commontopic_id")); END;

CREATE TRIGGER audit_cases_case_common_topics_delete AFTER DELETE ON cases_case_common_topics FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_case_common_topics', OLD."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'commontopic_id', OLD."commontopic_id"), ''); END;

CREATE TRIGGER audit_cases_case_insert AFTER INSERT ON cases_case FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_case', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'group_id', NEW."group_id", 'parent_id', NEW."parent_id", 'title', NEW."title", 'normalised_title', NEW."normalised_title", 'status', NEW."status", 'summary', NEW."summary")); END;

CREATE TRIGGER audit_cases_case_update AFTER UPDATE ON cases_case FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_case', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'group_id', OLD."group_id", 'parent_id', OLD."parent_id", 'title', OLD."title", 'normalised_title', OLD."normalised_title", 'status', OLD."status", 'summary', OLD."summary"), json_object('id', NEW."id", 'version', NEW."version", 'group_id', NEW."group_id", 'parent_id', NEW."parent_id", 'title', NEW."title", 'normalised_title', NEW."normalised_title", 'status', NEW."status", 'summary', NEW."summary")); END;

CREATE TRIGGER audit_cases_case_delete AFTER DELETE ON cases_case FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_case', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'group_id', OLD."group_id", 'parent_id', OLD."parent_id", 'title', OLD."title", 'normalised_title', OLD."normalised_title", 'status', OLD."status", 'summary', OLD."summary"), ''); END;

CREATE TRIGGER audit_cases_casetitle_insert AFTER INSERT ON cases_casetitle FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_casetitle', NEW."id", '', json_object('id', NEW."id", 'case_id', NEW."case_id", 'title', NEW."title", 'normalised_title', NEW."normalised_title", 'reason', NEW."reason", 'decided_by', NEW."decided_by")); END;

CREATE TRIGGER audit_cases_casetitle_update AFTER UPDATE ON cases_casetitle FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_casetitle', NEW."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'title', OLD."title", 'normalised_title', OLD."normalised_title", 'reason', OLD."reason", 'decided_by', OLD."decided_by"), json_object('id', NEW."id", 'case_id', NEW."case_id", 'title', NEW."title", 'normalised_title', NEW."normalised_title", 'reason', NEW."reason", 'decided_by', NEW."decided_by")); END;

CREATE TRIGGER audit_cases_casetitle_delete AFTER DELETE ON cases_casetitle FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_casetitle', OLD."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'title', OLD."title", 'normalised_title', OLD."normalised_title", 'reason', OLD."reason", 'decided_by', OLD."decided_by"), ''); END;

CREATE TRIGGER audit_cases_statuschange_insert AFTER INSERT ON cases_statuschange FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_statuschange', NEW."id", '', json_object('id', NEW."id", 'case_id', NEW."case_id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'kind', NEW."kind", 'is_subcase', NEW."is_subcase", 'from_group_id', NEW."from_group_id", 'printed_title', NEW."printed_title", 'former_title', NEW."former_title", 'known_title', NEW."known_title", 'effect', NEW."effect", 'corrects_id', NEW."corrects_id", 'note', NEW."note", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'recorded_at', NEW."recorded_at")); END;

CREATE TRIGGER audit_cases_statuschange_update AFTER UPDATE ON cases_statuschange FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_statuschange', NEW."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'kind', OLD."kind", 'is_subcase', OLD."is_subcase", 'from_group_id', OLD."from_group_id", 'printed_title', OLD."printed_title", 'former_title', OLD."former_title", 'known_title', OLD."known_title", 'effect', OLD."effect", 'corrects_id', OLD."corrects_id", 'note', OLD."note", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'recorded_at', OLD."recorded_at"), json_object('id', NEW."id", 'case_id', NEW."case_id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'kind', NEW."kind", 'is_subcase', NEW."is_subcase", 'from_group_id', NEW."from_group_id", 'printed_title', NEW."printed_title", 'former_title', NEW."former_title", 'known_title', NEW."known_title", 'effect', NEW."effect", 'corrects_id', NEW."corrects_id", 'note', NEW."note", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'recorded_at', NEW."recorded_at")); END;

CREATE TRIGGER audit_cases_statuschange_delete AFTER DELETE ON cases_statuschange FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_statuschange', OLD."id", json_object('id', OLD."id", 'case_id', OLD."case_id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'kind', OLD."kind", 'is_subcase', OLD."is_subcase", 'from_group_id', OLD."from_group_id", 'printed_title', OLD."printed_title", 'former_title', OLD."former_title", 'known_title', OLD."known_title", 'effect', OLD."effect", 'corrects_id', OLD."corrects_id", 'note', OLD."note", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'recorded_at', OLD."recorded_at"), ''); END;

CREATE TRIGGER audit_cases_succession_insert AFTER INSERT ON cases_succession FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_succession', NEW."id", '', json_object('id', NEW."id", 'predecessor_id', NEW."predecessor_id", 'successor_id', NEW."successor_id", 'kind', NEW."kind", 'change_id', NEW."change_id")); END;

CREATE TRIGGER audit_cases_succession_update AFTER UPDATE ON cases_succession FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_succession', NEW."id", json_object('id', OLD."id", 'predecessor_id', OLD."predecessor_id", 'successor_id', OLD."successor_id", 'kind', OLD."kind", 'change_id', OLD."change_id"), json_object('id', NEW."id", 'predecessor_id', NEW."predecessor_id", 'successor_id', NEW."successor_id", 'kind', NEW."kind", 'change_id', NEW."change_id")); END;

CREATE TRIGGER audit_cases_succession_delete AFTER DELETE ON cases_succession FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_succession', OLD."id", json_object('id', OLD."id", 'predecessor_id', OLD."predecessor_id", 'successor_id', OLD."successor_id", 'kind', OLD."kind", 'change_id', OLD."change_id"), ''); END;

CREATE TRIGGER audit_cases_reportingperiod_insert AFTER INSERT ON cases_reportingperiod FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_reportingperiod', NEW."key", '', json_object('version', NEW."version", 'key', NEW."key", 'roc_year', NEW."roc_year", 'quarter', NEW."quarter", 'opens_on', NEW."opens_on", 'closes_on', NEW."closes_on", 'late_until', NEW."late_until")); END;

CREATE TRIGGER audit_cases_reportingperiod_update AFTER UPDATE ON cases_reportingperiod FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_reportingperiod', NEW."key", json_object('version', OLD."version", 'key', OLD."key", 'roc_year', OLD."roc_year", 'quarter', OLD."quarter", 'opens_on', OLD."opens_on", 'closes_on', OLD."closes_on", 'late_until', OLD."late_until"), json_object('version', NEW."version", 'key', NEW."key", 'roc_year', NEW."roc_year", 'quarter', NEW."quarter", 'opens_on', NEW."opens_on", 'closes_on', NEW."closes_on", 'late_until', NEW."late_until")); END;

CREATE TRIGGER audit_cases_reportingperiod_delete AFTER DELETE ON cases_reportingperiod FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_reportingperiod', OLD."key", json_object('version', OLD."version", 'key', OLD."key", 'roc_year', OLD."roc_year", 'quarter', OLD."quarter", 'opens_on', OLD."opens_on", 'closes_on', OLD."closes_on", 'late_until', OLD."late_until"), ''); END;

CREATE TRIGGER audit_cases_remindersent_insert AFTER INSERT ON cases_remindersent FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_remindersent', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'platform_id', NEW."platform_id", 'period_id', NEW."period_id", 'stage', NEW."stage", 'address', '（遮蔽）', 'copies', '（遮蔽）', 'subject', NEW."subject", 'body', '（遮蔽）', 'claimed_at', NEW."claimed_at", 'sent_at', NEW."sent_at", 'by_hand', NEW."by_hand", 'sent_by_name', NEW."sent_by_name")); END;

CREATE TRIGGER audit_cases_remindersent_update AFTER UPDATE ON cases_remindersent FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_remindersent', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'platform_id', OLD."platform_id", 'period_id', OLD."period_id", 'stage', OLD."stage", 'address', '（遮蔽）', 'copies', '（遮蔽）', 'subject', OLD."subject", 'body', '（遮蔽）', 'claimed_at', OLD."claimed_at", 'sent_at', OLD."sent_at", 'by_hand', OLD."by_hand", 'sent_by_name', OLD."sent_by_name"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'platform_id', NEW."platform_id", 'period_id', NEW."period_id", 'stage', NEW."stage", 'address', iif(OLD."address" IS NEW."address", '（遮蔽）', '（遮蔽，已變更）'), 'copies', iif(OLD."copies" IS NEW."copies", '（遮蔽）', '（遮蔽，已變更）'), 'subject', NEW."subject", 'body', iif(OLD."body" IS NEW."body", '（遮蔽）', '（遮蔽，已變更）'), 'claimed_at', NEW."claimed_at", 'sent_at', NEW."sent_at", 'by_hand', NEW."by_hand", 'sent_by_name', NEW."sent_by_name")); END;

CREATE TRIGGER audit_cases_remindersent_delete AFTER DELETE ON cases_remindersent FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_remindersent', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'platform_id', OLD."platform_id", 'period_id', OLD."period_id", 'stage', OLD."stage", 'address', '（遮蔽）', 'copies', '（遮蔽）', 'subject', OLD."subject", 'body', '（遮蔽）', 'claimed_at', OLD."claimed_at", 'sent_at', OLD."sent_at", 'by_hand', OLD."by_hand", 'sent_by_name', OLD."sent_by_name"), ''); END;

CREATE TRIGGER audit_cases_casecity_insert AFTER INSERT ON cases_casecity FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_casecity', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'city_id', NEW."city_id", 'role', NEW."role", 'source', NEW."source", 'period_id', NEW."period_id", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_cases_casecity_update AFTER UPDATE ON cases_casecity FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_casecity', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'city_id', OLD."city_id", 'role', OLD."role", 'source', OLD."source", 'period_id', OLD."period_id", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'city_id', NEW."city_id", 'role', NEW."role", 'source', NEW."source", 'period_id', NEW."period_id", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_cases_casecity_delete AFTER DELETE ON cases_casecity FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_casecity', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'city_id', OLD."city_id", 'role', OLD."role", 'source', OLD."source", 'period_id', OLD."period_id", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), ''); END;

CREATE TRIGGER audit_cases_quarterlyupdate_insert AFTER INSERT ON cases_quarterlyupdate FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_quarterlyupdate', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'period_id', NEW."period_id", 'group_id', NEW."group_id", 'revision', NEW."revision", 'replaces_id', NEW."replaces_id", 'state', NEW."state", 'progress_text', NEW."progress_text", 'next_steps', NEW."next_steps", 'light', NEW."light", 'progress', NEW."progress", 'cause', NEW."cause", 'remedy', NEW."remedy", 'remedy_due_on', NEW."remedy_due_on", 'saved_at', NEW."saved_at", 'saved_by_name', NEW."saved_by_name", 'accepted_at', NEW."accepted_at")); END;

CREATE TRIGGER audit_cases_quarterlyupdate_update AFTER UPDATE ON cases_quarterlyupdate FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_quarterlyupdate', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'period_id', OLD."period_id", 'group_id', OLD."group_id", 'revision', OLD."revision", 'replaces_id', OLD."replaces_id", 'state', OLD."state", 'progress_text', OLD."progress_text", 'next_steps', OLD."next_steps", 'light', OLD."light", 'progress', OLD."progress", 'cause', OLD."cause", 'remedy', OLD."remedy", 'remedy_due_on', OLD."remedy_due_on", 'saved_at', OLD."saved_at", 'saved_by_name', OLD."saved_by_name", 'accepted_at', OLD."accepted_at"), json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'period_id', NEW."period_id", 'group_id', NEW."group_id", 'revision', NEW."revision", 'replaces_id', NEW."replaces_id", 'state', NEW."state", 'progress_text', NEW."progress_text", 'next_steps', NEW."next_steps", 'light', NEW."light", 'progress', NEW."progress", 'cause', NEW."cause", 'remedy', NEW."remedy", 'remedy_due_on', NEW."remedy_due_on", 'saved_at', NEW."saved_at", 'saved_by_name', NEW."saved_by_name", 'accepted_at', NEW."accepted_at")); END;

CREATE TRIGGER audit_cases_quarterlyupdate_delete AFTER DELETE ON cases_quarterlyupdate FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_quarterlyupdate', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'period_id', OLD."period_id", 'group_id', OLD."group_id", 'revision', OLD."revision", 'replaces_id', OLD."replaces_id", 'state', OLD."state", 'progress_text', OLD."progress_text", 'next_steps', OLD."next_steps", 'light', OLD."light", 'progress', OLD."progress", 'cause', OLD."cause", 'remedy', OLD."remedy", 'remedy_due_on', OLD."remedy_due_on", 'saved_at', OLD."saved_at", 'saved_by_name', OLD."saved_by_name", 'accepted_at', OLD."accepted_at"), ''); END;

CREATE TRIGGER audit_cases_citycontribution_insert AFTER INSERT ON cases_citycontribution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_citycontribution', NEW."id", '', json_object('id', NEW."id", 'update_id', NEW."update_id", 'city_id', NEW."city_id", 'text', NEW."text")); END;

CREATE TRIGGER audit_cases_citycontribution_update AFTER UPDATE ON cases_citycontribution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_citycontribution', NEW."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'city_id', OLD."city_id", 'text', OLD."text"), json_object('id', NEW."id", 'update_id', NEW."update_id", 'city_id', NEW."city_id", 'text', NEW."text")); END;

CREATE TRIGGER audit_cases_citycontribution_delete AFTER DELETE ON cases_citycontribution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_citycontribution', OLD."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'city_id', OLD."city_id", 'text', OLD."text"), ''); END;

CREATE TRIGGER audit_cases_indicator_insert AFTER INSERT ON cases_indicator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_indicator', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'common_topic_id', NEW."common_topic_id", 'name', NEW."name", 'unit', NEW."unit", 'standard', NEW."standard", 'low', NEW."low", 'high', NEW."high", 'is_retired', NEW."is_retired")); END;

CREATE TRIGGER audit_cases_indicator_update AFTER UPDATE ON cases_indicator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_indicator', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'common_topic_id', OLD."common_topic_id", 'name', OLD."name", 'unit', OLD."unit", 'standard', OLD."standard", 'low', OLD."low", 'high', OLD."high", 'is_retired', OLD."is_retired"), json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'common_topic_id', NEW."common_topic_id", 'name', NEW."name", 'unit', NEW."unit", 'standard', NEW."standard", 'low', NEW."low", 'high', NEW."high", 'is_retired', NEW."is_retired")); END;

CREATE TRIGGER audit_cases_indicator_delete AFTER DELETE ON cases_indicator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_indicator', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'common_topic_id', OLD."common_topic_id", 'name', OLD."name", 'unit', OLD."unit", 'standard', OLD."standard", 'low', OLD."low", 'high', OLD."high", 'is_retired', OLD."is_retired"), ''); END;

CREATE TRIGGER audit_cases_indicatorvalue_insert AFTER INSERT ON cases_indicatorvalue FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_indicatorvalue', NEW."id", '', json_object('id', NEW."id", 'update_id', NEW."update_id", 'indicator_id', NEW."indicator_id", 'city_id', NEW."city_id", 'value', NEW."value", 'explanation', NEW."explanation", 'low', NEW."low", 'high', NEW."high")); END;

CREATE TRIGGER audit_cases_indicatorvalue_update AFTER UPDATE ON cases_indicatorvalue FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_indicatorvalue', NEW."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'indicator_id', OLD."indicator_id", 'city_id', OLD."city_id", 'value', OLD."value", 'explanation', OLD."explanation", 'low', OLD."low", 'high', OLD."high"), json_object('id', NEW."id", 'update_id', NEW."update_id", 'indicator_id', NEW."indicator_id", 'city_id', NEW."city_id", 'value', NEW."value", 'explanation', NEW."explanation", 'low', NEW."low", 'high', NEW."high")); END;

CREATE TRIGGER audit_cases_indicatorvalue_delete AFTER DELETE ON cases_indicatorvalue FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_indicatorvalue', OLD."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'indicator_id', OLD."indicator_id", 'city_id', OLD."city_id", 'value', OLD."value", 'explanation', OLD."explanation", 'low', OLD."low", 'high', OLD."high"), ''); END;

CREATE TRIGGER audit_cases_attachment_insert AFTER INSERT ON cases_attachment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_attachment', NEW."id", '', json_object('id', NEW."id", 'update_id', NEW."update_id", 'file', NEW."file", 'name', NEW."name", 'content_type', NEW."content_type", 'size', NEW."size", 'sha256', NEW."sha256", 'uploaded_at', NEW."uploaded_at", 'uploaded_by_name', NEW."uploaded_by_name")); END;

CREATE TRIGGER audit_cases_attachment_update AFTER UPDATE ON cases_attachment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_attachment', NEW."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'file', OLD."file", 'name', OLD."name", 'content_type', OLD."content_type", 'size', OLD."size", 'sha256', OLD."sha256", 'uploaded_at', OLD."uploaded_at", 'uploaded_by_name', OLD."uploaded_by_name"), json_object('id', NEW."id", 'update_id', NEW."update_id", 'file', NEW."file", 'name', NEW."name", 'content_type', NEW."content_type", 'size', NEW."size", 'sha256', NEW."sha256", 'uploaded_at', NEW."uploaded_at", 'uploaded_by_name', NEW."uploaded_by_name")); END;

CREATE TRIGGER audit_cases_attachment_delete AFTER DELETE ON cases_attachment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_attachment', OLD."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'file', OLD."file", 'name', OLD."name", 'content_type', OLD."content_type", 'size', OLD."size", 'sha256', OLD."sha256", 'uploaded_at', OLD."uploaded_at", 'uploaded_by_name', OLD."uploaded_by_name"), ''); END;

CREATE TRIGGER audit_cases_link_insert AFTER INSERT ON cases_link FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_link', NEW."id", '', json_object('id', NEW."id", 'update_id', NEW."update_id", 'position', NEW."position", 'url', NEW."url", 'label', NEW."label")); END;

CREATE TRIGGER audit_cases_link_update AFTER UPDATE ON cases_link FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_link', NEW."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'position', OLD."position", 'url', OLD."url", 'label', OLD."label"), json_object('id', NEW."id", 'update_id', NEW."update_id", 'position', NEW."position", 'url', NEW."url", 'label', NEW."label")); END;

CREATE TRIGGER audit_cases_link_delete AFTER DELETE ON cases_link FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_link', OLD."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'position', OLD."position", 'url', OLD."url", 'label', OLD."label"), ''); END;

CREATE TRIGGER audit_cases_updatestep_insert AFTER INSERT ON cases_updatestep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_updatestep', NEW."id", '', json_object('id', NEW."id", 'update_id', NEW."update_id", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'comment', NEW."comment", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_cases_updatestep_update AFTER UPDATE ON cases_updatestep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_updatestep', NEW."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'comment', OLD."comment", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), json_object('id', NEW."id", 'update_id', NEW."update_id", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'comment', NEW."comment", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_cases_updatestep_delete AFTER DELETE ON cases_updatestep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_updatestep', OLD."id", json_object('id', OLD."id", 'update_id', OLD."update_id", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'comment', OLD."comment", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), ''); END;

CREATE TRIGGER audit_cases_savedfilter_insert AFTER INSERT ON cases_savedfilter FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'cases_savedfilter', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'owner_id', NEW."owner_id", 'platform_id', NEW."platform_id", 'list_key', NEW."list_key", 'name', NEW."name", 'query', NEW."query", 'words', NEW."words", 'sharing', NEW."sharing", 'key', NEW."key")); END;

CREATE TRIGGER audit_cases_savedfilter_update AFTER UPDATE ON cases_savedfilter FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'cases_savedfilter', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'owner_id', OLD."owner_id", 'platform_id', OLD."platform_id", 'list_key', OLD."list_key", 'name', OLD."name", 'query', OLD."query", 'words', OLD."words", 'sharing', OLD."sharing", 'key', OLD."key"), json_object('id', NEW."id", 'version', NEW."version", 'owner_id', NEW."owner_id", 'platform_id', NEW."platform_id", 'list_key', NEW."list_key", 'name', NEW."name", 'query', NEW."query", 'words', NEW."words", 'sharing', NEW."sharing", 'key', NEW."key")); END;

CREATE TRIGGER audit_cases_savedfilter_delete AFTER DELETE ON cases_savedfilter FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'cases_savedfilter', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'owner_id', OLD."owner_id", 'platform_id', OLD."platform_id", 'list_key', OLD."list_key", 'name', OLD."name", 'query', OLD."query", 'words', OLD."words", 'sharing', OLD."sharing", 'key', OLD."key"), ''); END;
