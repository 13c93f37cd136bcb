"""Makes the golden files of the architectures: Golden/Architectures, what PyTorch says in float64 about tiny networks.

    /usr/bin/python3 tests/R1Sharp.Tests/Golden/make_architectures.py        (Debian's python3-torch)

The network is built from nothing but the config.json that is written beside it, by the definitions of Hugging Face's
transformers (Qwen2, Qwen3, Llama and OLMo 2 for causal language modelling, and its rotary scalings), retold in plain PyTorch. The
files of a folder are those of make_golden.py without the course of AdamW. rotary.json holds the frequencies and the magnitude
of many rotary configurations, real ones among them.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from make_golden import evaluate, make_sequences, total_loss, write_safetensors

HERE = Path(__file__).resolve().parent / "Architectures"


def rotary(config, length):
    """Frequencies [head size / 2] and magnitude for a sequence of `length` tokens."""
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    scaling = config.get("rope_parameters") or config.get("rope_scaling") or {}
    base = scaling.get("rope_theta", config.get("rope_theta", 10_000.0))
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    longest = config["max_position_embeddings"]
    original = scaling.get("original_max_position_embeddings", longest)
    factor = scaling.get("factor")
    exponents = torch.arange(0, size, 2, dtype=torch.float64) / size
    if kind == "dynamic":
        reached = max(length, longest)
        base = base * (factor * reached / longest - (factor - 1)) ** (size / (size - 2))
    plain = base**-exponents
    if kind in ("default", "dynamic"):
        return plain, 1.0
    if kind == "linear":
        return plain / factor, 1.0
    if kind == "llama3":
        return llama3(plain, factor, scaling["low_freq_factor"], scaling["high_freq_factor"], original), 1.0
    assert kind == "yarn", kind
    return yarn(plain, base, size, original, factor or longest / original, scaling)


def llama3(plain, factor, low, high, original):
    turns = original * plain / (2 * math.pi)  # turns of each dimension within the original length
    blend = (turns - low) / (high - low)
    mixed = (1 - blend) * plain / factor + blend * plain
    return torch.where(turns > high, plain, torch.where(turns < low, plain / factor, mixed))


def yarn(plain, base, size, original, factor, scaling):
    def dimension(turns):
        return size * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(base))

    low, high = dimension(scaling.get("beta_fast") or 32), dimension(scaling.get("beta_slow") or 1)
    if scaling.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, size - 1)
    ramp = ((torch.arange(size // 2, dtype=torch.float64) - low) / ((high - low) or 0.001)).clamp(0, 1)

    def magnitude(weight):
        return 1.0 if factor <= 1 else 0.1 * weight * math.log(factor) + 1

    given, numerator, denominator = (scaling.get(key) for key in ("attention_factor", "mscale", "mscale_all_dim"))
    if given is None:
        given = magnitude(numerator) / magnitude(denominator) if numerator and denominator else magnitude(1)
    return plain / factor * ramp + plain * (1 - ramp), given


class Norm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, x):
        return self.weight * x * (x.pow(2).mean(-1, keepdim=True) + self.epsilon).rsqrt()


class Attention(nn.Module):
    def __init__(self, config, layer):
        super().__init__()
        hidden, self.heads, self.kv_heads = config["hidden_size"], config["num_attention_heads"], config["num_key_value_heads"]
        self.size = config.get("head_dim") or hidden // self.heads
        family, bias = config["model_type"], config.get("attention_bias", False)
        input_bias = family == "qwen2" or bias
        self.q_proj = nn.Linear(hidden, self.heads * self.size, bias=input_bias)
        self.k_proj = nn.Linear(hidden, self.kv_heads * self.size, bias=input_bias)
        self.v_proj = nn.Linear(hidden, self.kv_heads * self.size, bias=input_bias)
        self.o_proj = nn.Linear(self.heads * self.size, hidden, bias=bias and family != "qwen2")
        if family == "qwen3":
            self.q_norm, self.k_norm = Norm(self.size, config["rms_norm_eps"]), Norm(self.size, config["rms_norm_eps"])
        if family == "olmo2":  # one norm over all heads
            self.q_norm = Norm(self.heads * self.size, config["rms_norm_eps"])
            self.k_norm = Norm(self.kv_heads * self.size, config["rms_norm_eps"])
        self.norms_all_heads = family == "olmo2"
        self.window = window_of(config, layer)

    def forward(self, x, cos, sin):
        count = x.shape[0]
        q, k = self.q_proj(x), self.k_proj(x)
        if self.norms_all_heads:
            q, k = self.q_norm(q), self.k_norm(k)
        q = q.view(count, self.heads, self.size)
        k = k.view(count, self.kv_heads, self.size)
        v = self.v_proj(x).view(count, self.kv_heads, self.size)
        if hasattr(self, "q_norm") and not self.norms_all_heads:
            q, k = self.q_norm(q), self.k_norm(k)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        k, v = (t.repeat_interleave(self.heads // self.kv_heads, dim=1) for t in (k, v))
        scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(self.size)
        query, key = torch.arange(count)[:, None], torch.arange(count)[None, :]
        seen = key <= query
        if self.window is not None:
            seen = seen & (key > query - self.window)
        mixed = torch.einsum("hqk,khd->qhd", scores.masked_fill(~seen, -math.inf).softmax(-1), v)
        return self.o_proj(mixed.reshape(count, -1))


def window_of(config, layer):
    if not config.get("use_sliding_window"):
        return None
    types = config.get("layer_types")
    slides = types[layer] == "sliding_attention" if types else layer >= config["max_window_layers"]
    return config["sliding_window"] if slides else None


def rotate(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


class FeedForward(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden, width, bias = config["hidden_size"], config["intermediate_size"], config.get("mlp_bias", False)
        self.gate_proj = nn.Linear(hidden, width, bias=bias)
        self.up_proj = nn.Linear(hidden, width, bias=bias)
        self.down_proj = nn.Linear(width, hidden, bias=bias)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, config, index):
        super().__init__()
        self.input_layernorm = Norm(config["hidden_size"], config["rms_norm_eps"])
        self.self_attn = Attention(config, index)
        self.post_attention_layernorm = Norm(config["hidden_size"], config["rms_norm_eps"])
        self.mlp = FeedForward(config)

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class PostNormLayer(nn.Module):
    """OLMo 2: what attention and feed-forward give is normalised before it is added."""

    def __init__(self, config, index):
        super().__init__()
        self.self_attn = Attention(config, index)
        self.mlp = FeedForward(config)
        self.post_attention_layernorm = Norm(config["hidden_size"], config["rms_norm_eps"])
        self.post_feedforward_layernorm = Norm(config["hidden_size"], config["rms_norm_eps"])

    def forward(self, x, cos, sin):
        x = x + self.post_attention_layernorm(self.self_attn(x, cos, sin))
        return x + self.post_feedforward_layernorm(self.mlp(x))


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config["vocab_size"], config["hidden_size"])
        kind = PostNormLayer if config["model_type"] == "olmo2" else Layer
        self.layers = nn.ModuleList(kind(config, index) for index in range(config["num_hidden_layers"]))
        self.norm = Norm(config["hidden_size"], config["rms_norm_eps"])


class Model(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config, self.model = config, Decoder(config)
        tied = config["tie_word_embeddings"]
        self.lm_head = None if tied else nn.Linear(config["hidden_size"], config["vocab_size"], bias=False)
        self.double()

    def hidden(self, tokens):
        """[1, tokens, hidden] of [1, tokens], as make_golden.evaluate asks for it."""
        frequencies, magnitude = rotary(self.config, tokens.shape[1])
        angles = torch.arange(tokens.shape[1], dtype=torch.float64)[:, None, None] * frequencies
        cos, sin = magnitude * angles.cos(), magnitude * angles.sin()
        x = self.model.embed_tokens(tokens[0])
        for layer in self.model.layers:
            x = layer(x, cos, sin)
        return self.model.norm(x)[None]

    def logits(self, hidden):
        return F.linear(hidden, (self.lm_head or self.model.embed_tokens).weight)


def fill(model, seed):
    """Weights that are exact in float32, large enough that no part of the network is nearly linear."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            spread, centre = (0.25, 0.0) if parameter.dim() == 2 else (0.3, 0.0) if name.endswith("bias") else (0.2, 1.0)
            parameter.copy_((centre + spread * torch.randn(parameter.shape)).float())


