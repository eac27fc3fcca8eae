"""Where the time and the bytes of a build went: as figures, as text, and as a page."""
