"""One base spider for each way of publishing."""
