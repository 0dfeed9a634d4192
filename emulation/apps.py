from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulationConfig(AppConfig):
    name = "emulation"
    verbose_name = _("Emulation")

    def ready(self) -> None:
        from emulation.lists.gaps import GAPS
        from projects.lists.registry import add_list

        add_list(GAPS)
