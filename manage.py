#!/usr/bin/env python
"""Run the portal's commands."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disbursement.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        from disbursement.checks import database_problem

        if problem := database_problem():
            sys.exit(problem)
        raise


if __name__ == "__main__":
    main()
