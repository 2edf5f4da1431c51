-- What 0015_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_meetings_meetinglevel_insert AFTER INSERT ON meetings_meetinglevel FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_meetinglevel', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'slug', NEW."slug", 'order', NEW."order", 'meetings_per_year', NEW."meetings_per_year", 'keeps_ledger', NEW."keeps_ledger", 'numbered_per_group', NEW."numbered_per_group", 'held_before', NEW."held_before", 'first_host_id', NEW."first_host_id")); END;

CREATE TRIGGER audit_meetings_meetinglevel_update AFTER UPDATE ON meetings_meetinglevel FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_meetinglevel', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'slug', OLD."slug", 'order', OLD."order", 'meetings_per_year', OLD."meetings_per_year", 'keeps_ledger', OLD."keeps_ledger", 'numbered_per_group', OLD."numbered_per_group", 'held_before', OLD."held_before", 'first_host_id', OLD."first_host_id"), json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'slug', NEW."slug", 'order', NEW."order", 'meetings_per_year', NEW."meetings_per_year", 'keeps_ledger', NEW."keeps_ledger", 'numbered_per_group', NEW."numbered_per_group", 'held_before', NEW."held_before", 'first_host_id', NEW."first_host_id")); END;

CREATE TRIGGER audit_meetings_meetinglevel_delete AFTER DELETE ON meetings_meetinglevel FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_meetinglevel', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'slug', OLD."slug", 'order', OLD."order", 'meetings_per_year', OLD."meetings_per_year", 'keeps_ledger', OLD."keeps_ledger", 'numbered_per_group', OLD."numbered_per_group", 'held_before', OLD."held_before", 'first_host_id', OLD."first_host_id"), ''); END;

CREATE TRIGGER audit_meetings_meeting_insert AFTER INSERT ON meetings_meeting FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_meeting', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'level_id', NEW."level_id", 'group_id', NEW."group_id", 'number', NEW."number", 'state', NEW."state", 'held_on', NEW."held_on", 'sequence', NEW."sequence", 'starts_at', NEW."starts_at", 'ends_at', NEW."ends_at", 'venue', NEW."venue", 'host_city_id', NEW."host_city_id", 'recorder', NEW."recorder", 'appendix', NEW."appendix", 'heading', NEW."heading", 'recorder_wording', NEW."recorder_wording", 'recorder_after', NEW."recorder_after", 'chairs_label', NEW."chairs_label", 'chairs_label_after', NEW."chairs_label_after", 'finalised_at', NEW."finalised_at", 'finalised_by_id', NEW."finalised_by_id", 'finalised_by_name', NEW."finalised_by_name", 'content_sha256', NEW."content_sha256")); END;

CREATE TRIGGER audit_meetings_meeting_update AFTER UPDATE ON meetings_meeting FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_meeting', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'level_id', OLD."level_id", 'group_id', OLD."group_id", 'number', OLD."number", 'state', OLD."state", 'held_on', OLD."held_on", 'sequence', OLD."sequence", 'starts_at', OLD."starts_at", 'ends_at', OLD."ends_at", 'venue', OLD."venue", 'host_city_id', OLD."host_city_id", 'recorder', OLD."recorder", 'appendix', OLD."appendix", 'heading', OLD."heading", 'recorder_wording', OLD."recorder_wording", 'recorder_after', OLD."recorder_after", 'chairs_label', OLD."chairs_label", 'chairs_label_after', OLD."chairs_label_after", 'finalised_at', OLD."finalised_at", 'finalised_by_id', OLD."finalised_by_id", 'finalised_by_name', OLD."finalised_by_name", 'content_sha256', OLD."content_sha256"), json_object('id', NEW."id", 'version', NEW."version", 'level_id', NEW."level_id", 'group_id', NEW."group_id", 'number', NEW."number", 'state', NEW."state", 'held_on', NEW."held_on", 'sequence', NEW."sequence", 'starts_at', NEW."starts_at", 'ends_at', NEW."ends_at", 'venue', NEW."venue", 'host_city_id', NEW."host_city_id", 'recorder', NEW."recorder", 'appendix', NEW."appendix", 'heading', NEW."heading", 'recorder_wording', NEW."recorder_wording", 'recorder_after', NEW."recorder_after", 'chairs_label', NEW."chairs_label", 'chairs_label_after', NEW."chairs_label_after", 'finalised_at', NEW."finalised_at", 'finalised_by_id', NEW."finalised_by_id", 'finalised_by_name', NEW."finalised_by_name", 'content_sha256', NEW."content_sha256")); END;

CREATE TRIGGER audit_meetings_meeting_delete AFTER DELETE ON meetings_meeting FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_meeting', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'level_id', OLD."level_id", 'group_id', OLD."group_id", 'number', OLD."number", 'state', OLD."state", 'held_on', OLD."held_on", 'sequence', OLD."sequence", 'starts_at', OLD."starts_at", 'ends_at', OLD."ends_at", 'venue', OLD."venue", 'host_city_id', OLD."host_city_id", 'recorder', OLD."recorder", 'appendix', OLD."appendix", 'heading', OLD."heading", 'recorder_wording', OLD."recorder_wording", 'recorder_after', OLD."recorder_after", 'chairs_label', OLD."chairs_label", 'chairs_label_after', OLD."chairs_label_after", 'finalised_at', OLD."finalised_at", 'finalised_by_id', OLD."finalised_by_id", 'finalised_by_name', OLD."finalised_by_name", 'content_sha256', OLD."content_sha256"), ''); END;

CREATE TRIGGER audit_meetings_meetingseat_insert AFTER INSERT ON meetings_meetingseat FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_meetingseat', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'city_id', NEW."city_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'form', NEW."form", 'wording', NEW."wording", 'is_representative', NEW."is_representative")); END;

CREATE TRIGGER audit_meetings_meetingseat_update AFTER UPDATE ON meetings_meetingseat FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_meetingseat', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'city_id', OLD."city_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'form', OLD."form", 'wording', OLD."wording", 'is_representative', OLD."is_representative"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'city_id', NEW."city_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'form', NEW."form", 'wording', NEW."wording", 'is_representative', NEW."is_representative")); END;

CREATE TRIGGER audit_meetings_meetingseat_delete AFTER DELETE ON meetings_meetingseat FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_meetingseat', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'city_id', OLD."city_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'form', OLD."form", 'wording', OLD."wording", 'is_representative', OLD."is_representative"), ''); END;

CREATE TRIGGER audit_meetings_differencenote_insert AFTER INSERT ON meetings_differencenote FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_differencenote', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'cases_explained', NEW."cases_explained", 'case_id', NEW."case_id", 'kind', NEW."kind", 'outside', NEW."outside", 'text', NEW."text", 'written_by_id', NEW."written_by_id", 'written_by_name', NEW."written_by_name", 'written_at', NEW."written_at")); END;

