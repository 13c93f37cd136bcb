"""Makes the golden files of networks with a scalar head: Golden/Scalar, what PyTorch says in float64 about two tiny ones.

    /usr/bin/python3 tests/R1Sharp.Tests/Golden/make_scalar.py        (Debian's python3-torch)

The network is that of make_architectures.py with score.weight [1 x hidden] over the normed hidden states instead of the
vocabulary head, as transformers' classes for sequence classification have it. expected.json holds the sequences, the number of
tokens that each state has seen (lengths), its value, and the coefficients of loss = Σ a · value + ½ Σ b · value²;
gradients.safetensors holds the gradient of every tensor.
"""

import json

import torch
import torch.nn.functional as F
from torch import nn

from make_architectures import HERE, Model, fill
from make_golden import write_safetensors

FOLDER = HERE.parent / "Scalar"


class ScalarModel(Model):
    def __init__(self, config):
        super().__init__({**config, "tie_word_embeddings": True})
        self.score = nn.Linear(config["hidden_size"], 1, bias=False).double()

    def values(self, tokens, lengths):
        hidden = self.hidden(torch.tensor(tokens)[None])[0]
        return F.linear(hidden, self.score.weight)[torch.tensor(lengths) - 1, 0]


def make_sequences(vocab, shapes):
    sequences = []
    for count, lengths in shapes:
        sequences.append({
            "tokens": torch.randint(vocab, (count,)).tolist(),
            "lengths": lengths,
            "a": torch.randn(len(lengths)).tolist(),
            "b": torch.rand(len(lengths)).tolist(),
        })
    return sequences


def total_loss(model, sequences):
    loss = torch.zeros((), dtype=torch.float64)
    for sequence in sequences:
        values = model.values(sequence["tokens"], sequence["lengths"])
        a, b = torch.tensor(sequence["a"], dtype=torch.float64), torch.tensor(sequence["b"], dtype=torch.float64)
        loss = loss + (a * values + b * values**2 / 2).sum()
    return loss


def make(name, seed, **fields):
    config = {
        "vocab_size": 41, "hidden_size": 24, "intermediate_size": 36, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "hidden_act": "silu", "max_position_embeddings": 256, "rms_norm_eps": 1e-6,
        "initializer_range": 0.02, "bos_token_id": 1, "eos_token_id": 2, "use_cache": True, "attention_dropout": 0.0,
        "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}, "torch_dtype": "float32", "transformers_version": "4.51.0",
    }
    config.update(fields)
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    model = ScalarModel(config)
    fill(model, seed)
    write_safetensors(folder / "model.safetensors", dict(model.named_parameters()))
    sequences = make_sequences(config["vocab_size"], [(40, [40]), (19, list(range(4, 19))), (3, [1, 3]), (1, [1]), (70, [9, 33, 70])])
    for sequence in sequences:
        sequence["values"] = model.values(sequence["tokens"], sequence["lengths"]).tolist()
    loss = total_loss(model, sequences)
    loss.backward()
    write_safetensors(folder / "gradients.safetensors", {n: p.grad for n, p in model.named_parameters()})
    (folder / "expected.json").write_text(json.dumps({"loss": loss.item(), "sequences": sequences}) + "\n")


def main():
    torch.set_num_threads(1)
    make("qwen2", 31, architectures=["Qwen2ForSequenceClassification"], model_type="qwen2", rope_theta=1e6, tie_word_embeddings=True,
         use_sliding_window=False, sliding_window=4096, max_window_layers=21)
    make("llama", 32, architectures=["LlamaForSequenceClassification"], model_type="llama", head_dim=16, num_attention_heads=2,
         num_key_value_heads=1, num_hidden_layers=1, rms_norm_eps=1e-5, rope_theta=1e4, tie_word_embeddings=False, num_labels=1)


if __name__ == "__main__":
    main()
