"""Makes Golden/Trl: ten updates of TRL's SFTTrainer and ten of its GRPOTrainer on a tiny network, in float64.

    /usr/bin/python3 tests/R1Sharp.Tests/Golden/make_trl.py        (Debian's python3-torch)

The arithmetic is that of TRL's documentation (losses, advantages) and of transformers' Trainer (AdamW without decay of norms and
biases, clipping by global norm, linear schedule with warm-up), retold in plain PyTorch on the network of
Golden/Architectures/qwen2. The data are made here: token ids, which of them are learned, rewards. Each update sees all of its
examples, so that no order of data matters.
"""

import json
import struct
from pathlib import Path

import torch

from make_architectures import Model

HERE = Path(__file__).resolve().parent
NETWORK = HERE / "Architectures" / "qwen2"
STEPS, WARMUP, RATE, DECAY, CLIP = 10, 3, 2e-3, 0.01, 1.0


def read_safetensors(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        assert entry["dtype"] == "F32", entry["dtype"]
        raw = bytearray(data[8 + size + first : 8 + size + last])
        tensors[name] = torch.frombuffer(raw, dtype=torch.float32).reshape(entry["shape"]).double()
    return tensors


def network():
    model = Model(json.loads((NETWORK / "config.json").read_text()))
    model.load_state_dict(read_safetensors(NETWORK / "model.safetensors"))
    return model


def log_probs(model, tokens, temperature=1.0):
    """log π of tokens 1 … n-1 under the network."""
    ids = torch.tensor([tokens])
    hidden = model.hidden(ids)
    head = model.lm_head.weight if model.lm_head is not None else model.model.embed_tokens.weight
    logits = (hidden @ head.T)[0] / temperature
    return torch.log_softmax(logits[:-1], dim=-1).gather(1, ids[0, 1:, None])[:, 0]


def optimizer(model):
    """transformers' groups: norms and biases do not decay."""
    plain = [p for n, p in model.named_parameters() if n.endswith("bias") or "norm" in n]
    decayed = [p for n, p in model.named_parameters() if not (n.endswith("bias") or "norm" in n)]
    adam = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}], lr=RATE, betas=(0.9, 0.999), eps=1e-8
    )
    rate = lambda step: step / WARMUP if step < WARMUP else max(0.0, (STEPS - step) / max(1, STEPS - WARMUP))
    return adam, torch.optim.lr_scheduler.LambdaLR(adam, rate)


def update(model, adam, schedule, loss):
    adam.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    adam.step()
    schedule.step()
    return float(loss), float(norm)


def sft(random, vocabulary):
    model = network()
    adam, schedule = optimizer(model)
    examples = []
    for _ in range(8):
        length = int(torch.randint(6, 24, (1,), generator=random))
        tokens = torch.randint(0, vocabulary, (length,), generator=random).tolist()
        examples.append({"tokens": tokens, "first": int(torch.randint(1, length - 3, (1,), generator=random))})
    losses, norms = [], []
    for _ in range(STEPS):
        learned = torch.cat([log_probs(model, e["tokens"])[e["first"] - 1 :] for e in examples])
        loss, norm = update(model, adam, schedule, -learned.sum() / learned.numel())
        losses.append(loss)
        norms.append(norm)
    return {"examples": examples, "losses": losses, "norms": norms}


def grpo(random, vocabulary):
    """Five generations of two prompts with four completions, each learned from twice (mu = 2), loss_type dapo, KL to the beginning."""
    temperature, beta, epsilon, groups, size = 0.9, 0.04, 0.2, 2, 4
    model, reference = network(), network()
    adam, schedule = optimizer(model)
    generations, losses, norms = [], [], []
    for _ in range(STEPS // 2):
        rollouts = []
        for _ in range(groups):
            prompt = torch.randint(0, vocabulary, (int(torch.randint(3, 9, (1,), generator=random)),), generator=random).tolist()
            for _ in range(size):
                length = int(torch.randint(2, 12, (1,), generator=random))
                completion = torch.randint(0, vocabulary, (length,), generator=random).tolist()
                rollouts.append({"prompt": prompt, "completion": completion, "reward": round(float(torch.rand(1, generator=random)), 3)})
        generations.append(rollouts)
        rewards = torch.tensor([r["reward"] for r in rollouts], dtype=torch.float64).view(groups, size)
        advantages = ((rewards - rewards.mean(1, keepdim=True)) / (rewards.std(1, keepdim=True) + 1e-4)).flatten()
        sampled = lambda m: [log_probs(m, r["prompt"] + r["completion"], temperature)[len(r["prompt"]) - 1 :] for r in rollouts]
        with torch.no_grad():
            old, fixed = sampled(model), sampled(reference)
        for _ in range(2):
            total, count = 0.0, 0
            for new, before, ref, advantage in zip(sampled(model), old, fixed, advantages):
                ratio = (new - before).exp()
                surrogate = torch.min(ratio * advantage, ratio.clamp(1 - epsilon, 1 + epsilon) * advantage)
                divergence = (ref - new).exp() - (ref - new) - 1
                total = total + (-surrogate + beta * divergence).sum()
                count += new.numel()
            loss, norm = update(model, adam, schedule, total / count)
            losses.append(loss)
            norms.append(norm)
    return {"temperature": temperature, "beta": beta, "epsilon": epsilon, "groupSize": size, "generations": generations, "losses": losses, "norms": norms}


def main():
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(20261128)
    vocabulary = json.loads((NETWORK / "config.json").read_text())["vocab_size"]
    settings = {"steps": STEPS, "warmup": WARMUP, "rate": RATE, "decay": DECAY, "clip": CLIP}
    folder = HERE / "Trl"
    folder.mkdir(exist_ok=True)
    (folder / "expected.json").write_text(json.dumps({"settings": settings, "sft": sft(random, vocabulary), "grpo": grpo(random, vocabulary)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