CREATE TRIGGER audit_meetings_differencenote_update AFTER UPDATE ON meetings_differencenote FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_differencenote', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'cases_explained', OLD."cases_explained", 'case_id', OLD."case_id", 'kind', OLD."kind", 'outside', OLD."outside", 'text', OLD."text", 'written_by_id', OLD."written_by_id", 'written_by_name', OLD."written_by_name", 'written_at', OLD."written_at"), json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'cases_explained', NEW."cases_explained", 'case_id', NEW."case_id", 'kind', NEW."kind", 'outside', NEW."outside", 'text', NEW."text", 'written_by_id', NEW."written_by_id", 'written_by_name', NEW."written_by_name", 'written_at', NEW."written_at")); END;

CREATE TRIGGER audit_meetings_differencenote_delete AFTER DELETE ON meetings_differencenote FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_differencenote', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'cases_explained', OLD."cases_explained", 'case_id', OLD."case_id", 'kind', OLD."kind", 'outside', OLD."outside", 'text', OLD."text", 'written_by_id', OLD."written_by_id", 'written_by_name', OLD."written_by_name", 'written_at', OLD."written_at"), ''); END;

CREATE TRIGGER audit_meetings_circulation_insert AFTER INSERT ON meetings_circulation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_circulation', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'number', NEW."number", 'due_on', NEW."due_on", 'message', NEW."message", 'text', NEW."text", 'sent_at', NEW."sent_at", 'sent_by_name', NEW."sent_by_name", 'closed_at', NEW."closed_at")); END;

CREATE TRIGGER audit_meetings_circulation_update AFTER UPDATE ON meetings_circulation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_circulation', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'number', OLD."number", 'due_on', OLD."due_on", 'message', OLD."message", 'text', OLD."text", 'sent_at', OLD."sent_at", 'sent_by_name', OLD."sent_by_name", 'closed_at', OLD."closed_at"), json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'number', NEW."number", 'due_on', NEW."due_on", 'message', NEW."message", 'text', NEW."text", 'sent_at', NEW."sent_at", 'sent_by_name', NEW."sent_by_name", 'closed_at', NEW."closed_at")); END;

CREATE TRIGGER audit_meetings_circulation_delete AFTER DELETE ON meetings_circulation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_circulation', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'number', OLD."number", 'due_on', OLD."due_on", 'message', OLD."message", 'text', OLD."text", 'sent_at', OLD."sent_at", 'sent_by_name', OLD."sent_by_name", 'closed_at', OLD."closed_at"), ''); END;

CREATE TRIGGER audit_meetings_reviewer_insert AFTER INSERT ON meetings_reviewer FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_reviewer', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'circulation_id', NEW."circulation_id", 'user_id', NEW."user_id", 'user_name', NEW."user_name", 'city_id', NEW."city_id", 'agreed_at', NEW."agreed_at", 'agreed_text', NEW."agreed_text", 'reminded_at', NEW."reminded_at")); END;

CREATE TRIGGER audit_meetings_reviewer_update AFTER UPDATE ON meetings_reviewer FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_reviewer', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'circulation_id', OLD."circulation_id", 'user_id', OLD."user_id", 'user_name', OLD."user_name", 'city_id', OLD."city_id", 'agreed_at', OLD."agreed_at", 'agreed_text', OLD."agreed_text", 'reminded_at', OLD."reminded_at"), json_object('id', NEW."id", 'version', NEW."version", 'circulation_id', NEW."circulation_id", 'user_id', NEW."user_id", 'user_name', NEW."user_name", 'city_id', NEW."city_id", 'agreed_at', NEW."agreed_at", 'agreed_text', NEW."agreed_text", 'reminded_at', NEW."reminded_at")); END;

CREATE TRIGGER audit_meetings_reviewer_delete AFTER DELETE ON meetings_reviewer FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_reviewer', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'circulation_id', OLD."circulation_id", 'user_id', OLD."user_id", 'user_name', OLD."user_name", 'city_id', OLD."city_id", 'agreed_at', OLD."agreed_at", 'agreed_text', OLD."agreed_text", 'reminded_at', OLD."reminded_at"), ''); END;

CREATE TRIGGER audit_meetings_reviewcomment_insert AFTER INSERT ON meetings_reviewcomment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_reviewcomment', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'circulation_id', NEW."circulation_id", 'anchor', NEW."anchor", 'quoted', NEW."quoted", 'text', NEW."text", 'suggested', NEW."suggested", 'author_id', NEW."author_id", 'author_name', NEW."author_name", 'city_id', NEW."city_id", 'written_at', NEW."written_at", 'state', NEW."state", 'answer', NEW."answer", 'answered_by_name', NEW."answered_by_name", 'answered_at', NEW."answered_at")); END;

CREATE TRIGGER audit_meetings_reviewcomment_update AFTER UPDATE ON meetings_reviewcomment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_reviewcomment', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'circulation_id', OLD."circulation_id", 'anchor', OLD."anchor", 'quoted', OLD."quoted", 'text', OLD."text", 'suggested', OLD."suggested", 'author_id', OLD."author_id", 'author_name', OLD."author_name", 'city_id', OLD."city_id", 'written_at', OLD."written_at", 'state', OLD."state", 'answer', OLD."answer", 'answered_by_name', OLD."answered_by_name", 'answered_at', OLD."answered_at"), json_object('id', NEW."id", 'version', NEW."version", 'circulation_id', NEW."circulation_id", 'anchor', NEW."anchor", 'quoted', NEW."quoted", 'text', NEW."text", 'suggested', NEW."suggested", 'author_id', NEW."author_id", 'author_name', NEW."author_name", 'city_id', NEW."city_id", 'written_at', NEW."written_at", 'state', NEW."state", 'answer', NEW."answer", 'answered_by_name', NEW."answered_by_name", 'answered_at', NEW."answered_at")); END;

CREATE TRIGGER audit_meetings_reviewcomment_delete AFTER DELETE ON meetings_reviewcomment FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_reviewcomment', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'circulation_id', OLD."circulation_id", 'anchor', OLD."anchor", 'quoted', OLD."quoted", 'text', OLD."text", 'suggested', OLD."suggested", 'author_id', OLD."author_id", 'author_name', OLD."author_name", 'city_id', OLD."city_id", 'written_at', OLD."written_at", 'state', OLD."state", 'answer', OLD."answer", 'answered_by_name', OLD."answered_by_name", 'answered_at', OLD."answered_at"), ''); END;

CREATE TRIGGER audit_meetings_section_insert AFTER INSERT ON meetings_section FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_section', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'kind', NEW."kind", 'wording', NEW."wording", 'topic_id', NEW."topic_id", 'person_form', NEW."person_form")); END;

CREATE TRIGGER audit_meetings_section_update AFTER UPDATE ON meetings_section FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_section', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'kind', OLD."kind", 'wording', OLD."wording", 'topic_id', OLD."topic_id", 'person_form', OLD."person_form"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'kind', NEW."kind", 'wording', NEW."wording", 'topic_id', NEW."topic_id", 'person_form', NEW."person_form")); END;

CREATE TRIGGER audit_meetings_section_delete AFTER DELETE ON meetings_section FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_section', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'kind', OLD."kind", 'wording', OLD."wording", 'topic_id', OLD."topic_id", 'person_form', OLD."person_form"), ''); END;

CREATE TRIGGER audit_meetings_resolution_insert AFTER INSERT ON meetings_resolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_resolution', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'wording', NEW."wording", 'opens_groups', NEW."opens_groups", 'stated_delisted', NEW."stated_delisted", 'stated_added', NEW."stated_added", 'stated_ongoing', NEW."stated_ongoing")); END;

