using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Model.Adapters;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Several adapters over one network in one batch: each request has the bits that it has where its adapters are the only ones.</summary>
public sealed class RequestAdapterTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly CpuEngine _one = new(1), _three = new(3);

    static readonly AdapterOptions[] s_options = [AdapterExamples.Options, new() { Rank = 2, Alpha = 3, Targets = ["q_proj", "down_proj"] }, new() { Rank = 8, Rslora = true }];

    public void Dispose()
    {
        _one.Dispose();
        _three.Dispose();
        _folder.Dispose();
    }

    string Write(CpuPolicy policy, int index)
    {
        string folder = Path.Combine(_folder.Path, $"adapter-{index}");
        IWeightSource weights = ((IPolicy)policy).Weights;
        PeftFolder.Write(folder, weights.Shape, weights.Read);
        return folder;
    }

    static void Same(Completion[] expected, Completion[] actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Tokens, a.Tokens);
            Bits.Equal(e.LogProbs, a.LogProbs);
        }
    }

    // Requests are the same four times over, under each adapter and under none, so that rows of all stand in every round.
    [Theory]
    [InlineData("qwen2"), InlineData("qwen3"), InlineData("olmo2")]
    public void In_one_batch_each_has_the_bits_of_its_own_network(string name)
    {
        var shape = AdapterExamples.Of(name);
        CpuPolicy[] alone = [.. s_options.Select(options => AdapterExamples.Varied(_one, shape, options))];
        using var plain = _one.CreateForSampling(shape, 1);
        using var network = _three.CreateForSampling(shape, 1);
        IRequestAdapter?[] adapters = [.. alone.Select((policy, i) => network.ReadAdapter(Write(policy, i))), null];
        var requests = AdapterExamples.Requests();
        GenerationRequest[] mixed = [.. requests.SelectMany(r => adapters.Select(a => r with { Adapter = a }))];
        var together = network.Generate(mixed);
        CpuPolicy[] networks = [.. alone, plain];
        for (int a = 0; a < networks.Length; a++)
            foreach (var (expected, i) in networks[a].Generate(requests).Select((e, i) => (e, i)))
                Same(expected, together[i * networks.Length + a]);
        // One alone, and few enough that all threads share a round.
        Same(together[1], network.Generate([mixed[1]])[0]);
        Assert.NotEqual(together[0][0].LogProbs, together[1][0].LogProbs);
        Assert.NotEqual(together[0][0].LogProbs, together[3][0].LogProbs);
        foreach (var adapter in adapters)
            adapter?.Dispose();
        foreach (var policy in alone)
            policy.Dispose();
    }

    [Fact]
    public void Adapters_of_another_network_and_beside_a_networks_own_are_refused()
    {
        using var adapted = AdapterExamples.Varied(_one);
        string folder = Write(adapted, 0);
        using var other = _one.CreateForSampling(AdapterExamples.Shape with { HiddenSize = 48 }, 1);
        Assert.Throws<UserErrorException>(() => other.ReadAdapter(folder));
        Assert.Contains("serve its base", Assert.Throws<UserErrorException>(() => adapted.ReadAdapter(folder)).Message);
        using var network = _one.CreateForSampling(AdapterExamples.Shape, 1);
        Assert.Throws<UserErrorException>(() => network.ReadAdapter(_folder.Path));
    }
}
