# TorchScript, compiled when the program starts: the loop of sampling runs without .NET between its operators, and operators
# that TorchSharp does not offer can be called (grouped queries, the fused AdamW). In sampling the weights of norms and the
# scale of the scores are multiplied into the matrices that follow them.


def normalized(x: Tensor, epsilon: float) -> Tensor:
    squares = torch.linalg_vector_norm(x, 2.0, [-1], True).square_()
    return x * squares.mul_(1.0 / x.size(-1)).add_(epsilon).rsqrt_()


def rotated(x: Tensor, rotations: Tensor) -> Tensor:
    pairs = torch.view_as_complex(x.reshape([x.size(0), x.size(1), x.size(2), -1, 2]))
    return torch.view_as_real(pairs * rotations).view([x.size(0), x.size(1), x.size(2), -1])


# weights: for each layer the projection, its bias, the output transposed, gate and up, down transposed; then the head.
def layer(x: Tensor, weights: List[Tensor], first: int, rotations: Tensor, keys: Tensor, values: Tensor, length: int, heads: int, kv: int, epsilon: float) -> Tensor:
    rows = x.size(0)
    tokens = x.size(1)
    hidden = x.size(2)
    size = hidden // heads
    projected = torch.linear(normalized(x, epsilon), weights[first], weights[first + 1]).view([rows, tokens, heads + 2 * kv, size])
    turned = rotated(projected.narrow(2, 0, heads + kv), rotations)
    keys.narrow(2, length, tokens).copy_(turned.narrow(2, heads, kv).transpose(1, 2))
    values.narrow(2, length, tokens).copy_(projected.narrow(2, heads + kv, kv).transpose(1, 2))
    q = turned.narrow(2, 0, heads)
    if tokens == 1:
        # The queries of one group are rows of one product; two plain products are faster here than the fused attention.
        k = keys.narrow(2, 0, length + 1).view([rows * kv, length + 1, size])
        v = values.narrow(2, 0, length + 1).view([rows * kv, length + 1, size])
        q = q.reshape([rows * kv, heads // kv, size])
        mixed = torch.bmm(torch.bmm(q, k.transpose(1, 2)).softmax(-1), v).view([rows, hidden])
    else:
        k = keys.narrow(2, 0, length + tokens)
        v = values.narrow(2, 0, length + tokens)
        mixed = torch.scaled_dot_product_attention(q.transpose(1, 2), k, v, None, 0.0, True, scale=1.0, enable_gqa=True).transpose(1, 2).reshape([rows * tokens, hidden])
    # The residual goes into the products.
    x = torch.addmm(x.view([-1, hidden]), mixed, weights[first + 2])
    parts = torch.linear(normalized(x, epsilon), weights[first + 3]).chunk(2, -1)
    return torch.addmm(x, torch.silu(parts[0]).mul_(parts[1]), weights[first + 4]).view([rows, tokens, hidden])


def logits(tokens: Tensor, embedding: Tensor, weights: List[Tensor], rotations: Tensor, keys: List[Tensor], values: List[Tensor], length: int, heads: int, kv: int, epsilon: float) -> Tensor:
    x = torch.embedding(embedding, tokens)
    turns = rotations.narrow(0, length, tokens.size(1))
    for i in range(len(keys)):
        x = layer(x, weights, 5 * i, turns, keys[i], values[i], length, heads, kv, epsilon)
    return torch.linear(normalized(x.select(1, -1), epsilon), weights[-1])


# So many completions of each prompt at temperature 1, with the log-probability of every token. Each prompt is read once.
def sample(prompts: Tensor, samples: int, new_tokens: int, embedding: Tensor, weights: List[Tensor], rotations: Tensor, layers: int, heads: int, kv: int, epsilon: float) -> List[Tensor]:
    rows = prompts.size(0)
    length = prompts.size(1)
    size = embedding.size(1) // heads
    keys = [torch.empty([rows, kv, length + new_tokens, size]) for _ in range(layers)]
    values = [torch.empty([rows, kv, length + new_tokens, size]) for _ in range(layers)]
    distribution = logits(prompts, embedding, weights, rotations, keys, values, 0, heads, kv, epsilon)
    if samples > 1:
        for i in range(layers):
            keys[i] = keys[i].repeat_interleave(samples, 0)
            values[i] = values[i].repeat_interleave(samples, 0)
        distribution = distribution.repeat_interleave(samples, 0)
    tokens = torch.empty([rows * samples, new_tokens], dtype=4)
    log_probs = torch.empty([rows * samples, new_tokens])
    for i in range(new_tokens):
        distribution = distribution.log_softmax(-1)
        # One random number a row; multinomial would draw one for each entry of the vocabulary.
        chosen = torch.searchsorted(distribution.exp().cumsum(-1), torch.rand([rows * samples, 1])).clamp_max_(distribution.size(1) - 1)
        tokens.narrow(1, i, 1).copy_(chosen)
        log_probs.narrow(1, i, 1).copy_(distribution.gather(1, chosen))
        if i + 1 < new_tokens:
            distribution = logits(chosen, embedding, weights, rotations, keys, values, length + i, heads, kv, epsilon)
    return [tokens, log_probs]


# Clipping to norm 1 and AdamW in one pass over parameters, gradients and both averages. none is an empty list.
def adamw(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], none: List[Tensor], steps: List[Tensor], rate: float, decay: float) -> Tensor:
    norm = torch.stack(torch._foreach_norm(gradients, 2)).norm()
    torch._fused_adamw_(parameters, gradients, means, squares, none, steps, lr=rate, beta1=0.9, beta2=0.95, weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False, grad_scale=norm.clamp_min(1.0), found_inf=torch.zeros([1]))
    return norm
