"""The domain: what is stored, compared, matched, sealed, guarded and published, and every rule about it."""
