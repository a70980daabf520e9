"""The promise ledger: who promised to release what, the evidence, the verdicts, and what the bodies themselves say.

Rows are only ever added: a check, a verdict and a reply keep their time, and an earlier one is never changed.
"""

import datetime as dt
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import Connection, Select, insert, select

from tracker.models.promises import Campaign, Promise, PromiseCheck, PromiseReply, PromiseVerdict
from tracker.row_ids import row_id, slug
from tracker.verdicts import STATES, VERDICTS, Check, judge

__all__ = [
    "add_promise",
    "changes",
    "ledger",
    "promise_page",
    "record_check",
    "reply",
    "seed",
    "seeded",
    "summary",
    "unknowns",
]

SEEDS = ("timely-information-to-citizens", "local-digital-fund")


def seeded(name: str) -> dict[str, Any]:
    """One seed file as it stands; FileNotFoundError for an unknown name."""
    text = resources.files("tracker").joinpath("data", "promises", f"{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def add_promise(connection: Connection, **facts: Any) -> None:
    """Add a promise by the columns of the ledger: slug, title, kind, who, who_kind, source_url, and what is known more.

    ValueError when a promise is at that address already: what stands in the ledger is never rewritten.
    """
    if connection.execute(select(Promise.id).where(Promise.slug == facts["slug"])).first() is not None:
        raise ValueError(f"There is a promise at {facts['slug']} already.")
    connection.execute(insert(Promise).values(id=row_id("promise", facts["slug"]), **facts))


def seed(connection: Connection, now: dt.datetime) -> int:
    """Put the seeded promises and their campaign into the ledger; what is there stays. Returns how many are new."""
    new = 0
    for name in SEEDS:
        data = seeded(name)
        for row in _seed_rows(data):
            if connection.execute(select(Promise.id).where(Promise.id == row["id"])).first() is None:
                connection.execute(insert(Promise).values(**row))
                new += 1
                # Somebody did look: the sources of the seed name no repository.
                record_check(connection, row["slug"], {"state": "no-repository", "note": row["note"]}, now)
        _seed_campaign(connection, data)
    return new


def _seed_rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    common = {"programme": data["programme"], "funder": data["funder"], "made_on": data["made_on"], "due": None}
    blank = {"software": None, "repository": None, "amount_pence": None, "note": None, "quote": None}
    rows = []
    for item in data["promises"]:
        source = item.pop("source")
        rows.append({**blank, **common, **item, "source_url": source, "id": row_id("promise", item["slug"])})
    councils = data.get("councils")
    if not councils:
        return rows
    for item in councils["list"]:
        address = f"{data['programme']}-{slug(item['who'])}"
        rows.append(
            {
                **blank,
                **common,
                **item,
                "id": row_id("promise", address),
                "slug": address,
                "title": f"{item['who']}: {item['software']}",
                "kind": "demand",
                "who_kind": "council",
                "quote": councils["quote"],
                "source_url": councils["source"],
                "note": councils["note"],
            }
        )
    return rows


def _seed_campaign(connection: Connection, data: dict[str, Any]) -> None:
    item = data.get("campaign")
    if not item or connection.execute(select(Campaign.id).where(Campaign.slug == item["slug"])).first():
        return
    connection.execute(
        insert(Campaign).values(
            slug=item["slug"],
            title=item["title"],
            text=item["text"],
            addressed_to=item["addressed_to"],
            programme=data["programme"],
            promise_slug=data["promises"][0]["slug"],
            open=False,
            source_url=item["source"],
            reply=item["reply"],
            reply_url=item["reply_source"],
            replied_on=item["replied_on"],
            outcome=item["outcome"],
            signatures_elsewhere=item["signatures_elsewhere"],
        )
    )


def unknowns(programme: str) -> tuple[str, ...]:
    """What no source found says about a seeded programme; empty for every other one."""
    return tuple(seeded(programme)["unknown"]) if programme in SEEDS else ()


def record_check(connection: Connection, address: str, found: dict[str, Any], now: dt.datetime) -> str:
    """Add a dated check to a promise and the verdict that follows, when it is a new one; returns the verdict.

    ``found`` holds the columns of a check: ``state`` and, as far as known, ``url``, ``commit``, ``file_sha256``,
    ``licence_found``, ``licence_match``, ``licence_declared``, ``licence_in_headers``, ``osi_approved``, ``note``.
    LookupError for an unknown promise, ValueError for an unknown state.
    """
    if found.get("state") not in STATES:
        raise ValueError(f"no such state of a repository: {found.get('state')!r}")
    row = connection.execute(select(Promise.id, Promise.due).where(Promise.slug == address)).first()
    if row is None:
        raise LookupError(f"no promise at {address}")
    connection.execute(insert(PromiseCheck).values(promise_id=row.id, checked_at=now, **found))
    return _give_verdict(connection, row.id, row.due, now)


def _give_verdict(connection: Connection, promise_id: int, due: dt.date | None, now: dt.datetime) -> str:
    given = judge([_as_check(row) for row in _checks(connection, promise_id)], due, now.date())
    last = connection.execute(
        select(PromiseVerdict.verdict, PromiseVerdict.rule)
        .where(PromiseVerdict.promise_id == promise_id)
        .order_by(PromiseVerdict.given_at.desc(), PromiseVerdict.id.desc())
    ).first()
    if last is None or (last.verdict, last.rule) != (given.verdict, given.rule):
        connection.execute(
            insert(PromiseVerdict).values(
                promise_id=promise_id,
                given_at=now,
                verdict=given.verdict,
                rule=given.rule,
                sentence=given.sentence,
                check_id=given.check.id if given.check else None,
            )
        )
    return given.verdict


def reply(connection: Connection, address: str, who: str, words: str, source_url: str | None, now: dt.datetime) -> None:
    """Add what the body itself says to a promise, as it came; LookupError for an unknown promise."""
    found = connection.execute(select(Promise.id).where(Promise.slug == address)).scalar()
    if found is None:
        raise LookupError(f"no promise at {address}")
    connection.execute(
        insert(PromiseReply).values(
            promise_id=found, who=who.strip(), words=words.strip(), source_url=source_url, replied_at=now
        )
    )


def ledger(
    connection: Connection, *, programme: str | None = None, who: str | None = None, funder: str | None = None
) -> list[dict[str, Any]]:
    """Promises with their newest verdict, by programme and name; all, or those of one programme, body or funder."""
    query = select(Promise)
    for column, wanted in ((Promise.programme, programme), (Promise.who, who), (Promise.funder, funder)):
        if wanted is not None:
            query = query.where(column == wanted)
    rows = connection.execute(query.order_by(Promise.programme, Promise.kind.desc(), Promise.title, Promise.id)).all()
    verdicts = _newest_verdicts(connection)
    return [{**_promise(row), **verdicts.get(row.id, _NO_VERDICT)} for row in rows]


def summary(lines: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """How many promises have each verdict: code, words and count, in the order of VERDICTS."""
    return [(code, words, sum(line["verdict"] == code for line in lines)) for code, words in VERDICTS.items()]


def promise_page(connection: Connection, address: str) -> dict[str, Any] | None:
    """Everything about one promise: its words, verdicts, checks and replies, each oldest first; None when unknown."""
    row = connection.execute(select(Promise).where(Promise.slug == address)).first()
    if row is None:
        return None
    return {
        **_promise(row),
        **_newest_verdicts(connection).get(row.id, _NO_VERDICT),
        "verdicts": _history(connection, PromiseVerdict, row.id, PromiseVerdict.given_at),
        "checks": _history(connection, PromiseCheck, row.id, PromiseCheck.checked_at),
        "replies": _history(connection, PromiseReply, row.id, PromiseReply.replied_at),
        "unknown": unknowns(row.programme or ""),
    }


def changes(connection: Connection, limit: int = 50) -> list[dict[str, Any]]:
    """The newest verdicts and replies of all promises, newest first: what the feed shows.

    Each has ``slug``, ``title`` (of the entry), ``kind`` (verdict or reply), ``words`` and ``at``.
    """
    found = [*_newest_changes(connection, limit), *_newest_replies(connection, limit)]
    return sorted(found, key=lambda each: each["at"], reverse=True)[:limit]


def _newest_changes(connection: Connection, limit: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(PromiseVerdict, Promise.slug, Promise.title)
        .join(Promise, Promise.id == PromiseVerdict.promise_id)
        .order_by(PromiseVerdict.given_at.desc(), PromiseVerdict.id.desc())
        .limit(limit)
    )
    return [
        {
            "slug": row.slug,
            "title": f"{row.title}: {VERDICTS[row.verdict]}",
            "kind": "verdict",
            "words": row.sentence,
            "at": row.given_at,
        }
        for row in rows
    ]


def _newest_replies(connection: Connection, limit: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(PromiseReply, Promise.slug, Promise.title)
        .join(Promise, Promise.id == PromiseReply.promise_id)
        .order_by(PromiseReply.replied_at.desc(), PromiseReply.id.desc())
        .limit(limit)
    )
    return [
        {
            "slug": row.slug,
            "title": f"{row.who} answers: {row.title}",
            "kind": "reply",
            "words": row.words,
            "at": row.replied_at,
        }
        for row in rows
    ]


_NO_VERDICT = {
    "verdict": "open",
    "verdict_words": VERDICTS["open"],
    "rule": "not-looked",
    "sentence": "",
    "since": None,
}


def _newest_verdicts(connection: Connection) -> dict[int, dict[str, Any]]:
    rows = connection.execute(select(PromiseVerdict).order_by(PromiseVerdict.given_at, PromiseVerdict.id))
    return {
        row.promise_id: {
            "verdict": row.verdict,
            "verdict_words": VERDICTS[row.verdict],
            "rule": row.rule,
            "sentence": row.sentence,
            "since": row.given_at,
        }
        for row in rows
    }


def _checks(connection: Connection, promise_id: int) -> list[Any]:
    query: Select[Any] = select(PromiseCheck).where(PromiseCheck.promise_id == promise_id)
    return list(connection.execute(query.order_by(PromiseCheck.checked_at, PromiseCheck.id)).all())


def _as_check(row: Any) -> Check:
    return Check(
        row.checked_at.date(),
        row.state,
        row.licence_found,
        row.licence_match,
        row.osi_approved,
        row.licence_declared,
        row.licence_in_headers,
        row.id,
    )


def _promise(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key != "id"}


def _history(connection: Connection, table: Any, promise_id: int, moment: Any) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(table.promise_id == promise_id).order_by(moment, table.id))
    return [{key: value for key, value in row._mapping.items() if key not in {"id", "promise_id"}} for row in rows]
