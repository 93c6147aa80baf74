"""Adversarial data, slide 25: small changes of a picture that a good network falls for."""