CREATE TRIGGER audit_meetings_resolution_update AFTER UPDATE ON meetings_resolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_resolution', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'wording', OLD."wording", 'opens_groups', OLD."opens_groups", 'stated_delisted', OLD."stated_delisted", 'stated_added', OLD."stated_added", 'stated_ongoing', OLD."stated_ongoing"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'wording', NEW."wording", 'opens_groups', NEW."opens_groups", 'stated_delisted', NEW."stated_delisted", 'stated_added', NEW."stated_added", 'stated_ongoing', NEW."stated_ongoing")); END;

CREATE TRIGGER audit_meetings_resolution_delete AFTER DELETE ON meetings_resolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_resolution', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'wording', OLD."wording", 'opens_groups', OLD."opens_groups", 'stated_delisted', OLD."stated_delisted", 'stated_added', OLD."stated_added", 'stated_ongoing', OLD."stated_ongoing"), ''); END;

CREATE TRIGGER audit_meetings_groupresolution_insert AFTER INSERT ON meetings_groupresolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_groupresolution', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'position', NEW."position", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_groupresolution_update AFTER UPDATE ON meetings_groupresolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_groupresolution', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'position', OLD."position", 'wording', OLD."wording"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'position', NEW."position", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_groupresolution_delete AFTER DELETE ON meetings_groupresolution FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_groupresolution', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'position', OLD."position", 'wording', OLD."wording"), ''); END;

CREATE TRIGGER audit_meetings_clause_mentions_insert AFTER INSERT ON meetings_clause_mentions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_clause_mentions', NEW."id", '', json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'case_id', NEW."case_id")); END;

CREATE TRIGGER audit_meetings_clause_mentions_update AFTER UPDATE ON meetings_clause_mentions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_clause_mentions', NEW."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'case_id', OLD."case_id"), json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'case_id', NEW."case_id")); END;

CREATE TRIGGER audit_meetings_clause_mentions_delete AFTER DELETE ON meetings_clause_mentions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_clause_mentions', OLD."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'case_id', OLD."case_id"), ''); END;

CREATE TRIGGER audit_meetings_clause_insert AFTER INSERT ON meetings_clause FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_clause', NEW."id", '', json_object('id', NEW."id", 'group_resolution_id', NEW."group_resolution_id", 'parent_id', NEW."parent_id", 'position', NEW."position", 'kind', NEW."kind", 'wording', NEW."wording", 'stated_count', NEW."stated_count", 'joiner', NEW."joiner", 'last_joiner', NEW."last_joiner", 'topic_id', NEW."topic_id", 'other_group_id', NEW."other_group_id", 'incoming', NEW."incoming")); END;

CREATE TRIGGER audit_meetings_clause_update AFTER UPDATE ON meetings_clause FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_clause', NEW."id", json_object('id', OLD."id", 'group_resolution_id', OLD."group_resolution_id", 'parent_id', OLD."parent_id", 'position', OLD."position", 'kind', OLD."kind", 'wording', OLD."wording", 'stated_count', OLD."stated_count", 'joiner', OLD."joiner", 'last_joiner', OLD."last_joiner", 'topic_id', OLD."topic_id", 'other_group_id', OLD."other_group_id", 'incoming', OLD."incoming"), json_object('id', NEW."id", 'group_resolution_id', NEW."group_resolution_id", 'parent_id', NEW."parent_id", 'position', NEW."position", 'kind', NEW."kind", 'wording', NEW."wording", 'stated_count', NEW."stated_count", 'joiner', NEW."joiner", 'last_joiner', NEW."last_joiner", 'topic_id', NEW."topic_id", 'other_group_id', NEW."other_group_id", 'incoming', NEW."incoming")); END;

CREATE TRIGGER audit_meetings_clause_delete AFTER DELETE ON meetings_clause FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_clause', OLD."id", json_object('id', OLD."id", 'group_resolution_id', OLD."group_resolution_id", 'parent_id', OLD."parent_id", 'position', OLD."position", 'kind', OLD."kind", 'wording', OLD."wording", 'stated_count', OLD."stated_count", 'joiner', OLD."joiner", 'last_joiner', OLD."last_joiner", 'topic_id', OLD."topic_id", 'other_group_id', OLD."other_group_id", 'incoming', OLD."incoming"), ''); END;

CREATE TRIGGER audit_meetings_countcorrection_insert AFTER INSERT ON meetings_countcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_countcorrection', NEW."id", '', json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'number', NEW."number", 'figure', NEW."figure", 'count', NEW."count")); END;

CREATE TRIGGER audit_meetings_countcorrection_update AFTER UPDATE ON meetings_countcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_countcorrection', NEW."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'number', OLD."number", 'figure', OLD."figure", 'count', OLD."count"), json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'number', NEW."number", 'figure', NEW."figure", 'count', NEW."count")); END;

CREATE TRIGGER audit_meetings_countcorrection_delete AFTER DELETE ON meetings_countcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_countcorrection', OLD."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'number', OLD."number", 'figure', OLD."figure", 'count', OLD."count"), ''); END;

CREATE TRIGGER audit_meetings_clauseitem_insert AFTER INSERT ON meetings_clauseitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_clauseitem', NEW."id", '', json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'role', NEW."role", 'position', NEW."position", 'change_id', NEW."change_id", 'case_id', NEW."case_id", 'text', NEW."text", 'quoted', NEW."quoted", 'before', NEW."before", 'after', NEW."after")); END;

CREATE TRIGGER audit_meetings_clauseitem_update AFTER UPDATE ON meetings_clauseitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_clauseitem', NEW."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'role', OLD."role", 'position', OLD."position", 'change_id', OLD."change_id", 'case_id', OLD."case_id", 'text', OLD."text", 'quoted', OLD."quoted", 'before', OLD."before", 'after', OLD."after"), json_object('id', NEW."id", 'clause_id', NEW."clause_id", 'role', NEW."role", 'position', NEW."position", 'change_id', NEW."change_id", 'case_id', NEW."case_id", 'text', NEW."text", 'quoted', NEW."quoted", 'before', NEW."before", 'after', NEW."after")); END;

CREATE TRIGGER audit_meetings_clauseitem_delete AFTER DELETE ON meetings_clauseitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_clauseitem', OLD."id", json_object('id', OLD."id", 'clause_id', OLD."clause_id", 'role', OLD."role", 'position', OLD."position", 'change_id', OLD."change_id", 'case_id', OLD."case_id", 'text', OLD."text", 'quoted', OLD."quoted", 'before', OLD."before", 'after', OLD."after"), ''); END;

CREATE TRIGGER audit_meetings_motion_insert AFTER INSERT ON meetings_motion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_motion', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'proposer_id', NEW."proposer_id", 'wording', NEW."wording", 'joiner', NEW."joiner", 'last_joiner', NEW."last_joiner")); END;

