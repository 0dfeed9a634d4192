"""What is done on a new portal's first day: registers, the rule pack, people, the open period.

Run as a program with the portal's environment.
"""

import os
from pathlib import Path

import django

SAMPLES = Path(__file__).parents[1] / "data" / "sample"
PASSWORD = "duong-len-Mau-Son-2024"
INVESTOR, SECOND_INVESTOR = "giao", "huong"
TENTH_INVESTOR, ITS_COLLEAGUE = "quan", "vien"  # of an investor with ten lines
PLANNER, TREASURER, LEADER = "ke", "kho", "lanh"
PEOPLE = [
    (INVESTOR, "Nguyễn Văn Giao", "investor", "BQLDA-DTXD"),
    (SECOND_INVESTOR, "Trần Thị Hương", "investor", "X-VANLANG"),
    (TENTH_INVESTOR, "Đỗ Văn Quân", "investor", "BCH-QS"),
    (ITS_COLLEAGUE, "Bùi Thị Viên", "investor", "BCH-QS"),
    (PLANNER, "Lê Thị Kế", "planning", "STC"),
    (TREASURER, "Phạm Văn Kho", "treasury", "KBNN"),
    (LEADER, "Hoàng Văn Lãnh", "leader", "UBND"),
]


def main():
    from django.core.management import call_command
    from django.utils import timezone

    from disbursement.services.periods import periods_open
    from projects.models import Membership, Organisation, User

    call_command("prepare")
    call_command("import_registry", SAMPLES / "registry.xlsx")
    call_command("load_pack", "lang-son-2024")
    now = timezone.now()
    for username, full_name, role, code in PEOPLE:
        user = User.objects.create_user(username, password=PASSWORD, full_name=full_name)
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(code=code),
            role=role,
            valid_from=timezone.localdate(now),
        )
    periods_open(now=now)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disbursement.settings")
    django.setup()
    main()
