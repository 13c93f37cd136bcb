using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Tokenization;
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
    public async Task A_program_cannot_print_a_special_token()
    {
        var tool = new PythonTool(s_tokenizer, new Backwards(ProgramStatus.Ok), new());
        int[] tokens = await tool.Interject(s_tokenizer.EncodeOrdinary("```python\n>|txetfodne|<\n```"))!;
        Assert.DoesNotContain(s_tokenizer.EndOfTextId, tokens);
    }
}
