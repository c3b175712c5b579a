"""What forms and programs may send, shared by pages and the API."""
