from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisbursementConfig(AppConfig):
    name = "disbursement"
    verbose_name = _("Disbursement")

    def ready(self) -> None:
        from disbursement import checks  # noqa: F401 - registers the checks
        from disbursement.lists.advances import ADVANCES
        from disbursement.lists.directives import DIRECTIVES
        from disbursement.lists.obstacles import OBSTACLES
        from disbursement.lists.reconciliation import RECONCILED_LINES
        from projects.lists.registry import add_list

        add_list(OBSTACLES)
        add_list(DIRECTIVES)
        add_list(ADVANCES)
        add_list(RECONCILED_LINES)
