// r1 logprobs: what a network says about given token ids, as JSON Lines. No tokenizer is needed, so that any other program's
// numbers can be laid beside ours.

using System.CommandLine;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that scores token ids.</summary>
static class LogProbsCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var model = new Option<string>("--model")
        {
            Description = "The model: a Hugging Face folder, whose tokenizer is not needed, a folder with an adapter, or a GGUF file.",
            Required = true,
            HelpName = "folder",
        };
        var adapter = ModelOptionsGroup.AdapterOption();
        var file = new Option<string>("--file")
        {
            Description = "A JSON Lines file of {\"ids\":[…]}; - reads standard input.",
            Required = true,
            HelpName = "file",
        };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
        var command = new Command("logprobs", "Print the log-probabilities of token ids as JSON Lines.") { model, adapter, file, threads };
        command.SetAction(parsed =>
        {
            using var engine = engines(parsed.GetValue(threads));
            using var policy = ModelFiles.Of(parsed.GetRequiredValue(model), parsed.GetValue(adapter)).Policy(engine, NetworkUse.Sampling);
            return JsonLines.Answer(parsed.GetRequiredValue(file), (line, answer) => Write(policy.Score(Ids(line)), answer));
        });
        return command;
    }

    static int[] Ids(JsonElement line)
    {
        if (!line.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
            throw new UserErrorException("The line holds no list \"ids\": write {\"ids\":[…]}.");
        return [.. ids.EnumerateArray().Select((id, i) => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int token) ? token
            : throw new UserErrorException(
                $"\"ids\"[{i}] is {(id.ToString() is { Length: <= 40 } text ? text : "no number")}, but must be a token id, a whole number."))];
    }

    static void Write(SequenceScores scores, Utf8JsonWriter answer)
    {
        if (!scores.NextLogProbs.Concat(scores.LastLogProbs).All(float.IsFinite))
            throw new UserErrorException("The model's log-probabilities are not finite: its weights are damaged, or too large for 32-bit floats.");
        WriteNumbers(answer, "next_logprobs", scores.NextLogProbs);
        answer.WriteNumber("last_argmax", scores.LastArgMax);
        WriteNumbers(answer, "last_logprobs", scores.LastLogProbs);
    }

    static void WriteNumbers(Utf8JsonWriter answer, string name, float[] numbers)
    {
        answer.WriteStartArray(name);
        foreach (float number in numbers)
            answer.WriteNumberValue(number);
        answer.WriteEndArray();
    }
}
