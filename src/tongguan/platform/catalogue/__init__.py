"""The catalogue (K2): versioned, bitemporal, searchable, watched for freshness."""