CREATE TRIGGER audit_meetings_motion_update AFTER UPDATE ON meetings_motion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_motion', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'proposer_id', OLD."proposer_id", 'wording', OLD."wording", 'joiner', OLD."joiner", 'last_joiner', OLD."last_joiner"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'proposer_id', NEW."proposer_id", 'wording', NEW."wording", 'joiner', NEW."joiner", 'last_joiner', NEW."last_joiner")); END;

CREATE TRIGGER audit_meetings_motion_delete AFTER DELETE ON meetings_motion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_motion', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'proposer_id', OLD."proposer_id", 'wording', OLD."wording", 'joiner', OLD."joiner", 'last_joiner', OLD."last_joiner"), ''); END;

CREATE TRIGGER audit_meetings_motionitem_insert AFTER INSERT ON meetings_motionitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_motionitem', NEW."id", '', json_object('id', NEW."id", 'motion_id', NEW."motion_id", 'position', NEW."position", 'text', NEW."text", 'normalised_text', NEW."normalised_text", 'quoted', NEW."quoted", 'before', NEW."before", 'after', NEW."after")); END;

CREATE TRIGGER audit_meetings_motionitem_update AFTER UPDATE ON meetings_motionitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_motionitem', NEW."id", json_object('id', OLD."id", 'motion_id', OLD."motion_id", 'position', OLD."position", 'text', OLD."text", 'normalised_text', OLD."normalised_text", 'quoted', OLD."quoted", 'before', OLD."before", 'after', OLD."after"), json_object('id', NEW."id", 'motion_id', NEW."motion_id", 'position', NEW."position", 'text', NEW."text", 'normalised_text', NEW."normalised_text", 'quoted', NEW."quoted", 'before', NEW."before", 'after', NEW."after")); END;

CREATE TRIGGER audit_meetings_motionitem_delete AFTER DELETE ON meetings_motionitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_motionitem', OLD."id", json_object('id', OLD."id", 'motion_id', OLD."motion_id", 'position', OLD."position", 'text', OLD."text", 'normalised_text', OLD."normalised_text", 'quoted', OLD."quoted", 'before', OLD."before", 'after', OLD."after"), ''); END;

CREATE TRIGGER audit_meetings_remark_insert AFTER INSERT ON meetings_remark FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_remark', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'seat_id', NEW."seat_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'form', NEW."form", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_remark_update AFTER UPDATE ON meetings_remark FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_remark', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'seat_id', OLD."seat_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'form', OLD."form", 'wording', OLD."wording"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'position', NEW."position", 'seat_id', NEW."seat_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'form', NEW."form", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_remark_delete AFTER DELETE ON meetings_remark FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_remark', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'position', OLD."position", 'seat_id', OLD."seat_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'form', OLD."form", 'wording', OLD."wording"), ''); END;

CREATE TRIGGER audit_meetings_paragraph_insert AFTER INSERT ON meetings_paragraph FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_paragraph', NEW."id", '', json_object('id', NEW."id", 'remark_id', NEW."remark_id", 'section_id', NEW."section_id", 'position', NEW."position", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_paragraph_update AFTER UPDATE ON meetings_paragraph FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_paragraph', NEW."id", json_object('id', OLD."id", 'remark_id', OLD."remark_id", 'section_id', OLD."section_id", 'position', OLD."position", 'wording', OLD."wording"), json_object('id', NEW."id", 'remark_id', NEW."remark_id", 'section_id', NEW."section_id", 'position', NEW."position", 'wording', NEW."wording")); END;

CREATE TRIGGER audit_meetings_paragraph_delete AFTER DELETE ON meetings_paragraph FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_paragraph', OLD."id", json_object('id', OLD."id", 'remark_id', OLD."remark_id", 'section_id', OLD."section_id", 'position', OLD."position", 'wording', OLD."wording"), ''); END;

CREATE TRIGGER audit_meetings_directive_groups_insert AFTER INSERT ON meetings_directive_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_directive_groups', NEW."id", '', json_object('id', NEW."id", 'directive_id', NEW."directive_id", 'issuegroup_id', NEW."issuegroup_id")); END;

CREATE TRIGGER audit_meetings_directive_groups_update AFTER UPDATE ON meetings_directive_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_directive_groups', NEW."id", json_object('id', OLD."id", 'directive_id', OLD."directive_id", 'issuegroup_id', OLD."issuegroup_id"), json_object('id', NEW."id", 'directive_id', NEW."directive_id", 'issuegroup_id', NEW."issuegroup_id")); END;

CREATE TRIGGER audit_meetings_directive_groups_delete AFTER DELETE ON meetings_directive_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_directive_groups', OLD."id", json_object('id', OLD."id", 'directive_id', OLD."directive_id", 'issuegroup_id', OLD."issuegroup_id"), ''); END;

CREATE TRIGGER audit_meetings_directive_insert AFTER INSERT ON meetings_directive FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_directive', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'kind', NEW."kind", 'sentence', NEW."sentence", 'anchor', NEW."anchor", 'said_by', NEW."said_by", 'phrase', NEW."phrase", 'due_number', NEW."due_number", 'state', NEW."state", 'outcome', NEW."outcome", 'confirmed_by_name', NEW."confirmed_by_name", 'confirmed_at', NEW."confirmed_at")); END;

CREATE TRIGGER audit_meetings_directive_update AFTER UPDATE ON meetings_directive FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_directive', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'kind', OLD."kind", 'sentence', OLD."sentence", 'anchor', OLD."anchor", 'said_by', OLD."said_by", 'phrase', OLD."phrase", 'due_number', OLD."due_number", 'state', OLD."state", 'outcome', OLD."outcome", 'confirmed_by_name', OLD."confirmed_by_name", 'confirmed_at', OLD."confirmed_at"), json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'kind', NEW."kind", 'sentence', NEW."sentence", 'anchor', NEW."anchor", 'said_by', NEW."said_by", 'phrase', NEW."phrase", 'due_number', NEW."due_number", 'state', NEW."state", 'outcome', NEW."outcome", 'confirmed_by_name', NEW."confirmed_by_name", 'confirmed_at', NEW."confirmed_at")); END;

CREATE TRIGGER audit_meetings_directive_delete AFTER DELETE ON meetings_directive FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_directive', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'kind', OLD."kind", 'sentence', OLD."sentence", 'anchor', OLD."anchor", 'said_by', OLD."said_by", 'phrase', OLD."phrase", 'due_number', OLD."due_number", 'state', OLD."state", 'outcome', OLD."outcome", 'confirmed_by_name', OLD."confirmed_by_name", 'confirmed_at', OLD."confirmed_at"), ''); END;

