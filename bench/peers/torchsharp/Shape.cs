namespace TorchPeer;

/// <summary>One of the benchmark's networks with its batches: those of <c>./r1 bench</c>.</summary>
internal sealed record Shape(
    int Vocabulary, int Hidden, int Layers, int Heads, int KvHeads, int Ffn,
    int TrainRows = 0, int TrainTokens = 0, int Rows = 0, int PromptTokens = 0, int NewTokens = 0, int MicroRows = 1)
{
    public int HeadSize => Hidden / Heads;

    public static Shape Find(string name) => name switch
    {
        "S" => new(512, 128, 4, 4, 2, 384, 64, 256, 128, 32, 128, 8),
        "M" => new(4096, 256, 6, 8, 4, 768, 16, 512, 64, 64, 64, 4),
        "L" => new(32000, 512, 8, 8, 4, 1536, 4, 512, 16, 64, 32, 1),
        _ => throw new ArgumentException($"--shape {name}: S, M or L."),
    };
}
