// Who compares two completions: the miniature world's imperfect judge, or a service.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rewards.Rubrics;

namespace R1Sharp.App.Stages;

/// <summary>Finds judges of pairs.</summary>
static partial class PairJudges
{
    /// <summary>The judge of each problem's completions.</summary>
    /// <exception cref="UserErrorException">The address is none, or the miniature's judge is to compare what is not of its world.</exception>
    public static Func<Problem, PairJudge> Of(ComparedPreferences compared, RunParts run)
    {
        if (compared.Judge is not { } service)
            return problem => problem.Columns.ContainsKey(Rubric.Column) ? run.Problems.World.General.Comparing(problem, run.Seed)
                : throw new UserErrorException($"compared: the miniature world's judge knows nothing of '{problem.Family}'; name a judge with url and model.");
        if (!Uri.TryCreate(service.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UserErrorException($"compared.judge.url: '{service.Url}' is no address such as http://localhost:8000/v1.");
        var chat = run.Host.Chats(new() { Url = url, Model = service.Model, KeyVariable = service.KeyVariable, TimeoutSeconds = service.TimeoutSeconds });
        return problem => (_, first, second, _) => Gap(chat.Ask(service.Instruction.Replace("{question}", problem.Question, StringComparison.Ordinal)
            .Replace("{first}", Shown(first), StringComparison.Ordinal).Replace("{second}", Shown(second), StringComparison.Ordinal)));
    }

    /// <summary>The difference of the last two numbers of a reply; 0, which is no clear case, where it holds fewer.</summary>
    internal static double Gap(string reply)
    {
        double[] points = [.. Numbers().Matches(reply).TakeLast(2).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];
        return points.Length == 2 ? points[0] - points[1] : 0;
    }

    // Helpfulness is judged by what follows the thoughts.
    static string Shown(string completion) => ThinkAnswerText.Split("", completion).Rest?.Trim() ?? "";

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Numbers();
}
