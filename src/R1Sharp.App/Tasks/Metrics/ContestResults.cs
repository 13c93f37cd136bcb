// The results of a contest, as Codeforces' interface returns them: contest.standings (NAME.json) and contest.ratingChanges (NAME.ratings.json).
// https://codeforces.com/apiHelp/methods

using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>A contestant's result.</summary>
/// <param name="Points">Points, or problems solved.</param>
/// <param name="Penalty">Penalty, of contests that count solved problems.</param>
/// <param name="Rating">The rating before the contest; null where it is not known.</param>
readonly record struct Contestant(double Points, double Penalty, double? Rating);

/// <summary>One contest.</summary>
/// <param name="Type">CF (points), or ICPC (problems solved).</param>
/// <param name="Points">What each problem is worth, by its index; null where problems solved count.</param>
/// <param name="Contestants">Those that took part in it while it ran.</param>
sealed record ContestResults(string Type, IReadOnlyDictionary<string, double?> Points, IReadOnlyList<Contestant> Contestants)
{
    /// <summary>Reads a contest.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="id">The contest's number.</param>
    /// <exception cref="UserErrorException">A file is missing, or is none of the interface's answers.</exception>
    public static ContestResults Read(string folder, string id)
    {
        var standings = Result(Path.Combine(folder, id + ".json"), "contest.standings");
        var changes = Result(Path.Combine(folder, id + ".ratings.json"), "contest.ratingChanges");
        try
        {
            var ratings = changes.EnumerateArray().ToDictionary(c => c.GetProperty("handle").GetString()!, c => c.GetProperty("oldRating").GetDouble());
            return new(standings.GetProperty("contest").GetProperty("type").GetString()!,
                standings.GetProperty("problems").EnumerateArray().ToDictionary(p => p.GetProperty("index").GetString()!,
                    p => p.TryGetProperty("points", out var points) ? points.GetDouble() : (double?)null),
                [.. standings.GetProperty("rows").EnumerateArray().Where(IsContestant).Select(row => Contestant(row, ratings))]);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new UserErrorException($"{folder}: the files of contest {id} are not what Codeforces' interface returns: {e.Message}", e);
        }
    }

    static bool IsContestant(JsonElement row) => row.GetProperty("party").GetProperty("participantType").GetString() == "CONTESTANT";

    // A team has the ratings of none of its members.
    static Contestant Contestant(JsonElement row, Dictionary<string, double> ratings)
    {
        var members = row.GetProperty("party").GetProperty("members");
        double? rating = members.GetArrayLength() == 1 && ratings.TryGetValue(members[0].GetProperty("handle").GetString()!, out double known) ? known : null;
        return new(row.GetProperty("points").GetDouble(), row.TryGetProperty("penalty", out var penalty) ? penalty.GetDouble() : 0, rating);
    }

    static JsonElement Result(string path, string method)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path} is not there: it holds what Codeforces' {method} returns for this contest (--contests names the folder).");
        try
        {
            var json = JsonElement.Parse(File.ReadAllBytes(path));
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("result", out var result) ? result
                : throw new UserErrorException($"{path} has no 'result': it must hold what Codeforces' {method} returns.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path} is not JSON: {e.Message}", e);
        }
    }
}
