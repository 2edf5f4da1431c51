-- What 0012_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_cases_commontopic AFTER INSERT OR DELETE OR UPDATE ON cases_commontopic FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_commontopic_truncate BEFORE TRUNCATE ON cases_commontopic FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_case_common_topics AFTER INSERT OR DELETE OR UPDATE ON cases_case_common_topics FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_case_common_topics_truncate BEFORE TRUNCATE ON cases_case_common_topics FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_case AFTER INSERT OR DELETE OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_case_truncate BEFORE TRUNCATE ON cases_case FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_casetitle AFTER INSERT OR DELETE OR UPDATE ON cases_casetitle FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_casetitle_truncate BEFORE TRUNCATE ON cases_casetitle FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_statuschange AFTER INSERT OR DELETE OR UPDATE ON cases_statuschange FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_statuschange_truncate BEFORE TRUNCATE ON cases_statuschange FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_succession AFTER INSERT OR DELETE OR UPDATE ON cases_succession FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_succession_truncate BEFORE TRUNCATE ON cases_succession FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_reportingperiod AFTER INSERT OR DELETE OR UPDATE ON cases_reportingperiod FOR EACH ROW EXECUTE FUNCTION audit_row('key');

CREATE TRIGGER audit_cases_reportingperiod_truncate BEFORE TRUNCATE ON cases_reportingperiod FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('key');

CREATE TRIGGER audit_cases_remindersent AFTER INSERT OR DELETE OR UPDATE ON cases_remindersent FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'address', 'copies', 'body');

CREATE TRIGGER audit_cases_remindersent_truncate BEFORE TRUNCATE ON cases_remindersent FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'address', 'copies', 'body');

CREATE TRIGGER audit_cases_casecity AFTER INSERT OR DELETE OR UPDATE ON cases_casecity FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_casecity_truncate BEFORE TRUNCATE ON cases_casecity FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_quarterlyupdate AFTER INSERT OR DELETE OR UPDATE ON cases_quarterlyupdate FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_quarterlyupdate_truncate BEFORE TRUNCATE ON cases_quarterlyupdate FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_citycontribution AFTER INSERT OR DELETE OR UPDATE ON cases_citycontribution FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_citycontribution_truncate BEFORE TRUNCATE ON cases_citycontribution FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_indicator AFTER INSERT OR DELETE OR UPDATE ON cases_indicator FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_indicator_truncate BEFORE TRUNCATE ON cases_indicator FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_indicatorvalue AFTER INSERT OR DELETE OR UPDATE ON cases_indicatorvalue FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_indicatorvalue_truncate BEFORE TRUNCATE ON cases_indicatorvalue FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_attachment AFTER INSERT OR DELETE OR UPDATE ON cases_attachment FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_attachment_truncate BEFORE TRUNCATE ON cases_attachment FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_link AFTER INSERT OR DELETE OR UPDATE ON cases_link FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_link_truncate BEFORE TRUNCATE ON cases_link FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_updatestep AFTER INSERT OR DELETE OR UPDATE ON cases_updatestep FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_updatestep_truncate BEFORE TRUNCATE ON cases_updatestep FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_cases_savedfilter AFTER INSERT OR DELETE OR UPDATE ON cases_savedfilter FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_cases_savedfilter_truncate BEFORE TRUNCATE ON cases_savedfilter FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');