def make(name, seed, lengths, first_targets, **fields):
    config = {
        "vocab_size": 41, "hidden_size": 24, "intermediate_size": 36, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "hidden_act": "silu", "max_position_embeddings": 256, "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False, "initializer_range": 0.02, "bos_token_id": 1, "eos_token_id": 2, "use_cache": True,
        "attention_dropout": 0.0, "torch_dtype": "float32", "transformers_version": "4.51.0",
    }
    config.update(fields)
    config["architectures"] = [{"qwen2": "Qwen2", "qwen3": "Qwen3", "llama": "Llama", "olmo2": "Olmo2"}[config["model_type"]] + "ForCausalLM"]
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    model = Model(config)
    fill(model, seed)
    write_safetensors(folder / "model.safetensors", dict(model.named_parameters()))
    sequences = make_sequences(config["vocab_size"], lengths, first_targets)
    for sequence in sequences:
        log_probs, entropies = evaluate(model, sequence, 1.0)
        sequence["log_probs"], sequence["entropies"] = log_probs.tolist(), entropies.tolist()
    loss = total_loss(model, sequences, 1.0)
    loss.backward()
    write_safetensors(folder / "gradients.safetensors", {n: p.grad for n, p in model.named_parameters()})
    expected = {"temperature": 1.0, "loss": loss.item(), "sequences": sequences}
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def networks():
    qwen2 = {"model_type": "qwen2", "rope_theta": 1e6, "use_sliding_window": False, "sliding_window": 4096, "max_window_layers": 21}
    qwen3 = {"model_type": "qwen3", "head_dim": 16, "num_hidden_layers": 1, "attention_bias": False}
    llama = {"model_type": "llama", "head_dim": 16, "num_attention_heads": 2, "num_key_value_heads": 1, "num_hidden_layers": 1,
             "rms_norm_eps": 1e-5, "mlp_bias": False, "pretraining_tp": 1}
    long, short = dict(lengths=(150, 37, 2), first_targets=(1, 11, 1)), dict(lengths=(40, 19, 3), first_targets=(1, 4, 2))
    make("qwen2", 11, **short, **qwen2, rope_scaling=None, use_mrope=False)
    make("qwen2-tied", 12, **short, **{**qwen2, "tie_word_embeddings": True})
    make("qwen2-window", 13, **long, **{**qwen2, "num_hidden_layers": 3, "num_attention_heads": 3, "num_key_value_heads": 1,
         "use_sliding_window": True, "sliding_window": 13, "max_window_layers": 1})
    make("qwen3", 14, **short, **qwen3, rope_parameters={"rope_type": "default", "rope_theta": 1e6})
    make("qwen3-window", 15, **long, **{**qwen3, "num_hidden_layers": 2, "attention_bias": True, "tie_word_embeddings": True,
         "num_attention_heads": 3, "num_key_value_heads": 1}, use_sliding_window=True, sliding_window=40,
         layer_types=["sliding_attention", "full_attention"])
    make("llama-biases", 16, **short, **{**llama, "attention_bias": True, "mlp_bias": True}, rope_theta=1e4)
    make("llama-llama3", 17, **long, **{**llama, "max_position_embeddings": 8192, "eos_token_id": [2, 5, 7]}, rope_theta=5e5,
         rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                       "original_max_position_embeddings": 1024})
    make("llama-linear", 18, **long, **llama, rope_theta=1e4, rope_scaling={"type": "linear", "factor": 2.5})
    make("llama-dynamic", 19, **long, **llama, rope_theta=1e4, rope_scaling={"type": "dynamic", "factor": 2.0})
    make("llama-yarn", 20, **long, **{**llama, "max_position_embeddings": 1024}, rope_theta=1e4,
         rope_scaling={"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 256})
    olmo2 = {"model_type": "olmo2", "rope_theta": 5e5, "rope_scaling": None, "attention_bias": False}
    make("olmo2", 21, **short, **olmo2)
    make("olmo2-biases", 22, **long, **{**olmo2, "num_attention_heads": 3, "num_key_value_heads": 3, "attention_bias": True,
         "tie_word_embeddings": True, "rms_norm_eps": 1e-5})


def rotaries():
    """Configurations with their frequencies; those named after a model are that model's."""
    llama = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"}
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    return {
        "qwen2.5": (128, 1e6, 32768, None),
        "llama-3.1-8b": (128, 5e5, 131072, llama),
        "llama-3.2-1b": (64, 5e5, 131072, {**llama, "factor": 32.0}),
        "qwen2.5-yarn": (128, 1e6, 32768, {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}),
        "yarn without factor": (64, 1e6, 131072, {"rope_type": "yarn", "original_max_position_embeddings": 32768}),
        "yarn without original": (64, 1e4, 4096, {"rope_type": "yarn", "factor": 2.0}),
        "yarn, deepseek's magnitude": (64, 1e4, 163840, {**yarn, "factor": 40, "original_max_position_embeddings": 4096, "mscale": 0.7, "mscale_all_dim": 1.0}),
        "yarn, magnitude given": (64, 1e6, 131072, {**yarn, "attention_factor": 0.9, "mscale": 0.7, "mscale_all_dim": 1.0}),
        "yarn, one magnitude only": (64, 1e6, 131072, {**yarn, "mscale": 0.7}),
        "yarn, betas": (96, 1e6, 131072, {**yarn, "beta_fast": 16, "beta_slow": 2}),
        "yarn, not truncated": (128, 1.5e5, 131072, {**yarn, "original_max_position_embeddings": 4096, "factor": 32.0, "truncate": False}),
        "yarn, ramp of no width": (4, 1e6, 131072, {**yarn, "original_max_position_embeddings": 6, "beta_fast": 1, "beta_slow": 1}),
        "linear": (128, 1e4, 16384, {"rope_type": "linear", "factor": 4.0}),
        "dynamic within its length": (128, 1e4, 4096, {"rope_type": "dynamic", "factor": 4.0}),
    }


def main():
    torch.set_num_threads(1)
    networks()
    cases = []
    for name, (size, theta, longest, scaling) in rotaries().items():
        config = {"model_type": "llama", "vocab_size": 8, "hidden_size": size, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1,
                  "max_position_embeddings": longest, "rope_theta": theta, "rope_scaling": scaling}
        frequencies, magnitude = rotary(config, 1)
        cases.append({"name": name, "config": config, "frequencies": frequencies.tolist(), "magnitude": magnitude})
    (HERE / "rotary.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
