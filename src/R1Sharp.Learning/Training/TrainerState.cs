// What a trainer remembers beside weights and moments, as JSON in a checkpoint's folder: one way to write it, one to read it.

using System.Text.Json;
using System.Text.Json.Serialization;

namespace R1Sharp.Learning.Training;

/// <summary>Writes and reads the states of trainers.</summary>
static class TrainerState
{
    // Numbers are written in as many digits as it takes to read the same bits.
    static readonly JsonSerializerOptions s_json = new()
    {
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
    };

    /// <summary>Writes a state into a folder (which exists).</summary>
    public static void Save<T>(string folder, string file, T state) where T : class =>
        AtomicFile.WriteAllText(Path.Combine(folder, file), JsonSerializer.Serialize(state, s_json));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">The file in it.</param>
    /// <param name="isWhole">Whether it has all its parts, and those that fit.</param>
    /// <exception cref="UserErrorException">The file is missing or broken, or lacks a part.</exception>
    public static T Load<T>(string folder, string file, Predicate<T> isWhole) where T : class
    {
        string path = Path.Combine(folder, file);
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_json) is { } state && isWhole(state) ? state
                : throw new UserErrorException($"The trainer's state {path} lacks a part or belongs to other data; resume from an earlier checkpoint.");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            string why = error.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new UserErrorException($"The trainer's state {path} cannot be read ({why}); resume from an earlier checkpoint.", error);
        }
    }
}
