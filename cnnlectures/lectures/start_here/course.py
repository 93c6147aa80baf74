"""The table of the course's lectures, made from the syllabus."""

from __future__ import annotations

from cnnlectures.core import syllabus


def contents() -> None:
    """Display the lectures: number, question, slides, minutes, and whether they are there yet."""
    from IPython.display import Markdown, display

    rows = ["| | lecture | the question | slides | minutes | |", "| --: " + "| :-- " * 5 + "|"]
    rows += [_row(entry) for entry in syllabus.LECTURES[1:]]
    display(Markdown("\n".join(rows)))


def _row(entry: syllabus.Lecture) -> str:
    title = f"[{entry.title}]({entry.name}.ipynb)" if entry.exists else entry.title
    minutes = f"{entry.minutes[0]} / {entry.minutes[1]}" if entry.exists else ""
    state = "**ready**" if entry.exists else "planned"
    return (
        f"| {entry.name[:2]} | {title} | {entry.question} | {_ranges(entry.slides)} | {minutes} "
        f"| {state} |"
    )


def _ranges(numbers: tuple[int, ...]) -> str:
    """Return whole numbers as text, runs of them joined: ``"26–30, 46"``."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{s[0]}–{s[-1]}" if len(s) > 1 else f"{s[0]}" for s in spans)
