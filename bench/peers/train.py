"""Training in PyTorch: forward, backward, clipping, AdamW. One JSON line; tokens per second are the median of the runs."""

import argparse

import peer

peer.use_fast_kernels()

import torch
import torch.nn.functional as F

from transformer import Transformer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=peer.SHAPES, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--micro-rows", type=int, help="sequences of one forward and backward; the whole batch by default")
    options = parser.parse_args()
    peer.set_threads(torch, options.threads)
    torch.manual_seed(1)
    shape = peer.SHAPES[options.shape]
    model = Transformer.of(shape)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1)
    batch = torch.randint(shape.vocab, (shape.train_rows, shape.train_tokens + 1))

    def step():
        for rows in batch.split(options.micro_rows or shape.train_rows):
            logits = model.logits(model.hidden(rows[:, :-1]))
            loss = F.cross_entropy(logits.reshape(-1, shape.vocab), rows[:, 1:].reshape(-1), reduction="sum")
            (loss / (shape.train_rows * shape.train_tokens)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    seconds = peer.measure(step, options.runs)
    tokens = shape.train_rows * shape.train_tokens
    peer.report(torch, "train", options.shape, model.parameter_count(), tokens, seconds, 6)


if __name__ == "__main__":
    main()
