"""Freezes lab versions and verifies them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from catalog import labs
from content.models import Lab, LabVersion, LabVersionFile


@transaction.atomic
def freeze(*, lab: Lab, is_shipped: bool = False) -> LabVersion:
    """Make what `lab` says now its current version; an earlier version with the same hash is taken up again.

    A published lab goes offline when that version is neither verified nor shipped.

    Raises:
        CatalogErrors: the lab says something that a lab's files may not say.
    """
    entry = lab.entry()
    version, is_new = LabVersion.objects.get_or_create(
        lab=lab, version=entry.version, defaults={"is_shipped": is_shipped}
    )
    if is_new:
        LabVersionFile.objects.bulk_create(
            LabVersionFile(lab_version=version, path=path, content=content)
            for path, content in labs.to_files(entry).items()
        )
    elif is_shipped and not version.is_shipped:
        version.is_shipped = True
        version.save(update_fields=["is_shipped"])
    lab.current_version = version
    lab.is_published = lab.is_published and version.is_proven
    lab.save(update_fields=["current_version", "is_published"])
    return version


def queue_verification(*, version: LabVersion) -> None:
    """Note that a worker was asked to verify `version`."""
    version.queued_at = timezone.now()
    version.save(update_fields=["queued_at"])


def unqueue_verification(*, version: LabVersion) -> None:
    """Note that nobody could be asked."""
    version.queued_at = None
    version.save(update_fields=["queued_at"])


def verify(*, version_id: int) -> LabVersion:
    """Verify a version in the sandbox, store what came out and return it. Takes seconds to minutes, in no transaction.

    A host that cannot confine code leaves the version unverified and says why.
    """
    from grader import service
    from grader.verify import verify as verify_lab

    version = LabVersion.objects.select_related("lab").get(pk=version_id)
    try:
        outcome = verify_lab(service.shared(), version.entry())
        verified, verification = outcome.verified, outcome.as_json()
    except service.NoConfinement as error:
        verified, verification = False, {"verified": False, "problems": [f"This host cannot confine code: {error}"]}
    except Exception as error:
        problem = f"The verifier broke: {error!r}"
        _store(version, verified=False, verification={"verified": False, "problems": [problem]})
        raise
    _store(version, verified=verified, verification=verification)
    return version


def _store(version: LabVersion, *, verified: bool, verification: dict[str, object]) -> None:
    version.verified, version.verification, version.queued_at = verified, verification, None
    version.save(update_fields=["verified", "verification", "queued_at"])
