"""Which of two words belongs here? Four learners on text that ships with our dependencies.

After Banko and Brill, *Scaling to Very Very Large Corpora for Natural Language Disambiguation*,
ACL 2001: a gap in running text, two words that could fill it, and the text itself as the teacher.
The text is the documentation inside Python's own library and seven packages that this one needs,
all under licences that let anybody use it (the PSF's, BSD, and matplotlib's after the PSF's).
Nothing of it is copied into this package.
"""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from cnnlectures.core import arguments

#: Where the text is from, beside Python's own modules.
PACKAGES = ("IPython", "matplotlib", "networkx", "numpy", "scipy", "skimage", "sklearn")
#: The confusion sets; each word occurs over 2,400 times in different surroundings.
SETS = (
    ("then", "than"),
    ("has", "have"),
    ("is", "are"),
    ("a", "an"),
    ("from", "for"),
    ("that", "which"),
)
LEARNERS = ("perceptron", "naive Bayes", "logistic regression", "memory-based")
#: A little over two and a half decades.
SIZES = (10, 32, 100, 316, 1000, 3200)

_PROSE = re.compile(r'"""(.*?)"""|#([^\n]*)', re.DOTALL)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[.,;:()?!]|[0-9]+")
_REACH = 5  # words on either side of the gap
_TEST = 300  # examples of either word to test on


@dataclass(frozen=True)
class _Corpus:
    """The running text: every token's number, the file it is from, and the words by number."""

    tokens: np.ndarray
    files: np.ndarray
    words: list[str]


@dataclass(frozen=True)
class Examples:
    """Gaps, and what fills them.

    Attributes:
        context: (examples, 10), the numbers of the five words before and the five after the gap.
        label: (examples,), 0 for the set's first word and 1 for its second.
        file: (examples,), which file each is from.
    """

    context: np.ndarray
    label: np.ndarray
    file: np.ndarray


@cache
def _corpus() -> _Corpus:
    numbers: dict[str, int] = {"": 0}
    edge, tokens, files = [0] * _REACH, [], []
    for path in _sources():
        prose = "\n".join(a or b for a, b in _PROSE.findall(path.read_text("utf-8", "ignore")))
        lines = (line for line in prose.lower().split("\n") if not _is_code(line))
        own = [numbers.setdefault(word, len(numbers)) for word in _TOKEN.findall("\n".join(lines))]
        tokens.append(np.array(edge + own + edge, "int32"))
        files.append(len(tokens[-1]))
    return _Corpus(np.concatenate(tokens), np.repeat(np.arange(len(files)), files), list(numbers))


