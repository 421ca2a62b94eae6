"""`middlepower replicate`: published numbers beside ours."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

from middlepower.cli.output import Rows, print_table
from middlepower.errors import MiddlepowerError
from middlepower.language.catalogue import say
from middlepower.reading import data_from
from middlepower.replicate.studies import studies, study
from middlepower.replicate.study import Reproduction, Study, check_needs, data_root
from middlepower.report.folder import Place, json_text

SHOWN_WORST = 12


class ReplicationError(MiddlepowerError):
    """A replication ran, and some number missed its tolerance."""


def replicate_command(
    names: list[str], everything: bool, data: Path | None, place: Place | None, as_json: bool
) -> None:
    """List the studies, or rerun some or all of them; a miss ends with an error after everything was shown."""
    if not names and not everything:
        _list(as_json)
        return
    chosen = studies() if everything else [study(name) for name in names]
    root = data_root(data, any(replication.needs for replication in chosen))
    for replication in chosen:
        check_needs(replication, root)
    documents = [_document(replication, root) for replication in chosen]
    if place is not None:
        place.write({f"replicate-{document['study']}.json": json_text(document) for document in documents})
    sys.stdout.write(json_text({"studies": documents}) if as_json else "\n".join(map(_plain, documents)))
    failed = [document["study"] for document in documents if not document["passed"]]
    if failed:
        raise ReplicationError(f"numbers missed their tolerance in {', '.join(failed)}: see the rows marked fail.")


def _list(as_json: bool) -> None:
    rows = [
        {"study": replication.name, "citation": replication.citation, "needs": list(replication.needs)}
        for replication in studies()
    ]
    sys.stdout.write(json_text({"studies": rows}) if as_json else print_table("studies", rows))


def _document(replication: Study, root: Path) -> dict[str, Any]:
    with data_from(root):
        rows = [_row(row) for row in replication.run(root)]
    judged = [row for row in rows if row["passed"] is not None]
    return {
        "study": replication.name,
        "citation": replication.citation,
        "passed": all(row["passed"] for row in judged),
        "judged": len(judged),
        "shown_only": len(rows) - len(judged),
        "rows": rows,
    }


def _row(row: Reproduction) -> dict[str, Any]:
    return {
        "quantity": row.quantity,
        "where": row.where,
        "kind": row.kind,
        "expected": row.expected,
        "found": _finite(row.ours),
        "difference": _finite(row.difference),
        "tolerance": row.tolerance,
        "passed": row.passed,
        "note": row.note,
    }


def _finite(value: float | None) -> float | None:
    """The number itself, or None where it could not be found (its note says why)."""
    return value if value is not None and math.isfinite(value) else None


def _plain(document: dict[str, Any]) -> str:
    """A study's verdict, its misses, and the rows nearest to their tolerance."""
    judged = [row for row in document["rows"] if row["passed"] is not None]
    shown = [row for row in document["rows"] if row["passed"] is None]
    worst = sorted(judged, key=lambda row: (row["passed"], -abs(row["difference"]) / row["tolerance"]))
    rows: Rows = [_short(row) for row in [*worst[:SHOWN_WORST], *shown[: SHOWN_WORST // 2]]]
    verdict = say("cli.passed" if document["passed"] else "cli.failed")
    counted = say("cli.judged", n=len(judged), shown=len(shown))
    head = f"{document['study']}: {verdict}, {counted}\n{document['citation']}\n"
    return head + print_table(say("cli.nearest_rows"), rows)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    passed = row["passed"]
    verdict = say("cli.only_shown") if passed is None else say("cli.passed" if passed else "cli.failed")
    return {
        say("cli.study.quantity"): row["quantity"],
        say("cli.study.expected"): "" if row["expected"] is None else f"{row['expected']:.8g}",
        say("cli.study.found"): "" if row["found"] is None else f"{row['found']:.8g}",
        say("cli.study.difference"): "" if row["difference"] is None else f"{row['difference']:+.1e}",
        say("cli.study.tolerance"): "" if row["tolerance"] is None else f"{row['tolerance']:.0e}",
        say("cli.study.verdict"): verdict,
        say("cli.study.kind"): row["kind"],
    }
