-- What 0005_audited_rows.py runs: each row written is a row of the audit trail. `audit_triggers` printed it.

CREATE TRIGGER audit_groups_platform_insert AFTER INSERT ON groups_platform FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'groups_platform', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'name', NEW."name")); END;

CREATE TRIGGER audit_groups_platform_update AFTER UPDATE ON groups_platform FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'groups_platform', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'name', OLD."name"), json_object('id', NEW."id", 'version', NEW."version", 'name', NEW."name")); END;

CREATE TRIGGER audit_groups_platform_delete AFTER DELETE ON groups_platform FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'groups_platform', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'name', OLD."name"), ''); END;

CREATE TRIGGER audit_groups_city_insert AFTER INSERT ON groups_city FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'groups_city', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'government_name', NEW."government_name", 'order', NEW."order")); END;

CREATE TRIGGER audit_groups_city_update AFTER UPDATE ON groups_city FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'groups_city', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'government_name', OLD."government_name", 'order', OLD."order"), json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'government_name', NEW."government_name", 'order', NEW."order")); END;

CREATE TRIGGER audit_groups_city_delete AFTER DELETE ON groups_city FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'groups_city', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'government_name', OLD."government_name", 'order', OLD."order"), ''); END;

CREATE TRIGGER audit_groups_issuegroup_insert AFTER INSERT ON groups_issuegroup FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'groups_issuegroup', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'order', NEW."order")); END;

CREATE TRIGGER audit_groups_issuegroup_update AFTER UPDATE ON groups_issuegroup FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'groups_issuegroup', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'order', OLD."order"), json_object('id', NEW."id", 'version', NEW."version", 'platform_id', NEW."platform_id", 'name', NEW."name", 'order', NEW."order")); END;

CREATE TRIGGER audit_groups_issuegroup_delete AFTER DELETE ON groups_issuegroup FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'groups_issuegroup', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'platform_id', OLD."platform_id", 'name', OLD."name", 'order', OLD."order"), ''); END;

CREATE TRIGGER audit_groups_membership_insert AFTER INSERT ON groups_membership FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'groups_membership', NEW."id", '', json_object('id', NEW."id", 'version', NEW."version", 'user_id', NEW."user_id", 'role', NEW."role", 'group_id', NEW."group_id", 'city_id', NEW."city_id")); END;

CREATE TRIGGER audit_groups_membership_update AFTER UPDATE ON groups_membership FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'groups_membership', NEW."id", json_object('id', OLD."id", 'version', OLD."version", 'user_id', OLD."user_id", 'role', OLD."role", 'group_id', OLD."group_id", 'city_id', OLD."city_id"), json_object('id', NEW."id", 'version', NEW."version", 'user_id', NEW."user_id", 'role', NEW."role", 'group_id', NEW."group_id", 'city_id', NEW."city_id")); END;

CREATE TRIGGER audit_groups_membership_delete AFTER DELETE ON groups_membership FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'groups_membership', OLD."id", json_object('id', OLD."id", 'version', OLD."version", 'user_id', OLD."user_id", 'role', OLD."role", 'group_id', OLD."group_id", 'city_id', OLD."city_id"), ''); END;

CREATE TRIGGER audit_auth_group_permissions_insert AFTER INSERT ON auth_group_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'auth_group_permissions', NEW."id", '', json_object('id', NEW."id", 'group_id', NEW."group_id", 'permission_id', NEW."permission_id")); END;

CREATE TRIGGER audit_auth_group_permissions_update AFTER UPDATE ON auth_group_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'auth_group_permissions', NEW."id", json_object('id', OLD."id", 'group_id', OLD."group_id", 'permission_id', OLD."permission_id"), json_object('id', NEW."id", 'group_id', NEW."group_id", 'permission_id', NEW."permission_id")); END;

CREATE TRIGGER audit_auth_group_permissions_delete AFTER DELETE ON auth_group_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'auth_group_permissions', OLD."id", json_object('id', OLD."id", 'group_id', OLD."group_id", 'permission_id', OLD."permission_id"), ''); END;

CREATE TRIGGER audit_auth_group_insert AFTER INSERT ON auth_group FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'auth_group', NEW."id", '', json_object('id', NEW."id", 'name', NEW."name")); END;

