"""The errors that are raised on purpose.

::

    AtlasError
    ├── BadParameter          the value of a parameter is not allowed         (422)
    │   ├── UnknownName       there is nothing of that name                   (404)
    │   └── BadInput          the network can't take an input of this size    (422)
    ├── BadSetting            an environment variable of ours has a wrong value
    ├── UnreadableFile        a file of weights that can't be read            (422)
    ├── BadNetwork            what the reader brought can't be read as a network (422)
    ├── UnsupportedOp         an op whose shapes the closed form can't state
    ├── WorkerFailed          a worker process crashed or took too long, twice (503)
    │   └── LayoutFailed      Graphviz refuses the drawing                     (503)
    └── Busy                  more is asked for than can be done in time      (503)

The HTTP status in brackets is given by ``web/problems.py``; nothing here knows of HTTP.
"""

from resnet_atlas.messages import Message


class AtlasError(Exception):
    """Root of every error that is raised on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let a worker hand it over whatever its constructor takes."""
        return restored, (type(self), self.args), self.__dict__


def restored(kind: type[AtlasError], args: tuple[object, ...]) -> AtlasError:
    """An error as a worker raised it."""
    return kind.__new__(kind, *args)


class BadParameter(AtlasError):
    """A parameter's value is not allowed.

    ``parameter`` is its name, ``given`` its value as text, ``problem`` says what is wrong and
    ``allowed`` what would be right; ``nearest`` is the valid name closest to ``given``.
    """

    def __init__(
        self, parameter: str, given: object, problem: str, allowed: str, nearest: str | None = None
    ) -> None:
        self.parameter = parameter
        self.given = "" if given is None else str(given)
        self.problem = problem
        self.allowed = allowed
        self.nearest = nearest
        super().__init__(self.sentence)

    @property
    def sentence(self) -> Message:
        """The whole error in one line."""
        parts = {
            "given": f"{shorten(self.parameter)}={shorten(self.given)}",
            "problem": self.problem,
            "allowed": self.allowed,
        }
        if self.nearest:
            return Message(
                "{given}: {problem}. Did you mean {nearest}? Allowed: {allowed}.",
                nearest=self.nearest,
                **parts,
            )
        return Message("{given}: {problem}. Allowed: {allowed}.", **parts)


class UnknownName(BadParameter):
    """There is nothing of that name."""


class BadInput(BadParameter):
    """The network can't take an input of this size; ``op`` is the module path where it fails.

    ``problem`` names the op itself.
    """

    def __init__(self, given: object, op: str, problem: str, allowed: str) -> None:
        self.op = op
        super().__init__("size", given, problem, allowed)


class BadSetting(AtlasError):
    """An environment variable of ours, or an option in its place, has a wrong value."""


class UnreadableFile(AtlasError):
    """A file of weights can't be read; the text is why."""


class BadNetwork(AtlasError):
    """What the reader brought can't be read as a network on images.

    ``given`` is what was named, ``problem`` what is wrong, ``allowed`` what would work, ``lines``
    the reader's own lines of a traceback.
    """

    def __init__(self, given: str, problem: str, allowed: str, lines: str = "") -> None:
        self.given, self.problem, self.allowed, self.lines = given, problem, allowed, lines
        super().__init__(given, problem, allowed, lines)

    def __str__(self) -> str:
        """All but the lines."""
        sentence = f"{shorten(self.given, 200)}: {self.problem}. What works: {self.allowed}."
        return sentence.replace("?.", "?")


def without_torch() -> BadNetwork:
    """The error where PyTorch is needed and isn't there."""
    problem = "this needs PyTorch, which isn't installed in this environment"
    return BadNetwork("torch", problem, "pip install torch, or the environment that you train in")


class UnsupportedOp(AtlasError):
    """The shapes of ``op`` can't be stated by one floor, so they are not guessed."""

    def __init__(self, op: str, problem: str) -> None:
        self.op = op
        super().__init__(f"{op}: {problem}")


class WorkerFailed(AtlasError):
    """A worker process crashed, took too long or took too much memory, twice."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class LayoutFailed(WorkerFailed):
    """Graphviz refuses the drawing."""


class Busy(AtlasError):
    """There are too many requests to answer this one in time; a later try may succeed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def shorten(text: str, limit: int = 80) -> str:
    """``text``, cut to ``limit`` characters, so that an error doesn't repeat a very long one."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
