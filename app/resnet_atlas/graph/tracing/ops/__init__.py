"""PyTorch's functions → ops: what each does to the sizes of a tensor.

A rule has the parameters of the function it reads, behind the id of the op. In place of a tensor
that is computed from the input it gets the op that computes it, in place of another a ``Given``.
It returns the op, several where the function returns several tensors, or a number.
"""
