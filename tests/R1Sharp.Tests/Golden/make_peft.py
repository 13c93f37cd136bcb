"""Makes the golden adapters: Golden/Peft, folders as Hugging Face's PEFT writes them, with what PyTorch says in float64.

    /usr/bin/python3 tests/R1Sharp.Tests/Golden/make_peft.py        (Debian's python3-torch)

Each stands beside a network of Golden/Architectures, which adapter_config.json names as its base, relative to its own folder. A linear map with an
adapter computes W x + b + s B (A x), s = alpha / r, or alpha / sqrt(r) where use_rslora is true; which maps have one, and of which rank and alpha,
is found here as PEFT finds it: target_modules by the end of the name or as one expression, rank_pattern and alpha_pattern by expressions for the end of
the name. The files are read back before anything is computed. expected.json holds sequences as make_golden.py has them, gradients.safetensors the
gradient of the loss by every A and B, under the names of adapter_model.safetensors.
"""

import json
import math
import re
import struct
from pathlib import Path

import numpy
import torch
from torch import nn

from make_architectures import Model
from make_golden import evaluate, make_sequences, total_loss, write_safetensors

GOLDEN = Path(__file__).resolve().parent
PREFIX = "base_model.model."


def read_safetensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name] = torch.from_numpy(numpy.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]).astype("f8"))
    return tensors


def base(name):
    folder = GOLDEN / "Architectures" / name
    model = Model(json.loads((folder / "config.json").read_text()))
    stored = read_safetensors(folder / "model.safetensors")
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(stored[key])
            parameter.requires_grad = False
    return model


def is_target(config, module):
    targets = config["target_modules"]
    if isinstance(targets, str):
        return re.fullmatch(targets, module) is not None
    return any(module == target or module.endswith("." + target) for target in targets)


def by_pattern(patterns, module, default):
    return next((value for key, value in patterns.items() if re.match(rf"(.*\.)?({key})$", module)), default)


class Adapted(nn.Module):
    def __init__(self, layer, rank, scale):
        super().__init__()
        self.layer, self.scale = layer, scale
        self.down = nn.Parameter(torch.zeros(rank, layer.in_features, dtype=torch.float64))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank, dtype=torch.float64))

    def forward(self, x):
        return self.layer(x) + self.scale * ((x @ self.down.T) @ self.up.T)


def adapt(model, config):
    """Puts adapters beside the maps that the configuration names; returns them by name."""
    adapted = {}
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.Linear) and name != "lm_head" and is_target(config, name):
            rank = by_pattern(config["rank_pattern"], name, config["r"])
            alpha = by_pattern(config["alpha_pattern"], name, config["lora_alpha"])
            adapted[name] = Adapted(module, rank, alpha / (math.sqrt(rank) if config["use_rslora"] else rank))
            parent, last = name.rsplit(".", 1)
            setattr(model.get_submodule(parent), last, adapted[name])
    return adapted


def make(name, seed, network, lengths, first_targets, **fields):
    config = {
        "alpha_pattern": {}, "auto_mapping": None, "base_model_name_or_path": f"../../Architectures/{network}", "bias": "none", "corda_config": None,
        "eva_config": None, "exclude_modules": None, "fan_in_fan_out": False, "inference_mode": True, "init_lora_weights": True, "layer_replication": None,
        "layers_pattern": None, "layers_to_transform": None, "loftq_config": {}, "lora_alpha": 16, "lora_bias": False, "lora_dropout": 0.05,
        "megatron_config": None, "megatron_core": "megatron.core", "modules_to_save": None, "peft_type": "LORA", "qalora_group_size": 16, "r": 4,
        "rank_pattern": {}, "revision": None, "target_modules": ["q_proj", "v_proj"], "target_parameters": None, "task_type": "CAUSAL_LM",
        "trainable_token_indices": None, "use_dora": False, "use_qalora": False, "use_rslora": False,
    }
    config.update(fields)
    folder = GOLDEN / "Peft" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
    model = base(network)
    adapted = adapt(model, config)
    torch.manual_seed(seed)
    factors = {}
    with torch.no_grad():
        for module, adapter in adapted.items():
            for part, factor in (("lora_A", adapter.down), ("lora_B", adapter.up)):
                factor.copy_((0.3 * torch.randn(factor.shape)).float())
                factors[f"{PREFIX}{module}.{part}.weight"] = factor
    write_safetensors(folder / "adapter_model.safetensors", factors)
    for key, stored in read_safetensors(folder / "adapter_model.safetensors").items():
        assert torch.equal(stored, factors[key].detach())
    sequences = make_sequences(model.config["vocab_size"], lengths, first_targets)
    for sequence in sequences:
        log_probs, entropies = evaluate(model, sequence, 1.0)
        sequence["log_probs"], sequence["entropies"] = log_probs.tolist(), entropies.tolist()
    loss = total_loss(model, sequences, 1.0)
    loss.backward()
    write_safetensors(folder / "gradients.safetensors", {key: factor.grad for key, factor in factors.items()})
    (folder / "expected.json").write_text(json.dumps({"temperature": 1.0, "loss": loss.item(), "sequences": sequences}) + "\n")


def main():
    torch.set_num_threads(1)
    short = dict(lengths=(40, 19, 3), first_targets=(1, 4, 2))
    everything = ["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"]
    make("qwen2-all", 31, "qwen2", **short, target_modules=everything)
    make("qwen2-default", 32, "qwen2-tied", **short, r=8, lora_alpha=8)
    make("qwen3-patterns", 33, "qwen3", **short, target_modules=everything, rank_pattern={"down_proj": 7, "model.layers.0.self_attn.q_proj": 2},
         alpha_pattern={"self_attn.(k|v)_proj": 5}, use_rslora=True)
    make("olmo2-expression", 34, "olmo2", **short, target_modules=r".*\.layers\.1\.(mlp\.(up|down)_proj|self_attn\.o_proj)", lora_alpha=3)
    make("llama-biases", 35, "llama-biases", **short, target_modules=["k_proj", "down_proj"], use_rslora=True)


if __name__ == "__main__":
    main()
