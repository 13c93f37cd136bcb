"""A Qwen2-style decoder in PyTorch eager: RMSNorm, rotary positions, grouped queries, SwiGLU, a tied head.

Written as a good engineer writes it without custom kernels: grouped queries share their keys by reshaping instead of
copying, the cache is allocated once, all heads go through one batched multiplication. Works in float64 too, which is
how the golden files of the tests are made.
"""

import torch
import torch.nn.functional as F
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon))


def rotary_table(positions, head_size, theta, dtype):
    """Cosines and sines [positions, head_size], both halves alike (the Hugging Face layout)."""
    inverse = 1.0 / theta ** (torch.arange(0, head_size, 2, dtype=torch.float64) / head_size)
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * inverse[None, :]
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


class Cache:
    """Keys and values of all layers, [rows, kv heads, positions, head size] each, filled from the left."""

    def __init__(self, model, rows, positions):
        size = (rows, model.kv_heads, positions, model.head_size)
        self.keys = [torch.empty(size) for _ in model.model.layers]
        self.values = [torch.empty(size) for _ in model.model.layers]
        self.length = 0

    def repeated(self, model, times, positions):
        """A cache in which every row stands `times` times in a row, with room for `positions`."""
        rows = self.keys[0].shape[0] * times
        copy = Cache(model, rows, positions)
        for source, target in zip(self.keys + self.values, copy.keys + copy.values):
            target[:, :, : self.length] = source[:, :, : self.length].repeat_interleave(times, 0)
        copy.length = self.length
        return copy


class Attention(nn.Module):
    def __init__(self, hidden, heads, kv_heads, bias):
        super().__init__()
        self.heads, self.kv_heads, self.head_size = heads, kv_heads, hidden // heads
        self.q_proj = nn.Linear(hidden, heads * self.head_size, bias=bias)
        self.k_proj = nn.Linear(hidden, kv_heads * self.head_size, bias=bias)
        self.v_proj = nn.Linear(hidden, kv_heads * self.head_size, bias=bias)
        self.o_proj = nn.Linear(heads * self.head_size, hidden, bias=False)

    def forward(self, x, cos, sin, mask, cache, layer):
        rows, tokens, _ = x.shape
        group = self.heads // self.kv_heads
        q = rotate(self.q_proj(x).view(rows, tokens, self.heads, self.head_size).transpose(1, 2), cos, sin)
        k = rotate(self.k_proj(x).view(rows, tokens, self.kv_heads, self.head_size).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(rows, tokens, self.kv_heads, self.head_size).transpose(1, 2)
        if cache is not None:
            end = cache.length + tokens
            cache.keys[layer][:, :, cache.length : end] = k
            cache.values[layer][:, :, cache.length : end] = v
            k, v = cache.keys[layer][:, :, :end], cache.values[layer][:, :, :end]
        # The queries of one group lie under each other: [rows, kv heads, group · tokens, head size].
        q = (q * self.head_size**-0.5).reshape(rows, self.kv_heads, group * tokens, self.head_size)
        scores = q @ k.transpose(-1, -2)
        if mask is not None:
            scores = (scores.view(rows, self.heads, tokens, -1) + mask).view_as(scores)
        mixed = (scores.softmax(-1) @ v).view(rows, self.heads, tokens, self.head_size)
        return self.o_proj(mixed.transpose(1, 2).reshape(rows, tokens, -1))


class FeedForward(nn.Module):
    def __init__(self, hidden, ffn):
        super().__init__()
        self.gate_proj = nn.Linear(hidden, ffn, bias=False)
        self.up_proj = nn.Linear(hidden, ffn, bias=False)
        self.down_proj = nn.Linear(ffn, hidden, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, hidden, heads, kv_heads, ffn, bias, epsilon):
        super().__init__()
        self.input_layernorm = RMSNorm(hidden, epsilon)
        self.self_attn = Attention(hidden, heads, kv_heads, bias)
        self.post_attention_layernorm = RMSNorm(hidden, epsilon)
        self.mlp = FeedForward(hidden, ffn)

    def forward(self, x, cos, sin, mask, cache, layer):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask, cache, layer)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    def __init__(self, vocab, hidden, layers, heads, kv_heads, ffn, bias, epsilon):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab, hidden)
        self.layers = nn.ModuleList(Layer(hidden, heads, kv_heads, ffn, bias, epsilon) for _ in range(layers))
        self.norm = RMSNorm(hidden, epsilon)


class Transformer(nn.Module):
    """Parameter names are those of Hugging Face's Qwen2ForCausalLM."""

    def __init__(self, vocab, hidden, layers, heads, kv_heads, ffn, positions=1024, bias=True, tied=True,
                 theta=10_000.0, epsilon=1e-6, dtype=torch.float32):
        super().__init__()
        self.kv_heads, self.head_size = kv_heads, hidden // heads
        self.model = Decoder(vocab, hidden, layers, heads, kv_heads, ffn, bias, epsilon)
        self.lm_head = None if tied else nn.Linear(hidden, vocab, bias=False)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)
        cos, sin = rotary_table(positions, self.head_size, theta, dtype)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.to(dtype)

    @classmethod
    def of(cls, shape):
        """The network of one of the benchmark's shapes."""
        return cls(shape.vocab, shape.hidden, shape.layers, shape.heads, shape.kv_heads, shape.ffn)

    def hidden(self, tokens, cache=None):
        """Hidden states [rows, tokens, hidden] after the last norm; the tokens follow those already in the cache."""
        start = 0 if cache is None else cache.length
        count = tokens.shape[1]
        cos, sin = self.cos[start : start + count], self.sin[start : start + count]
        mask = None
        if count > 1:
            mask = torch.full((count, start + count), float("-inf"), dtype=cos.dtype).triu(start + 1)
        x = self.model.embed_tokens(tokens)
        for index, layer in enumerate(self.model.layers):
            x = layer(x, cos, sin, mask, cache, index)
        if cache is not None:
            cache.length += count
        return self.model.norm(x)

    def logits(self, hidden):
        weight = self.model.embed_tokens.weight if self.lm_head is None else self.lm_head.weight
        return F.linear(hidden, weight)

    def parameter_count(self):
        return sum(parameter.numel() for parameter in self.parameters())


@torch.inference_mode()
def sample(model, prompts, samples, new_tokens):
    """Prefills each prompt once, then samples `samples` completions of each at temperature 1.

    prompts [rows, prompt tokens]; returns completions [rows · samples, new tokens] and their log-probabilities.
    """
    rows, prompt_tokens = prompts.shape
    prefix = Cache(model, rows, prompt_tokens if samples > 1 else prompt_tokens + new_tokens)
    logits = model.logits(model.hidden(prompts, prefix)[:, -1])
    cache = prefix if samples == 1 else prefix.repeated(model, samples, prompt_tokens + new_tokens)
    if samples > 1:
        logits = logits.repeat_interleave(samples, 0)
    tokens = torch.empty(rows * samples, new_tokens, dtype=torch.long)
    log_probs = torch.empty(rows * samples, new_tokens)
    for position in range(new_tokens):
        all_log_probs = logits.log_softmax(-1)
        chosen = torch.multinomial(all_log_probs.exp(), 1)
        tokens[:, position] = chosen[:, 0]
        log_probs[:, position] = all_log_probs.gather(1, chosen)[:, 0]
        if position + 1 < new_tokens:
            logits = model.logits(model.hidden(chosen, cache)[:, -1])
    return tokens, log_probs
