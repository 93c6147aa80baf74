"""The ground floor: runs, claims, style, explorers, exercises, storage. It knows nothing of CNNs."""
