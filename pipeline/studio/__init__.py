"""The studio: any frame of any scene in the browser, and what becomes of it when it is edited."""
