"""Grants as 360Giving JSON (1.4), which GrantNav's tools open."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

__all__ = ["as_grant", "write_grants"]

_CHUNK = 5_000


def write_grants(target: duckdb.DuckDBPyConnection, folder: Path, now: dt.datetime) -> None:
    """Write ``grants.json`` grant by grant, if there is any; one without a sum, a day or a funder is left out."""
    cursor = target.execute(
        "SELECT * FROM grant_award WHERE amount IS NOT NULL AND awarded IS NOT NULL AND funder_name IS NOT NULL "
        "AND (individual OR recipient_name IS NOT NULL) ORDER BY grant_id, grant_row"
    )
    names = [column[0] for column in cursor.description or ()]
    rows = _rows(cursor, names)
    first = next(rows, None)
    if first is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    issued = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with (folder / "grants.json").open("wb") as out:
        out.write(b'{"version":"1.4","title":"Daylight","issued":"' + issued.encode() + b'","grants":[\n')
        out.write(orjson.dumps(as_grant(first)))
        for row in rows:
            out.write(b",\n" + orjson.dumps(as_grant(row)))
        out.write(b"\n]}\n")


def _rows(cursor: duckdb.DuckDBPyConnection, names: list[str]) -> Iterator[dict[str, Any]]:
    while chunk := cursor.fetchmany(_CHUNK):
        for row in chunk:
            yield dict(zip(names, row, strict=True))


def as_grant(row: dict[str, Any]) -> dict[str, Any]:
    """One grant; a recipient who is a person stands without a name, as the standard asks."""
    amount = row["amount"]
    grant: dict[str, Any] = {
        "id": row["grant_id"],
        "title": row["title"] or "Grant",
        "description": row["description"] or row["title"] or "Not described",
        "currency": row["currency"],
        # Whole pounds as whole numbers: a float would not give every penny back.
        "amountAwarded": int(amount) if amount == amount.to_integral_value() else float(amount),
        "awardDate": row["awarded"].isoformat(),
        "fundingOrganization": [
            {"id": row["funder_ref"] or f"daylight-{row['funder_key']}", "name": row["funder_name"]}
        ],
    }
    if row["individual"]:
        grant["recipientIndividual"] = {"id": f"{row['grant_id']}-recipient", "name": "Individual recipient"}
    else:
        recipient = {
            "id": row["recipient_ref"] or f"daylight-{row['recipient_key']}",
            "name": row["recipient_name"],
            "companyNumber": row["company_number"],
            "charityNumber": row["charity_number"],
        }
        grant["recipientOrganization"] = [{name: value for name, value in recipient.items() if value}]
    if row["starts"] or row["ends"]:
        dates = {"startDate": row["starts"], "endDate": row["ends"]}
        grant["plannedDates"] = [{name: day.isoformat() for name, day in dates.items() if day}]
    if row["programme"]:
        grant["grantProgramme"] = [{"title": row["programme"]}]
    if row["modified"]:
        grant["dateModified"] = row["modified"]
    return grant
