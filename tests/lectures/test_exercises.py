"""Every exercise and every question of every lecture: each of their outcomes, each known mistake.

What only one lecture can say of its exercises stands in that lecture's own test.
"""

from importlib import import_module

import pytest

from cnnlectures.core import syllabus
from cnnlectures.core.exercises import NOT_ATTEMPTED, RIGHT, WRONG, Exercise, Question

MODULES = {
    entry.name: import_module(f"cnnlectures.lectures.{entry.folder}.exercises")
    for entry in syllabus.existing()
}


def found(kind):
    """Each exercise, or question, as a parameter named after its lecture and itself."""
    return [
        pytest.param(thing, id=f"{lecture[:2]}-{name}")
        for lecture, module in MODULES.items()
        for name, thing in vars(module).items()
        if isinstance(thing, kind)
    ]


MISTAKES = [
    pytest.param(*each.values, mistake, id=f"{each.id}-{mistake.name}")
    for each in found(Exercise)
    for mistake in each.values[0].misconceptions
]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "00_start_here"])
def test_a_lecture_has_three_to_six_exercises_and_some_questions(name):
    kinds = [type(thing) for thing in vars(MODULES[name]).values()]
    assert 3 <= kinds.count(Exercise) <= 6
    assert 3 <= kinds.count(Question) <= 5


@pytest.mark.parametrize("exercise", found(Exercise))
def test_a_stub_is_not_attempted_the_model_answer_right_and_nonsense_wrong(exercise, capsys):
    function = callable(exercise.model_answer)
    for stub in (..., lambda *given: ...) if function else (...,):
        exercise.check(stub)
        assert exercise.outcome == NOT_ATTEMPTED
    exercise.check(exercise.model_answer)
    assert exercise.outcome == RIGHT
    for nonsense in ("a sentence", lambda *given: "a sentence"):
        exercise.check(nonsense)
        assert exercise.outcome == WRONG
    exercise.hint()
    capsys.readouterr()
    exercise.solution()
    said = capsys.readouterr().out
    assert exercise.model_answer.__name__ in said if function else said


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_a_known_mistake_gets_its_own_answer(exercise, mistake, capsys):
    exercise.check(mistake.example)
    assert exercise.outcome == WRONG
    assert plain(mistake.says) in plain(capsys.readouterr().out)


@pytest.mark.parametrize("question", found(Question))
def test_a_question_tells_right_from_wrong_and_why(question):
    question.check(...)
    assert question.outcome == NOT_ATTEMPTED
    question.check("".join(key for key, option in question.options.items() if option.right))
    assert question.outcome == RIGHT
    assert any(not option.right for option in question.options.values())
    for key, option in question.options.items():
        assert len(option.why.split()) >= 4
        if not option.right:
            question.check(key)
            assert question.outcome == WRONG
    question.hint()
    question.solution()


def plain(text):
    """Without the marks of Markdown, on one line."""
    return " ".join(text.replace("*", "").replace("`", "").split())
