"""Lecture 07, architectures: AlexNet, GoogLeNet and VGG, built, counted and trained small."""
