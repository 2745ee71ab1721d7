"""A lab and a source text go in, a report comes out."""
