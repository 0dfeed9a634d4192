import os

from celery import Celery
from celery.signals import beat_embedded_init, setup_logging, worker_process_init

from disbursement import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disbursement.settings")

MAIN_PROCESS = os.getpid()  # the forked pool inherits it

app = Celery("disbursement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="period_tasks")
app.autodiscover_tasks(related_name="obstacle_tasks")
app.autodiscover_tasks(related_name="reconciliation_tasks")
app.autodiscover_tasks(related_name="notice_tasks")


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Keep the logging of the settings; a connected receiver stops Celery's own."""


@worker_process_init.connect
@beat_embedded_init.connect
def end_with_the_worker(**_: object) -> None:
    """Leave no pool process and no scheduler behind when the worker is killed."""
    lifeline.watch(MAIN_PROCESS)
