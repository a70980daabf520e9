"""The API: lists with filters and cursors as JSON, described by OpenAPI, open to anybody without a key."""
