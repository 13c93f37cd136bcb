"""One step of GRPO in PyTorch on shape S: 64 prompts × 16 completions of 16 + 64 tokens, sampled, and one update.

The rewards are coin flips: the step costs the same whatever is rewarded. The log-probabilities recorded while sampling
serve as the old ones, so no second forward pass is charged; there is no reference network.
"""

import argparse
import statistics

import peer

peer.use_fast_kernels()

import torch

from transformer import Transformer, sample

PROMPTS, SAMPLES, PROMPT_TOKENS, NEW_TOKENS = 64, 16, 16, 64


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--micro-rows", type=int, default=64, help="completions of one forward and backward")
    parser.add_argument("--sample-prompts", type=int, default=PROMPTS, help="prompts sampled together")
    options = parser.parse_args()
    peer.set_threads(torch, options.threads)
    torch.manual_seed(1)
    shape = peer.SHAPES["S"]
    model = Transformer.of(shape)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.95))
    sampling_seconds = []

    def sample_groups(prompts):
        parts = [sample(model, part, SAMPLES, NEW_TOKENS) for part in prompts.split(options.sample_prompts)]
        return torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])

    def update(prompts, completions, old_log_probs, advantages):
        sequences = torch.cat([prompts.repeat_interleave(SAMPLES, 0), completions], dim=1)
        for rows in torch.arange(len(sequences)).split(options.micro_rows):
            hidden = model.hidden(sequences[rows, :-1])[:, PROMPT_TOKENS - 1 :]
            log_probs = model.logits(hidden).log_softmax(-1)
            taken = log_probs.gather(2, completions[rows][:, :, None])[:, :, 0]
            ratio = (taken - old_log_probs[rows]).exp()
            advantage = advantages[rows][:, None]
            loss = -torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean(1).sum() / len(sequences)
            loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    def step():
        prompts = torch.randint(shape.vocab, (PROMPTS, PROMPT_TOKENS))
        completions = []
        sampling_seconds.extend(peer.measure(lambda: completions.extend(sample_groups(prompts)), 1, warmups=0))
        rewards = torch.randint(2, (PROMPTS, SAMPLES)).float()
        deviation = rewards.std(1, unbiased=False, keepdim=True)
        advantages = (rewards - rewards.mean(1, keepdim=True)) / (deviation + 1e-6)
        update(prompts, completions[0].clone(), completions[1].clone(), advantages.reshape(-1))

    seconds = peer.measure(step, options.runs)
    peer.report(torch, "grpo", "S", model.parameter_count(), PROMPTS * SAMPLES * NEW_TOKENS, seconds, 2,
                sampling_seconds=round(statistics.median(sampling_seconds[1:]), 4), prompts=PROMPTS, samples=SAMPLES)


if __name__ == "__main__":
    main()
