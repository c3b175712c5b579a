"""The rules of P9–P12, P19 and A5 as pure decisions: frozen facts in, an answer with its clause out."""
