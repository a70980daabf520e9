"""Sealed bids: procurements and their states, what bidders hand in, its review, publication, and the award."""