CREATE TRIGGER audit_meetings_directivereply_insert AFTER INSERT ON meetings_directivereply FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_directivereply', NEW."id", '', json_object('id', NEW."id", 'directive_id', NEW."directive_id", 'group_id', NEW."group_id", 'text', NEW."text", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_meetings_directivereply_update AFTER UPDATE ON meetings_directivereply FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_directivereply', NEW."id", json_object('id', OLD."id", 'directive_id', OLD."directive_id", 'group_id', OLD."group_id", 'text', OLD."text", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), json_object('id', NEW."id", 'directive_id', NEW."directive_id", 'group_id', NEW."group_id", 'text', NEW."text", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_meetings_directivereply_delete AFTER DELETE ON meetings_directivereply FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_directivereply', OLD."id", json_object('id', OLD."id", 'directive_id', OLD."directive_id", 'group_id', OLD."group_id", 'text', OLD."text", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), ''); END;

CREATE TRIGGER audit_meetings_rejectedsentence_insert AFTER INSERT ON meetings_rejectedsentence FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_rejectedsentence', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'sentence', NEW."sentence", 'rejected_by_name', NEW."rejected_by_name", 'rejected_at', NEW."rejected_at")); END;

CREATE TRIGGER audit_meetings_rejectedsentence_update AFTER UPDATE ON meetings_rejectedsentence FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_rejectedsentence', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'sentence', OLD."sentence", 'rejected_by_name', OLD."rejected_by_name", 'rejected_at', OLD."rejected_at"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'sentence', NEW."sentence", 'rejected_by_name', NEW."rejected_by_name", 'rejected_at', NEW."rejected_at")); END;

CREATE TRIGGER audit_meetings_rejectedsentence_delete AFTER DELETE ON meetings_rejectedsentence FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_rejectedsentence', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'sentence', OLD."sentence", 'rejected_by_name', OLD."rejected_by_name", 'rejected_at', OLD."rejected_at"), ''); END;

CREATE TRIGGER audit_meetings_motionoutcome_insert AFTER INSERT ON meetings_motionoutcome FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_motionoutcome', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'item_id', NEW."item_id", 'disposition', NEW."disposition", 'group_id', NEW."group_id", 'case_id', NEW."case_id", 'note', NEW."note")); END;

CREATE TRIGGER audit_meetings_motionoutcome_update AFTER UPDATE ON meetings_motionoutcome FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_motionoutcome', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'item_id', OLD."item_id", 'disposition', OLD."disposition", 'group_id', OLD."group_id", 'case_id', OLD."case_id", 'note', OLD."note"), json_object('id', NEW."id", 'version', NEW."version", 'item_id', NEW."item_id", 'disposition', NEW."disposition", 'group_id', NEW."group_id", 'case_id', NEW."case_id", 'note', NEW."note")); END;

CREATE TRIGGER audit_meetings_motionoutcome_delete AFTER DELETE ON meetings_motionoutcome FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_motionoutcome', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'item_id', OLD."item_id", 'disposition', OLD."disposition", 'group_id', OLD."group_id", 'case_id', OLD."case_id", 'note', OLD."note"), ''); END;

CREATE TRIGGER audit_meetings_minutesimport_insert AFTER INSERT ON meetings_minutesimport FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_minutesimport', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'file', NEW."file", 'name', NEW."name", 'size', NEW."size", 'sha256', NEW."sha256", 'text_as_read', NEW."text_as_read", 'recognised', NEW."recognised", 'subject', NEW."subject", 'uploaded_by_id', NEW."uploaded_by_id", 'uploaded_by_name', NEW."uploaded_by_name", 'uploaded_at', NEW."uploaded_at", 'state', NEW."state", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at", 'closed_by_name', NEW."closed_by_name", 'closed_at', NEW."closed_at", 'meeting_id', NEW."meeting_id")); END;

CREATE TRIGGER audit_meetings_minutesimport_update AFTER UPDATE ON meetings_minutesimport FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_minutesimport', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'file', OLD."file", 'name', OLD."name", 'size', OLD."size", 'sha256', OLD."sha256", 'text_as_read', OLD."text_as_read", 'recognised', OLD."recognised", 'subject', OLD."subject", 'uploaded_by_id', OLD."uploaded_by_id", 'uploaded_by_name', OLD."uploaded_by_name", 'uploaded_at', OLD."uploaded_at", 'state', OLD."state", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at", 'closed_by_name', OLD."closed_by_name", 'closed_at', OLD."closed_at", 'meeting_id', OLD."meeting_id"), json_object('id', NEW."id", 'version', NEW."version", 'file', NEW."file", 'name', NEW."name", 'size', NEW."size", 'sha256', NEW."sha256", 'text_as_read', NEW."text_as_read", 'recognised', NEW."recognised", 'subject', NEW."subject", 'uploaded_by_id', NEW."uploaded_by_id", 'uploaded_by_name', NEW."uploaded_by_name", 'uploaded_at', NEW."uploaded_at", 'state', NEW."state", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at", 'closed_by_name', NEW."closed_by_name", 'closed_at', NEW."closed_at", 'meeting_id', NEW."meeting_id")); END;

CREATE TRIGGER audit_meetings_minutesimport_delete AFTER DELETE ON meetings_minutesimport FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_minutesimport', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'file', OLD."file", 'name', OLD."name", 'size', OLD."size", 'sha256', OLD."sha256", 'text_as_read', OLD."text_as_read", 'recognised', OLD."recognised", 'subject', OLD."subject", 'uploaded_by_id', OLD."uploaded_by_id", 'uploaded_by_name', OLD."uploaded_by_name", 'uploaded_at', OLD."uploaded_at", 'state', OLD."state", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at", 'closed_by_name', OLD."closed_by_name", 'closed_at', OLD."closed_at", 'meeting_id', OLD."meeting_id"), ''); END;

CREATE TRIGGER audit_meetings_importtext_insert AFTER INSERT ON meetings_importtext FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_importtext', NEW."id", '', json_object('id', NEW."id", 'minutes_import_id', NEW."minutes_import_id", 'number', NEW."number", 'text', NEW."text", 'created_by_name', NEW."created_by_name", 'created_at', NEW."created_at")); END;

CREATE TRIGGER audit_meetings_importtext_update AFTER UPDATE ON meetings_importtext FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_importtext', NEW."id", json_object('id', OLD."id", 'minutes_import_id', OLD."minutes_import_id", 'number', OLD."number", 'text', OLD."text", 'created_by_name', OLD."created_by_name", 'created_at', OLD."created_at"), json_object('id', NEW."id", 'minutes_import_id', NEW."minutes_import_id", 'number', NEW."number", 'text', NEW."text", 'created_by_name', NEW."created_by_name", 'created_at', NEW."created_at")); END;

CREATE TRIGGER audit_meetings_importtext_delete AFTER DELETE ON meetings_importtext FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_importtext', OLD."id", json_object('id', OLD."id", 'minutes_import_id', OLD."minutes_import_id", 'number', OLD."number", 'text', OLD."text", 'created_by_name', OLD."created_by_name", 'created_at', OLD."created_at"), ''); END;

CREATE TRIGGER audit_meetings_importcorrection_insert AFTER INSERT ON meetings_importcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_importcorrection', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'minutes_import_id', NEW."minutes_import_id", 'target', NEW."target", 'as_read', NEW."as_read", 'corrected', NEW."corrected", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_meetings_importcorrection_update AFTER UPDATE ON meetings_importcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_importcorrection', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'minutes_import_id', OLD."minutes_import_id", 'target', OLD."target", 'as_read', OLD."as_read", 'corrected', OLD."corrected", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), json_object('id', NEW."id", 'version', NEW."version", 'minutes_import_id', NEW."minutes_import_id", 'target', NEW."target", 'as_read', NEW."as_read", 'corrected', NEW."corrected", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_meetings_importcorrection_delete AFTER DELETE ON meetings_importcorrection FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_importcorrection', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'minutes_import_id', OLD."minutes_import_id", 'target', OLD."target", 'as_read', OLD."as_read", 'corrected', OLD."corrected", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), ''); END;

CREATE TRIGGER audit_meetings_importdecision_insert AFTER INSERT ON meetings_importdecision FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_importdecision', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'minutes_import_id', NEW."minutes_import_id", 'subject', NEW."subject", 'key', NEW."key", 'about', NEW."about", 'case_id', NEW."case_id", 'basis', NEW."basis", 'reason', NEW."reason", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_meetings_importdecision_update AFTER UPDATE ON meetings_importdecision FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_importdecision', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'minutes_import_id', OLD."minutes_import_id", 'subject', OLD."subject", 'key', OLD."key", 'about', OLD."about", 'case_id', OLD."case_id", 'basis', OLD."basis", 'reason', OLD."reason", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), json_object('id', NEW."id", 'version', NEW."version", 'minutes_import_id', NEW."minutes_import_id", 'subject', NEW."subject", 'key', NEW."key", 'about', NEW."about", 'case_id', NEW."case_id", 'basis', NEW."basis", 'reason', NEW."reason", 'updated_by_name', NEW."updated_by_name", 'updated_at', NEW."updated_at")); END;

