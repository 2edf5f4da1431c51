-- What 0003_finalised_records_stay.py runs: the record of a finalised meeting, and the names it prints, never change.

CREATE OR REPLACE FUNCTION freeze_cases_statuschange_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_statuschange_insert BEFORE INSERT ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION freeze_cases_statuschange_insert();

CREATE OR REPLACE FUNCTION freeze_cases_statuschange_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_statuschange_update BEFORE UPDATE ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION freeze_cases_statuschange_update();

CREATE OR REPLACE FUNCTION freeze_cases_statuschange_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_statuschange_delete BEFORE DELETE ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION freeze_cases_statuschange_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_meetingseat_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetingseat_insert BEFORE INSERT ON meetings_meetingseat FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetingseat_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_meetingseat_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetingseat_update BEFORE UPDATE ON meetings_meetingseat FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetingseat_update();

CREATE OR REPLACE FUNCTION freeze_meetings_meetingseat_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetingseat_delete BEFORE DELETE ON meetings_meetingseat FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetingseat_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_section_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_section_insert BEFORE INSERT ON meetings_section FOR EACH ROW EXECUTE FUNCTION freeze_meetings_section_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_section_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_section_update BEFORE UPDATE ON meetings_section FOR EACH ROW EXECUTE FUNCTION freeze_meetings_section_update();

CREATE OR REPLACE FUNCTION freeze_meetings_section_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_section_delete BEFORE DELETE ON meetings_section FOR EACH ROW EXECUTE FUNCTION freeze_meetings_section_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_resolution_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_resolution_insert BEFORE INSERT ON meetings_resolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_resolution_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_resolution_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_resolution_update BEFORE UPDATE ON meetings_resolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_resolution_update();

CREATE OR REPLACE FUNCTION freeze_meetings_resolution_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_resolution_delete BEFORE DELETE ON meetings_resolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_resolution_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_groupresolution_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_groupresolution_insert BEFORE INSERT ON meetings_groupresolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_groupresolution_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_groupresolution_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_groupresolution_update BEFORE UPDATE ON meetings_groupresolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_groupresolution_update();

CREATE OR REPLACE FUNCTION freeze_meetings_groupresolution_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_groupresolution_delete BEFORE DELETE ON meetings_groupresolution FOR EACH ROW EXECUTE FUNCTION freeze_meetings_groupresolution_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_clause_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = NEW.group_resolution_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.parent_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clause_insert BEFORE INSERT ON meetings_clause FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clause_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_clause_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = OLD.group_resolution_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.parent_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = NEW.group_resolution_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.parent_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clause_update BEFORE UPDATE ON meetings_clause FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clause_update();

CREATE OR REPLACE FUNCTION freeze_meetings_clause_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = OLD.group_resolution_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.parent_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clause_delete BEFORE DELETE ON meetings_clause FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clause_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_clauseitem_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clauseitem_insert BEFORE INSERT ON meetings_clauseitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clauseitem_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_clauseitem_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clauseitem_update BEFORE UPDATE ON meetings_clauseitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clauseitem_update();

CREATE OR REPLACE FUNCTION freeze_meetings_clauseitem_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_clauseitem_delete BEFORE DELETE ON meetings_clauseitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_clauseitem_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_countcorrection_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_countcorrection_insert BEFORE INSERT ON meetings_countcorrection FOR EACH ROW EXECUTE FUNCTION freeze_meetings_countcorrection_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_countcorrection_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_countcorrection_update BEFORE UPDATE ON meetings_countcorrection FOR EACH ROW EXECUTE FUNCTION freeze_meetings_countcorrection_update();

CREATE OR REPLACE FUNCTION freeze_meetings_countcorrection_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_countcorrection_delete BEFORE DELETE ON meetings_countcorrection FOR EACH ROW EXECUTE FUNCTION freeze_meetings_countcorrection_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_motion_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motion_insert BEFORE INSERT ON meetings_motion FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motion_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_motion_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motion_update BEFORE UPDATE ON meetings_motion FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motion_update();

CREATE OR REPLACE FUNCTION freeze_meetings_motion_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motion_delete BEFORE DELETE ON meetings_motion FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motion_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_motionitem_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = NEW.motion_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motionitem_insert BEFORE INSERT ON meetings_motionitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motionitem_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_motionitem_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = OLD.motion_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = NEW.motion_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motionitem_update BEFORE UPDATE ON meetings_motionitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motionitem_update();

