"""HTML pages with reader comments, cut by their own markup."""
