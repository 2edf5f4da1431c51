"""URL routes for quarterly reporting; a quarter is written as in ReportingPeriod.key, 1143 for 114年第3季."""

from django.urls import path

from cases.reporting.pages import matrix as matrix_views
from cases.reporting.pages import nudges as nudge_views
from cases.reporting.pages import sheets as sheet_views
from cases.reporting.pages import steps as step_views
from cases.reporting.pages import workspace as workspace_views

app_name = "reporting"
urlpatterns = [
    path("", matrix_views.matrix_page, name="matrix"),
    path("mine/", workspace_views.mine, name="mine"),
    path("late/", matrix_views.late_list, name="late"),
    path("late/export.<str:extension>", matrix_views.late_export, name="late-export"),
    path("late/nudge/", nudge_views.preview, name="nudge"),
    path("late/nudge/send/", nudge_views.send_mails, name="nudge-send"),
    path("accept/", matrix_views.accept_ticked, name="accept"),
    path("reminders/", matrix_views.reminders, name="reminders"),
    path("<int:period>/groups/<int:group>/", workspace_views.workspace, name="workspace"),
    path("<int:period>/groups/<int:group>/submit/", workspace_views.submit_all, name="submit-all"),
    path("<int:period>/groups/<int:group>/export.<str:extension>", sheet_views.export, name="export"),
    path("<int:period>/groups/<int:group>/import/", sheet_views.upload, name="import"),
    path("<int:period>/groups/<int:group>/import/confirm/", sheet_views.confirm, name="import-confirm"),
    path("<int:period>/cases/<int:case>/", workspace_views.update_page, name="update"),
    path("<int:period>/cases/<int:case>/autosave/", workspace_views.autosave, name="autosave"),
    path("updates/<int:pk>/submit/", step_views.submit, name="submit"),
    path("updates/<int:pk>/withdraw/", step_views.withdraw, name="withdraw"),
    path("updates/<int:pk>/discard/", step_views.discard, name="discard"),
    path("updates/<int:pk>/correct/", step_views.correct, name="correct"),
    path("updates/<int:pk>/return/", matrix_views.return_update, name="return"),
    path("updates/<int:pk>/accept/", matrix_views.accept_update, name="accept-one"),
    path("updates/<int:pk>/files/", step_views.attach, name="attach"),
    path("files/<int:pk>/", step_views.download, name="download"),
    path("files/<int:pk>/delete/", step_views.detach, name="detach"),
]
