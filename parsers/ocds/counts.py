"""Counts what a file of releases holds, as published, so that anyone can check the reading against the file."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from parsers.ocds.amounts import amount_of
from parsers.ocds.release import tags_of

__all__ = ["Counts", "main_total"]

_SMALL_FILE = 50  # single bids and statistics are listed one by one for a small file only


class Counts:
    """Adds up one release after another; ``report`` gives the totals as published and as they may be added up."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.notice_types: Counter[str] = Counter()
        self.stages: Counter[str] = Counter()
        self.families: Counter[str] = Counter()
        self.ocids: set[int] = set()
        self.buyers: set[int] = set()
        self.values: dict[str, dict[str, list[Any]]] = {}
        self.statistics: list[str] = []
        self.bid_values: list[str] = []
        self.date_min: str | None = None
        self.date_max: str | None = None

    def add(self, release: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        """Count one release with the record read from it."""
        self.numbers["releases"] += 1
        self._add_identity(release, record)
        self.tags.update(tags_of(release))
        self.stages[record["stage"]] += 1
        self.families[record["family"]] += 1
        if record["notice_type"]:
            self.notice_types[record["notice_type"]] += 1
        self.numbers["releases_with_tender"] += isinstance(release.get("tender"), dict)
        for section in ("awards", "contracts"):
            items = _objects(release.get(section))
            self.numbers[section] += len(items)
            if section == "awards":
                self.numbers["award_suppliers"] += sum(len(_objects(item.get("suppliers"))) for item in items)
        self._add_bids(release.get("bids"))
        for money in record["values"]:
            self._add_value(money)
        day = (record["date"] or "")[:10]
        if len(day) == 10:
            self.date_min = min(self.date_min or day, day)
            self.date_max = max(self.date_max or day, day)

    def _add_identity(self, release: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        if record["ocid"] is None:
            self.numbers["releases_without_ocid"] += 1
        else:
            self.ocids.add(hash(record["ocid"]))
        self.numbers["releases_without_id"] += record["id"] is None
        buyer = release.get("buyer")
        if isinstance(buyer, dict):
            self.buyers.add(hash(buyer.get("name")))

    def _add_value(self, money: Mapping[str, Any]) -> None:
        path = money["path"].split("/")
        name = {"awards": "award", "contracts": "contract", "bids": "bid", "planning": "budget"}.get(path[0], path[0])
        if path[-1] == "minValue" or path[1] == "lots":
            name = "tender_minimum" if path[-1] == "minValue" else "lot"
        currencies = self.values.setdefault(name, {})
        # count and sum as published, count and sum of what may be added up, count and sum with VAT
        sums = currencies.setdefault(money["currency"] or "none", [0, Decimal(0), 0, Decimal(0), 0, 0])
        amount = amount_of(money["amount"])
        if money["pence"] is not None and amount is not None:
            sums[0] += 1
            sums[1] += amount
            if money["mark"] is None:
                sums[2] += 1
                sums[3] += amount
        if money["gross_pence"] is not None:
            sums[4] += 1
            sums[5] += money["gross_pence"]

    def _add_bids(self, bids: Any) -> None:
        if not isinstance(bids, dict):
            return
        details, statistics = _objects(bids.get("details")), _objects(bids.get("statistics"))
        self.numbers["bids_details"] += len(details)
        self.numbers["bids_statistics"] += len(statistics)
        for statistic in statistics:
            if len(self.statistics) < _SMALL_FILE:
                self.statistics.append(f"{statistic.get('measure')}:{statistic.get('value')}")
        for bid in details:
            self.numbers["bids_tenderers"] += len(_objects(bid.get("tenderers")))
            value = bid.get("value")
            if isinstance(value, dict) and value.get("amount") is not None:
                self.numbers["bids_details_with_value"] += 1
                if len(self.bid_values) < _SMALL_FILE:
                    self.bid_values.append(f"{value.get('amount')} {value.get('currency')}")

    def report(self) -> dict[str, Any]:
        """The counts as JSON; a release without an ocid counts as a process of its own."""
        names = (
            "releases", "releases_with_tender", "releases_without_id", "releases_without_ocid", "awards",
            "award_suppliers", "contracts", "bids_details", "bids_details_with_value", "bids_statistics",
            "bids_tenderers",
        )  # fmt: skip
        return {
            **{name: self.numbers[name] for name in names},
            "ocids": len(self.ocids) + self.numbers["releases_without_ocid"],
            "buyers": len(self.buyers),
            "tags": dict(sorted(self.tags.items())),
            "notice_types": dict(sorted(self.notice_types.items(), key=lambda item: int(item[0][2:]))),
            "stages": dict(sorted(self.stages.items())),
            "families": dict(sorted(self.families.items())),
            "values": {
                name: {key: _sums(sums) for key, sums in sorted(found.items())}
                for name, found in sorted(self.values.items())
            },
            "bids_statistics_values": self.statistics,
            "bid_values": self.bid_values,
            "date_min": self.date_min,
            "date_max": self.date_max,
        }


def main_total(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """{amount_total, amount_total_of, currency} for a report: values of one kind and one currency, never a mixture.

    Awards come before contracts before tenders, as the later notice says what it will really cost; of several
    currencies pounds come first, then the most frequent.
    """
    for kind in ("award", "contract", "tender"):
        found = {name: sums for name, sums in values.get(kind, {}).items() if sums["counted"]}
        if found:
            name = max(found, key=lambda each: (each == "GBP", found[each]["counted"]))
            total = Decimal(found[name]["counted_sum"])
            return {"amount_total": f"{total:.2f}", "amount_total_of": kind, "currency": name}
    return {"amount_total": "0.00", "amount_total_of": None, "currency": "GBP"}


def _sums(sums: list[Any]) -> dict[str, Any]:
    return {
        "count": sums[0],
        "sum": format(sums[1], "f"),
        "counted": sums[2],
        "counted_sum": format(sums[3], "f"),
        "gross_count": sums[4],
        "gross_pence": sums[5],
    }


def _objects(value: Any) -> list[Any]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