CREATE TRIGGER audit_meetings_importdecision_delete AFTER DELETE ON meetings_importdecision FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_importdecision', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'minutes_import_id', OLD."minutes_import_id", 'subject', OLD."subject", 'key', OLD."key", 'about', OLD."about", 'case_id', OLD."case_id", 'basis', OLD."basis", 'reason', OLD."reason", 'updated_by_name', OLD."updated_by_name", 'updated_at', OLD."updated_at"), ''); END;

CREATE TRIGGER audit_meetings_proposal_merged_cases_insert AFTER INSERT ON meetings_proposal_merged_cases FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_proposal_merged_cases', NEW."id", '', json_object('id', NEW."id", 'proposal_id', NEW."proposal_id", 'case_id', NEW."case_id")); END;

CREATE TRIGGER audit_meetings_proposal_merged_cases_update AFTER UPDATE ON meetings_proposal_merged_cases FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_proposal_merged_cases', NEW."id", json_object('id', OLD."id", 'proposal_id', OLD."proposal_id", 'case_id', OLD."case_id"), json_object('id', NEW."id", 'proposal_id', NEW."proposal_id", 'case_id', NEW."case_id")); END;

CREATE TRIGGER audit_meetings_proposal_merged_cases_delete AFTER DELETE ON meetings_proposal_merged_cases FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_proposal_merged_cases', OLD."id", json_object('id', OLD."id", 'proposal_id', OLD."proposal_id", 'case_id', OLD."case_id"), ''); END;

CREATE TRIGGER audit_meetings_proposal_insert AFTER INSERT ON meetings_proposal FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_proposal', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'kind', NEW."kind", 'group_id', NEW."group_id", 'case_id', NEW."case_id", 'title', NEW."title", 'decided_title', NEW."decided_title", 'delist_reason', NEW."delist_reason", 'reason', NEW."reason", 'state', NEW."state", 'meeting_id', NEW."meeting_id", 'proposed_at', NEW."proposed_at", 'proposed_by_name', NEW."proposed_by_name")); END;

CREATE TRIGGER audit_meetings_proposal_update AFTER UPDATE ON meetings_proposal FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_proposal', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'kind', OLD."kind", 'group_id', OLD."group_id", 'case_id', OLD."case_id", 'title', OLD."title", 'decided_title', OLD."decided_title", 'delist_reason', OLD."delist_reason", 'reason', OLD."reason", 'state', OLD."state", 'meeting_id', OLD."meeting_id", 'proposed_at', OLD."proposed_at", 'proposed_by_name', OLD."proposed_by_name"), json_object('id', NEW."id", 'version', NEW."version", 'kind', NEW."kind", 'group_id', NEW."group_id", 'case_id', NEW."case_id", 'title', NEW."title", 'decided_title', NEW."decided_title", 'delist_reason', NEW."delist_reason", 'reason', NEW."reason", 'state', NEW."state", 'meeting_id', NEW."meeting_id", 'proposed_at', NEW."proposed_at", 'proposed_by_name', NEW."proposed_by_name")); END;

CREATE TRIGGER audit_meetings_proposal_delete AFTER DELETE ON meetings_proposal FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_proposal', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'kind', OLD."kind", 'group_id', OLD."group_id", 'case_id', OLD."case_id", 'title', OLD."title", 'decided_title', OLD."decided_title", 'delist_reason', OLD."delist_reason", 'reason', OLD."reason", 'state', OLD."state", 'meeting_id', OLD."meeting_id", 'proposed_at', OLD."proposed_at", 'proposed_by_name', OLD."proposed_by_name"), ''); END;

CREATE TRIGGER audit_meetings_proposalstep_insert AFTER INSERT ON meetings_proposalstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_proposalstep', NEW."id", '', json_object('id', NEW."id", 'proposal_id', NEW."proposal_id", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'comment', NEW."comment", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_meetings_proposalstep_update AFTER UPDATE ON meetings_proposalstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_proposalstep', NEW."id", json_object('id', OLD."id", 'proposal_id', OLD."proposal_id", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'comment', OLD."comment", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), json_object('id', NEW."id", 'proposal_id', NEW."proposal_id", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'comment', NEW."comment", 'actor_id', NEW."actor_id", 'actor_name', NEW."actor_name", 'at', NEW."at")); END;

CREATE TRIGGER audit_meetings_proposalstep_delete AFTER DELETE ON meetings_proposalstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_proposalstep', OLD."id", json_object('id', OLD."id", 'proposal_id', OLD."proposal_id", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'comment', OLD."comment", 'actor_id', OLD."actor_id", 'actor_name', OLD."actor_name", 'at', OLD."at"), ''); END;

CREATE TRIGGER audit_meetings_proposaldraft_insert AFTER INSERT ON meetings_proposaldraft FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_proposaldraft', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'user_id', NEW."user_id", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'values', NEW."values", 'saved_at', NEW."saved_at")); END;

CREATE TRIGGER audit_meetings_proposaldraft_update AFTER UPDATE ON meetings_proposaldraft FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_proposaldraft', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'user_id', OLD."user_id", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'values', OLD."values", 'saved_at', OLD."saved_at"), json_object('id', NEW."id", 'version', NEW."version", 'user_id', NEW."user_id", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'values', NEW."values", 'saved_at', NEW."saved_at")); END;

CREATE TRIGGER audit_meetings_proposaldraft_delete AFTER DELETE ON meetings_proposaldraft FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_proposaldraft', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'user_id', OLD."user_id", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'values', OLD."values", 'saved_at', OLD."saved_at"), ''); END;

CREATE TRIGGER audit_meetings_regularreview_insert AFTER INSERT ON meetings_regularreview FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_regularreview', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'due_on', NEW."due_on", 'outcome', NEW."outcome", 'text', NEW."text", 'reviewed_at', NEW."reviewed_at", 'reviewed_by_name', NEW."reviewed_by_name")); END;

