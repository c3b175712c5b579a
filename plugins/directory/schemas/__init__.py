"""The shape of what comes in and goes out: forms, the API, and documents of HSDS."""
