"""What the numbers of the quiz on the future come from: looked-up facts, each with its source."""


def zero_against_its_predecessor_games() -> float:
    # Silver et al., Mastering the game of Go without human knowledge, Nature 550 (2017): self-play alone.
    return 0


def zero_against_its_predecessor_wins() -> float:
    # The same paper: 100 to 0 against the version that had beaten Lee Sedol.
    return 100


def zero_against_its_predecessor_losses() -> float:
    # The same paper.
    return 0
