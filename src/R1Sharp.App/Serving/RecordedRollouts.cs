// Recorded rollouts with their rewards, for whoever trains on them: no text is tokenised again.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>A choice that was recorded.</summary>
/// <param name="Id">The answer's name.</param>
/// <param name="Choice">Its place among the answer's choices, which are a group.</param>
/// <param name="Prompt">The prompt's tokens.</param>
/// <param name="Completion">Tokens, log-probabilities, and which of them the model did not choose.</param>
/// <param name="Temperature">At which the log-probabilities are.</param>
/// <param name="WeightsVersion">Whose they are.</param>
/// <param name="Reward">Its reward; null where none has come.</param>
sealed record RecordedRollout(string Id, int Choice, int[] Prompt, Completion Completion, double Temperature, string WeightsVersion, double? Reward)
{
    /// <summary>Prompt and completion as a trainer sees them; what the model chose are the targets.</summary>
    public TokenSequence Sequence => new([.. Prompt, .. Completion.Tokens], [.. Completion.SampledTokens.Select(t => Prompt.Length + t)]);

    /// <summary>The rollouts of a folder.</summary>
    /// <exception cref="UserErrorException">There is none, or a line is broken.</exception>
    public static IReadOnlyList<RecordedRollout> Read(string directory)
    {
        var rewards = new Dictionary<(string, int), double>();
        foreach (var line in Lines(Path.Combine(directory, RolloutRecorder.RewardsFile)))
            rewards[(line.GetProperty("id").GetString()!, line.GetProperty("choice").GetInt32())] = line.GetProperty("reward").GetDouble();
        return [.. Lines(Path.Combine(directory, RolloutRecorder.RolloutsFile)).Select(line => Of(line, rewards))];
    }

    static RecordedRollout Of(JsonElement line, Dictionary<(string, int), double> rewards)
    {
        string id = line.GetProperty("id").GetString()!;
        int choice = line.GetProperty("choice").GetInt32();
        int[] tokens = Numbers(line, "completion_tokens", n => n.GetInt32()), mask = Numbers(line, "mask", n => n.GetInt32());
        var completion = new Completion(
            tokens, Numbers(line, "logprobs", n => n.GetSingle()), line.GetProperty("finish").ValueEquals("stop") ? FinishReason.Stop : FinishReason.Length)
        {
            ForcedTokens = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0)],
        };
        return new(id, choice, Numbers(line, "prompt_tokens", n => n.GetInt32()), completion, line.GetProperty("temperature").GetDouble(),
            line.GetProperty("weights_version").GetString()!, rewards.TryGetValue((id, choice), out double reward) ? reward : null);
    }

    static T[] Numbers<T>(JsonElement line, string name, Func<JsonElement, T> read) => [.. line.GetProperty(name).EnumerateArray().Select(read)];

    static IEnumerable<JsonElement> Lines(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: nothing was recorded here.");
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            JsonElement read;
            try
            {
                read = JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException e)
            {
                throw new UserErrorException($"{path}:{number}: the line is no JSON.", e);
            }
            yield return read;
        }
    }
}
