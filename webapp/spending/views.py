"""The pages of spending, gathered: importing this module registers each of them."""

from webapp.spending import comparing, councils, payments, records
from webapp.spending.rooms import blueprint

__all__ = ["blueprint", "comparing", "councils", "payments", "records"]
