"""Take the data: public copies, questions in SQL, citations, story bundles."""
