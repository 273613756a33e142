"""How Pharos puts numbers and names into sentences, and what its terms mean. Knows nothing of logs or pages."""
