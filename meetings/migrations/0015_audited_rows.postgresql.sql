-- What 0015_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_meetings_meetinglevel AFTER INSERT OR DELETE OR UPDATE ON meetings_meetinglevel FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_meetinglevel_truncate BEFORE TRUNCATE ON meetings_meetinglevel FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_meeting AFTER INSERT OR DELETE OR UPDATE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_meeting_truncate BEFORE TRUNCATE ON meetings_meeting FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_meetingseat AFTER INSERT OR DELETE OR UPDATE ON meetings_meetingseat FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_meetingseat_truncate BEFORE TRUNCATE ON meetings_meetingseat FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_differencenote AFTER INSERT OR DELETE OR UPDATE ON meetings_differencenote FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_differencenote_truncate BEFORE TRUNCATE ON meetings_differencenote FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_circulation AFTER INSERT OR DELETE OR UPDATE ON meetings_circulation FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_circulation_truncate BEFORE TRUNCATE ON meetings_circulation FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_reviewer AFTER INSERT OR DELETE OR UPDATE ON meetings_reviewer FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_reviewer_truncate BEFORE TRUNCATE ON meetings_reviewer FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_reviewcomment AFTER INSERT OR DELETE OR UPDATE ON meetings_reviewcomment FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_reviewcomment_truncate BEFORE TRUNCATE ON meetings_reviewcomment FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_section AFTER INSERT OR DELETE OR UPDATE ON meetings_section FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_section_truncate BEFORE TRUNCATE ON meetings_section FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_resolution AFTER INSERT OR DELETE OR UPDATE ON meetings_resolution FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_resolution_truncate BEFORE TRUNCATE ON meetings_resolution FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_groupresolution AFTER INSERT OR DELETE OR UPDATE ON meetings_groupresolution FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_groupresolution_truncate BEFORE TRUNCATE ON meetings_groupresolution FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_clause_mentions AFTER INSERT OR DELETE OR UPDATE ON meetings_clause_mentions FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_clause_mentions_truncate BEFORE TRUNCATE ON meetings_clause_mentions FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_clause AFTER INSERT OR DELETE OR UPDATE ON meetings_clause FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_clause_truncate BEFORE TRUNCATE ON meetings_clause FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_countcorrection AFTER INSERT OR DELETE OR UPDATE ON meetings_countcorrection FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_countcorrection_truncate BEFORE TRUNCATE ON meetings_countcorrection FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_clauseitem AFTER INSERT OR DELETE OR UPDATE ON meetings_clauseitem FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_clauseitem_truncate BEFORE TRUNCATE ON meetings_clauseitem FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_motion AFTER INSERT OR DELETE OR UPDATE ON meetings_motion FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_motion_truncate BEFORE TRUNCATE ON meetings_motion FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_motionitem AFTER INSERT OR DELETE OR UPDATE ON meetings_motionitem FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_motionitem_truncate BEFORE TRUNCATE ON meetings_motionitem FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_remark AFTER INSERT OR DELETE OR UPDATE ON meetings_remark FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_remark_truncate BEFORE TRUNCATE ON meetings_remark FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_paragraph AFTER INSERT OR DELETE OR UPDATE ON meetings_paragraph FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_paragraph_truncate BEFORE TRUNCATE ON meetings_paragraph FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_directive_groups AFTER INSERT OR DELETE OR UPDATE ON meetings_directive_groups FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_directive_groups_truncate BEFORE TRUNCATE ON meetings_directive_groups FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_directive AFTER INSERT OR DELETE OR UPDATE ON meetings_directive FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_directive_truncate BEFORE TRUNCATE ON meetings_directive FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_directivereply AFTER INSERT OR DELETE OR UPDATE ON meetings_directivereply FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_directivereply_truncate BEFORE TRUNCATE ON meetings_directivereply FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_rejectedsentence AFTER INSERT OR DELETE OR UPDATE ON meetings_rejectedsentence FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_rejectedsentence_truncate BEFORE TRUNCATE ON meetings_rejectedsentence FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_motionoutcome AFTER INSERT OR DELETE OR UPDATE ON meetings_motionoutcome FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_motionoutcome_truncate BEFORE TRUNCATE ON meetings_motionoutcome FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_minutesimport AFTER INSERT OR DELETE OR UPDATE ON meetings_minutesimport FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_minutesimport_truncate BEFORE TRUNCATE ON meetings_minutesimport FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_importtext AFTER INSERT OR DELETE OR UPDATE ON meetings_importtext FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_importtext_truncate BEFORE TRUNCATE ON meetings_importtext FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_importcorrection AFTER INSERT OR DELETE OR UPDATE ON meetings_importcorrection FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_importcorrection_truncate BEFORE TRUNCATE ON meetings_importcorrection FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_importdecision AFTER INSERT OR DELETE OR UPDATE ON meetings_importdecision FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_importdecision_truncate BEFORE TRUNCATE ON meetings_importdecision FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_proposal_merged_cases AFTER INSERT OR DELETE OR UPDATE ON meetings_proposal_merged_cases FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_proposal_merged_cases_truncate BEFORE TRUNCATE ON meetings_proposal_merged_cases FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_proposal AFTER INSERT OR DELETE OR UPDATE ON meetings_proposal FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_proposal_truncate BEFORE TRUNCATE ON meetings_proposal FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_proposalstep AFTER INSERT OR DELETE OR UPDATE ON meetings_proposalstep FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_proposalstep_truncate BEFORE TRUNCATE ON meetings_proposalstep FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_proposaldraft AFTER INSERT OR DELETE OR UPDATE ON meetings_proposaldraft FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_proposaldraft_truncate BEFORE TRUNCATE ON meetings_proposaldraft FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_regularreview AFTER INSERT OR DELETE OR UPDATE ON meetings_regularreview FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_regularreview_truncate BEFORE TRUNCATE ON meetings_regularreview FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_termofoffice AFTER INSERT OR DELETE OR UPDATE ON meetings_termofoffice FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_termofoffice_truncate BEFORE TRUNCATE ON meetings_termofoffice FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_meetingnotice AFTER INSERT OR DELETE OR UPDATE ON meetings_meetingnotice FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_meetingnotice_truncate BEFORE TRUNCATE ON meetings_meetingnotice FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_agendaitem AFTER INSERT OR DELETE OR UPDATE ON meetings_agendaitem FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_agendaitem_truncate BEFORE TRUNCATE ON meetings_agendaitem FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_calendarsubscription AFTER INSERT OR DELETE OR UPDATE ON meetings_calendarsubscription FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'token_sha256');

CREATE TRIGGER audit_meetings_calendarsubscription_truncate BEFORE TRUNCATE ON meetings_calendarsubscription FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'token_sha256');

CREATE TRIGGER audit_meetings_minutesversion AFTER INSERT OR DELETE OR UPDATE ON meetings_minutesversion FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_minutesversion_truncate BEFORE TRUNCATE ON meetings_minutesversion FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_storeddocument AFTER INSERT OR DELETE OR UPDATE ON meetings_storeddocument FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_storeddocument_truncate BEFORE TRUNCATE ON meetings_storeddocument FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_publicsite AFTER INSERT OR DELETE OR UPDATE ON meetings_publicsite FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_publicsite_truncate BEFORE TRUNCATE ON meetings_publicsite FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_publication AFTER INSERT OR DELETE OR UPDATE ON meetings_publication FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_publication_truncate BEFORE TRUNCATE ON meetings_publication FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_meetings_sittingstep AFTER INSERT OR DELETE OR UPDATE ON meetings_sittingstep FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_meetings_sittingstep_truncate BEFORE TRUNCATE ON meetings_sittingstep FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');
