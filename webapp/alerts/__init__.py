"""Letters about saved searches: asked for, confirmed and ended."""
