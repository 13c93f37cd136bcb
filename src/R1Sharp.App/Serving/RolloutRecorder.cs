// What a server records: each choice as a rollout that can be trained on, in the tokens that were sampled. DIR holds
//
//   rollouts.jsonl  {"id":"chatcmpl-…","choice":0,"created":…,"model":"…","weights_version":"…","temperature":1,"top_p":1,…,
//                    "prompt_tokens":[…],"completion_tokens":[…],"logprobs":[…],"mask":[1,1,0,…],"finish":"stop","user":"…","metadata":{…}}
//   rewards.jsonl   {"id":"chatcmpl-…","choice":0,"reward":1}, as they come (POST /rewards); the last of a choice counts
//
// A mask of 0 is a token that the model did not choose. A line is written whole, so that whoever reads along never sees a part of one.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Appends rollouts and rewards to files; safe for any number of threads.</summary>
sealed class RolloutRecorder : IDisposable
{
    readonly Lock _lock = new();
    readonly FileStream _rollouts, _rewards;

    /// <param name="directory">Made when it is not there; what is in it is gone on with.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public RolloutRecorder(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            (_rollouts, _rewards) = (Open(Path.Combine(directory, RecordedRollout.RolloutsFile)), Open(Path.Combine(directory, RecordedRollout.RewardsFile)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{directory}: nothing can be recorded there: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Records a choice.</summary>
    /// <param name="head">The answer that it belongs to.</param>
    /// <param name="choice">Its place.</param>
    /// <param name="request">What was asked of the engine.</param>
    /// <param name="completion">What came of it.</param>
    /// <param name="body">What the client says of itself.</param>
    public void Record(AnswerHead head, int choice, GenerationRequest request, Completion completion, JsonElement body) => Append(_rollouts, to =>
    {
        to.WriteStartObject();
        to.WriteString("id", head.Id);
        to.WriteNumber("choice", choice);
        to.WriteNumber("created", head.Created);
        to.WriteString("model", head.Model.Name);
        to.WriteString("weights_version", head.Model.Version);
        WriteSampling(to, request);
        WriteList(to, "prompt_tokens", request.Prompt, t => to.WriteNumberValue(t));
        WriteList(to, "completion_tokens", completion.Tokens, t => to.WriteNumberValue(t));
        WriteList(to, "logprobs", completion.LogProbs, p => to.WriteNumberValue(p));
        var forced = completion.ForcedTokens.ToHashSet();
        WriteList(to, "mask", Enumerable.Range(0, completion.Tokens.Length), i => to.WriteNumberValue(forced.Contains(i) ? 0 : 1));
        to.WriteString("finish", completion.Finish == FinishReason.Stop ? "stop" : "length");
        foreach (string name in (string[])["user", "metadata"])
            if (body.TryGetProperty(name, out var value))
            {
                to.WritePropertyName(name);
                value.WriteTo(to);
            }
        to.WriteEndObject();
    });

    /// <summary>Records a reward.</summary>
    public void Reward(string id, int choice, double reward) => Append(_rewards, to =>
    {
        to.WriteStartObject();
        to.WriteString("id", id);
        to.WriteNumber("choice", choice);
        to.WriteNumber("reward", reward);
        to.WriteEndObject();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _rollouts.Dispose();
        _rewards.Dispose();
    }

    // Whether the log-probabilities are those of what was drawn from: cuts, penalties and rules change that.
    static void WriteSampling(Utf8JsonWriter to, GenerationRequest request)
    {
        var sampling = request.Sampling;
        to.WriteNumber("temperature", sampling.Temperature);
        to.WriteNumber("top_p", sampling.TopP);
        if (sampling.TopK is { } topK)
            to.WriteNumber("top_k", topK);
        if (sampling.MinP > 0)
            to.WriteNumber("min_p", sampling.MinP);
        to.WriteBoolean("is_whole_distribution", sampling is { Temperature: > 0, TopP: 1, TopK: null, MinP: 0, RepetitionPenalty: 1 } && request.Rules is null);
    }

    static void WriteList<T>(Utf8JsonWriter to, string name, IEnumerable<T> values, Action<T> write)
    {
        to.WriteStartArray(name);
        foreach (var value in values)
            write(value);
        to.WriteEndArray();
    }

    void Append(FileStream file, Action<Utf8JsonWriter> write)
    {
        byte[] line = [.. JsonAnswer.Bytes(write).Span, (byte)'\n'];
        lock (_lock)
        {
            file.Write(line);
            file.Flush();
        }
    }

    // A half-written last line, after a crash, is cut off.
    static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        long end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
                break;
        }
        file.SetLength(end);
        file.Position = end;
        return file;
    }
}
