"""What the pages of spending show: one file for each page, each figure read from sums, so the cost stays flat."""