CREATE TRIGGER audit_auth_group_update AFTER UPDATE ON auth_group FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'auth_group', NEW."id", json_object('id', OLD."id", 'name', OLD."name"), json_object('id', NEW."id", 'name', NEW."name")); END;

CREATE TRIGGER audit_auth_group_delete AFTER DELETE ON auth_group FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'auth_group', OLD."id", json_object('id', OLD."id", 'name', OLD."name"), ''); END;

CREATE TRIGGER audit_auth_user_groups_insert AFTER INSERT ON auth_user_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'auth_user_groups', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'group_id', NEW."group_id")); END;

CREATE TRIGGER audit_auth_user_groups_update AFTER UPDATE ON auth_user_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'auth_user_groups', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'group_id', OLD."group_id"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'group_id', NEW."group_id")); END;

CREATE TRIGGER audit_auth_user_groups_delete AFTER DELETE ON auth_user_groups FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'auth_user_groups', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'group_id', OLD."group_id"), ''); END;

CREATE TRIGGER audit_auth_user_user_permissions_insert AFTER INSERT ON auth_user_user_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'auth_user_user_permissions', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'permission_id', NEW."permission_id")); END;

CREATE TRIGGER audit_auth_user_user_permissions_update AFTER UPDATE ON auth_user_user_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'auth_user_user_permissions', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'permission_id', OLD."permission_id"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'permission_id', NEW."permission_id")); END;

CREATE TRIGGER audit_auth_user_user_permissions_delete AFTER DELETE ON auth_user_user_permissions FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'auth_user_user_permissions', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'permission_id', OLD."permission_id"), ''); END;

CREATE TRIGGER audit_auth_user_insert AFTER INSERT ON auth_user FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'auth_user', NEW."id", '', json_object('id', NEW."id", 'password', '（遮蔽）', 'last_login', NEW."last_login", 'is_superuser', NEW."is_superuser", 'username', NEW."username", 'first_name', NEW."first_name", 'last_name', NEW."last_name", 'email', '（遮蔽）', 'is_staff', NEW."is_staff", 'is_active', NEW."is_active", 'date_joined', NEW."date_joined")); END;

CREATE TRIGGER audit_auth_user_update AFTER UPDATE ON auth_user FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'auth_user', NEW."id", json_object('id', OLD."id", 'password', '（遮蔽）', 'last_login', OLD."last_login", 'is_superuser', OLD."is_superuser", 'username', OLD."username", 'first_name', OLD."first_name", 'last_name', OLD."last_name", 'email', '（遮蔽）', 'is_staff', OLD."is_staff", 'is_active', OLD."is_active", 'date_joined', OLD."date_joined"), json_object('id', NEW."id", 'password', iif(OLD."password" IS NEW."password", '（遮蔽）', '（遮蔽，已變更）'), 'last_login', NEW."last_login", 'is_superuser', NEW."is_superuser", 'username', NEW."username", 'first_name', NEW."first_name", 'last_name', NEW."last_name", 'email', iif(OLD."email" IS NEW."email", '（遮蔽）', '（遮蔽，已變更）'), 'is_staff', NEW."is_staff", 'is_active', NEW."is_active", 'date_joined', NEW."date_joined")); END;

CREATE TRIGGER audit_auth_user_delete AFTER DELETE ON auth_user FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'auth_user', OLD."id", json_object('id', OLD."id", 'password', '（遮蔽）', 'last_login', OLD."last_login", 'is_superuser', OLD."is_superuser", 'username', OLD."username", 'first_name', OLD."first_name", 'last_name', OLD."last_name", 'email', '（遮蔽）', 'is_staff', OLD."is_staff", 'is_active', OLD."is_active", 'date_joined', OLD."date_joined"), ''); END;

CREATE TRIGGER audit_account_emailaddress_insert AFTER INSERT ON account_emailaddress FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'account_emailaddress', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'email', '（遮蔽）', 'verified', NEW."verified", 'primary', NEW."primary")); END;

CREATE TRIGGER audit_account_emailaddress_update AFTER UPDATE ON account_emailaddress FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'account_emailaddress', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'email', '（遮蔽）', 'verified', OLD."verified", 'primary', OLD."primary"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'email', iif(OLD."email" IS NEW."email", '（遮蔽）', '（遮蔽，已變更）'), 'verified', NEW."verified", 'primary', NEW."primary")); END;

