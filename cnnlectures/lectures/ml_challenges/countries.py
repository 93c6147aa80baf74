"""Life satisfaction and income of 36 countries in 2015.

The example of slide 8 is from A. Géron, *Hands-On Machine Learning*, second edition, chapter 1.
These are its numbers, typed in: average life satisfaction (0-10) from the OECD Better Life Index
2015, © OECD, stats.oecd.org, data set BLI; gross domestic product per capita in US dollars at
current prices for 2015 from the International Monetary Fund, World Economic Outlook Database. Both
are facts published by these two bodies, which do not endorse what we make of them.
"""

from __future__ import annotations

import numpy as np

#: The seven that the book leaves out of its first picture.
LEFT_OUT = (
    "Brazil",
    "Mexico",
    "Chile",
    "Czech Republic",
    "Norway",
    "Switzerland",
    "Luxembourg",
)

#: Country: (income in US dollars per head and year, life satisfaction from 0 to 10).
TABLE = {
    "Brazil": (8669.998, 7.0),
    "Mexico": (9009.280, 6.7),
    "Russia": (9054.914, 6.0),
    "Turkey": (9437.372, 5.6),
    "Hungary": (12239.894, 4.9),
    "Poland": (12495.334, 5.8),
    "Chile": (13340.905, 6.7),
    "Slovak Republic": (15991.736, 6.1),
    "Czech Republic": (17256.918, 6.5),
    "Estonia": (17288.083, 5.6),
    "Greece": (18064.288, 4.8),
    "Portugal": (19121.592, 5.1),
    "Slovenia": (20732.482, 5.7),
    "Spain": (25864.721, 6.5),
    "Korea": (27195.197, 5.8),
    "Italy": (29866.581, 6.0),
    "Japan": (32485.545, 5.9),
    "Israel": (35343.336, 7.4),
    "New Zealand": (37044.891, 7.3),
    "France": (37675.006, 6.5),
    "Belgium": (40106.632, 6.9),
    "Germany": (40996.511, 7.0),
    "Finland": (41973.988, 7.4),
    "Canada": (43331.961, 7.3),
    "Netherlands": (43603.115, 7.3),
    "Austria": (43724.031, 6.9),
    "United Kingdom": (43770.688, 6.8),
    "Sweden": (49866.266, 7.2),
    "Iceland": (50854.583, 7.5),
    "Australia": (50961.865, 7.3),
    "Ireland": (51350.744, 7.0),
    "Denmark": (52114.165, 7.5),
    "United States": (55805.204, 7.2),
    "Norway": (74822.106, 7.4),
    "Switzerland": (80675.308, 7.5),
    "Luxembourg": (101994.093, 6.9),
}


def countries() -> tuple[np.ndarray, np.ndarray]:
    """Return the income and the life satisfaction of the 36 countries, two arrays of (36,)."""
    income, satisfaction = np.array(list(TABLE.values())).T
    return income, satisfaction
