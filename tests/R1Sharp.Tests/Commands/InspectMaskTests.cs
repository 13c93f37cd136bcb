using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>What fine-tuning learns from can be seen, token by token.</summary>
public sealed class InspectMaskTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("r1-mask-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Recipe(string examples)
    {
        var path = Path.Combine(_folder, "sft.yaml");
        File.WriteAllText(path, """
            name: mask
            template: miniature
            tokenizer: {vocabulary_size: 300, sample_documents: 20}
            stages:
              - pretrain: {corpus: {miniature: {}}, steps: 1}
              - name: collected
                collect: {problems: [{miniature: {family: countdown, count: 2}}]}
              - sft: {examples: [EXAMPLES]}
            """.Replace("EXAMPLES", examples));
        return path;
    }

    [Fact]
    public void The_completion_and_its_end_are_learned_and_the_prompt_is_not()
    {
        var data = Path.Combine(_folder, "data.jsonl");
        File.WriteAllText(data, "{\"question\":\"1+1?\",\"a\":\"2\"}\n{\"question\":\"3+1?\",\"a\":\"4\"}\n");
        var result = Cli.Run("inspect", "mask", Recipe($"{{file: {{path: {data}, completion: \"{{a}}\"}}}}"), "--examples", "1");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal("<|user|>1+1?<|assistant|>⟦2|<|endoftext|>⟧\n", result.Output);
    }

    [Fact]
    public void Data_that_a_stage_collects_needs_the_run()
    {
        var result = Cli.Run("inspect", "mask", Recipe("{stage: collected}"));
        Assert.Equal(2, result.Code);
        Assert.Contains("stage 'sft' learns from what 'collected' collected; name the run's folder with --run.", result.Error);
    }
}