CREATE TRIGGER audit_account_emailaddress_delete AFTER DELETE ON account_emailaddress FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'account_emailaddress', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'email', '（遮蔽）', 'verified', OLD."verified", 'primary', OLD."primary"), ''); END;

CREATE TRIGGER audit_account_emailconfirmation_insert AFTER INSERT ON account_emailconfirmation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'account_emailconfirmation', NEW."id", '', json_object('id', NEW."id", 'email_address_id', NEW."email_address_id", 'created', NEW."created", 'sent', NEW."sent", 'key', '（遮蔽）')); END;

CREATE TRIGGER audit_account_emailconfirmation_update AFTER UPDATE ON account_emailconfirmation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'account_emailconfirmation', NEW."id", json_object('id', OLD."id", 'email_address_id', OLD."email_address_id", 'created', OLD."created", 'sent', OLD."sent", 'key', '（遮蔽）'), json_object('id', NEW."id", 'email_address_id', NEW."email_address_id", 'created', NEW."created", 'sent', NEW."sent", 'key', iif(OLD."key" IS NEW."key", '（遮蔽）', '（遮蔽，已變更）'))); END;

CREATE TRIGGER audit_account_emailconfirmation_delete AFTER DELETE ON account_emailconfirmation FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'account_emailconfirmation', OLD."id", json_object('id', OLD."id", 'email_address_id', OLD."email_address_id", 'created', OLD."created", 'sent', OLD."sent", 'key', '（遮蔽）'), ''); END;

CREATE TRIGGER audit_groups_passwordrecord_insert AFTER INSERT ON groups_passwordrecord FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'groups_passwordrecord', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'encoded', '（遮蔽）', 'set_at', NEW."set_at", 'by_other', NEW."by_other")); END;

CREATE TRIGGER audit_groups_passwordrecord_update AFTER UPDATE ON groups_passwordrecord FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'groups_passwordrecord', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'encoded', '（遮蔽）', 'set_at', OLD."set_at", 'by_other', OLD."by_other"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'encoded', iif(OLD."encoded" IS NEW."encoded", '（遮蔽）', '（遮蔽，已變更）'), 'set_at', NEW."set_at", 'by_other', NEW."by_other")); END;

CREATE TRIGGER audit_groups_passwordrecord_delete AFTER DELETE ON groups_passwordrecord FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'groups_passwordrecord', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'encoded', '（遮蔽）', 'set_at', OLD."set_at", 'by_other', OLD."by_other"), ''); END;

CREATE TRIGGER audit_mfa_authenticator_insert AFTER INSERT ON mfa_authenticator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'mfa_authenticator', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'type', NEW."type", 'data', '（遮蔽）', 'created_at', NEW."created_at", 'last_used_at', NEW."last_used_at")); END;

CREATE TRIGGER audit_mfa_authenticator_update AFTER UPDATE ON mfa_authenticator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'mfa_authenticator', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'type', OLD."type", 'data', '（遮蔽）', 'created_at', OLD."created_at", 'last_used_at', OLD."last_used_at"), json_object('id', NEW."id", 'user_id', NEW."user_id", 'type', NEW."type", 'data', iif(OLD."data" IS NEW."data", '（遮蔽）', '（遮蔽，已變更）'), 'created_at', NEW."created_at", 'last_used_at', NEW."last_used_at")); END;

CREATE TRIGGER audit_mfa_authenticator_delete AFTER DELETE ON mfa_authenticator FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'mfa_authenticator', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'type', OLD."type", 'data', '（遮蔽）', 'created_at', OLD."created_at", 'last_used_at', OLD."last_used_at"), ''); END;

CREATE TRIGGER audit_socialaccount_socialaccount_insert AFTER INSERT ON socialaccount_socialaccount FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'socialaccount_socialaccount', NEW."id", '', json_object('id', NEW."id", 'user_id', NEW."user_id", 'provider', NEW."provider", 'uid', '（遮蔽）', 'last_login', NEW."last_login", 'date_joined', NEW."date_joined", 'extra_data', '（遮蔽）')); END;

