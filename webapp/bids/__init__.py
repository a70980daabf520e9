"""Procurements with sealed bids: the public pages, the bidder's form, and the officers' desk."""
