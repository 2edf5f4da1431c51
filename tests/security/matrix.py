"""Who may do what at which URL: the table that tests/security/test_matrix.py asks every URL pattern about.

One line for a pattern: its name, who may GET it, who may POST to it, where a dash is a method that the page does not
have. Who may is a word of WHO; `=302` is what they are answered where that is not 200. Everybody else is answered as
WHO says: 403 lacks the role, 404 is not told of the row. A stranger is led to the sign-in.
"""

from typing import NamedTuple

from tests.security.site import ROLES

SIGN_IN, NO_METHOD, HIDDEN, FORBIDDEN = "sign-in", 405, 404, 403


class Who(NamedTuple):
    """The roles that may, and what other people who signed in are answered."""

    roles: tuple[str, ...]
    otherwise: int | str | None = None


WHO = {
    "anybody": Who(ROLES),
    "nobody": Who((), HIDDEN),
    "strangers": Who(("stranger",), 302),
    "members": Who(ROLES[1:]),
    "secretariat": Who(("secretary",), FORBIDDEN),
    "secretariat*": Who(("secretary",), HIDDEN),
    "group": Who(("liaison", "secretary"), HIDDEN),
    "liaison": Who(("liaison",), HIDDEN),
    # Who was sent the draft: in the test the official.
    "reviewers": Who(("official", "secretary"), FORBIDDEN),
    # As before, where the row itself is hidden.
    "readers": Who(("official", "secretary"), HIDDEN),
    # Who records; everybody else is led to what prepares the meeting.
    "recorders": Who(("secretary",), 302),
    # Whoever a directive is for, and the secretariat.
    "repliers": Who(("liaison", "other", "secretary"), FORBIDDEN),
    # Of the rows named in the test the secretary is the owner.
    "owner": Who(("secretary",), HIDDEN),
    # Of the admin; everybody else is led to its sign-in.
    "staff": Who(("secretary",), SIGN_IN),
    # Its end of a session, which others have elsewhere.
    "leaving": Who(("secretary",), 302),
}
# Pages that no sign-in guards.
OPEN = ("anybody", "strangers", "nobody")
PAGES = """
home                                  members            -
public:robots                         anybody            -
public:sitemap                        anybody            -
public:overview                       anybody            -
public:sitemap-section                anybody            -
public:feed                           anybody            -
public:calendar                       anybody            -
public:figures                        anybody            -
public:tally                          anybody            -
public:tally-pdf                      anybody            -
public:cases                          anybody            -
public:case                           anybody            -
public:case-json                      anybody            -
public:data                           anybody            -
public:catalog                        anybody            -
public:data-gov-tw                    anybody            -
public:schema                         anybody            -
public:data-file                      anybody            -
public:meetings                       anybody            -
public:meeting-calendar               anybody            -
public:meeting                        anybody            -
public:minutes                        anybody            -
public:minutes-file                   anybody            -
public:version                        anybody            -
public:version-file                   anybody            -
publishing:index                      secretariat        -
publishing:site                       secretariat        secretariat=400
publishing:switch                     -                  secretariat=200
publishing:publish-minutes            -                  secretariat=200
publishing:publish-list               -                  secretariat=200
publishing:withdraw                   -                  secretariat=200
publishing:preview-minutes            secretariat        -
publishing:preview-tally              secretariat        -
publishing:preview-cases              secretariat        -
publishing:preview-case               secretariat        -
review:mine                           members            -
review:state                          members            -
review:start                          secretariat        secretariat=400
review:close                          -                  secretariat=302
review:draft                          reviewers          -
review:write                          -                  reviewers=400
review:agree                          -                  reviewers=302
review:withdraw                       -                  reviewers=302
review:changes                        reviewers          -
review:comment                        reviewers          secretariat=400
differences:list                      members            -
differences:export                    members            -
differences:detail                    members            -
differences:write                     secretariat        secretariat=400
differences:change                    secretariat        secretariat=400
differences:withdraw                  -                  secretariat=302
new-meeting                           secretariat        secretariat=400
compare:page                          members            -
compare:pdf                           members            -
upcoming:page                         members            -
upcoming:pdf                          members            -
meetings:list                         members            -
meetings:tally                        members            -
meetings:tally-pdf                    members            -
meetings:dashboard                    members            -
meetings:dashboard-pdf                members            -
meetings:minutes                      members            -
meetings:minutes-pdf                  members            -
meetings:names                        members            -
agenda:hub                            members            -
agenda:edit                           secretariat        secretariat=400
agenda:notice                         secretariat        secretariat=400
agenda:items                          secretariat        secretariat=400
agenda:schedule                       -                  secretariat=302
agenda:change-item                    -                  secretariat=302
papers:page                           members            -
papers:pdf                            members            -
papers:odt                            members            -
calendar:subscription                 members            -
calendar:renew                        -                  members=200
calendar:revoke                       -                  members=302
calendar:feed                         anybody            -
calendar:meeting                      members            -
terms:list                            members            -
terms:new                             secretariat        secretariat=400
terms:change                          secretariat        secretariat=400
terms:end                             secretariat        secretariat=400
sitting:start                         secretariat=302    -
sitting:group                         secretariat        -
sitting:decide                        -                  secretariat=400
sitting:adopt-all                     -                  secretariat=400
sitting:undo                          -                  secretariat=409
sitting:paste                         -                  secretariat=400
sitting:other                         -                  secretariat=400
directives:meeting                    members            -
directives:mark                       secretariat        secretariat=400
directives:reject                     -                  secretariat=302
directives:restore                    -                  secretariat=302
directives:list                       members            -
directives:central                    members            -
directives:export                     members            -
directives:central-export             members            -
directives:outcome                    secretariat        secretariat=400
directives:detail                     members            -
directives:edit                       secretariat        secretariat=400
directives:remove                     -                  secretariat=302
directives:reply                      -                  repliers=400
directives:close                      -                  secretariat=400
directives:reopen                     -                  secretariat=302
drafting:overview                     secretariat        -
drafting:resolutions                  secretariat        secretariat=400
drafting:clauses                      secretariat        secretariat=400
drafting:motions                      secretariat        secretariat=400
drafting:motion                       secretariat        secretariat=400
drafting:motion-delete                -                  secretariat=302
drafting:remarks                      secretariat        secretariat=400
drafting:sections                     secretariat        secretariat=400
versions:odt                          members            -
versions:docx                         members            -
versions:dispatch-pdf                 members            -
versions:correct                      secretariat        secretariat=200
versions:list                         members            -
versions:detail                       members            -
versions:file                         members            -
finalising:checklist                  secretariat        secretariat=200
work-report:coming                    members            -
work-report:coming-pdf                members            -
work-report:coming-odt                members            -
work-report:topic                     members            -
work-report:topic-pdf                 members            -
work-report:meeting                   members            -
work-report:meeting-pdf               members            -
work-report:meeting-odt               members            -
proposals:list                        members            -
proposals:export                      members            -
proposals:new                         group              group=400
proposals:new-draft                   -                  group=409
proposals:reviews                     members            -
proposals:review                      members            group=400
proposals:detail                      members            -
proposals:edit                        group              group=400
proposals:edit-draft                  -                  group=409
proposals:withdraw                    -                  group=200
proposals:schedule                    -                  secretariat*=400
proposals:return                      -                  secretariat*=400
search:results                        members            -
handover:contents                     secretariat        -
handover:download                     -                  secretariat=302
imports:list                          secretariat        secretariat=400
imports:review                        secretariat        secretariat=405
imports:original                      secretariat        secretariat=405
imports:all-titles                    secretariat=405    secretariat=302
imports:title                         secretariat        secretariat=409
imports:problem                       secretariat        secretariat=400
imports:fact                          secretariat        secretariat=400
imports:text                          secretariat        secretariat=400
imports:confirm                       secretariat=405    secretariat=302
imports:discard                       secretariat=405    secretariat=302
cases:list                            members            -
cases:export                          members            -
cases:detail                          members            -
stuck:page                            members            -
stuck:pdf                             members            -
stuck:wall                            members            -
stuck:wall-pdf                        members            -
cities:index                          members            -
cities:mine                           members=302        -
cities:city                           members            -
cities:matrix                         members            -
cities:matrix-pdf                     members            -
cities:proposed                       secretariat        -
cities:confirm                        -                  secretariat=302
cities:edit                           secretariat        secretariat=400
saved:list                            members            -
saved:new                             members=404        members=404
saved:edit                            owner              owner=400
saved:remove                          -                  owner=200
saved:open                            members=302        -
reporting:matrix                      members            -
reporting:mine                        members=302        -
reporting:late                        members            -
reporting:late-export                 members            -
reporting:nudge                       -                  secretariat=302
reporting:nudge-send                  -                  secretariat=302
reporting:accept                      secretariat*       secretariat*=200
reporting:reminders                   secretariat*       -
reporting:workspace                   members            -
reporting:submit-all                  -                  liaison=302
reporting:export                      members            -
reporting:import                      group              group=400
reporting:import-confirm              -                  group=302
reporting:update                      members            group=200
reporting:autosave                    -                  group=400
reporting:submit                      -                  liaison=302
reporting:withdraw                    -                  group=200
reporting:discard                     -                  group=200
reporting:correct                     -                  group=302
reporting:return                      -                  secretariat*=400
reporting:accept-one                  -                  secretariat*=302
reporting:attach                      -                  group=302
reporting:download                    group              -
reporting:detach                      -                  group=200
liaisons:list                         secretariat        -
liaisons:new                          secretariat        secretariat=200
liaisons:link                         -                  secretariat=302
liaisons:deactivate                   -                  secretariat=302
liaisons:reactivate                   -                  secretariat=302
account_login                         strangers          strangers=200
account_logout                        members            members=sign-in
account_session                       -                  members=200
account_inactive                      anybody            -
account_signup                        strangers          strangers=200
account_change_password               members            members=200
account_set_password                  members=302        members=302
account_reset_password                anybody            anybody=200
account_reset_password_done           anybody            -
account_reset_password_from_key       anybody            anybody=200
account_reset_password_from_key_done  anybody            -
account_reauthenticate                members            members=200
mfa_index                             members            -
mfa_authenticate                      members=302        members=302
mfa_reauthenticate                    members=302        members=302
mfa_activate_totp                     members=302        members=302
mfa_deactivate_totp                   members=404        members=404
mfa_view_recovery_codes               members=404        -
mfa_generate_recovery_codes           members=302        members=302
account_oidc                          nobody             -
account_oidc_callback                 nobody             -
documents:waiting                     owner=302          -
documents:state                       owner              -
documents:file                        owner              -
audit:list                            secretariat        -
audit:export                          secretariat        -
help:own                              members=302        -
help:public                           anybody            -
help:page                             members            -
security-txt                          nobody             -
"""
# The same pages in front of rows that not everybody may read: parts["name@state"] of tests/security/site.py.
STATES = """
meetings:minutes@draft                secretariat*       -
meetings:minutes-pdf@draft            secretariat*       -
meetings:names@draft                  secretariat*       -
meetings:dashboard@draft              recorders          -
meetings:dashboard-pdf@draft          secretariat*       -
versions:odt@draft                    secretariat*       -
versions:docx@draft                   secretariat*       -
directives:meeting@draft              secretariat*       -
cases:detail@draft                    secretariat*       -
meetings:minutes@asked                readers            -
meetings:dashboard-pdf@asked          readers            -
directives:meeting@asked              readers            -
agenda:hub@draft                      members            -
papers:page@draft                     members            -
calendar:meeting@draft                members            -
work-report:meeting@draft             members            -
finalising:checklist@final            secretariat=302    secretariat=302
drafting:overview@final               secretariat=302    -
reporting:download@accepted           members            -
saved:open@private                    owner=302          -
reporting:update@unsent               members            group=200
reporting:export@unsent               members            -
search:results@1                      members            -
search:results@2                      members            -
search:results@3                      members            -
search:results@4                      members            -
search:results@5                      members            -
search:results@6                      members            -
search:results@7                      members            -
cases:list@hidden                     members            -
cases:export@hidden                   members            -
admin:autocomplete@case               staff              -
public:minutes@draft                  nobody             -
public:case@draft                     nobody             -
"""
# The admin's own pages and those beside its models' rows.
ADMIN_PAGES = """
admin:index                           staff              staff=200
admin:login                           secretariat=302    secretariat=200
admin:logout                          -                  leaving
admin:password_change                 staff=302              staff=302
admin:password_change_done            staff              -
admin:autocomplete                    staff=403          -
admin:jsi18n                          staff              -
admin:view_on_site                    staff=404          staff=404
admin:app_list                        staff              staff=200
admin/(?P<url>.*)$                    staff=404          staff=404
admin:auth_user_password_change       staff              staff=200
admin:cases_case_import               staff              staff=200
admin:cases_case_process_import       -                  staff=200
admin:cases_case_export               staff              staff=200
admin:cases_statuschange_record       staff              staff=200
admin:cases_statuschange_do           staff              staff=200
admin:meetings_meeting_finalise       staff=302          staff=302
admin:meetings_meeting_import         staff              staff=200
admin:meetings_meeting_process_import -                  staff=200
admin:meetings_meeting_export         staff              staff=200
"""
# What the secretary may do with a model's rows in the admin: read, write, or nothing. The rows are those of a draft
# meeting where there is one; everybody but the secretary is led to the sign-in.
#                        list    add     change  delete
ADMIN_MODELS = """
auth_group               -       -       -       -
groups_platform          write   write   write   -
groups_city              write   write   write   -
groups_issuegroup        write   write   write   write
groups_membership        write   write   write   write
auth_user                write   write   write   -
cases_commontopic        write   write   write   write
cases_case               write   write   write   write
cases_reportingperiod    write   -       write   -
cases_indicator          write   write   write   write
cases_quarterlyupdate    write   -       read    -
cases_remindersent       write   -       read    -
cases_statuschange       write   -       read    -
meetings_section         write   -       write   write
meetings_groupresolution write   -       write   write
meetings_clause          write   -       write   write
meetings_motion          write   -       write   write
meetings_remark          write   -       read    -
meetings_meetinglevel    write   write   write   -
meetings_meeting         write   write   write   write
meetings_differencenote  write   write   write   write
meetings_proposal        write   -       read    -
meetings_regularreview   write   -       read    -
meetings_termofoffice    write   write   write   write
"""


