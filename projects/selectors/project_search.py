"""Search projects by what they are and were called, and by their codes in other systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from projects.models import Project, ProjectCode, ProjectName


def projects_found(rows: QuerySet[Project], words: Iterable[str]) -> QuerySet[Project]:
    """Keep the projects that have every folded word in code or name, former name or other code."""
    for word in words:
        names = ProjectName.objects.filter(search_text__contains=word).order_by()
        codes = ProjectCode.objects.filter(search_text__contains=word).order_by()
        rows = rows.filter(
            Q(search_text__contains=word)
            | Q(pk__in=names.values("project"))
            | Q(pk__in=codes.values("project"))
        )
    return rows


def reasons_found(projects: Sequence[Any], words: Sequence[str]) -> dict[int, str]:
    """Tell of found projects, by primary key, by which former name or other code they match.

    The projects are rows with ``pk`` and ``search_text``; whose present code and name hold every
    word is not in the answer. Two queries.
    """
    missing = {
        project.pk: [word for word in words if word not in project.search_text]
        for project in projects
    }
    missing = {pk: lacking for pk, lacking in missing.items() if lacking}
    if not missing:
        return {}
    told: dict[int, list[str]] = defaultdict(list)
    for name in ProjectName.objects.filter(project__in=missing).order_by("valid_from", "pk"):
        if any(word in name.search_text for word in missing[name.project_id]):
            told[name.project_id].append(_("formerly “%(name)s”") % {"name": name.name})
    for code in ProjectCode.objects.filter(project__in=missing).order_by("system", "code"):
        if any(word in code.search_text for word in missing[code.project_id]):
            said = _("%(system)s: code %(code)s") % {"system": code.system, "code": code.code}
            told[code.project_id].append(said)
    return {pk: "; ".join(dict.fromkeys(texts)) for pk, texts in told.items()}
