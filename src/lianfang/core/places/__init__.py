"""Places: from the text of an address to an area of the county, without database or files."""
