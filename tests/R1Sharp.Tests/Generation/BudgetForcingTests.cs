using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Budget forcing through the engine, token by token: which tokens, which of them forced, with which log-probabilities.</summary>
public sealed class BudgetForcingTests
{
    const string End = "<|endoftext|>";
    static readonly Tokenizer s_tokenizer = BigramNetwork.Tokenizer;

    /// <summary>The completion as text, with forced tokens in brackets, from a network that follows the scripts; what is shown on the way must be the same.</summary>
    static string Trace(ThinkingOptions thinking, string prompt, params string[] scripts)
    {
        using var pool = new CpuEngine(1);
        using var policy = BigramNetwork.Following(pool, scripts);
        var request = new GenerationRequest
        {
            Prompt = s_tokenizer.Encode(prompt),
            Sampling = new() { MaxCompletionTokens = 40, StopTokens = [s_tokenizer.EndOfTextId] },
            Steering = Steering.Of(s_tokenizer, thinking, null),
        };
        var shown = new List<(int Token, bool IsForced)>();
        var completion = policy.Generate([request], (_, _, token, isForced) => shown.Add((token, isForced)))[0][0];
        Assert.Equal(completion.Tokens.Select((token, i) => (token, completion.ForcedTokens.Contains(i))), shown);
        var all = new TokenSequence([.. request.Prompt, .. completion.Tokens], [.. Enumerable.Range(request.Prompt.Length, completion.Tokens.Length)]);
        Bits.Equal(policy.LogProbs([all])[0], completion.LogProbs);
        return string.Concat(shown.Select(t => t.IsForced ? $"[{s_tokenizer.TokenText(t.Token)}]" : s_tokenizer.TokenText(t.Token)));
    }

    // The model thinks a, b, c and answers; after a W it thinks d.
    static readonly string[] s_model = ["?<think>abc</think><answer>x</answer>" + End, "Wd</think>"];

    [Fact]
    public void Nothing_is_forced_where_nothing_is_asked_for() =>
        Assert.Equal($"<think>abc</think><answer>x</answer>{End}", Trace(new() { WaitText = "W" }, "?", s_model));

    [Theory]
    [InlineData(1, "<think>abc[W]d</think><answer>x</answer>")]
    [InlineData(2, "<think>abc[W]d[W]d</think><answer>x</answer>")]
    [InlineData(4, "<think>abc[W]d[W]d[W]d[W]d</think><answer>x</answer>")]
    public void The_end_is_refused_so_many_times(int waits, string expected) =>
        Assert.Equal(expected + End, Trace(new() { MinWaits = waits, WaitText = "W" }, "?", s_model));

    [Theory]
    [InlineData(3, "<think>abc</think><answer>x</answer>")]
    [InlineData(4, "<think>abc[W]d</think><answer>x</answer>")]
    [InlineData(5, "<think>abc[W]d</think><answer>x</answer>")]
    [InlineData(6, "<think>abc[W]d[W]d</think><answer>x</answer>")]
    public void The_end_is_refused_until_there_are_so_many_tokens(int least, string expected) =>
        Assert.Equal(expected + End, Trace(new() { MinTokens = least, WaitText = "W" }, "?", s_model));

    [Theory]
    [InlineData(0, "", "<think>[</think>]<answer>x</answer>")]
    [InlineData(2, "", "<think>ab[</think>]<answer>x</answer>")]
    [InlineData(2, "<answer>", "<think>ab[</think>][<answer>]x</answer>")]
    [InlineData(3, "", "<think>abc[</think>]<answer>x</answer>")]
    [InlineData(4, "", "<think>abc</think><answer>x</answer>")]
    public void Thoughts_are_closed_after_exactly_so_many_tokens(int most, string prefix, string expected) =>
        Assert.Equal(expected + End, Trace(new() { MaxTokens = most, AnswerPrefix = prefix }, "?", s_model));

    [Fact]
    public void The_most_tokens_cut_a_wait_text_short() =>
        Assert.Equal($"<think>abc[W][W][</think>]<answer>x</answer>{End}", Trace(new() { MinWaits = 1, MaxTokens = 5, WaitText = "WWW" }, "?", s_model));

    [Fact]
    public void Thoughts_that_the_prompt_opened_are_counted_from_the_first_token() =>
        Assert.Equal($"a[</think>]<answer>x</answer>{End}", Trace(new() { MaxTokens = 1 }, "?<think>\n", ["\nabc", .. s_model]));

