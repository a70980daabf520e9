"""Bodies, suppliers, payments and planned purchases as FollowTheMoney entities, one JSON object a line, for Aleph.

DuckDB writes the lines itself. Properties are lists of texts, as the model asks. Payments are added up by body,
supplier and calendar year: an entity for each line would drown the graph, and the lines are in the tables beside it.
"""

import gzip
from pathlib import Path

import duckdb

from tracker.snapshots.copying import copied, literal

__all__ = ["write_entities"]

# Schema of each file and the query of its properties. Ids are ours and stable, so a second import changes nothing.
_ENTITIES = {
    "public-bodies": (
        "PublicBody",
        "SELECT 'daylight-body-' || organisation AS id, struct_pack(name := [name], country := ['gb'], "
        "website := _list(homepage), idNumber := _list(gss_code)) AS properties FROM organisation ORDER BY 1",
    ),
    "suppliers": (
        "LegalEntity",
        "SELECT 'daylight-supplier-' || supplier_id AS id, struct_pack(name := [name], registrationNumber := "
        "(SELECT coalesce(list(company_number ORDER BY 1), []) FROM supplier_company c "
        "WHERE c.supplier_id = s.supplier_id)) AS properties FROM supplier s ORDER BY 1",
    ),
    "payments": (
        "Payment",
        "SELECT 'daylight-paid-' || organisation || '-' || supplier_id || '-' || coalesce(paid_in, 0) AS id, "
        "struct_pack(payer := ['daylight-body-' || organisation], "
        "beneficiary := ['daylight-supplier-' || supplier_id], "
        "amount := [amount::VARCHAR], currency := [currency], date := _list(paid_in::VARCHAR), "
        "summary := [payments || ' published payments']) AS properties FROM ("
        "SELECT organisation, supplier_id, year(date) AS paid_in, currency, sum(amount) AS amount, "
        "count(*) AS payments FROM payment WHERE supplier_id IS NOT NULL GROUP BY ALL ORDER BY ALL)",
    ),
    "purchases": (
        "CallForTenders",
        "SELECT 'daylight-process-' || process_id AS id, struct_pack(title := [title], callId := [process], "
        "description := _list(description), recordId := _list(ocid), procurementType := _list(category), "
        "publicationDate := _list(strftime(first_published, '%Y-%m-%d')), cpvCode := _list(cpv)) AS properties "
        "FROM process ORDER BY 1",
    ),
    "contracts": (
        "Contract",
        "SELECT 'daylight-contract-' || contract_row AS id, struct_pack(title := [coalesce(c.title, p.title)], "
        "contractDate := _list(c.signed::VARCHAR), amount := _list((c.value_pence * 0.01::DECIMAL(2,2))::VARCHAR), "
        "currency := _list(c.currency), status := _list(c.status)) AS properties "
        "FROM contract c JOIN process p USING (process_id) ORDER BY 1",
    ),
}


def write_entities(target: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write one ``<what>.ftm.json.gz`` for each kind of entity there is."""
    target.execute("CREATE OR REPLACE TEMP MACRO _list(value) AS CASE WHEN value IS NULL THEN [] ELSE [value] END")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (schema, query) in _ENTITIES.items():
        path = folder / f"{name}.ftm.json.gz"
        lines = f"SELECT id, {literal(schema)} AS schema, properties FROM ({query})"  # noqa: S608
        # DuckDB's own gzip takes five times as long; a name or a time in the head would make equal data differ.
        with path.open("wb") as file, gzip.GzipFile("", "wb", 1, file, mtime=0) as out:
            for chunk in copied(target, lines, "FORMAT json"):
                out.write(chunk)
