from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulationConfig(AppConfig):
    name = "emulation"
    verbose_name = _("Emulation")

    def ready(self) -> None:
        from disbursement.selectors.punctuality import add_span_source
        from emulation.lists.gaps import GAPS
        from emulation.selectors.campaign_spans import campaign_spans
        from projects.lists.registry import add_list

        add_list(GAPS)
        add_span_source(campaign_spans)
