// Rollouts that a server recorded (r1 serve --record), with their rewards, for whoever trains on them: no text is tokenised again.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Data;

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
    /// <summary>Names of the files in a folder of records.</summary>
    public const string RolloutsFile = "rollouts.jsonl", RewardsFile = "rewards.jsonl";

    /// <summary>Whether its log-probabilities are those of what it was drawn from; cuts, penalties and rules change that.</summary>
    public bool IsWholeDistribution { get; init; } = true;

    /// <summary>Prompt and completion as a trainer sees them; what the model chose are the targets.</summary>
    public TokenSequence Sequence => new([.. Prompt, .. Completion.Tokens], [.. Completion.SampledTokens.Select(t => Prompt.Length + t)]);

    /// <summary>The rollouts of a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="rewards">A file with further rewards, {"id": …, "choice": 0, "reward": …} a line; of several the last counts. Null for none.</param>
    /// <exception cref="UserErrorException">There is none, or a line is broken.</exception>
    public static IReadOnlyList<RecordedRollout> Read(string directory, string? rewards = null)
    {
        var known = new Dictionary<(string, int), double>();
        string own = Path.Combine(directory, RewardsFile), rollouts = Path.Combine(directory, RolloutsFile);
        // A folder of records has the one; the other may be all there is.
        string?[] files = [rewards is not null && !File.Exists(own) ? null : own, rewards];
        foreach (var (id, choice, reward) in files.OfType<string>().SelectMany(file => Lines(file, RewardOf)))
            known[(id, choice)] = reward;
        return [.. Lines(rollouts, line => Of(line, known))];
    }

    static (string Id, int Choice, double Reward) RewardOf(JsonElement line) => (line.GetProperty("id").GetString()!,
        line.TryGetProperty("choice", out var choice) ? choice.GetInt32() : 0, line.GetProperty("reward").GetDouble());

    static RecordedRollout Of(JsonElement line, Dictionary<(string, int), double> rewards)
    {
        string id = line.GetProperty("id").GetString()!;
        int choice = line.GetProperty("choice").GetInt32();
        int[] tokens = Numbers(line, "completion_tokens", n => n.GetInt32()), mask = Numbers(line, "mask", n => n.GetInt32());
        float[] logProbs = Numbers(line, "logprobs", n => n.GetSingle());
        if (mask.Length != tokens.Length || logProbs.Length != tokens.Length)
            throw new FormatException("it has another number of log-probabilities or of the mask than of tokens");
        var completion = new Completion(tokens, logProbs, line.GetProperty("finish").ValueEquals("stop") ? FinishReason.Stop : FinishReason.Length)
        {
            ForcedTokens = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0)],
        };
        return new(id, choice, Numbers(line, "prompt_tokens", n => n.GetInt32()), completion, line.GetProperty("temperature").GetDouble(),
            line.GetProperty("weights_version").GetString()!, rewards.TryGetValue((id, choice), out double reward) ? reward : null)
        {
            IsWholeDistribution = line.GetProperty("is_whole_distribution").GetBoolean(),
        };
    }

    static T[] Numbers<T>(JsonElement line, string name, Func<JsonElement, T> read) => [.. line.GetProperty(name).EnumerateArray().Select(read)];

    static IEnumerable<T> Lines<T>(string path, Func<JsonElement, T> read)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: nothing was recorded here.");
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            T one;
            try
            {
                one = read(JsonElement.Parse(line));
            }
            catch (JsonException e)
            {
                throw new UserErrorException($"{path}:{number}: the line is no JSON.", e);
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new UserErrorException($"{path}:{number}: the line is no record: {e.Message.TrimEnd('.')}.", e);
            }
            yield return one;
        }
    }
}
