"""Pages of plan decisions, of the plan as of a day, and of collected revenue."""

from django.urls import URLPattern, path

from projects.views import decisions, plan, revenue

urlpatterns: list[URLPattern] = [
    path("quyet-dinh/", decisions.decisions, name="decision_list"),
    path("quyet-dinh/tai-ve/", decisions.decisions_workbook, name="decision_list_workbook"),
    path("quyet-dinh/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path("quyet-dinh/<int:pk>/van-ban/", decisions.decision_document, name="decision_document"),
    path("quyet-dinh/<int:pk>/tep/<int:file>/", decisions.decision_file, name="decision_file"),
    path("ke-hoach-von/", plan.plan, name="plan"),
    path("ke-hoach-von/tai-ve/", plan.plan_workbook, name="plan_workbook"),
    path("thu-trong-nam/", revenue.revenue, name="revenue"),
]
