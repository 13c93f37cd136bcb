"""Makes the golden files beside it: two tiny networks with what PyTorch, in float64, says about them.

    /usr/bin/python3 tests/R1Sharp.Tests/Golden/make_golden.py        (Debian's python3-torch)

Each folder holds config.json and model.safetensors as Hugging Face writes them; expected.json with the sequences, the
log-probability and entropy of every target, the coefficients of the loss, its value, and a course of AdamW;
gradients.safetensors with the gradient of every tensor; trained.safetensors with the weights after the course. Every
sequence goes through the network alone: whatever packs them must not be seen in the result.

loss = Σ over sequences and targets of  a · log π(token) + b · H,  a and b fixed random numbers.
"""

import json
import struct
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "bench" / "peers"))

from transformer import Transformer  # noqa: E402  (the path comes first)

POSITIONS = 64
OPTIMIZER = {"lr": 0.01, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-4, "weight_decay": 0.1, "max_norm": 1.0, "steps": 3}


def write_safetensors(path, tensors):
    """Header length, header, data: float32, in the order given."""
    header, offset = {}, 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(tensor.detach().float().contiguous().numpy().tobytes() for tensor in tensors.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def build(seed, shape, bias, tied, theta):
    """A network in float64 whose weights are exact in float32, large enough that no part of it is nearly linear."""
    torch.manual_seed(seed)
    model = Transformer(**shape, positions=POSITIONS, bias=bias, tied=tied, theta=theta, dtype=torch.float64)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            spread = 0.2 if parameter.dim() == 2 else 0.1
            centre = 1.0 if "norm" in name else 0.0
            parameter.copy_((centre + spread * torch.randn(parameter.shape)).float())
    return model


def make_sequences(vocab, lengths, first_targets):
    """Tokens, targets and the loss's coefficients; the last target may be followed by tokens that are none."""
    sequences = []
    for length, first in zip(lengths, first_targets):
        targets = list(range(first, length))
        sequences.append({
            "tokens": torch.randint(vocab, (length,)).tolist(),
            "targets": targets,
            "a": torch.randn(len(targets)).tolist(),
            "b": (0.3 * torch.randn(len(targets))).tolist(),
        })
    return sequences


def evaluate(model, sequence, temperature):
    """Log-probabilities and entropies of one sequence's targets."""
    tokens = torch.tensor(sequence["tokens"])
    logits = model.logits(model.hidden(tokens[None]))[0] / temperature
    log_probs = logits.log_softmax(-1)
    entropies = -(log_probs.exp() * log_probs).sum(-1)
    targets = torch.tensor(sequence["targets"])
    return log_probs[targets - 1, tokens[targets]], entropies[targets - 1]


def total_loss(model, sequences, temperature):
    loss = torch.zeros((), dtype=torch.float64)
    for sequence in sequences:
        log_probs, entropies = evaluate(model, sequence, temperature)
        a, b = torch.tensor(sequence["a"], dtype=torch.float64), torch.tensor(sequence["b"], dtype=torch.float64)
        loss = loss + (a * log_probs).sum() + (b * entropies).sum()
    return loss


def train(model, sequences, temperature):
    """Steps of AdamW on the same sequences: the loss and the gradient's norm before clipping at each."""
    decayed = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() != 2]
    groups = [{"params": decayed, "weight_decay": OPTIMIZER["weight_decay"]}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=OPTIMIZER["lr"], betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]), eps=OPTIMIZER["epsilon"])
    losses, norms = [], []
    for _ in range(OPTIMIZER["steps"]):
        optimizer.zero_grad()
        loss = total_loss(model, sequences, temperature)
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIMIZER["max_norm"]).item())
        optimizer.step()
    return losses, norms


def write_config(path, shape, bias, tied, theta):
    config = {
        "architectures": ["Qwen2ForCausalLM" if bias else "LlamaForCausalLM"],
        "model_type": "qwen2" if bias else "llama",
        "vocab_size": shape["vocab"],
        "hidden_size": shape["hidden"],
        "intermediate_size": shape["ffn"],
        "num_hidden_layers": shape["layers"],
        "num_attention_heads": shape["heads"],
        "num_key_value_heads": shape["kv_heads"],
        "max_position_embeddings": POSITIONS,
        "rope_theta": theta,
        "rms_norm_eps": shape["epsilon"],
        "hidden_act": "silu",
        "tie_word_embeddings": tied,
        "initializer_range": 0.02,
        "eos_token_id": 0,
        "torch_dtype": "float32",
    }
    path.write_text(json.dumps(config, indent=2) + "\n")


def make(name, seed, shape, bias, tied, theta, temperature, lengths, first_targets):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    model = build(seed, shape, bias, tied, theta)
    sequences = make_sequences(shape["vocab"], lengths, first_targets)
    write_config(folder / "config.json", shape, bias, tied, theta)
    write_safetensors(folder / "model.safetensors", dict(model.named_parameters()))
    for sequence in sequences:
        log_probs, entropies = evaluate(model, sequence, temperature)
        sequence["log_probs"], sequence["entropies"] = log_probs.tolist(), entropies.tolist()
    loss = total_loss(model, sequences, temperature)
    loss.backward()
    write_safetensors(folder / "gradients.safetensors", {n: p.grad for n, p in model.named_parameters()})
    losses, norms = train(model, sequences, temperature)
    write_safetensors(folder / "trained.safetensors", dict(model.named_parameters()))
    expected = {"temperature": temperature, "loss": loss.item(), "sequences": sequences,
                "optimizer": OPTIMIZER, "losses": losses, "norms": norms}
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def main():
    torch.set_num_threads(1)
    make("tied", 1, dict(vocab=97, hidden=64, layers=2, heads=4, kv_heads=2, ffn=96, epsilon=1e-6), True, True, 10_000.0,
         1.0, lengths=(2, 37, 19), first_targets=(1, 11, 4))
    make("untied", 2, dict(vocab=33, hidden=24, layers=1, heads=4, kv_heads=1, ffn=40, epsilon=1e-5), False, False, 500_000.0,
         0.7, lengths=(7, 3, 40), first_targets=(3, 1, 1))


if __name__ == "__main__":
    main()
