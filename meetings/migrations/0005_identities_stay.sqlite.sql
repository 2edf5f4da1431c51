-- What 0005_identities_stay.py runs: successions that a finalised meeting decided, and the identities of the titles it
-- prints, never change.

CREATE TRIGGER freeze_cases_succession_insert
    BEFORE INSERT ON cases_succession FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM cases_succession t WHERE (t.id = NEW.id OR (t.predecessor_id = NEW.predecessor_id AND t.successor_id = NEW.successor_id)) AND t.id <> -1 AND (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = t.change_id)) = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_succession_update
    BEFORE UPDATE ON cases_succession FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id)) = 'finalised'
        OR (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = NEW.change_id)) = 'finalised'
        OR EXISTS (SELECT 1 FROM cases_succession t WHERE (t.id = NEW.id OR (t.predecessor_id = NEW.predecessor_id AND t.successor_id = NEW.successor_id)) AND t.id <> OLD.id AND (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = t.change_id)) = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_succession_delete
    BEFORE DELETE ON cases_succession FOR EACH ROW
    WHEN (SELECT m.state FROM meetings_meeting m WHERE m.id = (SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = OLD.change_id)) = 'finalised'
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_casetitle_insert
    BEFORE INSERT ON cases_casetitle FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_casetitle t WHERE (t.id = NEW.id OR (t.case_id = NEW.case_id AND t.title = NEW.title)) AND t.id <> -1 AND EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = t.case_id AND s.printed_title = t.title AND m.state = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_casetitle_update
    BEFORE UPDATE ON cases_casetitle FOR EACH ROW
    WHEN ((OLD.id <> NEW.id OR OLD.case_id <> NEW.case_id OR OLD.title <> NEW.title OR OLD.reason <> NEW.reason OR OLD.decided_by <> NEW.decided_by) AND EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = OLD.case_id AND s.printed_title = OLD.title AND m.state = 'finalised'))
        OR EXISTS (SELECT 1 FROM cases_casetitle t WHERE (t.id = NEW.id OR (t.case_id = NEW.case_id AND t.title = NEW.title)) AND t.id <> OLD.id AND EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = t.case_id AND s.printed_title = t.title AND m.state = 'finalised'))
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;

CREATE TRIGGER freeze_cases_casetitle_delete
    BEFORE DELETE ON cases_casetitle FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_statuschange s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.case_id = OLD.case_id AND s.printed_title = OLD.title AND m.state = 'finalised')
    BEGIN SELECT RAISE(ABORT, '會議紀錄已定稿，不可更動'); END;
