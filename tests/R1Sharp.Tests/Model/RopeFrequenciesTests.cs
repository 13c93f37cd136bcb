using System.Text.Json;
using R1Sharp.Learning.Model;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Frequencies and magnitudes of the rotary embedding against the definitions of transformers, as retold in make_architectures.py.</summary>
public sealed class RopeFrequenciesTests
{
    static readonly JsonElement[] s_cases = [.. JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Architectures", "rotary.json"))).EnumerateArray()];

    public static TheoryData<string> Names => [.. s_cases.Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_those_of_transformers(string name)
    {
        var expected = s_cases.Single(c => c.GetProperty("name").GetString() == name);
        using var directory = new TemporaryDirectory();
        var frequencies = RopeFrequencies.Of(ModelConfig.Read(directory.With("config.json", expected.GetProperty("config").GetRawText())));
        double[] exact = [.. expected.GetProperty("frequencies").EnumerateArray().Select(f => f.GetDouble())];
        Assert.Equal(exact.Length, frequencies.PerPosition.Length);
        for (int i = 0; i < exact.Length; i++)
            Assert.Equal(1, frequencies.PerPosition[i] / exact[i], 1e-12);
        Assert.Equal(expected.GetProperty("magnitude").GetDouble(), frequencies.Magnitude, 1e-14);
    }

    [Fact]
    public void A_yarn_factor_lengthens_the_model()
    {
        using var directory = new TemporaryDirectory();
        var config = s_cases.Single(c => c.GetProperty("name").GetString() == "qwen2.5-yarn").GetProperty("config");
        Assert.Equal(131072, ModelConfig.Read(directory.With("config.json", config.GetRawText())).MaxPositions);
    }
}
