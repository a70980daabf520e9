"""How often one reader may ask; an address counts as its /64 where it is IPv6, since a household has that many."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from flask_limiter import Limiter

__all__ = ["limiter", "reader"]


def reader() -> str:
    """Who is counted: the address, or the /64 that it lies in."""
    address = ip_address(request.remote_addr or "127.0.0.1")
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)


limiter = Limiter(reader, default_limits=["1200 per minute"], storage_uri="memory://", headers_enabled=False)
