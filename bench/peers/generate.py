"""Batched sampling with a key/value cache in PyTorch. One JSON line; only new tokens count, prefill is in the time."""

import argparse

import peer

peer.use_fast_kernels()

import torch

from transformer import Transformer, sample


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=peer.SHAPES, required=True)
    parser.add_argument("--batch", type=int, help="rows; the benchmark's batch by default")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    peer.set_threads(torch, options.threads)
    torch.manual_seed(1)
    shape = peer.SHAPES[options.shape]
    rows = options.batch or shape.rows
    model = Transformer.of(shape)
    prompts = torch.randint(shape.vocab, (rows, shape.prompt_tokens))
    seconds = peer.measure(lambda: sample(model, prompts, 1, shape.new_tokens), options.runs)
    peer.report(torch, "generate", options.shape, model.parameter_count(), rows * shape.new_tokens, seconds, 2, batch=rows)


if __name__ == "__main__":
    main()
