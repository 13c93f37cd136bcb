// Names of the parts of a training step and of a rollout, for whoever asks where the time goes.

namespace R1Sharp.Learning.Model;

/// <summary>What the passes over the network report as done; the time since the report before belongs to the part named.</summary>
static class StepParts
{
    /// <summary>Rows of the embedding, and their gradient.</summary>
    public const string Embedding = "embedding";

    /// <summary>RMSNorm, forward and backward.</summary>
    public const string Norm = "rms norm";

    /// <summary>Matrix products of the forward pass, with their biases and the copies of the residual stream that they add to.</summary>
    public const string ProductForward = "products, forward";

    /// <summary>Matrix products towards the inputs.</summary>
    public const string ProductToInputs = "products, to inputs";

    /// <summary>Matrix products towards the weights, with the gradient of the biases.</summary>
    public const string ProductToWeights = "products, to weights";

    /// <summary>All products of adapters, forward and backward.</summary>
    public const string Adapters = "adapters";

    /// <summary>Rotary embedding, forward and backward.</summary>
    public const string Rope = "rope";

    /// <summary>Attention, forward; with a cache also the storing of keys and values.</summary>
    public const string AttentionForward = "attention, forward";

    /// <summary>Attention, backward.</summary>
    public const string AttentionBackward = "attention, backward";

    /// <summary>The gated activation, forward and backward.</summary>
    public const string SwiGlu = "swiglu";

    /// <summary>The fused head with the rows gathered for it: its products, the softmax, and their gradient.</summary>
    public const string Head = "head";

    /// <summary>Between two passes of decoding: tokens are drawn, samples begin and end.</summary>
    public const string Sampling = "sampling";
}
