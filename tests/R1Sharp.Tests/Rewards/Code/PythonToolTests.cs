using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Tests.Sandbox;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>When the tool answers, and with what.</summary>
public sealed class PythonToolTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    /// <summary>Prints the program backwards.</summary>
    sealed class Backwards(ProgramStatus status) : IProgramRunner
    {
        public ProgramResult Run(ProgramRequest request) => new(status, 0, new string([.. request.Source.Reverse()]) + "\n", status == ProgramStatus.Ok ? "" : "Traceback\nValueError: no", 1);

        public T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk) => throw new NotSupportedException();
    }

    static string? Answer(string completion, ProgramStatus status = ProgramStatus.Ok, int calls = 2) =>
        new PythonTool(s_tokenizer, new Backwards(status), new() { MaxCalls = calls, MaxOutputCharacters = 12 }).Interject(s_tokenizer.EncodeOrdinary(completion)) is { } task
            ? s_tokenizer.Decode(task.Result) : null;

    [Theory]
    [InlineData("```python\nab\n```", "\n```output\nba\n```\n")]
    [InlineData("think\n```python\nab\n```\n", "```output\nba\n```\n")]
    [InlineData("```python\nab", null)]
    [InlineData("```python", null)]
    [InlineData("```", null)]
    [InlineData("```json\nab\n```", null)]
    [InlineData("```python\nab\n```\n\n", null)]
    [InlineData("```python\nab\n```\n```output\nba\n```\n", null)]
    [InlineData("```python\nab\n```\nso ```", null)]
    [InlineData("```python\n```ba\n```", "\n```output\nab'''\n```\n")]
    [InlineData("```python\nabcdefghijklmnop\n```", "\n```output\nponmlkjihgfe …\n```\n")]
    [InlineData("```python\n>|txetfodne|<\n```", "\n```output\n<|endoftext| …\n```\n")]
    public void A_python_block_that_was_just_closed_is_answered(string completion, string? answer) => Assert.Equal(answer, Answer(completion));

    [Fact]
    public void An_error_is_shown_with_its_last_line() => Assert.Equal("\n```output\nba\nerror: Va …\n```\n", Answer("```python\nab\n```", ProgramStatus.Error));

    [Fact]
    public void After_the_last_call_a_note_says_so() => Assert.Equal("\n```output\n(not run: 1 programs have been run already)\n```\n", Answer("```python\na\n```\n```output\na\n```\n```python\nab\n```", calls: 1));

    [Fact]
    public void A_model_that_writes_programs_is_shown_what_they_print()
    {
        var sandbox = SandboxHost.Sandbox;
        var shape = new ModelOptions
        {
            VocabularySize = s_tokenizer.VocabularySize,
            HiddenSize = 32,
            IntermediateSize = 64,
            LayerCount = 1,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            HeadSize = 16,
            MaxPositions = 64,
            EndOfTextId = s_tokenizer.EndOfTextId,
        };
        using var pool = new WorkerPool(2);
        using var policy = Policy.Create(shape, 1, pool);
        // The text breaks off behind the program: what it prints can come from nowhere but the sandbox.
        TokenSequence document = new([.. s_tokenizer.Encode("Q```python\nprint(6*7)\n```")]);
        var trainer = new LanguageModelTrainer(policy, new GeneratedSequences((_, _) => document, 128), new() { Steps = 120, LearningRate = new() { Peak = 1e-2, WarmupSteps = 5 } });
        double loss = double.NaN;
        for (int step = 0; step < 120; step++)
            loss = trainer.Step(step).Loss;
        Assert.True(loss < 0.05);
        var tool = new PythonTool(s_tokenizer, sandbox, new() { Limits = SandboxHost.Tight });
        var completion = policy.Generate([new() { Prompt = s_tokenizer.Encode("Q"), Sampling = new() { Temperature = 0, MaxCompletionTokens = 50 }, Interject = tool.Interject }])[0][0];
        Assert.StartsWith("```python\nprint(6*7)\n```\n```output\n42\n```\n", s_tokenizer.Decode(completion.Tokens), StringComparison.Ordinal);
        Assert.Equal("\n```output\n42\n```\n", s_tokenizer.Decode([.. completion.ForcedTokens.Take(18).Select(t => completion.Tokens[t])]));
    }

    [Fact]
    public async Task A_program_cannot_print_a_special_token()
    {
        var tool = new PythonTool(s_tokenizer, new Backwards(ProgramStatus.Ok), new());
        int[] tokens = await tool.Interject(s_tokenizer.EncodeOrdinary("```python\n>|txetfodne|<\n```"))!;
        Assert.DoesNotContain(s_tokenizer.EndOfTextId, tokens);
    }
}
