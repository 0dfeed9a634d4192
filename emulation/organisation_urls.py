"""Addresses of organisations through time and of what becomes of them."""

from django.urls import path

from emulation.views import change_files, handovers, organisations, reorganisation

urlpatterns = [
    path("don-vi/<int:pk>/", organisations.organisation, name="organisation"),
    path("don-vi/<int:pk>/doi-ten/", organisations.rename, name="organisation_rename"),
    path("don-vi/<int:pk>/ban-giao/", reorganisation.hand_over, name="hand_over"),
    path("ban-giao/<int:pk>/rut-lai/", handovers.handover_withdrawal, name="handover_withdrawal"),
    path("sap-xep-don-vi/", reorganisation.reorganise, name="reorganise"),
    path("sap-xep-don-vi/tep/", change_files.change_files, name="change_files"),
    path("sap-xep-don-vi/tep/mau/", change_files.change_form, name="change_form"),
    path("sap-xep-don-vi/tep/<str:token>/", change_files.change_preview, name="change_preview"),
    path("sap-xep-don-vi/tep/<str:token>/nhap/", change_files.change_import, name="change_import"),
]
