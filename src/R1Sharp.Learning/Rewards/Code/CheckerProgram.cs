// A problem's own judge of outputs, run in a sandbox of its own: it never meets the program, only what that has printed.

using System.Globalization;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Runs a checker of Codeforces' kind: a Python program with three files as arguments, that prints a number.</summary>
static class CheckerProgram
{
    const string Script = """
        import json, sys
        work = json.loads(sys.stdin.read())
        sys.argv = ["checker.py"]
        for name in ("input", "expected", "printed"):
            sys.argv.append("/tmp/" + name + ".txt")
            with open(sys.argv[-1], "w", encoding="utf-8", newline="") as file:
                file.write(work[name])
        exec(compile(work["checker"], "checker.py", "exec"), {"__name__": "__main__"})
        """;

    /// <summary>Empty where the output is right: the last word that the checker prints is a number of at least 1.</summary>
    public static string Complaint(IProgramRunner runner, ProgramLimits limits, string checker, InputOutputCase test, string printed)
    {
        var work = new JsonObject { ["checker"] = checker, ["input"] = test.Input, ["expected"] = test.Output, ["printed"] = printed };
        var result = runner.Run(new ProgramRequest(Script, work.ToJsonString()) { Limits = limits });
        if (result.Status != ProgramStatus.Ok)
            return $"the problem's checker failed: {result.Complaint}";
        string? last = result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return double.TryParse(last, NumberStyles.Float, CultureInfo.InvariantCulture, out double score) && score >= 1 ? "" : "wrong output";
    }
}
