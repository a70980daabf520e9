"""What people type into forms: cleaned of what cannot be seen, and told field by field what to mend."""

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["FieldsError", "clean_words"]

# Controls, marks that turn the direction of a text, halves of signs, and signs that only one font knows.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


class FieldsError(ValueError):
    """What was typed cannot be kept like this; ``wrong`` has a sentence for each field, by its name in the form."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


def clean_words(text: str, *, lines: bool = True) -> str:
    """The text in one form of Unicode (NFC), without what cannot be seen; its line breaks stay only with ``lines``."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in text if (sign == "\n" and lines) or unicodedata.category(sign) not in _UNSEEN)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()
