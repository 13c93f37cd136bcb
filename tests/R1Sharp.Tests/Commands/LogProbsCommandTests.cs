using System.Text.Json;
using R1Sharp.Tests.Model;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 logprobs as a user pipes it.</summary>
public sealed class LogProbsCommandTests
{
    [Fact]
    public void Lines_are_answered_in_order_and_errors_on_their_own_line()
    {
        var golden = new Golden(Path.Combine("Architectures", "qwen3"));
        var sequence = golden.Expected.Sequences[0];
        string[] lines =
        [
            $$"""{"ids":[{{string.Join(',', sequence.Tokens)}}]}""", """{"ids":[3]}""", """{"ids":[]}""", """{"ids":[1,41]}""", """{"ids":[1,-1]}""", """{"ids":[1,2.5]}""",
            $$"""{"ids":[{{string.Join(',', Enumerable.Repeat(1, 257))}}]}""", """{"tokens":[1]}""", "[1]", """{"ids":[1,2]}""",
        ];
        var result = Cli.RunWith(string.Join('\n', lines), "logprobs", "--model", golden.Directory, "--file", "-");
        Assert.Equal((1, ""), (result.Code, result.Error));
        JsonElement[] answers = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
        Assert.Equal(lines.Length, answers.Length);
        string[] errors = ["", "", "is empty", "Id 41 lies outside the vocabulary of 41 tokens", "Id -1 lies", "\"ids\"[1] is 2.5", "257 ids, but the model has 256", "no list \"ids\"", "not an object", ""];
        for (int i = 0; i < answers.Length; i++)
            Assert.Contains(errors[i], errors[i] == "" ? "" : answers[i].GetProperty("error").GetString(), StringComparison.Ordinal);
        foreach (int i in new[] { 0, 1, 9 })
            IsScored(answers[i], JsonElement.Parse(lines[i]).GetProperty("ids").GetArrayLength(), vocabulary: 41);
        float[] scores = Numbers(answers[0], "next_logprobs");
        for (int i = 0; i < sequence.Targets.Length; i++)
            Assert.Equal(sequence.LogProbs[i], scores[sequence.Targets[i] - 1], 2e-5);
    }

    [Fact]
    public void A_file_of_good_lines_ends_well_and_a_bad_model_does_not()
    {
        string directory = new Golden(Path.Combine("Architectures", "llama-yarn")).Directory, file = Path.GetTempFileName();
        File.WriteAllText(file, """{"ids":[5,6,7]}""" + "\n");
        var result = Cli.Run("logprobs", "--model", directory, "--file", file, "--threads", "1");
        Assert.Equal((0, ""), (result.Code, result.Error));
        IsScored(JsonElement.Parse(result.Output), 3, vocabulary: 41);
        Assert.Equal(2, Cli.Run("logprobs", "--model", "/nowhere/model", "--file", file).Code);
        Assert.Equal(2, Cli.Run("logprobs", "--model", directory, "--file", "/nowhere.jsonl").Code);
        File.Delete(file);
    }

    static void IsScored(JsonElement answer, int count, int vocabulary)
    {
        Assert.Equal(["next_logprobs", "last_argmax", "last_logprobs"], answer.EnumerateObject().Select(p => p.Name));
        float[] last = Numbers(answer, "last_logprobs");
        Assert.Equal((count - 1, vocabulary), (Numbers(answer, "next_logprobs").Length, last.Length));
        Assert.Equal(1, last.Sum(p => Math.Exp(p)), 1e-5);
        Assert.Equal(last.Max(), last[answer.GetProperty("last_argmax").GetInt32()]);
    }

    static float[] Numbers(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(n => n.GetSingle())];
}