    [Fact]
    public void An_answer_without_thoughts_is_left_alone() =>
        Assert.Equal($"x{End}", Trace(new() { MinWaits = 3, MaxTokens = 1 }, "?", ["?x" + End]));

    [Fact]
    public void The_end_of_the_text_inside_the_thoughts_is_an_attempt_to_end_them() =>
        Assert.Equal($"<think>a[W]d</think>x{End}", Trace(new() { MinWaits = 1, WaitText = "W" }, "?", [$"?<think>a{End}", $"Wd</think>x{End}"]));

    // Markers of several tokens: "{" opens, "#>!" closes.
    static readonly ThinkingOptions s_spread = new() { Open = "{", Close = "#>!", WaitText = "W" };
    static readonly string[] s_spreadModel = ["?{ab#>!x" + End, "Wd#"];

    [Theory]
    [InlineData(0, null, "{ab#>!x")]
    [InlineData(1, null, "{ab[W]d#>!x")]
    [InlineData(2, null, "{ab[W]d[W]d#>!x")]
    [InlineData(0, 2, "{ab[#][>][!]x")]
    [InlineData(0, 3, "{ab[#][>][!]x")]
    [InlineData(0, 4, "{ab[#][>][!]x")]
    [InlineData(0, 5, "{ab#>!x")]
    public void A_marker_of_several_tokens_is_taken_back_whole(int waits, int? most, string expected) =>
        Assert.Equal(expected + End, Trace(s_spread with { MinWaits = waits, MaxTokens = most }, "?", s_spreadModel));

    [Fact]
    public void What_only_begins_like_a_marker_stays() =>
        Assert.Equal($"{{a#ba[#][>][!]x{End}", Trace(s_spread with { MaxTokens = 5 }, "?", "?{a#ba", "!x" + End));

    /// <summary>The token &lt;/think&gt; holds the marker "think&gt;" and two characters before it; they are put in again as what they are.</summary>
    [Fact]
    public void Text_before_the_marker_in_its_token_is_kept() =>
        Assert.Equal($"{{a[<][/][W]d</think>x{End}", Trace(new() { Open = "{", Close = "think>", MinWaits = 1, WaitText = "W" }, "?", [$"?{{a</think>x{End}", "Wd</think>"]));

    [Fact]
    public void Text_after_the_marker_in_its_token_goes_with_it() =>
        Assert.Equal($"{{a[W]d</think>x{End}", Trace(new() { Open = "{", Close = "</", MinWaits = 1, WaitText = "W" }, "?", [$"?{{a</think>x{End}", "Wd</think>"]));

    [Fact]
    public void Chinese_thoughts_get_the_Chinese_wait_text()
    {
        var options = new ThinkingOptions { MinWaits = 1, WaitText = "W", WaitTextChinese = "等" };
        Assert.Equal("<think>a[W]", Trace(options, "用?", $"?<think>a</think>", $"Wx{End}")[..11]);
        Assert.Contains("[\uFFFD]", Trace(options, "用?", $"?<think></think>"), StringComparison.Ordinal);
        Assert.Equal("<think>[W]", Trace(options, "x?", $"?<think></think>")[..10]);
    }

    [Theory]
    [InlineData("W<", "neither hold")]
    [InlineData("a</think>b", "neither hold")]
    [InlineData("", "cannot be empty")]
    public void A_wait_text_that_could_end_the_thoughts_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => Steering.Of(s_tokenizer, new() { MinWaits = 1, WaitText = text }, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Least_and_most_must_fit_together() => Assert.NotNull(new ThinkingOptions { MinTokens = 5, MaxTokens = 4 }.Mistake());

    [Fact]
    public void Thinking_tokens_lie_between_the_markers()
    {
        Assert.Equal(3, Count("", "<think>abc</think>de"));
        Assert.Equal(2, Count("<think>", "ab</think>de"));
        Assert.Equal(4, Count("", "x<think>abcd"));
        Assert.Equal(0, Count("", "<think></think>a"));
        Assert.Null(Count("", "ab"));

        static int? Count(string prompt, string completion) => Steering.ThinkingTokens(s_tokenizer, null, s_tokenizer.Encode(prompt), s_tokenizer.Encode(completion));
    }

    [Fact]
    public void Forced_runs_have_their_text()
    {
        var completion = new Completion(s_tokenizer.Encode("aWait, b</think>c"), [], FinishReason.Stop) { ForcedTokens = [1, 2, 3, 4, 8] };
        Assert.Equal([new ForcedRun(1, 4, "Wait", 1), new ForcedRun(8, 1, "</think>", 8)], ForcedRun.Of(s_tokenizer, completion));
    }
}
