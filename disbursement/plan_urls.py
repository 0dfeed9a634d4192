"""Pages of decisions being typed in or read from forms, and of TABMIS."""

from django.urls import URLPattern, path

from disbursement.views import plan_drafts, plan_files, plan_reversal, tabmis

urlpatterns: list[URLPattern] = [
    path("quyet-dinh/moi/", plan_drafts.decision_new, name="decision_new"),
    path("quyet-dinh/du-thao/<int:pk>/", plan_drafts.decision_draft, name="decision_draft"),
    path("quyet-dinh/du-thao/<int:pk>/van-ban/", plan_drafts.draft_document, name="draft_document"),
    path("quyet-dinh/bieu-mau/", plan_files.plan_form_import, name="plan_form_import"),
    path("quyet-dinh/<int:pk>/dao-dong/", plan_reversal.decision_reverse, name="decision_reverse"),
    path("quyet-dinh/<int:pk>/tabmis/", tabmis.tabmis_decision, name="tabmis_decision"),
    path("tabmis/", tabmis.tabmis, name="tabmis"),
    path("tabmis/<int:pk>/", tabmis.tabmis_line, name="tabmis_line"),
]