def _sources() -> list[Path]:
    """Return the Python files of the standard library and the packages, but for their tests."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for name in PACKAGES:
        home = Path(find_spec(name).origin).parent
        found = sorted(home.rglob("*.py"))
        paths += [path for path in found if "tests" not in path.relative_to(home).parts]
    return paths


def _is_code(line: str) -> bool:
    return line.lstrip().startswith((">>>", "..."))


@cache
def _examples(pair: tuple[str, str]) -> Examples:
    corpus = _corpus()
    around = np.r_[-_REACH:0, 1 : _REACH + 1]
    context, label, file = [], [], []
    for which, word in enumerate(pair):
        at = np.flatnonzero(corpus.tokens == corpus.words.index(word))
        found = corpus.tokens[at[:, None] + around]
        _, once = np.unique(found[:, 2:-2], axis=0, return_index=True)  # copies count once
        context.append(found[once])
        label.append(np.full(len(once), which))
        file.append(corpus.files[at[once]])
    return Examples(*map(np.concatenate, (context, label, file)))


def examples(pair: Sequence[str]) -> Examples:
    """Return every gap of a confusion set, each surrounding (three words either side) once.

    Args:
        pair: one of `SETS`.

    Raises:
        ValueError: if it is none of them.
    """
    return _examples(_known(pair))


def _known(pair) -> tuple[str, str]:
    accepted = [list(each) for each in SETS]
    if not isinstance(pair, list | tuple) or list(pair) not in accepted:
        raise ValueError(f"`pair` must be one of {accepted!r}. Received: {pair!r}.")
    return tuple(pair)


def excerpts(pair: Sequence[str], count: int, seed: int) -> list[dict]:
    """Return a few gaps as they can be read: words before, the word, words after.

    Args:
        pair: one of `SETS`.
        count: how many.
        seed: which ones.
    """
    found, words = examples(pair), _corpus().words
    count = arguments.whole_number("count", count, low=1, high=100)
    seed = arguments.whole_number("seed", seed)
    chosen = np.random.default_rng(seed).choice(len(found.label), count, replace=False)
    rows = []
    for at in chosen:
        before, after = ([words[word] for word in half] for half in np.split(found.context[at], 2))
        rows.append(
            {
                "before the gap": " ".join(before).strip(),
                "the word": pair[found.label[at]],
                "after the gap": " ".join(after).strip(),
            }
        )
    return rows


def learning_curves(
    seeds: Sequence[int],
    *,
    sizes: Sequence[int] = SIZES,
    sets: Sequence[Sequence[str]] = SETS,
    shuffled: bool = False,
) -> dict[str, np.ndarray]:
    """Train every learner on more and more examples and test it on other files.

    Both words are equally frequent in training and in testing, so that guessing gives one half.
    A sixth of the files is kept for testing; a learner never sees their text.

    Args:
        seeds: each chooses the files and the examples anew.
        sizes: numbers of training examples.
        sets: some of `SETS`.
        shuffled: give the learners wrong labels at random, for comparison.

    Returns:
        For each of `LEARNERS` the accuracy, (sets, seeds, sizes).
    """
    seeds = _whole_numbers("seeds", seeds, low=0)
    sizes = _whole_numbers("sizes", sizes, low=2)
    if not isinstance(sets, list | tuple) or not len(sets):
        raise ValueError(f"`sets` must name at least one confusion set. Received: {sets!r}.")
    try:
        pairs = [_known(pair) for pair in sets]
    except ValueError as error:
        raise ValueError(f"`sets` must hold some of {SETS!r}. Received: {sets!r}.") from error
    accuracy = {name: np.empty((len(sets), len(seeds), len(sizes))) for name in LEARNERS}
    for row, pair in enumerate(pairs):
        for column, seed in enumerate(seeds):
            train, test = _split(examples(pair), max(sizes), seed, shuffled)
            for place, size in enumerate(sizes):
                first = Examples(*(part[:size] for part in vars(train).values()))
                for name, right in _scores(first, test, seed).items():
                    accuracy[name][row, column, place] = right
    return accuracy


def _whole_numbers(argument: str, values, low: int) -> list[int]:
    if not isinstance(values, Sequence) or isinstance(values, str) or not len(values):
        raise ValueError(f"`{argument}` must be a list of whole numbers. Received: {values!r}.")
    return [arguments.whole_number(argument, value, low=low) for value in values]


def _split(found: Examples, size: int, seed: int, shuffled: bool) -> tuple[Examples, Examples]:
    """Return training and test examples, the two words by turns, from different files."""
    random = np.random.default_rng([seed, 0])
    files = random.permutation(np.unique(found.file))
    held_back = np.isin(found.file, files[: len(files) // 6])
    train, test = [], []
    for label in (0, 1):
        own = random.permutation(np.flatnonzero(found.label == label))
        train.append(own[~held_back[own]])
        test.append(own[held_back[own]][:_TEST])
    if 2 * min(map(len, train)) < size:
        have = 2 * min(map(len, train))
        raise ValueError(f"`sizes` must stay below {have}, which the text has. Received: {size}.")
    train, test = _by_turns(train), _by_turns(test)
    labels = found.label[train]
    if shuffled:
        labels = random.permutation(labels)
    return (
        Examples(found.context[train], labels, found.file[train]),
        Examples(found.context[test], found.label[test], found.file[test]),
    )


def _by_turns(both: list[np.ndarray]) -> np.ndarray:
    return np.stack([own[: min(map(len, both))] for own in both], axis=1).ravel()


# ------------------------------------------------------------------ learners


def _scores(train: Examples, test: Examples, seed: int) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression, Perceptron
    from sklearn.naive_bayes import BernoulliNB

    models = (
        Perceptron(max_iter=20, tol=None, random_state=seed),
        BernoulliNB(alpha=0.1),
        LogisticRegression(solver="liblinear", dual=True, tol=0.1, random_state=seed),
    )
    x, x_test = _one_hot(_features(train.context), _features(test.context))
    guesses = [model.fit(x, train.label).predict(x_test) for model in models]
    guesses.append(_remembered(train, test))
    return {
        name: float((guess == test.label).mean())
        for name, guess in zip(LEARNERS, guesses, strict=True)
    }


def _features(context: np.ndarray) -> np.ndarray:
    """Return each example's 17 features as numbers: words by place, pairs, and near by.

    The two words either side with their places, the pairs before, around and after the gap, and
    all ten words whatever their place.
    """
    many = len(_corpus().words)
    near = context[:, 3:7].astype("int64")
    before, around, after = near[:, :2], near[:, 1:3], near[:, 2:]
    pairs = [
        (4 + (which * many + pair[:, 0]) + 1) * many + pair[:, 1]
        for which, pair in enumerate((before, around, after))
    ]
    placed = near + np.arange(4) * many
    return np.column_stack([placed, context.astype("int64") - many, *pairs])


def _one_hot(train: np.ndarray, test: np.ndarray):
    """Return both as sparse tables of zeros and ones; what training never showed is left out."""
    from scipy.sparse import csr_matrix

    known = np.unique(train)
    tables = []
    for codes in (train, test):
        place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        row, column = np.nonzero(known[place] == codes)
        table = csr_matrix(
            (np.ones(len(row)), (row, place[row, column])), shape=(len(codes), len(known))
        )
        table.data[:] = 1.0
        tables.append(table)
    return tables


def _remembered(train: Examples, test: Examples) -> np.ndarray:
    """Return what stood between the same two words before; if nothing did, beside one of them."""
    many = len(_corpus().words)
    left, right = _REACH - 1, _REACH

    def votes(key):
        kinds, which = np.unique(key(train.context), return_inverse=True)
        count = np.zeros((len(kinds) + 1, 2))
        np.add.at(count, (which, train.label), 1)
        asked = key(test.context)
        place = np.minimum(np.searchsorted(kinds, asked), len(kinds) - 1)
        return count[np.where(kinds[place] == asked, place, len(kinds))]

    both = votes(lambda c: c[:, left].astype("int64") * many + c[:, right])
    one = votes(lambda c: c[:, left]) + votes(lambda c: c[:, right])
    decided = both[:, 0] != both[:, 1]
    return np.where(decided, both[:, 1] > both[:, 0], one[:, 1] > one[:, 0]).astype(int)