CREATE TRIGGER audit_meetings_regularreview_update AFTER UPDATE ON meetings_regularreview FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_regularreview', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'due_on', OLD."due_on", 'outcome', OLD."outcome", 'text', OLD."text", 'reviewed_at', OLD."reviewed_at", 'reviewed_by_name', OLD."reviewed_by_name"), json_object('id', NEW."id", 'version', NEW."version", 'case_id', NEW."case_id", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'due_on', NEW."due_on", 'outcome', NEW."outcome", 'text', NEW."text", 'reviewed_at', NEW."reviewed_at", 'reviewed_by_name', NEW."reviewed_by_name")); END;

CREATE TRIGGER audit_meetings_regularreview_delete AFTER DELETE ON meetings_regularreview FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_regularreview', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'case_id', OLD."case_id", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'due_on', OLD."due_on", 'outcome', OLD."outcome", 'text', OLD."text", 'reviewed_at', OLD."reviewed_at", 'reviewed_by_name', OLD."reviewed_by_name"), ''); END;

CREATE TRIGGER audit_meetings_termofoffice_insert AFTER INSERT ON meetings_termofoffice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_termofoffice', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'level_id', NEW."level_id", 'city_id', NEW."city_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'starts_on', NEW."starts_on", 'ends_on', NEW."ends_on", 'source', NEW."source")); END;

CREATE TRIGGER audit_meetings_termofoffice_update AFTER UPDATE ON meetings_termofoffice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_termofoffice', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'level_id', OLD."level_id", 'city_id', OLD."city_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'starts_on', OLD."starts_on", 'ends_on', OLD."ends_on", 'source', OLD."source"), json_object('id', NEW."id", 'version', NEW."version", 'level_id', NEW."level_id", 'city_id', NEW."city_id", 'surname', NEW."surname", 'given_name', NEW."given_name", 'title', NEW."title", 'starts_on', NEW."starts_on", 'ends_on', NEW."ends_on", 'source', NEW."source")); END;

CREATE TRIGGER audit_meetings_termofoffice_delete AFTER DELETE ON meetings_termofoffice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_termofoffice', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'level_id', OLD."level_id", 'city_id', OLD."city_id", 'surname', OLD."surname", 'given_name', OLD."given_name", 'title', OLD."title", 'starts_on', OLD."starts_on", 'ends_on', OLD."ends_on", 'source', OLD."source"), ''); END;

CREATE TRIGGER audit_meetings_meetingnotice_insert AFTER INSERT ON meetings_meetingnotice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_meetingnotice', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'recipient', NEW."recipient", 'issued_on', NEW."issued_on", 'document_number', NEW."document_number", 'urgency', NEW."urgency", 'attachments', NEW."attachments", 'subject', NEW."subject", 'contact', NEW."contact", 'attendees', NEW."attendees", 'observers', NEW."observers", 'copies', NEW."copies", 'remarks', NEW."remarks")); END;

CREATE TRIGGER audit_meetings_meetingnotice_update AFTER UPDATE ON meetings_meetingnotice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_meetingnotice', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'recipient', OLD."recipient", 'issued_on', OLD."issued_on", 'document_number', OLD."document_number", 'urgency', OLD."urgency", 'attachments', OLD."attachments", 'subject', OLD."subject", 'contact', OLD."contact", 'attendees', OLD."attendees", 'observers', OLD."observers", 'copies', OLD."copies", 'remarks', OLD."remarks"), json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'recipient', NEW."recipient", 'issued_on', NEW."issued_on", 'document_number', NEW."document_number", 'urgency', NEW."urgency", 'attachments', NEW."attachments", 'subject', NEW."subject", 'contact', NEW."contact", 'attendees', NEW."attendees", 'observers', NEW."observers", 'copies', NEW."copies", 'remarks', NEW."remarks")); END;

CREATE TRIGGER audit_meetings_meetingnotice_delete AFTER DELETE ON meetings_meetingnotice FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_meetingnotice', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'recipient', OLD."recipient", 'issued_on', OLD."issued_on", 'document_number', OLD."document_number", 'urgency', OLD."urgency", 'attachments', OLD."attachments", 'subject', OLD."subject", 'contact', OLD."contact", 'attendees', OLD."attendees", 'observers', OLD."observers", 'copies', OLD."copies", 'remarks', OLD."remarks"), ''); END;

CREATE TRIGGER audit_meetings_agendaitem_insert AFTER INSERT ON meetings_agendaitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_agendaitem', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'kind', NEW."kind", 'position', NEW."position", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'directive_id', NEW."directive_id", 'topic_id', NEW."topic_id", 'title', NEW."title", 'text', NEW."text", 'is_late', NEW."is_late")); END;

CREATE TRIGGER audit_meetings_agendaitem_update AFTER UPDATE ON meetings_agendaitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_agendaitem', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'kind', OLD."kind", 'position', OLD."position", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'directive_id', OLD."directive_id", 'topic_id', OLD."topic_id", 'title', OLD."title", 'text', OLD."text", 'is_late', OLD."is_late"), json_object('id', NEW."id", 'version', NEW."version", 'meeting_id', NEW."meeting_id", 'kind', NEW."kind", 'position', NEW."position", 'group_id', NEW."group_id", 'proposal_id', NEW."proposal_id", 'directive_id', NEW."directive_id", 'topic_id', NEW."topic_id", 'title', NEW."title", 'text', NEW."text", 'is_late', NEW."is_late")); END;

CREATE TRIGGER audit_meetings_agendaitem_delete AFTER DELETE ON meetings_agendaitem FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_agendaitem', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'meeting_id', OLD."meeting_id", 'kind', OLD."kind", 'position', OLD."position", 'group_id', OLD."group_id", 'proposal_id', OLD."proposal_id", 'directive_id', OLD."directive_id", 'topic_id', OLD."topic_id", 'title', OLD."title", 'text', OLD."text", 'is_late', OLD."is_late"), ''); END;

CREATE TRIGGER audit_meetings_calendarsubscription_insert AFTER INSERT ON meetings_calendarsubscription FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_calendarsubscription', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'token_sha256', '（遮蔽）', 'created_at', NEW."created_at", 'revoked_at', NEW."revoked_at")); END;

CREATE TRIGGER audit_meetings_calendarsubscription_update AFTER UPDATE ON meetings_calendarsubscription FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_calendarsubscription', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'token_sha256', '（遮蔽）', 'created_at', OLD."created_at", 'revoked_at', OLD."revoked_at"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'token_sha256', iif(OLD."token_sha256" IS NEW."token_sha256", '（遮蔽）', '（遮蔽，已變更）'), 'created_at', NEW."created_at", 'revoked_at', NEW."revoked_at")); END;

CREATE TRIGGER audit_meetings_calendarsubscription_delete AFTER DELETE ON meetings_calendarsubscription FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_calendarsubscription', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'token_sha256', '（遮蔽）', 'created_at', OLD."created_at", 'revoked_at', OLD."revoked_at"), ''); END;

CREATE TRIGGER audit_meetings_minutesversion_insert AFTER INSERT ON meetings_minutesversion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_minutesversion', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'number', NEW."number", 'document', NEW."document", 'text', NEW."text", 'sha256', NEW."sha256", 'reason', NEW."reason", 'answers', NEW."answers", 'made_by_name', NEW."made_by_name", 'made_at', NEW."made_at")); END;

