"""What the public can still speak about: the list of open dates, each planned purchase, calendars and feeds."""
