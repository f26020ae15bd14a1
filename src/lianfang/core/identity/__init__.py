"""Identity numbers, phones and names, and who is the same person with what certainty."""