CREATE TRIGGER audit_meetings_minutesversion_update AFTER UPDATE ON meetings_minutesversion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_minutesversion', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'number', OLD."number", 'document', OLD."document", 'text', OLD."text", 'sha256', OLD."sha256", 'reason', OLD."reason", 'answers', OLD."answers", 'made_by_name', OLD."made_by_name", 'made_at', OLD."made_at"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'number', NEW."number", 'document', NEW."document", 'text', NEW."text", 'sha256', NEW."sha256", 'reason', NEW."reason", 'answers', NEW."answers", 'made_by_name', NEW."made_by_name", 'made_at', NEW."made_at")); END;

CREATE TRIGGER audit_meetings_minutesversion_delete AFTER DELETE ON meetings_minutesversion FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_minutesversion', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'number', OLD."number", 'document', OLD."document", 'text', OLD."text", 'sha256', OLD."sha256", 'reason', OLD."reason", 'answers', OLD."answers", 'made_by_name', OLD."made_by_name", 'made_at', OLD."made_at"), ''); END;

CREATE TRIGGER audit_meetings_storeddocument_insert AFTER INSERT ON meetings_storeddocument FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_storeddocument', NEW."id", '', json_object('id', NEW."id", 'minutes_id', NEW."minutes_id", 'copy', NEW."copy", 'file_format', NEW."file_format", 'file', NEW."file", 'sha256', NEW."sha256", 'size', NEW."size")); END;

CREATE TRIGGER audit_meetings_storeddocument_update AFTER UPDATE ON meetings_storeddocument FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_storeddocument', NEW."id", json_object('id', OLD."id", 'minutes_id', OLD."minutes_id", 'copy', OLD."copy", 'file_format', OLD."file_format", 'file', OLD."file", 'sha256', OLD."sha256", 'size', OLD."size"), json_object('id', NEW."id", 'minutes_id', NEW."minutes_id", 'copy', NEW."copy", 'file_format', NEW."file_format", 'file', NEW."file", 'sha256', NEW."sha256", 'size', NEW."size")); END;

CREATE TRIGGER audit_meetings_storeddocument_delete AFTER DELETE ON meetings_storeddocument FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_storeddocument', OLD."id", json_object('id', OLD."id", 'minutes_id', OLD."minutes_id", 'copy', OLD."copy", 'file_format', OLD."file_format", 'file', OLD."file", 'sha256', OLD."sha256", 'size', OLD."size"), ''); END;

CREATE TRIGGER audit_meetings_publicsite_insert AFTER INSERT ON meetings_publicsite FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_publicsite', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'is_on', NEW."is_on", 'provider', NEW."provider", 'contact_name', NEW."contact_name", 'contact_phone', NEW."contact_phone", 'contact_email', NEW."contact_email")); END;

CREATE TRIGGER audit_meetings_publicsite_update AFTER UPDATE ON meetings_publicsite FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_publicsite', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'is_on', OLD."is_on", 'provider', OLD."provider", 'contact_name', OLD."contact_name", 'contact_phone', OLD."contact_phone", 'contact_email', OLD."contact_email"), json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'is_on', NEW."is_on", 'provider', NEW."provider", 'contact_name', NEW."contact_name", 'contact_phone', NEW."contact_phone", 'contact_email', NEW."contact_email")); END;

CREATE TRIGGER audit_meetings_publicsite_delete AFTER DELETE ON meetings_publicsite FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_publicsite', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'is_on', OLD."is_on", 'provider', OLD."provider", 'contact_name', OLD."contact_name", 'contact_phone', OLD."contact_phone", 'contact_email', OLD."contact_email"), ''); END;

CREATE TRIGGER audit_meetings_publication_insert AFTER INSERT ON meetings_publication FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_publication', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'what', NEW."what", 'minutes_id', NEW."minutes_id", 'published_at', NEW."published_at", 'published_by_id', NEW."published_by_id", 'published_by_name', NEW."published_by_name", 'withdrawn_at', NEW."withdrawn_at", 'withdrawn_by_id', NEW."withdrawn_by_id", 'withdrawn_by_name', NEW."withdrawn_by_name")); END;

CREATE TRIGGER audit_meetings_publication_update AFTER UPDATE ON meetings_publication FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_publication', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'what', OLD."what", 'minutes_id', OLD."minutes_id", 'published_at', OLD."published_at", 'published_by_id', OLD."published_by_id", 'published_by_name', OLD."published_by_name", 'withdrawn_at', OLD."withdrawn_at", 'withdrawn_by_id', OLD."withdrawn_by_id", 'withdrawn_by_name', OLD."withdrawn_by_name"), json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'what', NEW."what", 'minutes_id', NEW."minutes_id", 'published_at', NEW."published_at", 'published_by_id', NEW."published_by_id", 'published_by_name', NEW."published_by_name", 'withdrawn_at', NEW."withdrawn_at", 'withdrawn_by_id', NEW."withdrawn_by_id", 'withdrawn_by_name', NEW."withdrawn_by_name")); END;

CREATE TRIGGER audit_meetings_publication_delete AFTER DELETE ON meetings_publication FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_publication', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'what', OLD."what", 'minutes_id', OLD."minutes_id", 'published_at', OLD."published_at", 'published_by_id', OLD."published_by_id", 'published_by_name', OLD."published_by_name", 'withdrawn_at', OLD."withdrawn_at", 'withdrawn_by_id', OLD."withdrawn_by_id", 'withdrawn_by_name', OLD."withdrawn_by_name"), ''); END;

CREATE TRIGGER audit_meetings_sittingstep_insert AFTER INSERT ON meetings_sittingstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'meetings_sittingstep', NEW."id", '', json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'label', NEW."label", 'undo', NEW."undo", 'actor_name', NEW."actor_name", 'at', NEW."at", 'undone_at', NEW."undone_at", 'undone_by_name', NEW."undone_by_name")); END;

CREATE TRIGGER audit_meetings_sittingstep_update AFTER UPDATE ON meetings_sittingstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'meetings_sittingstep', NEW."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'label', OLD."label", 'undo', OLD."undo", 'actor_name', OLD."actor_name", 'at', OLD."at", 'undone_at', OLD."undone_at", 'undone_by_name', OLD."undone_by_name"), json_object('id', NEW."id", 'meeting_id', NEW."meeting_id", 'group_id', NEW."group_id", 'label', NEW."label", 'undo', NEW."undo", 'actor_name', NEW."actor_name", 'at', NEW."at", 'undone_at', NEW."undone_at", 'undone_by_name', NEW."undone_by_name")); END;

CREATE TRIGGER audit_meetings_sittingstep_delete AFTER DELETE ON meetings_sittingstep FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'meetings_sittingstep', OLD."id", json_object('id', OLD."id", 'meeting_id', OLD."meeting_id", 'group_id', OLD."group_id", 'label', OLD."label", 'undo', OLD."undo", 'actor_name', OLD."actor_name", 'at', OLD."at", 'undone_at', OLD."undone_at", 'undone_by_name', OLD."undone_by_name"), ''); END;
