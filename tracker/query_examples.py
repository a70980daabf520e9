"""Questions to start from, each the beginning of a story; all of them are run by a test."""

from dataclasses import dataclass

__all__ = ["EXAMPLES", "LEFT_OUT_FILES", "Example"]

#: Which files a public copy leaves out, and why.
LEFT_OUT_FILES = (
    "SELECT organisation AS publisher, name, licence, withheld FROM resource WHERE withheld IS NOT NULL "
    "UNION ALL SELECT publisher, url, licence, withheld FROM notice_file WHERE withheld IS NOT NULL ORDER BY ALL"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words and in SQL."""

    title: str
    sql: str


EXAMPLES = (
    Example(
        "Who is paid most, and by how many bodies?",
        "SELECT supplier, count(DISTINCT organisation) AS bodies, sum(amount) AS pounds\n"
        "FROM payment WHERE currency = 'GBP' AND supplier IS NOT NULL\n"
        "GROUP BY supplier ORDER BY pounds DESC LIMIT 50",
    ),
    Example(
        "How does spending move from month to month?",
        "SELECT strftime(date, '%Y-%m') AS month, sum(amount) AS pounds\n"
        "FROM payment WHERE currency = 'GBP' AND date IS NOT NULL\nGROUP BY month ORDER BY month LIMIT 60",
    ),
    Example(
        "Which bodies withhold most names?",
        "SELECT organisation, round(100.0 * sum(redacted_pence + personal_pence) / sum(pence), 1) AS withheld,\n"
        "  sum(payments)::BIGINT AS payments\nFROM coverage WHERE currency = 'GBP'\n"
        "GROUP BY organisation HAVING sum(pence) > 0 ORDER BY withheld DESC LIMIT 50",
    ),
    Example(
        "Which suppliers are new this year and already large?",
        "SELECT supplier, organisation, min(date) AS first_paid, sum(amount) AS pounds\n"
        "FROM payment WHERE supplier IS NOT NULL AND currency = 'GBP'\nGROUP BY supplier, organisation\n"
        "HAVING min(date) >= (SELECT max(date) - INTERVAL 1 YEAR FROM payment) AND sum(amount) > 100000\n"
        "ORDER BY pounds DESC LIMIT 50",
    ),
    Example(
        "What is the largest credit note of each body?",
        "SELECT organisation, min(amount) AS pounds, arg_min(supplier, amount) AS supplier,\n"
        "  arg_min(payment, amount) AS payment\nFROM payment WHERE amount < 0\n"
        "GROUP BY organisation ORDER BY pounds LIMIT 50",
    ),
    Example(
        "Which months changed after they were published?",
        "SELECT organisation, new_resource, rows_added, rows_removed, pence_after - pence_before AS pence_changed,\n"
        "  names_redacted\nFROM restatement ORDER BY abs(pence_after - pence_before) DESC LIMIT 50",
    ),
    Example(
        "What can the public still speak about?",
        "SELECT p.title, p.buyer_name, d.kind, d.day, p.process\n"
        "FROM process_date d JOIN process p USING (process_id)\n"
        "WHERE d.suspect IS NULL AND NOT p.cancelled ORDER BY d.day DESC LIMIT 50",
    ),
    Example(
        "Who gets grants and is paid by councils as well?",
        "SELECT g.recipient_name, sum(DISTINCT g.amount) AS granted, count(DISTINCT p.organisation) AS paying_bodies\n"
        "FROM grant_award g JOIN payment p ON lower(p.supplier) = lower(g.recipient_name)\n"
        "GROUP BY g.recipient_name ORDER BY granted DESC LIMIT 50",
    ),
    Example(
        "Which promises of open software were kept?",
        "SELECT p.who, p.title, arg_max(v.verdict, v.given_at) AS verdict\n"
        "FROM promise p JOIN promise_verdict v USING (promise_id) GROUP BY p.who, p.title ORDER BY p.who LIMIT 100",
    ),
)
