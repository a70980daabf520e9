"""Money in words for sentences: whole pounds without pence, every other amount to the penny."""

__all__ = ["money", "pounds"]

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "US$"}


def pounds(pence: int) -> str:
    """Pence as pounds: "£620,000" or "£33,721.50"; a minus sign before the pound sign."""
    return money(pence, "GBP")


def money(pence: int, currency: str | None) -> str:
    """Hundredths of a currency as it is written here; the currency's code leads when it has no common sign."""
    code = currency or "GBP"
    sign = _SIGNS.get(code, f"{code} ")
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{sign}{whole:,}" + (f".{rest:02d}" if rest else "")
