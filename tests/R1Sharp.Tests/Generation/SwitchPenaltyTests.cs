using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>The thought-switching penalty: which logits, when, by how much, and what is recorded.</summary>
public sealed class SwitchPenaltyTests
{
    static readonly R1Sharp.Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    [Fact]
    public void Alpha_is_taken_off_words_of_one_token_always_and_of_several_where_they_would_end()
    {
        var penalty = new SwitchPenalty([[7], [3, 4], [5, 3, 4], [2, 7]], 3, 10);
        Assert.Equal([7], penalty.Tokens);
        foreach (var (text, expected) in new (int[], int[])[] { ([1, 2], [7]), ([1, 3], [7, 4]), ([5, 3], [7, 4]), ([], [7]) })
        {
            var (tokens, amount) = penalty.After(text);
            Assert.Equal(expected, tokens);
            Assert.Equal(3, amount);
        }
    }

    [Theory]
    [InlineData("7", true)]
    [InlineData("1 3 4", true)]
    [InlineData("3", false)]
    [InlineData("4", false)]
    [InlineData("", false)]
    public void A_text_ends_in_a_switch_word_where_all_its_tokens_stand_there(string text, bool expected) =>
        Assert.Equal(expected, new SwitchPenalty([[7], [3, 4]], 1, 1).Ends([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]));

    [Fact]
    public void Words_are_found_in_all_their_forms_as_the_tokenizer_writes_them()
    {
        var found = SwitchWords.Sequences(s_tokenizer, ["wait", "等等"]);
        Assert.Equal(["wait", "Wait", " wait", " Wait", "等等", " 等等"], found.Select(tokens => s_tokenizer.Decode(tokens)));
        Assert.Contains("empty", Assert.Throws<UserErrorException>(() => SwitchWords.Sequences(s_tokenizer, ["a", " "])).Message, StringComparison.Ordinal);
    }

    /// <summary>Ψ begins with the thoughts and again with each switch word, and nothing is penalised behind the thoughts.</summary>
    [Fact]
    public void The_window_begins_with_each_thought()
    {
        int[] completion = s_tokenizer.Encode("ab<think>cdefgh wait,ij</think>k");
        var thoughts = Steering.Of(s_tokenizer, null, new() { Penalty = 2, Window = 3, Words = ["wait"] })!.Begin(s_tokenizer.Encode("x"));
        var penalised = new List<bool>();
        for (int t = 0; t < completion.Length; t++)
        {
            penalised.Add(thoughts.Penalty(completion.AsSpan(0, t)) is not null);
            thoughts.Appended(completion.AsSpan(0, t + 1));
        }
        // Tokens:             a b <think> c d e f g h ␣ w a i t , i j </think> k; "t" completes the word at 13.
        Assert.Equal("111" + "111" + "00000000" + "11" + "0" + "0" + "0", string.Concat(penalised.Select(p => p ? '1' : '0')));
    }

    /// <summary>π(v) ∝ exp((z − α[v ∈ V]) / T) is drawn from; log softmax(z / T) is recorded.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.7)]
    [InlineData(0.0)]
    public void Tokens_are_drawn_from_the_penalised_logits_and_recorded_with_the_log_prob_of_the_others(double temperature)
    {
        const double Alpha = 2.5;
        int word = s_tokenizer.Encode("w")[0];
        var steering = Steering.Of(s_tokenizer, null, new() { Penalty = Alpha, Window = 5, Words = ["w"] })!;
        var sampler = new Sampler(s_tokenizer.VocabularySize);
        var options = new SamplingOptions { Temperature = temperature };
        double scale = temperature == 0 ? 1 : temperature;
        for (int i = 0; i < 50; i++)
        {
            var numbers = new RandomStream(9, RandomPurpose.Test, i);
            float[] logits = [.. Enumerable.Range(0, s_tokenizer.VocabularySize).Select(_ => (float)numbers.NextNormal())];
            logits[word] = 6;
            float[] scaled = [.. logits];
            TokenLogProbs.ScaleRow(scaled, (float)scale);
            float[] expected = [.. scaled];
            foreach (int token in (int[])[word, s_tokenizer.Encode("W")[0]])
                expected[token] -= (float)(Alpha / scale);
            var weights = new float[expected.Length];
            Sampling.Weights(expected, weights);
            RandomStream random = new(2, RandomPurpose.Sampling, i), same = new(2, RandomPurpose.Sampling, i);
            var (chosen, logProb) = sampler.Choose(logits, options, random.NextDouble(), [], [], steering.Begin([1]).Penalty([]));
            Assert.Equal(temperature == 0 ? Sampling.ArgMax(expected) : Sampling.Draw(weights, same.NextDouble()), chosen);
            Assert.Equal(TokenLogProbs.LogProb(scaled, chosen), logProb);
        }
    }

    [Fact]
    public void Settings_that_ask_for_nothing_give_no_steering()
    {
        Assert.Null(Steering.Of(s_tokenizer, null, null));
        Assert.Null(Steering.Of(s_tokenizer, new(), new() { Penalty = 0 }));
        Assert.Null(Steering.Of(s_tokenizer, new(), new() { Window = 0 }));
        Assert.NotNull(Steering.Of(s_tokenizer, new() { MaxTokens = 0 }, null));
    }
}
