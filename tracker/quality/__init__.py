"""How well each publisher publishes: marks made of its own files, a league that shows how, and a market of fixes."""
