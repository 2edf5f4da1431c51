-- What 0005_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_groups_platform AFTER INSERT OR DELETE OR UPDATE ON groups_platform FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_groups_platform_truncate BEFORE TRUNCATE ON groups_platform FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_groups_city AFTER INSERT OR DELETE OR UPDATE ON groups_city FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_groups_city_truncate BEFORE TRUNCATE ON groups_city FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_groups_issuegroup AFTER INSERT OR DELETE OR UPDATE ON groups_issuegroup FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_groups_issuegroup_truncate BEFORE TRUNCATE ON groups_issuegroup FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_groups_membership AFTER INSERT OR DELETE OR UPDATE ON groups_membership FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_groups_membership_truncate BEFORE TRUNCATE ON groups_membership FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_auth_group_permissions AFTER INSERT OR DELETE OR UPDATE ON auth_group_permissions FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_auth_group_permissions_truncate BEFORE TRUNCATE ON auth_group_permissions FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_auth_group AFTER INSERT OR DELETE OR UPDATE ON auth_group FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_auth_group_truncate BEFORE TRUNCATE ON auth_group FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_auth_user_groups AFTER INSERT OR DELETE OR UPDATE ON auth_user_groups FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_auth_user_groups_truncate BEFORE TRUNCATE ON auth_user_groups FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_auth_user_user_permissions AFTER INSERT OR DELETE OR UPDATE ON auth_user_user_permissions FOR EACH ROW EXECUTE FUNCTION audit_row('id');

CREATE TRIGGER audit_auth_user_user_permissions_truncate BEFORE TRUNCATE ON auth_user_user_permissions FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id');

CREATE TRIGGER audit_auth_user AFTER INSERT OR DELETE OR UPDATE ON auth_user FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'password', 'email');

CREATE TRIGGER audit_auth_user_truncate BEFORE TRUNCATE ON auth_user FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'password', 'email');

CREATE TRIGGER audit_account_emailaddress AFTER INSERT OR DELETE OR UPDATE ON account_emailaddress FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'email');

CREATE TRIGGER audit_account_emailaddress_truncate BEFORE TRUNCATE ON account_emailaddress FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'email');

CREATE TRIGGER audit_account_emailconfirmation AFTER INSERT OR DELETE OR UPDATE ON account_emailconfirmation FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'key');

CREATE TRIGGER audit_account_emailconfirmation_truncate BEFORE TRUNCATE ON account_emailconfirmation FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'key');

CREATE TRIGGER audit_groups_passwordrecord AFTER INSERT OR DELETE OR UPDATE ON groups_passwordrecord FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'encoded');

CREATE TRIGGER audit_groups_passwordrecord_truncate BEFORE TRUNCATE ON groups_passwordrecord FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'encoded');

CREATE TRIGGER audit_mfa_authenticator AFTER INSERT OR DELETE OR UPDATE ON mfa_authenticator FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'data');

CREATE TRIGGER audit_mfa_authenticator_truncate BEFORE TRUNCATE ON mfa_authenticator FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'data');

CREATE TRIGGER audit_socialaccount_socialaccount AFTER INSERT OR DELETE OR UPDATE ON socialaccount_socialaccount FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'uid', 'extra_data');

CREATE TRIGGER audit_socialaccount_socialaccount_truncate BEFORE TRUNCATE ON socialaccount_socialaccount FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'uid', 'extra_data');

CREATE TRIGGER audit_socialaccount_socialapp AFTER INSERT OR DELETE OR UPDATE ON socialaccount_socialapp FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'secret', 'key', 'settings');

CREATE TRIGGER audit_socialaccount_socialapp_truncate BEFORE TRUNCATE ON socialaccount_socialapp FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'secret', 'key', 'settings');

CREATE TRIGGER audit_socialaccount_socialtoken AFTER INSERT OR DELETE OR UPDATE ON socialaccount_socialtoken FOR EACH ROW EXECUTE FUNCTION audit_row('id', 'token', 'token_secret');

CREATE TRIGGER audit_socialaccount_socialtoken_truncate BEFORE TRUNCATE ON socialaccount_socialtoken FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('id', 'token', 'token_secret');
