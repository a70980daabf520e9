"""Knows where things are published and fetches them politely into the archive (a Scrapy project)."""
