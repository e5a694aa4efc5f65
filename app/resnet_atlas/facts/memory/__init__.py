"""What a network takes of memory, in bytes: at rest, in training, and at the peak of inference.

The network is one as torchvision writes it: ReLU in place, a statement for each conv and each batch
norm. What is kept for the backward pass follows PyTorch's rules for each op, so it equals to the
byte what autograd holds on to. What is alive during inference follows from when ``forward`` lets go
of a tensor.

Not counted: the allocator's rounding, workspace and reserved space of cuDNN, the CUDA context,
gradients of activations, the optimizer's temporary tensors.
"""