CREATE OR REPLACE FUNCTION freeze_meetings_motionitem_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = OLD.motion_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_motionitem_delete BEFORE DELETE ON meetings_motionitem FOR EACH ROW EXECUTE FUNCTION freeze_meetings_motionitem_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_remark_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_remark_insert BEFORE INSERT ON meetings_remark FOR EACH ROW EXECUTE FUNCTION freeze_meetings_remark_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_remark_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_remark_update BEFORE UPDATE ON meetings_remark FOR EACH ROW EXECUTE FUNCTION freeze_meetings_remark_update();

CREATE OR REPLACE FUNCTION freeze_meetings_remark_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_remark_delete BEFORE DELETE ON meetings_remark FOR EACH ROW EXECUTE FUNCTION freeze_meetings_remark_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_paragraph_insert() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = NEW.remark_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = NEW.section_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_paragraph_insert BEFORE INSERT ON meetings_paragraph FOR EACH ROW EXECUTE FUNCTION freeze_meetings_paragraph_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_paragraph_update() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = OLD.remark_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = OLD.section_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = NEW.remark_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = NEW.section_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_paragraph_update BEFORE UPDATE ON meetings_paragraph FOR EACH ROW EXECUTE FUNCTION freeze_meetings_paragraph_update();

CREATE OR REPLACE FUNCTION freeze_meetings_paragraph_delete() RETURNS trigger AS $$ BEGIN
    IF (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = OLD.remark_id) FOR SHARE) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = OLD.section_id) FOR SHARE) = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_paragraph_delete BEFORE DELETE ON meetings_paragraph FOR EACH ROW EXECUTE FUNCTION freeze_meetings_paragraph_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_meeting_update() RETURNS trigger AS $$ BEGIN
    IF OLD.state = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> OLD.id AND (m.id = NEW.id OR (m.level_id = NEW.level_id AND m.group_id IS NOT DISTINCT FROM NEW.group_id AND m.number = NEW.number) OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meeting_update BEFORE UPDATE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meeting_update();

CREATE OR REPLACE FUNCTION freeze_meetings_meeting_delete() RETURNS trigger AS $$ BEGIN
    IF OLD.state = 'finalised'
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meeting_delete BEFORE DELETE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meeting_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_meeting_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> -1 AND (m.id = NEW.id OR (m.level_id = NEW.level_id AND m.group_id IS NOT DISTINCT FROM NEW.group_id AND m.number = NEW.number) OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meeting_insert BEFORE INSERT ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meeting_insert();

CREATE OR REPLACE FUNCTION freeze_groups_platform_update() RETURNS trigger AS $$ BEGIN
    IF ((OLD.id <> NEW.id OR OLD.name <> NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_platform t WHERE t.id <> OLD.id AND (t.id = NEW.id OR t.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = t.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_platform_update BEFORE UPDATE ON groups_platform FOR EACH ROW EXECUTE FUNCTION freeze_groups_platform_update();

CREATE OR REPLACE FUNCTION freeze_groups_platform_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = OLD.id AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_platform_delete BEFORE DELETE ON groups_platform FOR EACH ROW EXECUTE FUNCTION freeze_groups_platform_delete();

CREATE OR REPLACE FUNCTION freeze_groups_platform_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM groups_platform t WHERE t.id <> -1 AND (t.id = NEW.id OR t.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = t.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_platform_insert BEFORE INSERT ON groups_platform FOR EACH ROW EXECUTE FUNCTION freeze_groups_platform_insert();

CREATE OR REPLACE FUNCTION freeze_meetings_meetinglevel_update() RETURNS trigger AS $$ BEGIN
    IF ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM meetings_meetinglevel t WHERE t.id <> OLD.id AND (t.id = NEW.id OR t.name = NEW.name OR t.slug = NEW.slug OR (t.platform_id = NEW.platform_id AND t."order" = NEW."order")) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = t.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetinglevel_update BEFORE UPDATE ON meetings_meetinglevel FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetinglevel_update();

CREATE OR REPLACE FUNCTION freeze_meetings_meetinglevel_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = OLD.id AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetinglevel_delete BEFORE DELETE ON meetings_meetinglevel FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetinglevel_delete();

CREATE OR REPLACE FUNCTION freeze_meetings_meetinglevel_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meetinglevel t WHERE t.id <> -1 AND (t.id = NEW.id OR t.name = NEW.name OR t.slug = NEW.slug OR (t.platform_id = NEW.platform_id AND t."order" = NEW."order")) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = t.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meetinglevel_insert BEFORE INSERT ON meetings_meetinglevel FOR EACH ROW EXECUTE FUNCTION freeze_meetings_meetinglevel_insert();

CREATE OR REPLACE FUNCTION freeze_groups_city_update() RETURNS trigger AS $$ BEGIN
    IF ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.government_name <> NEW.government_name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_city c WHERE c.id <> OLD.id AND (c.id = NEW.id OR (c.platform_id = NEW.platform_id AND (c.name = NEW.name OR c.government_name = NEW.government_name OR c."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = c.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = c.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_city_update BEFORE UPDATE ON groups_city FOR EACH ROW EXECUTE FUNCTION freeze_groups_city_update();

CREATE OR REPLACE FUNCTION freeze_groups_city_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = OLD.id AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_city_delete BEFORE DELETE ON groups_city FOR EACH ROW EXECUTE FUNCTION freeze_groups_city_delete();

CREATE OR REPLACE FUNCTION freeze_groups_city_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM groups_city c WHERE c.id <> -1 AND (c.id = NEW.id OR (c.platform_id = NEW.platform_id AND (c.name = NEW.name OR c.government_name = NEW.government_name OR c."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = c.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = c.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_city_insert BEFORE INSERT ON groups_city FOR EACH ROW EXECUTE FUNCTION freeze_groups_city_insert();

CREATE OR REPLACE FUNCTION freeze_groups_issuegroup_update() RETURNS trigger AS $$ BEGIN
    IF ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_issuegroup g WHERE g.id <> OLD.id AND (g.id = NEW.id OR (g.platform_id = NEW.platform_id AND (g.name = NEW.name OR g."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = g.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_issuegroup_update BEFORE UPDATE ON groups_issuegroup FOR EACH ROW EXECUTE FUNCTION freeze_groups_issuegroup_update();

CREATE OR REPLACE FUNCTION freeze_groups_issuegroup_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = OLD.id AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_issuegroup_delete BEFORE DELETE ON groups_issuegroup FOR EACH ROW EXECUTE FUNCTION freeze_groups_issuegroup_delete();

CREATE OR REPLACE FUNCTION freeze_groups_issuegroup_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM groups_issuegroup g WHERE g.id <> -1 AND (g.id = NEW.id OR (g.platform_id = NEW.platform_id AND (g.name = NEW.name OR g."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = g.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_groups_issuegroup_insert BEFORE INSERT ON groups_issuegroup FOR EACH ROW EXECUTE FUNCTION freeze_groups_issuegroup_insert();

CREATE OR REPLACE FUNCTION freeze_cases_commontopic_update() RETURNS trigger AS $$ BEGIN
    IF ((OLD.id <> NEW.id OR OLD.name <> NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM cases_commontopic o WHERE o.id <> OLD.id AND (o.id = NEW.id OR o.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = o.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = o.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_commontopic_update BEFORE UPDATE ON cases_commontopic FOR EACH ROW EXECUTE FUNCTION freeze_cases_commontopic_update();

CREATE OR REPLACE FUNCTION freeze_cases_commontopic_delete() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = OLD.id AND m.state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_commontopic_delete BEFORE DELETE ON cases_commontopic FOR EACH ROW EXECUTE FUNCTION freeze_cases_commontopic_delete();

CREATE OR REPLACE FUNCTION freeze_cases_commontopic_insert() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_commontopic o WHERE o.id <> -1 AND (o.id = NEW.id OR o.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = o.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = o.id AND m.state = 'finalised')))
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_cases_commontopic_insert BEFORE INSERT ON cases_commontopic FOR EACH ROW EXECUTE FUNCTION freeze_cases_commontopic_insert();

CREATE OR REPLACE FUNCTION freeze_truncate() RETURNS trigger AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM meetings_meeting WHERE state = 'finalised')
    THEN RAISE EXCEPTION '會議紀錄已定稿，不可更動' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql;

CREATE TRIGGER freeze_meetings_meeting_truncate BEFORE TRUNCATE ON meetings_meeting FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_cases_statuschange_truncate BEFORE TRUNCATE ON cases_statuschange FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_meetingseat_truncate BEFORE TRUNCATE ON meetings_meetingseat FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_section_truncate BEFORE TRUNCATE ON meetings_section FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_resolution_truncate BEFORE TRUNCATE ON meetings_resolution FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_groupresolution_truncate BEFORE TRUNCATE ON meetings_groupresolution FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_clause_truncate BEFORE TRUNCATE ON meetings_clause FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_clauseitem_truncate BEFORE TRUNCATE ON meetings_clauseitem FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_countcorrection_truncate BEFORE TRUNCATE ON meetings_countcorrection FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_motion_truncate BEFORE TRUNCATE ON meetings_motion FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_motionitem_truncate BEFORE TRUNCATE ON meetings_motionitem FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_remark_truncate BEFORE TRUNCATE ON meetings_remark FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();

CREATE TRIGGER freeze_meetings_paragraph_truncate BEFORE TRUNCATE ON meetings_paragraph FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate();