CREATE TRIGGER audit_socialaccount_socialaccount_update AFTER UPDATE ON socialaccount_socialaccount FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'socialaccount_socialaccount', NEW."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'provider', OLD."provider", 'uid', '（遮蔽）', 'last_login', OLD."last_login", 'date_joined', OLD."date_joined", 'extra_data', '（遮蔽）'), json_object('id', NEW."id", 'user_id', NEW."user_id", 'provider', NEW."provider", 'uid', iif(OLD."uid" IS NEW."uid", '（遮蔽）', '（遮蔽，已變更）'), 'last_login', NEW."last_login", 'date_joined', NEW."date_joined", 'extra_data', iif(OLD."extra_data" IS NEW."extra_data", '（遮蔽）', '（遮蔽，已變更）'))); END;

CREATE TRIGGER audit_socialaccount_socialaccount_delete AFTER DELETE ON socialaccount_socialaccount FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'socialaccount_socialaccount', OLD."id", json_object('id', OLD."id", 'user_id', OLD."user_id", 'provider', OLD."provider", 'uid', '（遮蔽）', 'last_login', OLD."last_login", 'date_joined', OLD."date_joined", 'extra_data', '（遮蔽）'), ''); END;

CREATE TRIGGER audit_socialaccount_socialapp_insert AFTER INSERT ON socialaccount_socialapp FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'socialaccount_socialapp', NEW."id", '', json_object('id', NEW."id", 'provider', NEW."provider", 'provider_id', NEW."provider_id", 'name', NEW."name", 'client_id', NEW."client_id", 'secret', '（遮蔽）', 'key', '（遮蔽）', 'settings', '（遮蔽）')); END;

CREATE TRIGGER audit_socialaccount_socialapp_update AFTER UPDATE ON socialaccount_socialapp FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'socialaccount_socialapp', NEW."id", json_object('id', OLD."id", 'provider', OLD."provider", 'provider_id', OLD."provider_id", 'name', OLD."name", 'client_id', OLD."client_id", 'secret', '（遮蔽）', 'key', '（遮蔽）', 'settings', '（遮蔽）'), json_object('id', NEW."id", 'provider', NEW."provider", 'provider_id', NEW."provider_id", 'name', NEW."name", 'client_id', NEW."client_id", 'secret', iif(OLD."secret" IS NEW."secret", '（遮蔽）', '（遮蔽，已變更）'), 'key', iif(OLD."key" IS NEW."key", '（遮蔽）', '（遮蔽，已變更）'), 'settings', iif(OLD."settings" IS NEW."settings", '（遮蔽）', '（遮蔽，已變更）'))); END;

CREATE TRIGGER audit_socialaccount_socialapp_delete AFTER DELETE ON socialaccount_socialapp FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'socialaccount_socialapp', OLD."id", json_object('id', OLD."id", 'provider', OLD."provider", 'provider_id', OLD."provider_id", 'name', OLD."name", 'client_id', OLD."client_id", 'secret', '（遮蔽）', 'key', '（遮蔽）', 'settings', '（遮蔽）'), ''); END;

CREATE TRIGGER audit_socialaccount_socialtoken_insert AFTER INSERT ON socialaccount_socialtoken FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('insert', 'socialaccount_socialtoken', NEW."id", '', json_object('id', NEW."id", 'app_id', NEW."app_id", 'account_id', NEW."account_id", 'token', '（遮蔽）', 'token_secret', '（遮蔽）', 'expires_at', NEW."expires_at")); END;

CREATE TRIGGER audit_socialaccount_socialtoken_update AFTER UPDATE ON socialaccount_socialtoken FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('update', 'socialaccount_socialtoken', NEW."id", json_object('id', OLD."id", 'app_id', OLD."app_id", 'account_id', OLD."account_id", 'token', '（遮蔽）', 'token_secret', '（遮蔽）', 'expires_at', OLD."expires_at"), json_object('id', NEW."id", 'app_id', NEW."app_id", 'account_id', NEW."account_id", 'token', iif(OLD."token" IS NEW."token", '（遮蔽）', '（遮蔽，已變更）'), 'token_secret', iif(OLD."token_secret" IS NEW."token_secret", '（遮蔽）', '（遮蔽，已變更）'), 'expires_at', NEW."expires_at")); END;

CREATE TRIGGER audit_socialaccount_socialtoken_delete AFTER DELETE ON socialaccount_socialtoken FOR EACH ROW
    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)
    VALUES ('delete', 'socialaccount_socialtoken', OLD."id", json_object('id', OLD."id", 'app_id', OLD."app_id", 'account_id', OLD."account_id", 'token', '（遮蔽）', 'token_secret', '（遮蔽）', 'expires_at', OLD."expires_at"), ''); END;
