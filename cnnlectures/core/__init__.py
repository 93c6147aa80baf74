"""The ground floor: runs, claims, style, explorers, exercises, storage; nothing about CNNs."""
