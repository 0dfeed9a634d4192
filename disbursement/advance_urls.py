"""Pages of open advances."""

from django.urls import URLPattern, path

from disbursement.views import advance_lists, advance_rules, advances

HERE = "tam-ung/"

urlpatterns: list[URLPattern] = [
    path(HERE, advances.advances, name="advances"),
    path(f"{HERE}mau-08/", advance_lists.advance_list, name="advance_list"),
    path(f"{HERE}mau-08/xuat/", advance_lists.advance_list_file, name="advance_list_file"),
    path(f"{HERE}quy-dinh/", advance_rules.advance_rules, name="advance_rules"),
    path(
        f"{HERE}quy-dinh/<int:pk>/thu-hoi/",
        advance_rules.advance_rule_take_back,
        name="advance_rule_take_back",
    ),
    path(f"{HERE}du-an/<str:code>/", advances.advance_project, name="advance_project"),
    path(f"{HERE}du-an/<str:code>/hop-dong/", advances.advance_record, name="advance_record"),
    path(f"{HERE}du-an/<str:code>/xu-ly/", advances.advance_standing, name="advance_standing"),
]
