-- What 0003_finalised_records_stay.py runs: the record of a finalised meeting, and the names it prints, never change.

CREATE TRIGGER freeze_cases_statuschange_insert
    BEFORE INSERT ON cases_statuschange FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM cases_statuschange t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_statuschange_update
    BEFORE UPDATE ON cases_statuschange FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM cases_statuschange t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_statuschange_delete
    BEFORE DELETE ON cases_statuschange FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetingseat_insert
    BEFORE INSERT ON meetings_meetingseat FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_meetingseat t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetingseat_update
    BEFORE UPDATE ON meetings_meetingseat FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_meetingseat t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetingseat_delete
    BEFORE DELETE ON meetings_meetingseat FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_section_insert
    BEFORE INSERT ON meetings_section FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_section t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_section_update
    BEFORE UPDATE ON meetings_section FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_section t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_section_delete
    BEFORE DELETE ON meetings_section FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_resolution_insert
    BEFORE INSERT ON meetings_resolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_resolution t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_resolution_update
    BEFORE UPDATE ON meetings_resolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_resolution t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_resolution_delete
    BEFORE DELETE ON meetings_resolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_groupresolution_insert
    BEFORE INSERT ON meetings_groupresolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_groupresolution t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_groupresolution_update
    BEFORE UPDATE ON meetings_groupresolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_groupresolution t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_groupresolution_delete
    BEFORE DELETE ON meetings_groupresolution FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clause_insert
    BEFORE INSERT ON meetings_clause FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = NEW.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.parent_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_clause t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = t.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.parent_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clause_update
    BEFORE UPDATE ON meetings_clause FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = OLD.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.parent_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = NEW.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.parent_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_clause t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = t.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.parent_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clause_delete
    BEFORE DELETE ON meetings_clause FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = OLD.group_resolution_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.parent_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clauseitem_insert
    BEFORE INSERT ON meetings_clauseitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_clauseitem t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = t.change_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clauseitem_update
    BEFORE UPDATE ON meetings_clauseitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_clauseitem t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = t.change_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_clauseitem_delete
    BEFORE DELETE ON meetings_clauseitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_countcorrection_insert
    BEFORE INSERT ON meetings_countcorrection FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_countcorrection t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_countcorrection_update
    BEFORE UPDATE ON meetings_countcorrection FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = NEW.clause_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_countcorrection t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_countcorrection_delete
    BEFORE DELETE ON meetings_countcorrection FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id WHERE c.id = OLD.clause_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motion_insert
    BEFORE INSERT ON meetings_motion FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_motion t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motion_update
    BEFORE UPDATE ON meetings_motion FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_motion t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motion_delete
    BEFORE DELETE ON meetings_motion FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motionitem_insert
    BEFORE INSERT ON meetings_motionitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = NEW.motion_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_motionitem t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = t.motion_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motionitem_update
    BEFORE UPDATE ON meetings_motionitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = OLD.motion_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = NEW.motion_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_motionitem t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = t.motion_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_motionitem_delete
    BEFORE DELETE ON meetings_motionitem FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT p.meeting_id FROM meetings_motion p WHERE p.id = OLD.motion_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_remark_insert
    BEFORE INSERT ON meetings_remark FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_remark t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_remark_update
    BEFORE UPDATE ON meetings_remark FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = NEW.meeting_id) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_remark t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = t.meeting_id) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_remark_delete
    BEFORE DELETE ON meetings_remark FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = OLD.meeting_id) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_paragraph_insert
    BEFORE INSERT ON meetings_paragraph FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = NEW.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = NEW.section_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_paragraph t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = t.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = t.section_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_paragraph_update
    BEFORE UPDATE ON meetings_paragraph FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = OLD.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = OLD.section_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = NEW.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = NEW.section_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_paragraph t WHERE t.id = NEW.id AND ((SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = t.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = t.section_id)) = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_paragraph_delete
    BEFORE DELETE ON meetings_paragraph FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT r.meeting_id FROM meetings_remark r WHERE r.id = OLD.remark_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM meetings_section s WHERE s.id = OLD.section_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meeting_update
    BEFORE UPDATE ON meetings_meeting FOR EACH ROW
    WHEN OLD.state = 'finalised'
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> OLD.id AND (m.id = NEW.id OR (m.level_id = NEW.level_id AND m.group_id IS NEW.group_id AND m.number = NEW.number) OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meeting_delete
    BEFORE DELETE ON meetings_meeting FOR EACH ROW
    WHEN OLD.state = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meeting_insert
    BEFORE INSERT ON meetings_meeting FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> -1 AND (m.id = NEW.id OR (m.level_id = NEW.level_id AND m.group_id IS NEW.group_id AND m.number = NEW.number) OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_platform_update
    BEFORE UPDATE ON groups_platform FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.name <> NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_platform t WHERE t.id <> OLD.id AND (t.id = NEW.id OR t.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = t.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_platform_delete
    BEFORE DELETE ON groups_platform FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = OLD.id AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_platform_insert
    BEFORE INSERT ON groups_platform FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM groups_platform t WHERE t.id <> -1 AND (t.id = NEW.id OR t.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.id = m.level_id WHERE l.platform_id = t.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetinglevel_update
    BEFORE UPDATE ON meetings_meetinglevel FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM meetings_meetinglevel t WHERE t.id <> OLD.id AND (t.id = NEW.id OR t.name = NEW.name OR t.slug = NEW.slug OR (t.platform_id = NEW.platform_id AND t."order" = NEW."order")) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = t.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetinglevel_delete
    BEFORE DELETE ON meetings_meetinglevel FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = OLD.id AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_meetings_meetinglevel_insert
    BEFORE INSERT ON meetings_meetinglevel FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_meetinglevel t WHERE t.id <> -1 AND (t.id = NEW.id OR t.name = NEW.name OR t.slug = NEW.slug OR (t.platform_id = NEW.platform_id AND t."order" = NEW."order")) AND (EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = t.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_city_update
    BEFORE UPDATE ON groups_city FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.government_name <> NEW.government_name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_city c WHERE c.id <> OLD.id AND (c.id = NEW.id OR (c.platform_id = NEW.platform_id AND (c.name = NEW.name OR c.government_name = NEW.government_name OR c."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = c.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = c.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_city_delete
    BEFORE DELETE ON groups_city FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = OLD.id AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_city_insert
    BEFORE INSERT ON groups_city FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM groups_city c WHERE c.id <> -1 AND (c.id = NEW.id OR (c.platform_id = NEW.platform_id AND (c.name = NEW.name OR c.government_name = NEW.government_name OR c."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_meetingseat t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.city_id = c.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_motion t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.proposer_id = c.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_issuegroup_update
    BEFORE UPDATE ON groups_issuegroup FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.platform_id <> NEW.platform_id) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM groups_issuegroup g WHERE g.id <> OLD.id AND (g.id = NEW.id OR (g.platform_id = NEW.platform_id AND (g.name = NEW.name OR g."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = g.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_issuegroup_delete
    BEFORE DELETE ON groups_issuegroup FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = OLD.id AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_groups_issuegroup_insert
    BEFORE INSERT ON groups_issuegroup FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM groups_issuegroup g WHERE g.id <> -1 AND (g.id = NEW.id OR (g.platform_id = NEW.platform_id AND (g.name = NEW.name OR g."order" = NEW."order"))) AND (EXISTS (SELECT 1 FROM meetings_groupresolution t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM cases_statuschange t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.group_id = g.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.group_id = g.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_commontopic_update
    BEFORE UPDATE ON cases_commontopic FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.name <> NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = OLD.id AND m.state = 'finalised')))
        OR EXISTS (SELECT 1 FROM cases_commontopic o WHERE o.id <> OLD.id AND (o.id = NEW.id OR o.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = o.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = o.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_commontopic_delete
    BEFORE DELETE ON cases_commontopic FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = OLD.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = OLD.id AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_commontopic_insert
    BEFORE INSERT ON cases_commontopic FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_commontopic o WHERE o.id <> -1 AND (o.id = NEW.id OR o.name = NEW.name) AND (EXISTS (SELECT 1 FROM meetings_section t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE t.topic_id = o.id AND m.state = 'finalised')
        OR EXISTS (SELECT 1 FROM meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id JOIN meetings_meeting m ON m.id = t.meeting_id WHERE c.topic_id = o.id AND m.state = 'finalised')))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;