class Cell(NamedTuple):
    """Who may use one method of a URL, and the status they get; `who` is "-" where there is no such method."""

    who: str
    status: int | str = 200


Row = tuple[Cell, Cell]
NONE, READ, WRITE = Cell("-"), Cell("staff"), Cell("staff")
REFUSED = Cell("staff", FORBIDDEN)
OF_WORDS: dict[str, Row] = {"write": (WRITE, WRITE), "read": (READ, REFUSED), "-": (REFUSED, REFUSED)}


def matrix() -> dict[str, Row]:
    """{name of a URL pattern, or its route where it has none: (what GET, what POST is answered with)}."""
    table = {}
    for line in (PAGES + STATES + ADMIN_PAGES).split("\n"):
        if line:
            name, *cells = line.split()
            table[name] = tuple(_cell(text) for text in cells)
    for line in ADMIN_MODELS.strip().split("\n"):
        table |= _of_model(*line.split())
    return table


def _cell(text: str) -> Cell:
    who, _, status = text.partition("=")
    return Cell(who, status if status == SIGN_IN else int(status or 200))


def _of_model(model: str, listed: str, added: str, changed: str, deleted: str) -> dict[str, Row]:
    """The pages of a model; whoever may read the rows may read what they were, and nobody goes back to it."""
    pages = {"changelist": listed, "add": added, "change": changed, "delete": deleted}
    table = {f"admin:{model}_{page}": OF_WORDS[word] for page, word in pages.items()}
    table[f"admin:{model}_history"] = OF_WORDS["-" if listed == "-" else "write"]
    table[f"admin:{model}_simple_history"] = OF_WORDS["read"]
    table[f"admin/{model.replace('_', '/')}/<path:object_id>/"] = (Cell("staff", 302), Cell("staff", 302))
    return table


def expected(row: Row, method: str, role: str) -> int | str:
    """What the table says that a role is answered."""
    cell, other = row if method == "get" else row[::-1]
    if cell.who == "-":
        is_open = other.who in OPEN
        if other.who in ("staff", "leaving") and role != "secretary":
            return SIGN_IN if role == "stranger" else WHO[other.who].otherwise
        return SIGN_IN if role == "stranger" and not is_open else NO_METHOD
    who = WHO[cell.who]
    if role in who.roles:
        return cell.status
    return SIGN_IN if role == "stranger" and cell.who not in OPEN else who.otherwise
