-- What 0003_accepted_updates_stay.py runs: an accepted update and its rows never change.

CREATE TRIGGER freeze_cases_quarterlyupdate_insert
    BEFORE INSERT ON cases_quarterlyupdate FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.id = NEW.id AND t.id <> -1 AND t.state = 'accepted')
        OR EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.case_id = NEW.case_id AND t.period_id = NEW.period_id AND t.revision = NEW.revision AND t.id <> -1 AND t.state = 'accepted')
        OR EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.replaces_id = NEW.replaces_id AND t.id <> -1 AND t.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_quarterlyupdate_update
    BEFORE UPDATE ON cases_quarterlyupdate FOR EACH ROW
    WHEN OLD.state = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.id = NEW.id AND t.id <> OLD.id AND t.state = 'accepted')
        OR EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.case_id = NEW.case_id AND t.period_id = NEW.period_id AND t.revision = NEW.revision AND t.id <> OLD.id AND t.state = 'accepted')
        OR EXISTS (SELECT 1 FROM cases_quarterlyupdate t WHERE t.replaces_id = NEW.replaces_id AND t.id <> OLD.id AND t.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_quarterlyupdate_delete
    BEFORE DELETE ON cases_quarterlyupdate FOR EACH ROW
    WHEN OLD.state = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_citycontribution_insert
    BEFORE INSERT ON cases_citycontribution FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_citycontribution t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_citycontribution_update
    BEFORE UPDATE ON cases_citycontribution FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_citycontribution t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_citycontribution_delete
    BEFORE DELETE ON cases_citycontribution FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_indicatorvalue_insert
    BEFORE INSERT ON cases_indicatorvalue FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_indicatorvalue t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_indicatorvalue_update
    BEFORE UPDATE ON cases_indicatorvalue FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_indicatorvalue t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_indicatorvalue_delete
    BEFORE DELETE ON cases_indicatorvalue FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_attachment_insert
    BEFORE INSERT ON cases_attachment FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_attachment t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_attachment_update
    BEFORE UPDATE ON cases_attachment FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_attachment t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_attachment_delete
    BEFORE DELETE ON cases_attachment FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_link_insert
    BEFORE INSERT ON cases_link FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_link t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_link_update
    BEFORE UPDATE ON cases_link FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_link t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_link_delete
    BEFORE DELETE ON cases_link FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_updatestep_insert
    BEFORE INSERT ON cases_updatestep FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_updatestep t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_updatestep_update
    BEFORE UPDATE ON cases_updatestep FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
        OR (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = NEW.update_id) = 'accepted'
        OR EXISTS (SELECT 1 FROM cases_updatestep t JOIN cases_quarterlyupdate u ON u.id = t.update_id WHERE t.id = NEW.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_updatestep_delete
    BEFORE DELETE ON cases_updatestep FOR EACH ROW
    WHEN (SELECT u.state FROM cases_quarterlyupdate u WHERE u.id = OLD.update_id) = 'accepted'
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_indicator_update
    BEFORE UPDATE ON cases_indicator FOR EACH ROW
    WHEN (OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.unit <> NEW.unit) AND EXISTS (SELECT 1 FROM cases_indicatorvalue v JOIN cases_quarterlyupdate u ON u.id = v.update_id WHERE v.indicator_id = OLD.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;

CREATE TRIGGER freeze_cases_indicator_delete
    BEFORE DELETE ON cases_indicator FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM cases_indicatorvalue v JOIN cases_quarterlyupdate u ON u.id = v.update_id WHERE v.indicator_id = OLD.id AND u.state = 'accepted')
    BEGIN SELECT RAISE(ABORT, '季進度已採認，不可更動'); END;
