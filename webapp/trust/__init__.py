"""Trust: what is worth checking, how well each publisher publishes, and fixes that anybody may propose."""
